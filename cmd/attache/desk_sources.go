package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"attache/config"
	"attache/news"
	"attache/scrape/fetch"
	"attache/web/desk"
)

// keptFor is the page kept of a source for trying its rules: the one in the store, or, where there is none, or afresh,
// the one that the site gives now. A page that is of another address than the store's source is not stored.
func (p deskRunner) keptFor(ctx context.Context, src news.Source, afresh bool) (news.Fixture, error) {
	stored, err := p.store.Source(ctx, src.Name)
	if err != nil {
		return news.Fixture{}, err
	}
	same := stored.URL == src.URL && stored.Kind == src.Kind && stored.Browser == src.Browser
	if same && !afresh {
		kept, err := p.store.Fixture(ctx, stored.ID)
		if !errors.Is(err, news.ErrNotFound) {
			return kept, err
		}
	}
	kept, _, err := p.fetcher.Sample(ctx, src)
	if err != nil {
		return kept, readable(err)
	}
	if kept.SourceID = stored.ID; same && kept.Items > 0 {
		if err := p.store.PutFixture(ctx, kept); err != nil {
			var invalid *news.InvalidError
			if !errors.As(err, &invalid) { // a page too large to be kept can be looked at all the same
				return kept, err
			}
		}
	}
	return kept, nil
}

// Preview reads the page kept of a source by rules that are not saved, and one article by them and without them.
func (p deskRunner) Preview(ctx context.Context, src news.Source, afresh bool, article string) (desk.Preview, error) {
	var v desk.Preview
	if err := checkSourceRules(&src); err != nil {
		return v, err
	}
	kept, err := p.keptFor(ctx, src, afresh)
	if err != nil {
		return v, err
	}
	v.Kept, v.URL = kept.Taken, kept.URL
	got, err := p.fetcher.Preview(ctx, src, kept)
	if err != nil {
		return v, readable(err)
	}
	v.Items, v.Others, v.Titled, v.Dated = got.Items, got.Others, got.Yield.Titled, got.Yield.Dated
	for _, s := range got.Selected {
		v.Rules = append(v.Rules, desk.Matched{Rule: s.Rule, Selector: s.Selector, N: s.Matches, Of: s.Of})
	}
	if len(got.Items) == 0 || src.Kind == news.KindTelegram {
		return v, nil
	}
	item := got.Items[0]
	for _, it := range got.Items {
		if it.URL == article {
			item = it
		}
	}
	v.Article = item.URL
	c, ok, err := p.fetcher.Compare(ctx, src, item)
	if err == nil && !ok {
		c.Guessed, err = p.fetcher.Read(ctx, src, item)
	}
	switch {
	case err == nil:
		v.Guessed, v.Missed, v.Unread = &c.Guessed, c.Missed, c.Unread
		if ok {
			v.Ruled = &c.Ruled
		}
		return v, nil
	case ctx.Err() != nil:
		return v, readable(ctx.Err())
	}
	var fail *fetch.Failure
	var invalid *news.InvalidError
	switch {
	case errors.As(err, &fail):
		v.Problem = fail.Detail
	case errors.As(err, &invalid):
		v.Problem = invalid.Message
	default:
		return v, err
	}
	return v, nil
}

// Catalogue is the built-in list of sources.
func (p deskRunner) Catalogue() ([]news.Source, error) { return catalogue() }

// WriteSources writes sources as yaml, opml or csv.
func (p deskRunner) WriteSources(w io.Writer, format string, sources []news.Source) error {
	switch format {
	case "opml":
		return writeOPML(w, or(p.settings.Web.Title, "attache"), sources)
	case "csv":
		return writeSourcesCSV(w, sources)
	}
	return writeDesk(w, news.Desk{Sources: sources})
}

// ReadSources reads a file of sources, told apart by its content: OPML, YAML or CSV. What is wrong with one of them
// stands beside it; the error is of the file as a whole.
func (p deskRunner) ReadSources(file string, data []byte) ([]desk.Line, error) {
	lines, err := readSourceLines(file, data)
	var all []desk.Line
	for _, l := range lines {
		x := desk.Line{N: l.line, Source: l.source}
		if l.wrong == nil {
			l.wrong = checkSourceRules(&l.source)
		}
		var invalid *news.InvalidError
		switch {
		case errors.As(l.wrong, &invalid):
			x.Wrong = invalid.Message
		case l.wrong != nil:
			x.Wrong = l.wrong.Error()
		}
		all = append(all, x)
	}
	var mistakes config.Mistakes
	if errors.As(err, &mistakes) {
		for _, m := range mistakes {
			all = append(all, desk.Line{N: m.Line, Wrong: m.Message})
		}
		return all, nil
	}
	if errors.Is(err, errNoOPML) {
		return all, news.Invalid("", "This is not OPML: %v.", err)
	}
	return all, err
}

func readSourceLines(file string, data []byte) ([]sourceLine, error) {
	head := bytes.Trim(data[:min(len(data), 64)], "\x00\xef\xbb\xbf\xff\xfe \t\r\n")
	switch first, _, _ := bytes.Cut(head, []byte("\n")); {
	case len(head) == 0:
		return nil, news.Invalid("", "The file is empty.")
	case head[0] == '<':
		rows, err := readOPMLRows(data)
		var all []sourceLine
		for _, r := range rows {
			l := sourceLine{line: r.line, source: r.source}
			if r.none != "" {
				l.source.Name = r.none
				l.wrong = news.Invalid("", "It has no address that can be polled.")
			}
			all = append(all, l)
		}
		return all, err
	case bytes.ContainsAny(first, ",;\t") && !bytes.Contains(first, []byte(": ")) && head[0] != '{' && head[0] != '#':
		return readSourcesCSV(file, data)
	}
	return readSourcesYAML(file, data)
}

// readSourcesYAML reads the sources of a desk document. A mistake in its form stops it, one in a source is that one's.
func readSourcesYAML(file string, data []byte) ([]sourceLine, error) {
	var doc news.Desk
	if err := config.Decode(file, data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Sources) > mostSourceRows {
		return nil, news.Invalid("", "The file has more than %d sources.", mostSourceRows)
	}
	lines := config.LinesOf(data)
	var all []sourceLine
	for i := range doc.Sources {
		all = append(all, sourceLine{line: lines.Line(fmt.Sprintf("sources[%d]", i)), source: doc.Sources[i]})
	}
	return all, nil
}
