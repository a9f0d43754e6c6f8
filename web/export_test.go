package web

// MostRendering is how many pages were made at the same time at most.
func (s *Server) MostRendering() int { return int(s.mostRendering.Load()) }
