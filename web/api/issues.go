package api

import (
	"errors"
	"net/url"
	"strconv"

	"attache/news"
	"attache/newsroom"
)

// alsoShown is how many other pieces of a story are given.
const alsoShown = 10

// before is the number behind which a page of a list begins; 0 = the first.
func (c *call) before() (int64, error) {
	s := c.query.Get("before")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, badPlace("before")
	}
	return n, nil
}

func (a *API) listIssues(c *call) (answer, error) {
	before, err := c.before()
	if err != nil {
		return answer{}, err
	}
	ids, err := a.store.IssueList(c.Context(), c.query.Get("digest"), news.IssueState(c.query.Get("state")), before,
		c.limit()+1)
	if err != nil {
		return answer{}, err
	}
	out := issueList{Items: []issueRow{}}
	if len(ids) > c.limit() {
		ids = ids[:c.limit()]
		out.Next = a.next(c, "before", strconv.FormatInt(ids[len(ids)-1], 10))
	}
	rows, err := a.store.IssueRows(c.Context(), ids)
	if err != nil {
		return answer{}, err
	}
	for i := range rows {
		r := &rows[i]
		row := issueRow{
			ID: r.ID, Digest: r.Digest, Title: r.Title, Number: r.Number, Slot: r.Slot, State: string(r.State),
			Created: r.Created, Changed: r.Changed, Sent: r.Sent, Note: r.Note, Stories: r.Outline.Stories,
			Headlines: r.Outline.Headlines,
		}
		if row.Headlines == nil {
			row.Headlines = []string{}
		}
		out.Items = append(out.Items, row)
	}
	return answer{body: out}, nil
}

func pieceOf(p *news.Piece) piece {
	return piece{Article: p.ArticleID, URL: p.URL, Title: p.Title, Outlet: p.Outlet}
}

func storiesOf(i *news.Issue) []story {
	out := []story{}
	for _, sec := range i.Sections {
		for k := range sec.Stories {
			s := &sec.Stories[k]
			x := story{
				Section: sec.Key, Headline: s.Headline, Language: s.Language, Lead: pieceOf(&s.Lead), Also: []piece{},
				Summary: []string{}, Countries: s.Countries, Score: s.Score, Reasons: reasonsOf(s.Reasons),
			}
			if x.Countries == nil {
				x.Countries = []string{}
			}
			for n := range s.Also {
				x.Also = append(x.Also, pieceOf(&s.Also[n]))
			}
			for _, sentence := range s.Summary {
				x.Summary = append(x.Summary, sentence.Text)
			}
			out = append(out, x)
		}
	}
	return out
}

// theIssue is the one that the path names, and the same as the API has it.
func (a *API) theIssue(c *call) (news.Issue, issue, error) {
	i, err := a.store.IssuePage(c.Context(), c.number(), alsoShown)
	if err != nil {
		return i, issue{}, err
	}
	letters, err := a.store.Letters(c.Context(), i.ID)
	out := issue{
		ID: i.ID, Digest: i.Digest, Title: i.Title, Number: i.Number, Slot: i.Slot, ByHand: i.ByHand,
		State: string(i.State), Language: i.Language, TimeZone: i.TimeZone, Window: window(i.Window), Created: i.Created,
		Begun: i.Begun, Sent: i.Sent, Note: i.Note, Sources: i.Coverage.Sources, Read: i.Coverage.Read,
		Stories: storiesOf(&i), Letters: []letterRow{},
	}
	for _, l := range letters {
		out.Letters = append(out.Letters, letterRow{l.Language, l.Subject, l.Stories, l.Cut})
	}
	return i, out, err
}

func (a *API) getIssue(c *call) (answer, error) {
	_, out, err := a.theIssue(c)
	if err != nil {
		return answer{}, err
	}
	return one(out)
}

// getLetter gives the HTML of a letter, without a link that would unsubscribe somebody.
func (a *API) getLetter(c *call) (answer, error) {
	i, _, err := a.theIssue(c)
	if err != nil {
		return answer{}, err
	}
	letters, err := a.store.Letters(c.Context(), i.ID)
	if err != nil {
		return answer{}, err
	}
	want := c.query.Get("lang")
	if want == "" && len(letters) > 0 {
		want = letters[0].Language
		for _, l := range letters {
			if l.Language == i.Language {
				want = l.Language
			}
		}
	}
	for _, l := range letters {
		if l.Language == want {
			html := a.run.Letter(l)
			tag, err := tagOf(html)
			return answer{raw: []byte(html), media: "text/html; charset=utf-8", tag: tag, sandbox: true}, err
		}
	}
	return answer{}, errNone
}

// decide approves, holds or cancels an issue as the caller has read it.
func (a *API) decide(do string) handler {
	return func(c *call) (answer, error) {
		i, was, err := a.theIssue(c)
		if err != nil {
			return answer{}, err
		}
		if err := c.unchanged(was); err != nil {
			return answer{}, err
		}
		if err := a.desk.Decide(c.Context(), &i, do, c.entry("")); err != nil {
			return answer{}, err
		}
		_, is, err := a.theIssue(c)
		if err != nil {
			return answer{}, err
		}
		tag, err := tagOf(is)
		return answer{body: issueState{is.State}, tag: tag}, err
	}
}

func (a *API) getDeliveries(c *call) (answer, error) {
	i, err := a.store.IssuePage(c.Context(), c.number(), 0)
	if err != nil {
		return answer{}, err
	}
	tally, err := a.store.Tally(c.Context(), i.ID)
	if err != nil {
		return answer{}, err
	}
	out := deliveries{Counts: map[string]int{}}
	for state, n := range tally {
		out.Counts[string(state)] = n
	}
	return one(out)
}

// stepsOf are the stages of an issue, each with the address of its articles.
func (a *API) stepsOf(i *news.Issue, verdicts []news.Verdict) []step {
	list := func(fate newsroom.Fate) string {
		if i.ID == 0 {
			return ""
		}
		q := url.Values{"issue": {strconv.FormatInt(i.ID, 10)}}
		if fate != "" {
			q.Set("fate", string(fate))
		}
		return a.cfg.Base + Path + "/articles?" + q.Encode()
	}
	out := []step{}
	for _, s := range newsroom.Stages(i, verdicts) {
		x := step{Stage: s.Key, N: s.N, Lost: []loss{}}
		if s.Key != newsroom.StageStories {
			x.Articles = list(s.Fate)
		}
		for _, l := range s.Lost {
			x.Lost = append(x.Lost, loss{string(l.Fate), l.N, list(l.Fate)})
		}
		out = append(out, x)
	}
	return out
}

// funnelOf counts what came through each stage of an issue; the steps before it stand first.
func (a *API) funnelOf(c *call, first []step, issueID int64) (answer, error) {
	out := funnel{Steps: first}
	i, err := a.store.IssuePage(c.Context(), issueID, 0)
	if issueID == 0 || len(first) > 0 && errors.Is(err, news.ErrNotFound) {
		return one(out)
	}
	if err != nil {
		return answer{}, err
	}
	verdicts, err := a.store.Verdicts(c.Context(), i.ID)
	if err != nil {
		return answer{}, err
	}
	tally, err := a.store.Tally(c.Context(), i.ID)
	if err != nil {
		return answer{}, err
	}
	out.Steps = append(out.Steps, a.stepsOf(&i, verdicts)...)
	out.Steps = append(out.Steps, step{Stage: "letters", N: tally[news.DeliverySent], Lost: []loss{}})
	out.Gone = len(verdicts) < i.Coverage.Articles
	return one(out)
}

func (a *API) issueFunnel(c *call) (answer, error) {
	id := c.number()
	if id == 0 {
		return answer{}, errNone
	}
	return a.funnelOf(c, nil, id)
}
