package desk

import (
	"net/http"
	"time"

	"attache/news"
	"attache/templates"
	"attache/web/origin"
)

// starters are digests to begin with, which an empty desk offers; their titles are texts of the desk.
func starters(person string) map[string]news.Digest {
	workdays := news.Digest{Schedule: "0 7 * * 1-5", TimeZone: person, Approval: news.ApproveHold, Enabled: true}
	near := workdays
	near.Topic.Countries = []string{"KZ", "KG", "UZ", "TM", "TJ", "CN", "RU"}
	week := workdays
	week.Schedule, week.Window, week.Stories = "0 7 * * 1", 7*24*time.Hour, 10
	return map[string]news.Digest{"daily": workdays, "neighbours": near, "week": week}
}

// newDigest shows the form of a new one; ?starter= fills it in.
func (d *Desk) newDigest(w http.ResponseWriter, r *http.Request) error {
	lang := d.shell(r, "").Language
	all := starters(who(r).TimeZone)
	g, begun := all[r.URL.Query().Get("starter")]
	if begun {
		g.Name = r.URL.Query().Get("starter")
		g.Title = d.set.DeskText(lang, "starter_"+g.Name)
	} else {
		g = all["daily"]
	}
	g.Language = lang
	return d.showDigestEdit(w, r, http.StatusOK, draft{Is: g}, nil)
}

// ask tells the admins that somebody would like to do more than they may: it stands in the log, and is mailed.
func (d *Desk) ask(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	if !d.trials.Take(d.now(), failWindow, origin.Bound{Key: "ask " + placeOfPerson(p.ID), Most: mostAsked}) {
		return d.back(w, r, nil, "/desk", templates.DeskNotice{Key: "too_often", Bad: true})
	}
	e := d.entry(r, "person.ask")
	e.Kind, e.Name = "person", placeOfPerson(p.ID)
	if err := d.store.Note(r.Context(), e); err != nil {
		return err
	}
	all, err := d.store.People(r.Context())
	if err != nil {
		return err
	}
	told := 0
	for _, admin := range all {
		if admin.Role != "admin" || !admin.Enabled || told == mostAsked {
			continue
		}
		told++
		text := d.set.DeskText(admin.Language, "ask_mail", "name", p.Name, "role", string(p.Role)) + "\n\n" +
			d.cfg.URL + "/desk/settings/people\n"
		if _, err := d.run.Mail(r.Context(), admin.Email, d.set.DeskText(admin.Language, "ask_subject"), text,
			admin.Language); err != nil {
			d.log.Error("a wish for a role was not mailed", "error", err)
		}
	}
	return d.back(w, r, nil, "/desk", templates.DeskNotice{Key: "asked"})
}
