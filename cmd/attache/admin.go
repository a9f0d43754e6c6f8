package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"attache/news"
	"attache/newsroom"
	"attache/store"
	"attache/web"
	"attache/web/desk"
)

func (a *app) adminCommand() *cobra.Command {
	c := group("admin", "Who works at the desk",
		`The desk is the part of the pages on which people work: web.url/desk. An admin invites the others there;
these commands make the first one, and let in somebody who has lost the password.`,
		a.adminCreate(), a.adminList())
	c.AddCommand(a.offer(personEmails, a.adminLink())...)
	return c
}

func (a *app) adminCreate() *cobra.Command {
	var name, zone string
	c := &cobra.Command{
		Use: "create EMAIL", Short: "Make an admin of the desk", Args: arguments(1, 1),
		Long: `Asks for a password on the terminal, without showing it, or reads it as one line from standard
input. "attache admin link" makes a link instead, with which the person chooses one.`,
		Example: "  attache admin create you@example.org --name 'Aida Serik'\n" +
			"  attache admin create you@example.org <password.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			p := newsroom.Person{
				Email: args[0], Name: or(name, strings.Split(args[0], "@")[0]), Role: newsroom.Admin, TimeZone: zone,
				Enabled: true, Created: a.utc(),
			}
			if err := p.Validate(); err != nil {
				return err
			}
			_, st, err := a.desk(ctx, createSeeded)
			if err != nil {
				return err
			}
			defer st.Close()
			if a.dry {
				return a.dryAdmin(ctx, st, p.Email)
			}
			password, err := a.password(ctx)
			if err != nil {
				return err
			}
			if err := desk.CheckPassword(password, p); err != nil {
				return err
			}
			p.Password = desk.HashPassword(password)
			err = st.AddPerson(ctx, &p, newsroom.Entry{At: a.utc(), By: "attache admin create", Action: "person.add"})
			var invalid *news.InvalidError
			if errors.As(err, &invalid) {
				return withHint(err, "for a new password: %s", news.Command("attache", "admin", "link", p.Email))
			}
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(p)
			}
			a.say("Added %s as an admin of the desk.", p.Email)
			return nil
		},
	}
	c.Flags().StringVar(&name, "name", "", "as the others see it (default the address's part before @)")
	c.Flags().StringVar(&zone, "time-zone", "", "of times on the pages, such as Asia/Almaty")
	a.dryFlag(c, "only say who would be added")
	return c
}

// dryAdmin says who would be added, or that the address works at the desk already. No password is asked for.
func (a *app) dryAdmin(ctx context.Context, st *store.Store, email string) error {
	switch _, err := st.PersonByEmail(ctx, email); {
	case err == nil:
		return withHint(news.Invalid("email", "%s works at the desk already.", email), "for a new password: %s",
			news.Command("attache", "admin", "link", email))
	case !errors.Is(err, news.ErrNotFound):
		return err
	}
	a.say("Would add %s as an admin of the desk.", email)
	a.sayDry()
	return nil
}

// dryLink says what a link would be for.
func (a *app) dryLink(ctx context.Context, st *store.Store, email string) error {
	switch p, err := st.PersonByEmail(ctx, email); {
	case err == nil:
		a.say("Would make a link with which %s (%s) sets a new password.", p.Email, p.Role)
	case errors.Is(err, news.ErrNotFound):
		a.say("Would make a link with which %s becomes an admin of the desk.", email)
	default:
		return err
	}
	a.sayDry()
	return nil
}

// longestLine bounds a password that is read from standard input, in bytes.
const longestLine = 4096

// password asks for one, twice, without showing it; without a terminal it reads a line.
func (a *app) password(ctx context.Context) (string, error) {
	if f, ok := a.in.(*os.File); ok && a.interactive {
		var words [2]string
		for i, ask := range []string{"Password: ", "Once more: "} {
			fmt.Fprint(a.errs, ask)
			b, err := term.ReadPassword(int(f.Fd()))
			fmt.Fprintln(a.errs)
			if err != nil {
				return "", fmt.Errorf("read the password: %w", err)
			}
			words[i] = string(b)
		}
		if words[0] != words[1] {
			return "", &news.InvalidError{Field: "password", Message: "The two passwords differ: nothing was done."}
		}
		return words[0], nil
	}
	line, err := bufio.NewReader(io.LimitReader(&awaited{ctx, a.in}, longestLine)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func (a *app) adminLink() *cobra.Command {
	c := &cobra.Command{
		Use: "link EMAIL", Short: "Make a one-time link to choose a password", Args: arguments(1, 1),
		Long: `Of somebody who works at the desk it sets a new password, and opens the account again when it is
closed; anybody else becomes an admin. The link works once, for seven days; an earlier one for the same person ends.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := newsroom.CheckEmail(args[0]); err != nil {
				return err
			}
			s, st, err := a.desk(ctx, createSeeded)
			if err != nil {
				return err
			}
			defer st.Close()
			if a.dry {
				return a.dryLink(ctx, st, args[0])
			}
			link, err := makeLink(ctx, st, s.Web.Links(), args[0], newsroom.Entry{
				At: a.utc(), By: "attache admin link", Action: "person.link",
			})
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(map[string]string{"link": link})
			}
			a.say("%s", link)
			return nil
		},
	}
	a.dryFlag(c, "only say what the link would be for")
	return c
}

// makeLink makes a link with which somebody chooses a password.
func makeLink(
	ctx context.Context, st *store.Store, links web.Links, email string, e newsroom.Entry,
) (string, error) {
	token, hash := desk.NewToken()
	i := newsroom.Invitation{
		Token: hash, Email: email, Role: newsroom.Admin, Created: e.At, Expires: e.At.Add(desk.InvitationLasts),
	}
	p, err := st.PersonByEmail(ctx, email)
	switch {
	case err == nil:
		i.PersonID, i.Role, i.Email = p.ID, p.Role, ""
	case !errors.Is(err, news.ErrNotFound):
		return "", err
	}
	return desk.WelcomeLink(links.Base, token), st.Invite(ctx, &i, e)
}

func (a *app) adminList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Everybody who works at the desk", Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, st, err := a.desk(cmd.Context(), refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			all, err := st.People(cmd.Context())
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(all)
			}
			t := a.table(col{name: "ID"}, col{name: "EMAIL"}, col{name: "NAME", drop: 1}, col{name: "ROLE"},
				col{name: "MAY SIGN IN", drop: 2}, col{name: "LAST SIGN-IN", drop: 3})
			for _, p := range all {
				t.add(fmt.Sprint(p.ID), p.Email, p.Name, string(p.Role), yesNo(p.Enabled), when(p.SignedIn))
			}
			if len(all) == 0 {
				a.say("Nobody works at the desk yet.")
				a.suggest("To add the first: attache admin create you@example.org")
				return nil
			}
			t.write()
			t.note()
			return nil
		},
	}
}
