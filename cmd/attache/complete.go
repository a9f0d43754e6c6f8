package main

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"attache/store"
)

// completing is what the shell asks for when a name is half typed. Without a database there is nothing to offer.
type completing = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

func (a *app) completeNames(names func(context.Context, *store.Store) ([]string, error)) completing {
	return func(cmd *cobra.Command, done []string, begun string) ([]string, cobra.ShellCompDirective) {
		s, err := a.settings()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		if path := databaseFile(s.Database); path != "" {
			if _, err := os.Stat(path); err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
		}
		st, err := store.Open(cmd.Context(), s.Database)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer st.Close()
		all, err := names(cmd.Context(), st)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		said := " " + strings.Join(done, " ") + " "
		var fit []string
		for _, n := range all {
			if strings.HasPrefix(n, begun) && !strings.Contains(said, " "+n+" ") {
				fit = append(fit, n)
			}
		}
		return fit, cobra.ShellCompDirectiveNoFileComp
	}
}

func sourceNames(ctx context.Context, st *store.Store) ([]string, error) {
	all, err := st.Sources(ctx, false)
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.Name
	}
	return names, err
}

func digestNames(ctx context.Context, st *store.Store) ([]string, error) {
	all, err := st.Digests(ctx, false)
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = d.Name
	}
	return names, err
}

// offer makes the commands complete their arguments by names out of the database.
func (a *app) offer(
	names func(context.Context, *store.Store) ([]string, error), commands ...*cobra.Command,
) []*cobra.Command {
	for _, c := range commands {
		c.ValidArgsFunction = a.completeNames(names)
	}
	return commands
}
