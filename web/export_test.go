package web

// MostRendering is how many pages were made at the same time at most.
func (s *Server) MostRendering() int { return int(s.mostRendering.Load()) }

// Forget drops the pages that were made.
func (s *Server) Forget() { s.pages = pageCache{} }
