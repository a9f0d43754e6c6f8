package web

import "context"

// MostRendering is how many pages were made at the same time at most.
func (s *Server) MostRendering() int { return int(s.mostRendering.Load()) }

// Forget drops the pages that were made.
func (s *Server) Forget() { s.pages = pageCache{} }

// Warm is what Serve does first.
func (s *Server) Warm(ctx context.Context) error { return s.warm(ctx) }

// WaitLimit is how long a request waits for its turn to have a page made.
const WaitLimit = waitLimit
