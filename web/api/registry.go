package api

import (
	"fmt"
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

// operation is one thing that a program can ask for.
type operation struct {
	id, method, path string // path stands behind Path
	summary          string
	may              newsroom.Action
	params           []param // of the query; any other is refused
	in, out          any     // a value of the body's type; nil = none
	status           int     // of the answer when it went well
	media            string  // of an answer that is no JSON
	anything         bool    // the answer is JSON of no type of ours
	ifMatch          bool    // it needs If-Match
	tagged, located  bool    // the answer has an ETag, a Location
	key              bool    // it takes an Idempotency-Key
	serve            handler
}

// param is a parameter of a query.
type param struct {
	name, doc string
	kind      string   // "" = text, number, date
	enum      []string // what it can be; nil = anything
	most      int      // of a number
}

// Bounds of lists.
const (
	usualLimit = 50
	mostLimit  = 200
	longest    = 500 // characters of a parameter
)

func (p *param) schema() object {
	switch {
	case p.enum != nil:
		return object{"type": "string", "enum": p.enum}
	case p.kind == "number":
		return object{"type": "integer", "minimum": 1, "maximum": p.most}
	case p.kind == "date":
		return object{"type": "string", "format": "date"}
	}
	return object{"type": "string", "minLength": 1, "maxLength": longest}
}

// check refuses a value.
func (p *param) check(v string) error {
	no := func(detail, hint string) error {
		return problem{Status: http.StatusBadRequest, Code: "parameter", Field: p.name, Detail: detail, Hint: hint}
	}
	switch {
	case v == "":
		return no(p.name+" is empty.", "leave it out, or give it a value")
	case p.enum != nil && !slices.Contains(p.enum, v):
		return no(fmt.Sprintf("%q is no value of %s.", v, p.name), "use "+strings.Join(p.enum, ", "))
	case p.kind == "number":
		if n, err := strconv.Atoi(v); err != nil || n < 1 || n > p.most {
			return no(fmt.Sprintf("%q is not a number from 1 to %d.", v, p.most), "")
		}
	case p.kind == "date":
		if t, err := time.Parse(time.DateOnly, v); err != nil || t.Year() < 1970 || t.Year() > 9000 {
			return no(fmt.Sprintf("%q is not a date.", v), "use one such as 2026-11-30")
		}
	case len([]rune(v)) > longest:
		return no(fmt.Sprintf("It is longer than %d characters.", longest), "")
	}
	return nil
}

// readQuery reads the parameters of an operation and refuses others by name.
func (op *operation) readQuery(raw string) (url.Values, error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil, problem{Status: http.StatusBadRequest, Code: "parameter", Detail: "The query cannot be read."}
	}
	var names []string
	for _, p := range op.params {
		names = append(names, p.name)
	}
	for name, values := range q {
		i := slices.Index(names, name)
		if i < 0 {
			hint := "this address takes none"
			if len(names) > 0 {
				hint = "use " + strings.Join(names, ", ")
			}
			return nil, problem{
				Status: http.StatusBadRequest, Code: "unknown_parameter", Field: name,
				Detail: fmt.Sprintf("There is no parameter %q here.", name), Hint: hint,
			}
		}
		if len(values) > 1 {
			return nil, problem{
				Status: http.StatusBadRequest, Code: "parameter", Field: name, Detail: "It stands twice.", Hint: "name it once",
			}
		}
		if err := op.params[i].check(values[0]); err != nil {
			return nil, err
		}
	}
	return q, nil
}

// limit is how many rows a list is asked for.
func (c *call) limit() int {
	if n, err := strconv.Atoi(c.query.Get("limit")); err == nil {
		return n
	}
	return usualLimit
}

// next is the address of a list's next page.
func (a *API) next(c *call, name, value string) string {
	q := url.Values{}
	for k, v := range c.query {
		q[k] = v
	}
	q.Set(name, value)
	return a.cfg.Base + c.URL.Path + "?" + q.Encode()
}

// paged are the parameters of a list beside its filters.
func paged(place string, filters ...param) []param {
	return append(filters, param{name: place, doc: "where the page begins: follow next"},
		param{name: "limit", doc: "rows on a page; 50 when it is left out", kind: "number", most: mostLimit})
}

// textParams are filters of any text.
func textParams(names ...string) (out []param) {
	for _, n := range names {
		out = append(out, param{name: n, doc: map[string]string{
			"region": "of the outlet", "lang": "code of a language", "outlet": "name of an outlet; of articles, of a source",
			"group": "of sources", "q": "words", "country": "of the outlet, as KZ", "digest": "name of a digest",
		}[n]})
	}
	return out
}

var issueStates = []string{
	string(news.IssueDraft), string(news.IssueHeld), string(news.IssueApproved), string(news.IssueSending),
	string(news.IssueSent), string(news.IssueEmpty), string(news.IssueMissed),
}

func fates() (out []string) {
	for _, f := range newsroom.Fates {
		out = append(out, string(f))
	}
	return out
}

// table is every operation, as the document lists them. A test walks it with every role and scope.
func (a *API) table() []operation {
	return slices.Concat(a.sourceTable(), a.articleTable(), a.digestTable(), a.issueTable(), []operation{
		{
			id: "undo", method: http.MethodPost, path: "/undo",
			summary: "Take back a change of a source, an article's choice or a digest, by the number of its entry",
			may:     newsroom.Look, in: undoOrder{}, out: done{}, status: http.StatusOK, serve: a.undo,
		},
		{
			id: "openapi", method: http.MethodGet, path: "/openapi.json", summary: "This document",
			may: newsroom.Anyone, anything: true, status: http.StatusOK, tagged: true, serve: a.showOpenAPI,
		},
	})
}

func (a *API) sourceTable() []operation {
	return []operation{
		{
			id: "listSources", method: http.MethodGet, path: "/sources", summary: "Sources, those that fail first",
			may: newsroom.Look, out: sourceList{}, status: http.StatusOK, serve: a.listSources, params: paged("after", append(
				textParams("region", "lang", "outlet", "group", "q"),
				param{name: "state", doc: "how it is doing", enum: desk.SourceStates()})...),
		},
		{
			id: "createSource", method: http.MethodPost, path: "/sources", summary: "Add a source",
			may: newsroom.EditSources, in: source{}, out: done{}, status: http.StatusCreated, located: true, tagged: true,
			serve: a.createSource,
		},
		{
			id: "getSource", method: http.MethodGet, path: "/sources/{name}", summary: "A source as it is set",
			may: newsroom.Look, out: source{}, status: http.StatusOK, tagged: true, serve: a.getSource,
		},
		{
			id: "editSource", method: http.MethodPatch, path: "/sources/{name}",
			summary: "Change fields of a source; null takes a field away",
			may:     newsroom.EditSources, in: source{}, out: done{}, status: http.StatusOK, ifMatch: true, tagged: true,
			serve: a.editSource,
		},
		{
			id: "deleteSource", method: http.MethodDelete, path: "/sources/{name}",
			summary: "Remove a source that no digest names; its articles stay",
			may:     newsroom.EditSources, out: done{}, status: http.StatusOK, ifMatch: true, serve: a.deleteSource,
		},
		{
			id: "pauseSource", method: http.MethodPost, path: "/sources/{name}/pause", summary: "Read it no more for now",
			may: newsroom.EditSources, out: done{}, status: http.StatusOK, tagged: true, serve: a.switchSource(false),
		},
		{
			id: "enableSource", method: http.MethodPost, path: "/sources/{name}/enable", summary: "Read it again",
			may: newsroom.EditSources, out: done{}, status: http.StatusOK, tagged: true, serve: a.switchSource(true),
		},
		{
			id: "getSourceHealth", method: http.MethodGet, path: "/sources/{name}/health", summary: "How a source is doing",
			may: newsroom.Look, out: health{}, status: http.StatusOK, tagged: true, serve: a.sourceHealth,
		},
		{
			id: "listVisits", method: http.MethodGet, path: "/sources/{name}/visits",
			summary: "Visits to a source, newest first", may: newsroom.Look, out: visitList{}, status: http.StatusOK,
			params: paged("before"), serve: a.listVisits,
		},
	}
}

func (a *API) articleTable() []operation {
	return []operation{
		{
			id: "listArticles", method: http.MethodGet, path: "/articles", summary: "Articles, newest first",
			may: newsroom.Look, out: articleList{}, status: http.StatusOK, serve: a.listArticles, params: paged("before", append(
				textParams("q", "lang", "country", "outlet"),
				param{name: "verdict", doc: "of any issue", enum: []string{"kept", "dropped", "new"}},
				param{name: "from", doc: "first day, by the clock of the token's person", kind: "date"},
				param{name: "to", doc: "last day", kind: "date"},
				param{name: "issue", doc: "that judged them", kind: "number", most: 1 << 40},
				param{name: "fate", doc: "in that issue", enum: fates()})...),
		},
		{
			id: "getArticle", method: http.MethodGet, path: "/articles/{id}", summary: "An article as it was read",
			may: newsroom.Look, out: article{}, status: http.StatusOK, tagged: true, serve: a.getArticle,
		},
		{
			id: "getWhy", method: http.MethodGet, path: "/articles/{id}/why",
			summary: "Why issues kept or dropped it", may: newsroom.Look, out: why{}, status: http.StatusOK, tagged: true,
			serve: a.getWhy,
		},
		{
			id: "chooseArticle", method: http.MethodPut, path: "/articles/{id}/choices/{digest}",
			summary: "Keep it in, or drop it from, the digest's next issue", may: newsroom.EditArticles, in: choice{},
			out: done{}, status: http.StatusOK, serve: a.choose,
		},
		{
			id: "unchooseArticle", method: http.MethodDelete, path: "/articles/{id}/choices/{digest}",
			summary: "Leave it to the digest again", may: newsroom.EditArticles, out: done{}, status: http.StatusOK,
			serve: a.choose,
		},
	}
}

func (a *API) digestTable() []operation {
	return []operation{
		{
			id: "listDigests", method: http.MethodGet, path: "/digests", summary: "Digests, by name", may: newsroom.Look,
			out: digestList{}, status: http.StatusOK, params: paged("after"), serve: a.listDigests,
		},
		{
			id: "createDigest", method: http.MethodPost, path: "/digests", summary: "Make a digest",
			may: newsroom.EditDigests, in: digest{}, out: done{}, status: http.StatusCreated, located: true, tagged: true,
			serve: a.createDigest,
		},
		{
			id: "getDigest", method: http.MethodGet, path: "/digests/{name}", summary: "A digest as it is set",
			may: newsroom.Look, out: digest{}, status: http.StatusOK, tagged: true, serve: a.getDigest,
		},
		{
			id: "editDigest", method: http.MethodPatch, path: "/digests/{name}",
			summary: "Change fields of a digest; null takes a field away", may: newsroom.EditDigests, in: digest{},
			out: done{}, status: http.StatusOK, ifMatch: true, tagged: true, serve: a.editDigest,
		},
		{
			id: "runDigest", method: http.MethodPost, path: "/digests/{name}/runs",
			summary: "Make an issue outside the schedule, or only show it", may: newsroom.EditDigests, in: runOrder{},
			out: started{}, status: http.StatusAccepted, located: true, key: true, serve: a.runDigest,
		},
		{
			id: "getJob", method: http.MethodGet, path: "/jobs/{id}", summary: "How far a run is that this person asked for",
			may: newsroom.EditDigests, out: job{}, status: http.StatusOK, serve: a.getJob,
		},
	}
}

func (a *API) issueTable() []operation {
	decide := func(do, summary string) operation {
		return operation{
			id: do + "Issue", method: http.MethodPost, path: "/issues/{id}/" + do, summary: summary,
			may: newsroom.DecideIssues, out: issueState{}, status: http.StatusOK, ifMatch: true, tagged: true,
			serve: a.decide(do),
		}
	}
	return []operation{
		{
			id: "listIssues", method: http.MethodGet, path: "/issues", summary: "Issues, newest first", may: newsroom.Look,
			out: issueList{}, status: http.StatusOK, serve: a.listIssues, params: paged("before", append(textParams("digest"),
				param{name: "state", doc: "of the issue", enum: issueStates})...),
		},
		{
			id: "getIssue", method: http.MethodGet, path: "/issues/{id}", summary: "An issue with its stories",
			may: newsroom.Look, out: issue{}, status: http.StatusOK, tagged: true, serve: a.getIssue,
		},
		{
			id: "getLetter", method: http.MethodGet, path: "/issues/{id}/letter",
			summary: "The letter of an issue, as nobody's own", may: newsroom.Look, media: "text/html",
			status: http.StatusOK, tagged: true, serve: a.getLetter,
			params: []param{{name: "lang", doc: "of the letter; left out, that of the issue"}},
		},
		{
			id: "getDeliveries", method: http.MethodGet, path: "/issues/{id}/deliveries",
			summary: "How many letters of an issue are in which state", may: newsroom.Look, out: deliveries{},
			status: http.StatusOK, tagged: true, serve: a.getDeliveries,
		},
		{
			id: "getIssueFunnel", method: http.MethodGet, path: "/issues/{id}/funnel",
			summary: "What came through each stage of an issue", may: newsroom.Look, out: funnel{}, status: http.StatusOK,
			tagged: true, serve: a.issueFunnel,
		},
		decide("approve", "Let a held issue leave"),
		decide("hold", "Keep an issue that was approved, or stop one that is leaving"),
		decide("cancel", "Give up a held issue of which nothing was sent"),
		{
			id: "listRuns", method: http.MethodGet, path: "/runs", summary: "Runs, newest first", may: newsroom.Look,
			out: runList{}, status: http.StatusOK, params: paged("before"), serve: a.listRuns,
		},
		{
			id: "getRun", method: http.MethodGet, path: "/runs/{id}", summary: "A run with what its sources answered",
			may: newsroom.Look, out: run{}, status: http.StatusOK, tagged: true, serve: a.getRun,
		},
		{
			id: "getRunFunnel", method: http.MethodGet, path: "/runs/{id}/funnel",
			summary: "What came through each stage of a run", may: newsroom.Look, out: funnel{}, status: http.StatusOK,
			tagged: true, serve: a.runFunnel,
		},
	}
}
