package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"attache/newsroom"
	"attache/store"
)

// completing is what the shell asks for when a name is half typed. Without a database there is nothing to offer.
type completing = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// lister lists names out of the database: a name, and behind a tab what the shell shows beside it.
type lister = func(ctx context.Context, st *store.Store) ([]string, error)

// completeNames completes words by names out of the database.
func (a *app) completeNames(names lister) completing { return a.completeKnown(known{list: names}) }

// completeKnown completes words by those of a set.
func (a *app) completeKnown(set known) completing {
	return func(cmd *cobra.Command, done []string, begun string) ([]string, cobra.ShellCompDirective) {
		var all []string
		if set.words != nil {
			all = set.words()
		}
		if set.list != nil {
			all = append(slices.Clone(all), a.listed(cmd.Context(), set.list)...)
			slices.Sort(all)
			all = slices.Compact(all)
		}
		return offered(all, done, begun), cobra.ShellCompDirectiveNoFileComp
	}
}

// listed lists names out of the database, which it opens read-only; none where there is no database.
func (a *app) listed(ctx context.Context, names lister) []string {
	s, err := a.settings()
	if err != nil {
		return nil
	}
	s.Database.ReadOnly = true
	if path := databaseFile(s.Database); path != "" {
		if _, err := os.Stat(path); err != nil {
			return nil
		}
	}
	st, err := store.Open(ctx, s.Database)
	if err != nil {
		return nil
	}
	defer st.Close()
	all, err := names(ctx, st)
	if err != nil {
		return nil
	}
	return all
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

// documentFlags take a file or a folder: the shell offers those. freeFlags take what nobody can know before; for them
// it offers nothing.
var (
	documentFlags = []string{"config", "file", "out", "dir"}
	freeFlags     = []string{
		"name", "title", "outlet", "number", "pick", "keep", "selector", "why", "reply", "pass", "status", "url", "listen",
		"sources", "articles", "readers",
	}
)

// knownFlags are the sets that values of flags are from.
func (a *app) knownFlags() map[string]known {
	fields := knownFields()
	window := fixed(append(slices.Clone(spans), "yesterday")...)
	return map[string]known{
		"digest": {list: digestNames}, "source": {list: sourceNames}, "language": fields["language"],
		"reads": fields["reads"], "kind": fields["kind"], "time-zone": fields["time_zone"], "country": fields["country"],
		"region": fields["region"], "schedule": fields["schedule"], "window": fields["window"],
		"group": fields["groups"], "reader": {list: someEmails}, "event": fixed(newsroom.HookEvents...),
		"relay": {words: a.relayNames}, "reopen": {words: a.relayNames},
		"format": fixed("yaml", "opml"), "only": fixed("worker", "web"), "to": {list: someEmails},
		"issue": {list: issueIDs}, "all": fixed("send", "sent", "skip"), "since": window, "until": window,
		"from": fixed("yesterday", "today"), "template": {words: a.templateNames}, "state": fields["state"],
		"content-type": fixed("text/html", "text/html; charset=windows-1251", "text/plain"),
		"encoding": fixed("utf-8", "utf-16le", "utf-16be", "windows-1250", "windows-1251", "windows-1252", "windows-1253",
			"windows-1254", "windows-1255", "windows-1256", "windows-1257", "iso-8859-2", "iso-8859-9", "koi8-r", "koi8-u",
			"ibm866", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"),
	}
}

// offerFlags makes every command complete the values of its flags: names out of the database, and words of ours.
func (a *app) offerFlags(c *cobra.Command) {
	flags := a.knownFlags()
	path := c.CommandPath()
	if strings.HasPrefix(path, "attache issue ") {
		flags["state"] = fixed(letterStates...)
	}
	if path == "attache source add" {
		flags["language"] = knownFields()["source language"]
	}
	if c.ValidArgsFunction == nil && len(c.ValidArgs) == 0 && !c.HasSubCommands() && !takesFile(c) {
		c.ValidArgsFunction = cobra.NoFileCompletions
	}
	c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		complete := cobra.NoFileCompletions
		set, ok := flags[f.Name]
		switch {
		case ok:
			complete = a.completeKnown(set)
		case f.Name == "set":
			complete = a.completeSet(kindOf(path))
		case slices.Contains(documentFlags, f.Name) || f.Value.Type() == "bool":
			return
		}
		_ = c.RegisterFlagCompletionFunc(f.Name, complete) // it fails for flags that are not there
	})
	for _, sub := range c.Commands() {
		a.offerFlags(sub)
	}
}

// kindOf is the kind of the things that a command's --set changes, as desk documents call it.
func kindOf(path string) string {
	switch strings.Fields(path)[1] {
	case "source":
		return "Source"
	case "digest":
		return "Digest"
	}
	return "Subscriber"
}
