package desk

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"attache/newsroom"
	"attache/templates"
)

// InvitationLasts is for how long a link that lets somebody in works.
const InvitationLasts = 7 * 24 * time.Hour

// people is the page of who works here. The addresses stand there, so it is for those who manage them.
func (d *Desk) people(w http.ResponseWriter, r *http.Request) error {
	return d.showPeople(w, r, templates.DeskPeople{})
}

func (d *Desk) showPeople(w http.ResponseWriter, r *http.Request, v templates.DeskPeople) (err error) {
	if v.People, err = d.store.People(r.Context()); err != nil {
		return err
	}
	if v.Invitations, err = d.store.OpenInvitations(r.Context(), d.now()); err != nil {
		return err
	}
	v.Roles = newsroom.Roles
	d.show(w, r, http.StatusOK, "people", "settings", v)
	return nil
}

// invite makes a link for a new person and shows it, this once.
func (d *Desk) invite(w http.ResponseWriter, r *http.Request) error {
	email, role := strings.TrimSpace(r.FormValue("email")), newsroom.Role(r.FormValue("role"))
	probe := newsroom.Person{Name: "x", Email: email, Role: role}
	if err := probe.Validate(); err != nil {
		return d.back(w, r, err, "/desk/settings/people", templates.DeskNotice{})
	}
	return d.makeLink(w, r, newsroom.Invitation{Email: email, Role: role}, email, "person.invite")
}

// makeLink makes the link of an invitation, mails it when it can, and shows it.
func (d *Desk) makeLink(
	w http.ResponseWriter, r *http.Request, i newsroom.Invitation, email, action string,
) error {
	token, hash := NewToken()
	i.Token, i.ByID, i.Created, i.Expires = hash, who(r).ID, d.now(), d.now().Add(InvitationLasts)
	if err := d.store.Invite(r.Context(), &i, d.entry(r, action)); err != nil {
		return err
	}
	v := templates.DeskPeople{Link: WelcomeLink(d.cfg.URL, token), For: email}
	lang := cmp.Or(who(r).Language, preferred(r))
	text := d.set.DeskText(lang, "invite_mail", "site", d.cfg.Site) + "\n\n" + v.Link + "\n"
	mailed, err := d.run.Mail(r.Context(), email, d.set.DeskText(lang, "invite_subject"), text, lang)
	if err != nil { // the link is there all the same, and can be passed on
		d.log.Warn("an invitation could not be mailed", "invitation", i.ID, "error", err)
	}
	v.Mailed = mailed && err == nil
	return d.showPeople(w, r, v)
}

// WelcomeLink is the address of an invitation.
func WelcomeLink(base, token string) string {
	return strings.TrimRight(base, "/") + "/desk/welcome/" + token
}

// savePerson changes the role of somebody, closes or opens the account, or makes a link for a new password.
func (d *Desk) savePerson(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errNoPage
	}
	if r.FormValue("do") == "link" {
		p, err := d.store.Person(r.Context(), id)
		if err != nil {
			return err
		}
		return d.makeLink(w, r, newsroom.Invitation{PersonID: id, Role: p.Role}, p.Email, "person.link")
	}
	err = d.store.EditPerson(r.Context(), id, func(p *newsroom.Person) error {
		if seen := r.FormValue("seen"); seen != "" && seen != standing(*p) {
			return newsroom.ErrOvertaken
		}
		p.Role, p.Enabled = newsroom.Role(r.FormValue("role")), r.FormValue("enabled") == "yes"
		return nil
	}, d.ownToken(r), d.entry(r, "person.edit"))
	return d.back(w, r, err, "/desk/settings/people", templates.DeskNotice{Key: "saved"})
}

// standing is what the form of a person saw: two admins may have the page open at once.
func standing(p newsroom.Person) string {
	if !p.Enabled {
		return string(p.Role) + " closed"
	}
	return string(p.Role)
}

// withdraw ends an invitation.
func (d *Desk) withdraw(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errNoPage
	}
	err = d.store.Withdraw(r.Context(), id, d.entry(r, "person.uninvite"))
	return d.back(w, r, err, "/desk/settings/people", templates.DeskNotice{Key: "withdrawn"})
}
