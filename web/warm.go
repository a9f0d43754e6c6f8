package web

import (
	"context"
	"io"

	"attache/news"
	"attache/templates"
)

// warm makes what every reader would wait for otherwise: the templates, which are parsed at their first use, and the
// entries of the Atom feeds, as many as half the memory for pages holds. It ends early with ctx.
func (s *Server) warm(ctx context.Context) error {
	if _, err := s.compress(nil); err != nil { // makes a compressor
		return err
	}
	for _, language := range news.Languages {
		shell := templates.Shell{Language: language}
		for name, p := range map[string]any{
			"index": templates.IndexPage{Shell: shell}, "issue": templates.IssuePage{Shell: shell},
			"entry": templates.IssuePage{Shell: shell},
			"error": templates.ErrorPage{Shell: shell, Key: errNoPage.key},
		} {
			if err := s.set.Page(io.Discard, name, p); err != nil {
				return err
			}
		}
	}
	digests, err := s.store.PlainDigests(ctx)
	if err != nil {
		return err
	}
	for _, d := range digests {
		marks, err := s.store.PublicMarks(ctx, d.Name, 0, 0, feedIssues, true)
		if err != nil {
			return err
		}
		for _, m := range marks {
			if err := ctx.Err(); err != nil {
				return err
			}
			if s.pages.size() > mostPages/2 {
				return nil
			}
			if _, err := s.keptEntry(ctx, m, "", atom); err != nil {
				return err
			}
		}
	}
	return nil
}
