package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"attache/news"
	"attache/store"
)

// completing is what the shell asks for when a name is half typed. Without a database there is nothing to offer.
type completing = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// lister lists names out of the database: a name, and behind a tab what the shell shows beside it.
type lister = func(ctx context.Context, st *store.Store) ([]string, error)

// completeNames completes words by names out of the database, which it opens read-only.
func (a *app) completeNames(names lister) completing {
	return func(cmd *cobra.Command, done []string, begun string) ([]string, cobra.ShellCompDirective) {
		const none = cobra.ShellCompDirectiveNoFileComp
		s, err := a.settings()
		if err != nil {
			return nil, none
		}
		s.Database.ReadOnly = true
		if path := databaseFile(s.Database); path != "" {
			if _, err := os.Stat(path); err != nil {
				return nil, none
			}
		}
		st, err := store.Open(cmd.Context(), s.Database)
		if err != nil {
			return nil, none
		}
		defer st.Close()
		all, err := names(cmd.Context(), st)
		if err != nil {
			return nil, none
		}
		before := "" // what stands before the last comma of a list
		if comma := strings.LastIndexByte(begun, ','); comma >= 0 {
			before, begun = begun[:comma+1], begun[comma+1:]
		}
		var fit []string
		for _, n := range all {
			name, _, _ := strings.Cut(n, "\t")
			if strings.HasPrefix(name, begun) && !slices.Contains(done, name) {
				fit = append(fit, before+n)
			}
		}
		return fit, none
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

// mostOffered bounds the issues that are offered, a digest, and the addresses.
const mostOffered = 30

// issueIDs are the newest issues of each digest.
func issueIDs(ctx context.Context, st *store.Store) ([]string, error) {
	digests, err := st.Digests(ctx, false)
	var ids []string
	for _, d := range digests {
		rows, e := st.NewestIssues(ctx, d.Name, mostOffered)
		if e != nil {
			return nil, e
		}
		for _, i := range rows {
			ids = append(ids, fmt.Sprintf("%d\t%s, %s, %s", i.ID, i.Digest, dueText(i.Slot, i.Created, i.TimeZone), i.State))
		}
	}
	return ids, err
}

// personEmails are the addresses of those who work at the desk.
func personEmails(ctx context.Context, st *store.Store) ([]string, error) {
	all, err := st.People(ctx)
	emails := make([]string, len(all))
	for i, p := range all {
		emails[i] = p.Email
	}
	return emails, err
}

// offer makes the commands complete their arguments by names out of the database: the first, or every one where help
// says that there may be several. A command that completes by itself is left alone.
func (a *app) offer(names lister, commands ...*cobra.Command) []*cobra.Command {
	complete := a.completeNames(names)
	for _, c := range commands {
		if c.ValidArgsFunction != nil { // it completes by itself
			continue
		}
		many := strings.Contains(c.Use, "…")
		c.ValidArgsFunction = func(cmd *cobra.Command, done []string, begun string) ([]string, cobra.ShellCompDirective) {
			if len(done) > 0 && !many {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return complete(cmd, done, begun)
		}
	}
	return commands
}

// takesFile reports whether an argument of a command may be a file: then the shell offers those.
func takesFile(c *cobra.Command) bool {
	return strings.Contains(c.Use, "FILE") || strings.Contains(c.Use, "FOLDER")
}

// offerFlags makes every command complete the values of its flags: names out of the database, and words of ours.
func (a *app) offerFlags(c *cobra.Command) {
	words := func(words ...string) completing {
		return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
	}
	known := map[string]completing{
		"digest":   a.completeNames(digestNames),
		"source":   a.completeNames(sourceNames),
		"language": words(news.Languages...),
		"kind":     words(strings.Split(strings.ReplaceAll(news.KindNames(), " ", ""), ",")...),
		"format":   words("yaml", "opml"),
		"only":     words("worker", "web"),
		"reads":    words(news.Languages...),
		"to":       a.completeNames(someEmails),
		"issue":    a.completeNames(issueIDs),
		"all":      words("send", "sent", "skip"),
		"since":    words("24h", "7d", "2w", "yesterday"),
		"until":    words("24h", "7d", "2w", "yesterday"),
		"from":     words("yesterday"),
	}
	states := words("pending", "active", "unsubscribed", "bounced", "complained")
	if c.HasParent() && c.Parent().Name() == "issue" {
		states = words("queued", "sending", "sent", "deferred", "failed", "doubt", "withdrawn")
	}
	known["state"] = states
	if c.ValidArgsFunction == nil && len(c.ValidArgs) == 0 && !c.HasSubCommands() && !takesFile(c) {
		c.ValidArgsFunction = cobra.NoFileCompletions
	}
	c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if complete, ok := known[f.Name]; ok {
			_ = c.RegisterFlagCompletionFunc(f.Name, complete) // it fails for flags that are not there
		}
	})
	for _, sub := range c.Commands() {
		a.offerFlags(sub)
	}
}
