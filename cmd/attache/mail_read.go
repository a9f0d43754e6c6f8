package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/mail/bounce"
	"attache/news"
)

// Bounds of reading what came back.
const (
	mostReturned = 10_000   // messages of one folder in one reading; the rest waits for the next
	longestMail  = 10 << 20 // bytes of one message
	// returnedFlood is from how many readers that a day's returned messages would strike off these are doubted when they
	// are also more than floodShare percent of the active ones: readers do not leave together (decision 0048)
	returnedFlood = 20
	floodShare    = 5
)

func (a *app) mailRead() *cobra.Command {
	c := &cobra.Command{
		Use:   "read [FILE|FOLDER]…",
		Short: "Read what came back: bounces, complaints, requests to leave",
		Long: `Reads returned mail: a message on standard input, in a file, or each new one of a Maildir. A reader
whose address is dead becomes bounced, one who complained complained, one who asks to leave is
unsubscribed. Whom a message is about is told by the signed token of the letter that it holds
(MIME boundary, address for leaving, mail.verp); without one nobody is struck off, as anybody can
write such a message. Messages of a Maildir are moved from new to cur: those that were understood
as read, the others as unread, for a person. When more than 5 % of the readers, and at least 20,
would be struck off within a day it asks first.
Point mail.return_path and mail.leave at a mailbox that is delivered to the folder, or pipe each
message to this command.`,
		Example: "  attache mail read /var/mail/bounces\n  attache mail read < returned.eml",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, err := a.settings()
			if err != nil {
				return err
			}
			p, err := a.open(ctx, s, refuse, slog.LevelWarn)
			if err != nil {
				return err
			}
			defer p.close()
			r := &returns{app: a, program: p, counts: map[string]int{}}
			if len(args) == 0 {
				args = []string{"-"}
			}
			for _, arg := range args {
				if err := r.take(ctx, arg); err != nil {
					return err
				}
			}
			return r.end(ctx)
		},
	}
	a.dryFlag(c, "only say what the messages are, and leave them where they are")
	return c
}

// returns reads what came back.
type returns struct {
	*app
	*program
	counts map[string]int
	off    []returnedMail // readers to be struck off, once all is read
}

// returnedMail is a message that strikes a reader off.
type returnedMail struct {
	subscriber int64
	why        string
	done       func(understood bool) error
}

// take reads standard input (-), a file or a Maildir.
func (r *returns) take(ctx context.Context, arg string) error {
	if arg == "-" {
		return r.one(ctx, &awaited{ctx, r.in}, func(bool) error { return nil })
	}
	info, err := os.Stat(arg)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return r.file(ctx, arg, func(bool) error { return nil })
	}
	entries, err := os.ReadDir(filepath.Join(arg, "new"))
	if err != nil {
		return &news.InvalidError{
			Message: fmt.Sprintf("%s is no Maildir: %v.", arg, err),
			Hint:    "name a folder that holds new, cur and tmp, or a file",
		}
	}
	for n, e := range entries {
		if n == mostReturned || ctx.Err() != nil {
			break
		}
		if !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		path := filepath.Join(arg, "new", e.Name())
		seen := func(understood bool) error {
			if r.dry {
				return nil
			}
			name := e.Name() + ":2,"
			if understood {
				name += "S"
			}
			return os.Rename(path, filepath.Join(arg, "cur", name))
		}
		if err := r.file(ctx, path, seen); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (r *returns) file(ctx context.Context, path string, done func(bool) error) error {
	f, err := r.input(ctx, path)
	if err != nil {
		return err
	}
	defer f.Close()
	return r.one(ctx, f, done)
}

// one reads a message and does what it says.
func (r *returns) one(ctx context.Context, from io.Reader, done func(understood bool) error) error {
	rep, err := bounce.Read(io.LimitReader(from, longestMail))
	if ctx.Err() != nil { // the message is whole: the next call reads it
		return ctx.Err()
	}
	if err != nil {
		r.counts["unreadable"]++
		return done(false)
	}
	sub, digest, err := r.whose(ctx, rep)
	if err != nil {
		return err
	}
	switch {
	case rep.Kind == bounce.Leave && sub != 0:
		if r.dry {
			break
		}
		err := r.store.Unsubscribe(ctx, sub, digest, r.utc())
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return err
		}
	case (rep.Kind == bounce.Hard || rep.Kind == bounce.Complaint) && sub == 0, rep.Kind == bounce.Leave:
		r.counts[string(rep.Kind)+" of nobody known"]++
		return done(false)
	case rep.Kind == bounce.Complaint:
		if err := r.returned(ctx, sub, news.SubscriberComplained, rep.Detail); err != nil {
			return err
		}
	case rep.Kind == bounce.Hard:
		r.off = append(r.off, returnedMail{sub, returnedBy + or(rep.Detail, rep.Status), done})
		return nil
	}
	r.counts[string(rep.Kind)]++
	return done(rep.Kind != bounce.None)
}

// returned writes down what became of a reader; a dry run does not.
func (r *returns) returned(ctx context.Context, subscriber int64, state news.SubscriberState, why string) error {
	if r.dry {
		return nil
	}
	_, err := r.store.Returned(ctx, subscriber, state, why, r.utc())
	return err
}

// returnedBy begins the reason of a reader who was struck off by a message that came back.
const returnedBy = "returned: "

// whose returns the reader that a message is about, 0 = nobody known, and the digest that they leave, 0 = all. Only a
// signed token tells: anybody can write a message that names somebody else. Who asks to leave in bare words is the
// sender.
func (r *returns) whose(ctx context.Context, rep bounce.Report) (subscriber, digest int64, err error) {
	for _, token := range rep.Tokens {
		if sub, digest, ok := r.links.Left(token); ok {
			return sub, digest, nil
		}
		issue, sub, ok := r.links.Delivered(token)
		if !ok {
			continue
		}
		i, err := r.store.Issue(ctx, issue)
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return 0, 0, err
		}
		return sub, i.DigestID, nil
	}
	if rep.Kind != bounce.Leave || len(rep.Tokens) > 0 || len(rep.Recipients) != 1 {
		return 0, 0, nil
	}
	sub, err := r.store.Subscriber(ctx, rep.Recipients[0])
	if errors.Is(err, news.ErrNotFound) {
		return 0, 0, nil
	}
	return sub.ID, 0, err
}

// end strikes off who is gone, after a look at how many they are, and tells what was read.
func (r *returns) end(ctx context.Context) error {
	if err := r.strike(ctx); err != nil {
		return err
	}
	if r.json {
		return r.printJSON(r.counts)
	}
	var kinds []string
	for k := range r.counts {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		r.say("%d %s", r.counts[k], k)
	}
	if len(kinds) == 0 {
		r.say("There was nothing to read.")
	}
	if r.dry {
		r.sayDry()
	}
	return nil
}

func (r *returns) strike(ctx context.Context) error {
	if len(r.off) == 0 {
		return nil
	}
	lately, err := r.store.Bounced(ctx, r.utc().Add(-24*time.Hour), time.Time{}, returnedBy)
	if err != nil {
		return err
	}
	active, err := r.store.CountActive(ctx)
	if err != nil {
		return err
	}
	gone := map[int64]bool{}
	for _, m := range r.off {
		gone[m.subscriber] = true
	}
	if n := len(gone) + len(lately); !r.dry && n >= returnedFlood && 100*n > floodShare*(active+len(lately)) {
		question := fmt.Sprintf("Returned mail says that the addresses of %s are gone, of %d active ones. Strike them off?",
			counted(len(gone), "reader"), active)
		if err := r.confirm(ctx, question, "attache mail read"); err != nil {
			return err
		}
	}
	for _, m := range r.off {
		if err := r.returned(ctx, m.subscriber, news.SubscriberBounced, m.why); err != nil {
			return err
		}
		r.counts[string(bounce.Hard)]++
		if err := m.done(true); err != nil {
			return err
		}
	}
	return nil
}
