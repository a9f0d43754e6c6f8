package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"attache/cmd/attache/internal/roster"
	"attache/config"
	"attache/news"
	"attache/scrape/list"
	"attache/scrape/markup"
	"attache/store"
)

func (a *app) digestDecide() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "decide NAME [URL|ID keep|drop|forget]",
		Short: "Say what an article should have been: kept or dropped",
		Long: `Keeps an editor's decision on an article that a source has brought. Decisions change nothing by
themselves: attache digest learn makes a correction of the score out of them. A later decision on the
same article replaces the earlier one; forget takes it back.

A file has a line for each decision: the article's address or number, and keep, drop or forget.`,
		Example: "  attache digest decide daily https://www.example.org/news/a-visit keep\n  attache digest decide " +
			"daily 1204 drop\n  attache digest decide daily --file decisions.csv",
		Args: arguments(1, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (file == "") != (len(args) == 3) {
				return &usageError{
					message: "Give an article and what you decided, or a file of decisions.",
					hint:    cmd.CommandPath() + " --help",
				}
			}
			ctx := cmd.Context()
			st, d, err := a.deskDigest(ctx, args[0])
			if err != nil {
				return err
			}
			defer st.Close()
			var said []saidDecision
			if file == "" {
				one, err := a.readDecision(ctx, st, args[1], args[2])
				if err != nil {
					return err
				}
				said = []saidDecision{one}
			} else if said, err = a.readDecisions(ctx, st, file); err != nil {
				return err
			}
			return a.decide(ctx, st, d, said)
		},
	}
	c.Flags().StringVar(&file, "file", "", "read decisions from a CSV file (- for standard input)")
	a.dryFlag(c, "only check them")
	c.ValidArgsFunction = func(cmd *cobra.Command, done []string, begun string) ([]string, cobra.ShellCompDirective) {
		switch len(done) {
		case 0:
			return a.completeNames(digestNames)(cmd, done, begun)
		case 2:
			return []string{"keep", "drop", "forget"}, cobra.ShellCompDirectiveNoFileComp
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return c
}

// saidDecision is one decision as it was given.
type saidDecision struct {
	news.Decision
	forget bool
}

// readDecision makes a decision out of its words.
func (a *app) readDecision(ctx context.Context, st *store.Store, article, word string) (saidDecision, error) {
	s := saidDecision{Decision: news.Decision{Made: a.utc()}}
	switch strings.ToLower(word) {
	case "keep", "kept":
		s.Keep = true
	case "drop", "dropped":
	case "forget":
		s.forget = true
	default:
		return s, &usageError{message: fmt.Sprintf("%q is no decision.", word), hint: "keep, drop or forget"}
	}
	if _, err := strconv.ParseInt(article, 10, 64); err != nil {
		address, err := list.Canonical(article)
		if err != nil {
			return s, &usageError{message: fmt.Sprintf("%q is neither an address nor the number of an article.",
				article), hint: "an address begins with https://"}
		}
		article = address
	}
	art, err := st.Article(ctx, article)
	if errors.Is(err, news.ErrNotFound) {
		return s, withHint(notThere(news.ErrNotFound, "No source has brought the article %s.", article), "%s",
			news.Command("attache", "why", article))
	}
	s.ArticleID, s.URL, s.Title, s.Outlet = art.ID, art.URL, art.Title, art.Outlet.Name
	return s, err
}

// readDecisions reads a file of decisions. The error holds every wrong line.
func (a *app) readDecisions(ctx context.Context, st *store.Store, path string) ([]saidDecision, error) {
	in, err := a.input(ctx, path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	file := filepath.Base(path)
	data, err := readAtMost(in, file, roster.MaxBytes)
	if err != nil {
		return nil, err
	}
	decoded, _, err := markup.DecodeFile(data, "")
	if err != nil {
		return nil, err
	}
	rows := roster.NewRows(file, string(decoded))
	var said []saidDecision
	var mistakes config.Mistakes
	for n := 0; n <= decidedLines; {
		row, err := rows.Next()
		if err != nil {
			return nil, err
		}
		if row == nil {
			break
		}
		line := rows.Line()
		if first := strings.TrimSpace(row[0]); len(row) == 1 && first == "" || strings.HasPrefix(first, "#") {
			continue
		}
		n++
		switch {
		case n > decidedLines:
			return nil, &news.InvalidError{
				Message: fmt.Sprintf("%s has more than %d lines.", file, decidedLines),
				Hint:    "split the file",
			}
		case len(row) < 2:
			mistakes = append(mistakes, config.Mistake{
				File: file, Line: line,
				Message: "An article and a decision are wanted.", Hint: "write https://www.example.org/a-visit,keep",
			})
			continue
		case n == 1 && strings.EqualFold(strings.TrimSpace(row[1]), "decision"):
			continue // the header
		}
		one, err := a.readDecision(ctx, st, strings.TrimSpace(row[0]), strings.TrimSpace(row[1]))
		var usage *usageError
		switch {
		case err == nil:
			said = append(said, one)
		case errors.As(err, &usage):
			mistakes = append(mistakes, config.Mistake{
				File: file, Line: line, Message: usage.message,
				Hint: usage.hint,
			})
		case errors.Is(err, news.ErrNotFound):
			mistakes = append(mistakes, config.Mistake{
				File: file, Line: line,
				Message: fmt.Sprintf("No source has brought the article %s.", row[0]),
			})
		default:
			return nil, err
		}
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	return said, nil
}

// decide keeps decisions and says what is known now.
func (a *app) decide(ctx context.Context, st *store.Store, d news.Digest, said []saidDecision) error {
	last := map[int64]saidDecision{} // of an article that is named twice, the last word counts
	var order []int64
	for _, s := range said {
		if _, twice := last[s.ArticleID]; !twice {
			order = append(order, s.ArticleID)
		}
		last[s.ArticleID] = s
	}
	var keep []news.Decision
	for _, id := range order {
		if s := last[id]; !s.forget {
			keep = append(keep, s.Decision)
			continue
		}
		if a.dry {
			continue
		}
		if err := st.Undecide(ctx, d.ID, id); err != nil && (len(said) == 1 || !errors.Is(err, news.ErrNotFound)) {
			return withHint(err, "%s", news.Command("attache", "digest", "decisions", d.Name))
		}
	}
	if a.dry {
		a.say("Would keep %s of %s.", counted(len(keep), "decision"), d.Name)
		a.sayDry()
		return nil
	}
	if err := st.Decide(ctx, d.ID, keep); err != nil {
		return err
	}
	all, err := st.Decisions(ctx, d.ID)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(all)
	}
	if len(said) == 1 {
		word := "forgotten"
		if !said[0].forget {
			word = decisionWord(said[0].Keep)
		}
		a.say("%s: “%s”", word, said[0].Title)
	}
	a.suggest("%s has %s now. To learn from them: %s", d.Name, counted(len(all), "decision"),
		news.Command("attache", "digest", "learn", d.Name))
	return nil
}

func decisionWord(keep bool) string {
	if keep {
		return "keep"
	}
	return "drop"
}

func (a *app) digestDecisions() *cobra.Command {
	return &cobra.Command{
		Use: "decisions NAME", Short: "What an editor decided", Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			st, d, err := a.deskDigest(ctx, args[0])
			if err != nil {
				return err
			}
			defer st.Close()
			all, err := st.Decisions(ctx, d.ID)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(append([]news.Decision{}, all...))
			}
			t := a.table(col{name: "ARTICLE"}, col{name: "DECIDED"}, col{name: "WHEN", drop: 2},
				col{name: "OUTLET", drop: 1}, col{name: "TITLE", fold: true})
			for _, o := range all {
				t.add(strconv.FormatInt(o.ArticleID, 10), decisionWord(o.Keep), when(o.Made), o.Outlet, o.Title)
			}
			t.write()
			t.note()
			return nil
		},
	}
}
