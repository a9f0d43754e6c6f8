package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"attache/web"
	"attache/worker/queue"
)

func (a *app) serveCommand() *cobra.Command {
	var only []string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Read and publish by the clock, serve the pages",
		Long: `Polls the sources when they are due, publishes each digest by its schedule, delivers, and serves
the archive, feeds, unsubscribe pages and the desk, on which people work, until it is told to
stop (SIGTERM or Ctrl-C): then it finishes what is in flight. Several processes may serve one
PostgreSQL: each slot is published once. On a SQLite file one worker serves; a second one is
refused (--only web may run beside it).`,
		Example: "  attache serve\n  attache serve --only web",
		Args:    arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, part := range only {
				if part != "worker" && part != "web" {
					return oneOf(part, []string{"worker", "web"}, fmt.Sprintf("%q is not something serve can run.", part))
				}
			}
			s, err := a.settings()
			if err != nil {
				return err
			}
			p, err := a.open(cmd.Context(), s, createSeeded, slog.LevelInfo)
			if err != nil {
				return err
			}
			defer p.close()
			run := func(part string) bool { return len(only) == 0 || slices.Contains(only, part) }
			if run("worker") {
				unlock, err := lockServe(s.Database, a.utc())
				if err != nil {
					return err
				}
				defer unlock()
			}
			if err := p.announce(cmd.Context(), a, run("worker"), run("web")); err != nil {
				return err
			}
			return p.serve(cmd.Context(), run("worker"), run("web"))
		},
	}
	c.Flags().StringSliceVar(&only, "only", nil, "run only the worker, or only the web")
	return c
}

// serve runs the worker and the pages until ctx ends or one of them fails.
func (p *program) serve(ctx context.Context, work, pages bool) error {
	var parts []string
	g, ctx := errgroup.WithContext(ctx)
	counts := newMetrics(p)
	p.pipeline.Recorded = counts.record
	if work {
		parts = append(parts, "worker")
		g.Go(func() error { return p.pipeline.Serve(ctx, queue.Engine{SQL: p.store.SQL(), Pool: p.store.Pool()}) })
		if !p.settings.Desk.Off {
			g.Go(func() error { return p.watchSources(ctx) })
		}
		hooks, err := p.hookSender()
		if err != nil {
			return err
		}
		g.Go(func() error { hooks.Run(ctx, p.mayTell); return nil })
	}
	if pages {
		parts = append(parts, "web")
		server := web.New(p.settings.Web, p.store, p.set, p.log)
		server.Post = p.post()
		server.Registry().MustRegister(counts)
		desk, err := p.mountDesk(server, "")
		if err != nil {
			return err
		}
		if desk {
			g.Go(func() error { p.index(ctx); return nil })
		}
		g.Go(func() error { return server.Run(ctx) })
	}
	p.log.Info("serving", "version", versionText(), "parts", strings.Join(parts, ","), "listen",
		or(p.settings.Web.Listen, "127.0.0.1:8080"))
	err := g.Wait()
	p.log.Info("stopped")
	switch {
	case errors.Is(err, context.Canceled):
		return nil
	case errors.Is(err, syscall.EADDRINUSE):
		return withHint(err, "set web.listen to another address, or stop the program that holds it")
	}
	return err
}
