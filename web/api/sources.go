package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// weekDays is how many days back the articles of a source are counted.
const weekDays = 7

// span writes a length of time as a document has it; "" = 0.
func span(d time.Duration) string {
	if d == 0 {
		return ""
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// readSpan reads one of a field.
func readSpan(field, s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, &news.InvalidError{
			Field: field, Message: strconv.Quote(s) + " is no length of time.", Hint: "use one such as 30m or 24h",
		}
	}
	return d, nil
}

// sourceOf is a source as the API has it.
func sourceOf(s *news.Source) source {
	return source{
		Name: s.Name, Outlet: s.Outlet, URL: s.URL, Kind: string(s.Kind), Rules: s.Rules, Language: s.Language,
		TimeZone: s.TimeZone, DayFirst: s.DayFirst, Every: span(s.Every), Browser: s.Browser, Excerpt: s.Excerpt,
		Rights: s.Rights, Groups: s.Groups, Enabled: s.Enabled,
	}
}

// news is the source that a document describes.
func (s *source) news() (news.Source, error) {
	every, err := readSpan("every", s.Every)
	return news.Source{
		Name: s.Name, Outlet: s.Outlet, URL: s.URL, Kind: news.SourceKind(s.Kind), Rules: s.Rules, Language: s.Language,
		TimeZone: s.TimeZone, DayFirst: s.DayFirst, Every: every, Browser: s.Browser, Excerpt: s.Excerpt,
		Rights: s.Rights, Groups: s.Groups, Enabled: s.Enabled,
	}, err
}

// textOf is a source as the audit log and SaveSource know it.
func textOf(s news.Source) (string, error) {
	s.ID = 0
	b, err := json.Marshal(s)
	return string(b), err
}

func (a *API) listSources(c *call) (answer, error) {
	all, err := a.store.Standings(c.Context())
	if err != nil {
		return answer{}, err
	}
	week, err := a.store.DailyArticles(c.Context(), c.now, weekDays)
	if err != nil {
		return answer{}, err
	}
	flags, err := a.store.Flags(c.Context())
	if err != nil {
		return answer{}, err
	}
	filters := url.Values{}
	for _, name := range []string{"region", "lang", "outlet", "group", "q"} {
		filters.Set(name, c.query.Get(name))
	}
	rows := []sourceRow{}
	for i := range all {
		s := &all[i]
		state := desk.SourceState(*s, flags[s.Source.ID])
		if !desk.SourceChosen(filters, &s.Source) || c.query.Get("state") != "" && c.query.Get("state") != state {
			continue
		}
		row := sourceRow{
			Name: s.Source.Name, Outlet: s.Source.Outlet.Name, Country: s.Source.Outlet.Country,
			Region: s.Source.Outlet.Region, Language: s.Source.Language, URL: s.Source.URL, Kind: string(s.Source.Kind),
			Groups: s.Source.Groups, Enabled: s.Source.Enabled, State: state, Failures: s.Failures,
			LastSuccess: s.LastSuccess,
		}
		for _, n := range week[s.Source.ID] {
			row.Week += n
		}
		rows = append(rows, row)
	}
	order := desk.SourceStates()
	slices.SortStableFunc(rows, func(x, y sourceRow) int {
		return cmp.Compare(slices.Index(order, x.State), slices.Index(order, y.State))
	})
	out := sourceList{Found: counted{N: len(rows)}}
	from := slices.IndexFunc(rows, func(s sourceRow) bool { return s.Name == c.query.Get("after") }) + 1
	to := min(len(rows), from+c.limit())
	if out.Items = rows[from:to]; to < len(rows) {
		out.Next = a.next(c, "after", rows[to-1].Name)
	}
	return answer{body: out}, nil
}

// theSource is the one that the path names.
func (a *API) theSource(c *call) (news.Source, error) {
	return a.store.Source(c.Context(), c.PathValue("name"))
}

func (a *API) getSource(c *call) (answer, error) {
	s, err := a.theSource(c)
	if err != nil {
		return answer{}, err
	}
	return one(sourceOf(&s))
}

func (a *API) createSource(c *call) (answer, error) {
	var in source
	if err := c.read(&in); err != nil {
		return answer{}, err
	}
	s, err := in.news()
	if err != nil {
		return answer{}, err
	}
	if desk.OwnName(s.Name) {
		return answer{}, news.Invalid("name", "A page of the desk is called %q: choose another name.", s.Name)
	}
	if err := a.run.Check(&s); err != nil {
		return answer{}, err
	}
	id, err := a.store.AddSource(c.Context(), &s, c.entry("source.add"))
	if err != nil {
		return answer{}, err
	}
	tag, err := tagOf(sourceOf(&s))
	return answer{status: http.StatusCreated, body: done{id}, tag: tag, location: "/sources/" + s.Name}, err
}

func (a *API) editSource(c *call) (answer, error) {
	was, err := a.theSource(c)
	if err != nil {
		return answer{}, err
	}
	old := sourceOf(&was)
	if err := c.unchanged(old); err != nil {
		return answer{}, err
	}
	in, err := merged(c, old)
	if err != nil {
		return answer{}, err
	}
	if in.Name != was.Name {
		return answer{}, &news.InvalidError{
			Field: "name", Message: "A source keeps its name.", Hint: "add another one, and remove this",
		}
	}
	will, err := in.news()
	if err != nil {
		return answer{}, err
	}
	if err := a.run.Check(&will); err != nil {
		return answer{}, err
	}
	seen, err := textOf(was)
	if err != nil {
		return answer{}, err
	}
	id, err := a.store.SaveSource(c.Context(), will, seen, c.entry("source.edit"))
	if err != nil {
		return answer{}, err
	}
	tag, err := tagOf(sourceOf(&will))
	return answer{body: done{id}, tag: tag}, err
}

func (a *API) deleteSource(c *call) (answer, error) {
	was, err := a.theSource(c)
	if err != nil {
		return answer{}, err
	}
	if err := c.unchanged(sourceOf(&was)); err != nil {
		return answer{}, err
	}
	seen, err := textOf(was)
	if err != nil {
		return answer{}, err
	}
	id, err := a.store.RemoveSource(c.Context(), was.Name, seen, c.entry("source.remove"))
	return answer{body: done{id}}, err
}

// switchSource pauses or enables one, whatever else it is.
func (a *API) switchSource(on bool) handler {
	action := "source.pause"
	if on {
		action = "source.enable"
	}
	return func(c *call) (answer, error) {
		var is news.Source
		id, err := a.store.EditSource(c.Context(), c.PathValue("name"), func(s *news.Source) error {
			s.Enabled = on
			is = *s
			return nil
		}, c.entry(action))
		if err != nil {
			return answer{}, err
		}
		tag, err := tagOf(sourceOf(&is))
		return answer{body: done{id}, tag: tag}, err
	}
}

func visitOf(p news.Poll) visit {
	return visit{
		Started: p.Started, Seconds: p.Took.Seconds(), State: string(p.State), Detail: p.Detail, Status: p.Status,
		Items: p.Items, New: p.New, Unread: p.Unread, NextTry: p.NextTry,
	}
}

func (a *API) sourceHealth(c *call) (answer, error) {
	src, err := a.theSource(c)
	if err != nil {
		return answer{}, err
	}
	s, err := a.store.Standing(c.Context(), src.ID)
	if err != nil {
		return answer{}, err
	}
	flags, err := a.store.Flags(c.Context())
	if err != nil {
		return answer{}, err
	}
	week, err := a.store.DailyArticles(c.Context(), c.now, weekDays)
	if err != nil {
		return answer{}, err
	}
	f := flags[src.ID]
	out := health{
		State: desk.SourceState(s, f), Failures: s.Failures, LastSuccess: s.LastSuccess, LastNews: s.LastNews,
		Last: visitOf(s.Last), Week: week[src.ID],
	}
	if out.State == f.State {
		out.Cause, out.Since = f.Cause, f.Since
	}
	if out.Week == nil {
		out.Week = make([]int, weekDays)
	}
	return one(out)
}

func (a *API) listVisits(c *call) (answer, error) {
	src, err := a.theSource(c)
	if err != nil {
		return answer{}, err
	}
	var before time.Time
	if s := c.query.Get("before"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n <= 0 {
			return answer{}, badPlace("before")
		}
		before = time.UnixMicro(n).UTC()
	}
	polls, err := a.store.PollsBefore(c.Context(), src.ID, before, c.limit()+1)
	if err != nil {
		return answer{}, err
	}
	out := visitList{Items: []visit{}}
	if len(polls) > c.limit() {
		polls = polls[:c.limit()]
		out.Next = a.next(c, "before", strconv.FormatInt(polls[len(polls)-1].Started.UnixMicro(), 10))
	}
	for _, p := range polls {
		out.Items = append(out.Items, visitOf(p))
	}
	return answer{body: out}, nil
}

// badPlace says that a page does not begin where the caller says.
func badPlace(name string) error {
	return problem{
		Status: http.StatusBadRequest, Code: "parameter", Field: name, Detail: "No page begins there.",
		Hint: "take the address out of next",
	}
}

// undo takes back a change that the token might make itself.
func (a *API) undo(c *call) (answer, error) {
	var in undoOrder
	if err := c.read(&in); err != nil {
		return answer{}, err
	}
	entries, err := a.store.Entries(c.Context(), newsroom.Filter{Before: in.Entry + 1, Limit: 1})
	if err != nil {
		return answer{}, err
	}
	if in.Entry <= 0 || len(entries) == 0 || entries[0].ID != in.Entry {
		return answer{}, errNone
	}
	may, ok := map[string]newsroom.Action{
		"source": newsroom.EditSources, "article": newsroom.EditArticles, "digest": newsroom.EditDigests,
	}[entries[0].Kind]
	if !ok {
		return answer{}, errNone
	}
	if !c.caller.Token.May(c.caller.Person.Role, may) {
		return answer{}, denied(desk.ErrNotAllowed, may)
	}
	err = a.desk.Undo(c.Context(), in.Entry, c.entry)
	if errors.Is(err, newsroom.ErrOvertaken) {
		return answer{}, problem{
			Status: http.StatusConflict, Code: "overtaken", Detail: "It has been changed since, so it is not taken back.",
			Hint: "look at it as it is now",
		}
	}
	return answer{body: done(in)}, err
}

func (a *API) showOpenAPI(*call) (answer, error) {
	tag, err := tagOf(json.RawMessage(a.openAPI))
	return answer{raw: a.openAPI, media: "application/json", tag: tag}, err
}
