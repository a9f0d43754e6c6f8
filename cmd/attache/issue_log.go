package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/store"
)

func (a *app) issueLog() *cobra.Command {
	var reader string
	most := 20
	c := &cobra.Command{
		Use:   "log ID",
		Short: "What was said with the mail server about letters that it did not take",
		Long: `Shows the conversation with the mail server the last time that a letter was offered and not
taken: deferred, failed or in doubt, the newest first. Neither the letter nor passwords are in
it. Conversations are kept for database.retention.conversations days, at most 10,000 an issue;
of a letter that never reached a server there is none. Every letter's state and the server's
last words: attache issue readers.`,
		Example: "  attache issue log 12\n  attache issue log 12 --reader dana@example.org",
		Args:    arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if most < 1 || most > 10_000 {
				return &usageError{message: fmt.Sprintf("-n %d is out of range.", most), hint: "use -n 20"}
			}
			s, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			i, err := a.issue(ctx, st, args[0])
			if err != nil {
				return err
			}
			all, err := st.Conversations(ctx, i.ID, reader, most)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(append([]news.Delivery{}, all...))
			}
			for _, t := range all {
				a.say("%s  %s  %s  %s", when(t.Changed), string(t.State), t.Email, cmp.Or(t.Relay, "-"))
				for line := range strings.Lines(t.Talk) {
					a.say("  %s", strings.TrimRight(line, "\n"))
				}
			}
			a.foot("%s", counted(len(all), "conversation"))
			if days := s.Database.Retention.Days("conversations"); len(all) == 0 && days != store.Forever {
				a.suggest("They are kept for %s. Every letter's state: attache issue readers %d", counted(days, "day"), i.ID)
			}
			return nil
		},
	}
	c.Flags().StringVar(&reader, "reader", "", "only of the letter to this address")
	c.Flags().IntVarP(&most, "number", "n", most, "most conversations to show")
	return c
}
