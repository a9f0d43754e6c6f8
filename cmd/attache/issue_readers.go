package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/store"
	"attache/worker"
)

// letterStates are the states of a letter.
var letterStates = []string{"queued", "sending", "sent", "deferred", "failed", "doubt", "withdrawn"}

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
				case news.DeliveryQueued, news.DeliverySending, news.DeliverySent, news.DeliveryDeferred,
					news.DeliveryFailed, news.DeliveryDoubt, news.DeliveryWithdrawn:
					states[n] = s
				default:
					return oneOf(name, letterStates, fmt.Sprintf("%q is no state of a letter.", name))
				}
			}
			settings, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			i, err := a.issue(ctx, st, args[0])
			if err != nil {
				return err
			}
			n := 0
			t := a.table(col{name: "CHANGED", drop: 1}, col{name: "STATE"}, col{name: "EMAIL"},
				col{name: "THE SERVER'S ANSWER", fold: true})
			t.page = 1000
			lines := json.NewEncoder(a.out)
			for d, err := range st.AllDeliveries(ctx, i.ID, states...) { // there may be a million
				if err != nil {
					return err
				}
				n++
				if a.json {
					if d.State == news.DeliverySent && d.MessageID == "" { // a function of the delivery, and so not kept
						d.MessageID = worker.MessageID(d, settings.Mail.Domain())
					}
					if err := lines.Encode(d); err != nil {
						return err
					}
					continue
				}
				t.add(when(d.Changed), string(d.State), d.Email, cmp.Or(d.Response, "-"))
			}
			if !a.json {
				t.write()
				t.note()
			}
			a.foot("%s", counted(n, "letter"))
			tally, err := st.Tally(ctx, i.ID)
			if err != nil {
				return err
			}
			return a.sayDeliveriesGone(tally, states, n)
		},
	}
	c.Flags().StringSliceVar(&names, "state", nil, "only these states (default all)")
	return c
}

// sayDeliveriesGone says that retention deleted deliveries of an issue, when fewer are listed than its tally, which is
// kept, counts in some states (none = all).
func (a *app) sayDeliveriesGone(t news.Tally, states []news.DeliveryState, listed int) error {
	all := 0
	for s, n := range t {
		if len(states) == 0 || slices.Contains(states, s) {
			all += n
		}
	}
	if all <= listed {
		return nil
	}
	settings, err := a.settings()
	if err != nil {
		return err
	}
	keep := "now for ever"
	if days := settings.Database.Retention.Days("deliveries"); days != store.Forever {
		keep = counted(days, "day") + " after their last change"
	}
	a.say("Who got the other %s is no longer known: it was deleted by database.retention.deliveries (%s). Of all "+
		"letters of the issue: %s.",
		counted(all-listed, "letter"), keep, tallyText(t))
	return nil
}
