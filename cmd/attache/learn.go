package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/digest/relevance"
	"attache/news"
	"attache/store"
)

const (
	decidedLines  = 20_000              // most lines of one file of decisions
	learnReach    = 21 * 24 * time.Hour // how far back the effect of a correction is shown
	learnArticles = 3000                // on so many articles at most, the newest
	learnShown    = 10                  // weights and articles named to a person
)

// lesson is what `attache digest learn --json` prints.
type lesson struct {
	Digest     string           `json:"digest"`
	Decisions  int              `json:"decisions"` // that the correction rests on
	Ruled      int              `json:"ruled"`     // others, on articles that the digest's own lists or words decide
	Few        string           `json:"few,omitempty"`
	Before     int              `json:"before"` // decisions that the score alone makes as the editor did
	After      int              `json:"after"`  // the same with a correction learned from the others
	Correction *news.Correction `json:"correction,omitempty"`
	Looked     int              `json:"looked"`  // articles judged in the last 21 days
	Changes    []sideChange     `json:"changes"` // of these, which would change sides
	// this answer is from before it was confirmed: --yes alone makes it true
	Applied bool             `json:"applied"`
	Present *news.Correction `json:"present,omitempty"` // what is in force
}

// sideChange is an article that a correction moves across the threshold.
type sideChange struct {
	Piece news.Piece `json:"piece"`
	Keep  bool       `json:"keep"`
	From  float64    `json:"from"`
	To    float64    `json:"to"`
}

func (a *app) digestLearn() *cobra.Command {
	var forget bool
	c := &cobra.Command{
		Use:   "learn NAME",
		Short: "Correct the score as the editor's decisions teach it",
		Long: `Learns a small correction of the score out of what an editor decided (attache digest decide): which
outlets, languages, countries, organisations, themes and words speak for or against an article of
this digest. It works on this machine, without a model, and the same decisions teach the same.

First it shows the effect: how many of the decisions attache makes as the editor did, alone and with
what the other decisions teach; what weighs most; and which articles of the last three weeks would
change sides. It asks before anything changes. A correction moves the odds of an article by at most
a factor of 7.4, so what the score is sure of stays (for that there are topic.include and
topic.exclude), and the digest's own lists and words go first. attache why shows it at work.

Learn again after new decisions; --forget takes the correction away and keeps the decisions. It belongs
to this database: export and apply do not carry it.`,
		Example: "  attache digest learn daily --dry-run\n  attache digest learn daily --forget",
		Args:    arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			st, d, err := a.deskDigest(ctx, args[0])
			if err != nil {
				return err
			}
			defer st.Close()
			if forget {
				return a.unlearn(ctx, st, d)
			}
			return a.learn(ctx, st, d)
		},
	}
	c.Flags().BoolVar(&forget, "forget", false, "judge without a correction again")
	a.dryFlag(c, "only show the effect")
	return c
}

func (a *app) unlearn(ctx context.Context, st *store.Store, d news.Digest) error {
	if !a.dry {
		if err := st.PutCorrection(ctx, d.ID, nil); err != nil {
			return err
		}
	}
	switch {
	case a.json:
		return a.printJSON(map[string]any{"digest": d.Name, "forgotten": d.Learned != nil && !a.dry})
	case d.Learned == nil:
		a.say("%s has learned nothing so far.", d.Name)
		if a.dry {
			a.sayDry()
		}
	case a.dry:
		a.say("%s would be judged by the score alone again.", d.Name)
		a.sayDry()
	default:
		a.say("%s is judged by the score alone again. Its decisions stay.", d.Name)
	}
	return nil
}

// learn shows what the decisions teach, and applies it after a yes.
func (a *app) learn(ctx context.Context, st *store.Store, d news.Digest) error {
	l, err := lessonOf(ctx, st, d, a.utc())
	if err != nil {
		return err
	}
	better := l.Correction != nil && l.After >= l.Before
	l.Applied = better && a.yes && !a.dry
	if l.Applied {
		if err := st.PutCorrection(ctx, d.ID, l.Correction); err != nil {
			return err
		}
	}
	if a.json {
		if err := a.printJSON(l); err != nil {
			return err
		}
	}
	a.printLesson(l)
	switch {
	case l.Correction == nil:
		if a.dry {
			a.sayDry()
		}
		return nil
	case !better:
		return &partly{
			message: "What the decisions teach would judge worse than the score alone: nothing was changed.",
			hint: "decide on more articles; those decided so far: " +
				news.Command("attache", "digest", "decisions", d.Name),
		}
	case a.dry:
		a.sayDry()
		return nil
	case !l.Applied:
		if err := a.confirm(ctx, fmt.Sprintf("Judge %s so from its next issue on?", d.Name), news.Command("attache",
			"digest", "learn", d.Name)); err != nil {
			return err
		}
		if err := st.PutCorrection(ctx, d.ID, l.Correction); err != nil {
			return err
		}
	}
	a.suggest("Applied: %s is judged so from its next issue on. To take it back: %s", d.Name,
		news.Command("attache", "digest", "learn", d.Name, "--forget"))
	return nil
}

// lessonOf learns and looks at the effect; it changes nothing.
func lessonOf(ctx context.Context, st *store.Store, d news.Digest, now time.Time) (lesson, error) {
	l := lesson{Digest: d.Name, Changes: []sideChange{}, Present: d.Learned}
	decisions, err := st.Decisions(ctx, d.ID)
	if err != nil {
		return l, err
	}
	articles, err := st.DecidedArticles(ctx, d.ID, relevance.MostDecisions)
	if err != nil {
		return l, err
	}
	said := map[int64]bool{}
	for _, o := range decisions {
		said[o.ArticleID] = o.Keep
	}
	keep := make([]bool, len(articles))
	for i := range articles {
		keep[i] = said[articles[i].ID]
	}
	got := relevance.Learn(d, articles, keep)
	l.Decisions, l.Ruled, l.Few, l.Before, l.After, l.Correction = got.Used, got.Ruled, got.Few, got.Before, got.After,
		got.Correction
	if l.Correction == nil {
		return l, nil
	}
	l.Correction.Learned = now
	recent, err := st.JudgedArticles(ctx, d.ID, now.Add(-learnReach), learnArticles)
	if err != nil {
		return l, err
	}
	l.Looked = len(recent)
	then := d
	then.Learned = l.Correction
	for i := range recent {
		v := relevance.Judge(d.Topic, recent[i])
		from, to := relevance.Correct(d, recent[i], v), relevance.Correct(then, recent[i], v)
		if from.Kept != to.Kept {
			l.Changes = append(l.Changes, sideChange{recent[i].Piece(), to.Kept, from.Score, to.Score})
		}
	}
	return l, nil
}

// printLesson tells a press officer what was learned.
func (a *app) printLesson(l lesson) {
	if l.Few != "" {
		a.suggest("%s\nNothing was changed. How to decide on an article: attache digest decide --help", l.Few)
	}
	if l.Ruled > 0 {
		a.say("%s set aside: the lists or words of %s decide them, whatever the score.", counted(l.Ruled, "decision"),
			l.Digest)
	}
	if l.Correction == nil {
		return
	}
	a.say("%s of %s: %d to keep, %d to drop.", counted(l.Decisions, "decision"), l.Digest, l.Correction.Keep,
		l.Correction.Drop)
	a.say("  By the score alone, attache decides %d of them as you did (%d %%).", l.Before, 100*l.Before/l.Decisions)
	a.say("  With what it learned, %d (%d %%), each by what the others teach.", l.After, 100*l.After/l.Decisions)
	a.say("\nWhat weighs most, for (+) and against (−):")
	for _, w := range l.Correction.Weights[:min(len(l.Correction.Weights), learnShown)] {
		a.say("  %s  %s", strings.Replace(fmt.Sprintf("%+.2f", w.Weight), "-", "−", 1), w.Words)
	}
	a.say("\nOf %s judged in the last 21 days, %d would change sides.", counted(l.Looked, "article"), len(l.Changes))
	for _, c := range l.Changes[:min(len(l.Changes), learnShown)] {
		a.say("  %s  %.2f → %.2f  %s: %s", decisionWord(c.Keep), c.From, c.To, c.Piece.Outlet,
			c.Piece.Title)
	}
	if more := len(l.Changes) - learnShown; more > 0 {
		a.suggest("  and %d more: %s", more, news.Command("attache", "digest", "learn", l.Digest, "--dry-run", "--json"))
	}
	a.say("")
}
