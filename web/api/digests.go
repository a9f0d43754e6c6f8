package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// digestOf is a digest as the API has it.
func digestOf(d *news.Digest) digest {
	return digest{
		Name: d.Name, Title: d.Title, Language: d.Language, Topic: d.Topic, Sources: d.Sources, Schedule: d.Schedule,
		TimeZone: d.TimeZone, Skip: d.Skip, Window: span(d.Window), Sections: d.Sections, Stories: d.Stories,
		Least: d.Least, Template: d.Template, Picture: d.Picture, Approval: string(d.Approval), TooLate: span(d.TooLate),
		OnDoubt: string(d.OnDoubt), SendEmpty: d.SendEmpty, Publisher: d.Publisher, Enabled: d.Enabled,
	}
}

// news is the digest that a document describes, in place of one that there is. What the API does not have stays.
func (d *digest) news(was news.Digest) (news.Digest, error) {
	window, err := readSpan("window", d.Window)
	if err != nil {
		return was, err
	}
	late, err := readSpan("too_late", d.TooLate)
	if err != nil {
		return was, err
	}
	is := was
	is.Name, is.Title, is.Language, is.Topic, is.Sources = d.Name, d.Title, d.Language, d.Topic, d.Sources
	is.Schedule, is.TimeZone, is.Skip, is.Window, is.Sections = d.Schedule, d.TimeZone, d.Skip, window, d.Sections
	is.Stories, is.Least, is.Template, is.Picture = d.Stories, d.Least, d.Template, d.Picture
	is.Approval, is.TooLate, is.OnDoubt = news.Approval(d.Approval), late, news.DoubtPolicy(d.OnDoubt)
	is.SendEmpty, is.Publisher, is.Enabled = d.SendEmpty, d.Publisher, d.Enabled
	return is, nil
}

// nextRuns is how many of a digest's next times are told.
const nextRuns = 5

func (a *API) listDigests(c *call) (answer, error) {
	all, err := a.store.PlainDigests(c.Context())
	if err != nil {
		return answer{}, err
	}
	// databases compare texts in ways of their own: pages go by bytes
	slices.SortFunc(all, func(x, y news.Digest) int { return strings.Compare(x.Name, y.Name) })
	out := digestList{Items: []digestRow{}}
	for i := range all {
		d := &all[i]
		if d.Name <= c.query.Get("after") {
			continue
		}
		if len(out.Items) == c.limit() {
			out.Next = a.next(c, "after", out.Items[len(out.Items)-1].Name)
			break
		}
		row := digestRow{
			Name: d.Name, Title: d.Title, Enabled: d.Enabled, Schedule: d.Schedule, TimeZone: d.TimeZone,
			Next: []time.Time{},
		}
		if d.Enabled {
			for _, at := range a.run.Next(*d, nextRuns) {
				row.Next = append(row.Next, at.UTC())
			}
		}
		if row.Readers, err = a.store.CountReaders(c.Context(), d.ID); err != nil {
			return answer{}, err
		}
		out.Items = append(out.Items, row)
	}
	return answer{body: out}, nil
}

// theDigest is the one that the path names.
func (a *API) theDigest(c *call) (news.Digest, error) {
	return a.store.Digest(c.Context(), c.PathValue("name"))
}

func (a *API) getDigest(c *call) (answer, error) {
	d, err := a.theDigest(c)
	if err != nil {
		return answer{}, err
	}
	return one(digestOf(&d))
}

func (a *API) createDigest(c *call) (answer, error) {
	var in digest
	if err := c.read(&in); err != nil {
		return answer{}, err
	}
	if desk.OwnName(in.Name) {
		return answer{}, news.Invalid("name", "A page of the desk is called %q: choose another name.", in.Name)
	}
	out, err := a.saveDigest(c, news.Digest{}, &in, "digest.add")
	out.status, out.location = http.StatusCreated, "/digests/"+in.Name
	return out, err
}

func (a *API) editDigest(c *call) (answer, error) {
	was, err := a.theDigest(c)
	if err != nil {
		return answer{}, err
	}
	old := digestOf(&was)
	if err := c.unchanged(old); err != nil {
		return answer{}, err
	}
	in, err := merged(c, old)
	if err != nil {
		return answer{}, err
	}
	if in.Name != was.Name {
		return answer{}, &news.InvalidError{
			Field: "name", Message: "A digest keeps its name.", Hint: "make another one, and switch this off",
		}
	}
	return a.saveDigest(c, was, &in, "digest.edit")
}

// saveDigest checks a digest as the desk does and writes it in place of the one that was seen.
func (a *API) saveDigest(c *call, was news.Digest, in *digest, action string) (answer, error) {
	is, err := in.news(was)
	if err != nil {
		return answer{}, err
	}
	if err := a.run.CheckDigest(c.Context(), &is); err != nil {
		return answer{}, err
	}
	id, err := a.store.SaveDigest(c.Context(), &was, &is, c.entry(action))
	if err != nil {
		return answer{}, err
	}
	tag, err := tagOf(digestOf(&is))
	return answer{body: done{id}, tag: tag}, err
}

// runDigest begins an issue outside the schedule, or only shows it.
func (a *API) runDigest(c *call) (answer, error) {
	var in runOrder
	if err := c.read(&in); err != nil {
		return answer{}, err
	}
	d, err := a.theDigest(c)
	if err != nil {
		return answer{}, err
	}
	o := desk.Order{Digest: d, Read: in.Read, Again: in.Again, Keep: !in.DryRun}
	if in.From != nil {
		o.Window.From = in.From.UTC()
	}
	if in.To != nil {
		o.Window.To = in.To.UTC()
	}
	if o.Window.To.After(c.now) {
		o.Window.To = c.now
	}
	end := o.Window.To
	if end.IsZero() {
		end = c.now
	}
	if !o.Window.From.IsZero() && !o.Window.From.Before(end) {
		return answer{}, news.Invalid("from", "The window ends before it begins.")
	}
	turn := ""
	if key := c.Header.Get("Idempotency-Key"); key != "" {
		turn = "api " + d.Name + " " + key
	}
	id, err := a.desk.Start(c.Context(), o, c.caller.Person.ID, turn, c.entry("digest.run"))
	if err == newsroom.ErrOvertaken { //nolint:errorlint // Start returns it bare
		err = errBusy
	}
	if err != nil {
		return answer{}, err
	}
	return answer{
		status: http.StatusAccepted, body: started{id}, location: "/jobs/" + strconv.FormatInt(id, 10),
	}, nil
}

func (a *API) getJob(c *call) (answer, error) {
	p, ok := a.desk.Progress(c.number(), c.caller.Person.ID)
	if !ok {
		return answer{}, errNone
	}
	out := job{
		Stage: p.Stage, Done: p.Done, Of: p.Of, DryRun: p.Dry, Started: p.Started, Ended: p.Ended, Failed: p.Failed,
		Issue: p.IssueID,
	}
	if p.Broken {
		out.Failed = "Something went wrong here; the log of attache says what."
	}
	if p.Dry && !p.Ended.IsZero() && out.Failed == "" {
		out.Stories, out.Funnel = storiesOf(&p.Made.Issue), a.stepsOf(&p.Made.Issue, p.Made.Verdicts)
	}
	return answer{body: out}, nil
}
