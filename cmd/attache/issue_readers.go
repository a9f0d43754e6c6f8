package main

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"attache/news"
)

func (a *app) issueReaders() *cobra.Command {
	var names []string
	c := &cobra.Command{
		Use:   "readers ID",
		Short: "Who got an issue, who did not, and what the mail server said",
		Long: `Lists the letters of an issue, one line a reader: sent, queued, deferred, failed, or in doubt
(doubt: it may or may not have arrived). Letters older than database.retention.deliveries are
no longer listed; their numbers are in issue list.`,
		Example: "  attache issue readers 12 --state doubt,failed",
		Args:    arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			states := make([]news.DeliveryState, len(names))
			for n, name := range names {
				switch s := news.DeliveryState(name); s {
				case news.DeliveryQueued, news.DeliverySending, news.DeliverySent, news.DeliveryDeferred, news.DeliveryFailed, news.DeliveryDoubt:
					states[n] = s
				default:
					return &usageError{message: fmt.Sprintf("%q is no state of a letter.", name), hint: "use queued, sending, sent, deferred, failed or doubt"}
				}
			}
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			i, err := a.issue(ctx, st, args[0])
			if err != nil {
				return err
			}
			n := 0
			lines := json.NewEncoder(a.out)
			for d, err := range st.AllDeliveries(ctx, i.ID, states...) { // there may be a million
				if err != nil {
					return err
				}
				n++
				if a.json {
					if err := lines.Encode(d); err != nil {
						return err
					}
					continue
				}
				a.say("%s  %-8s  %s  %s", when(d.Changed), d.State, d.Email, cmp.Or(d.Response, "-"))
			}
			a.say("%s", counted(n, "letter"))
			return nil
		},
	}
	c.Flags().StringSliceVar(&names, "state", nil, "only these states (default all)")
	return c
}
