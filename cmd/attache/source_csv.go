package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"attache/cmd/attache/internal/roster"
	"attache/config"
	"attache/news"
	"attache/newsroom"
	"attache/scrape/markup"
	"attache/text"
)

// sourceColumn is a column of a CSV file of sources.
type sourceColumn struct {
	name string
	get  func(*news.Source) string
	set  func(*news.Source, string) error
}

// textColumn is a column of a field's text as it stands.
func textColumn(name string, at func(*news.Source) *string) sourceColumn {
	return sourceColumn{
		name, func(s *news.Source) string { return *at(s) },
		func(s *news.Source, v string) error { *at(s) = v; return nil },
	}
}

// flagColumn is a column of a yes or no: "true", or nothing.
func flagColumn(name string, at func(*news.Source) *bool) sourceColumn {
	return sourceColumn{name, func(s *news.Source) string {
		if *at(s) {
			return "true"
		}
		return ""
	}, func(s *news.Source, v string) error {
		switch strings.ToLower(v) {
		case "true", "yes", "1":
			*at(s) = true
		case "false", "no", "0", "":
			*at(s) = false
		default:
			return news.Invalid(name, "%q is neither true nor false.", v)
		}
		return nil
	}}
}

// sourceColumns are all columns, in the order in which they are written. Fields are called as in YAML.
func sourceColumns() []sourceColumn {
	return append([]sourceColumn{
		textColumn("name", func(s *news.Source) *string { return &s.Name }),
		textColumn("outlet", func(s *news.Source) *string { return &s.Outlet.Name }),
		{"country", func(s *news.Source) string { return s.Outlet.Country }, func(s *news.Source, v string) error {
			s.Outlet.Country = strings.ToUpper(v)
			return nil
		}},
		textColumn("region", func(s *news.Source) *string { return &s.Outlet.Region }),
		textColumn("outlet_kind", func(s *news.Source) *string { return &s.Outlet.Kind }),
		textColumn("home", func(s *news.Source) *string { return &s.Outlet.Home }),
		{"url", func(s *news.Source) string { return s.URL }, func(s *news.Source, v string) error {
			s.URL = feedAddress(v)
			return nil
		}},
		{"kind", func(s *news.Source) string { return string(s.Kind) }, func(s *news.Source, v string) error {
			s.Kind = news.SourceKind(strings.ToLower(or(v, string(news.KindFeed))))
			return nil
		}},
		textColumn("language", func(s *news.Source) *string { return &s.Language }),
		textColumn("time_zone", func(s *news.Source) *string { return &s.TimeZone }),
		flagColumn("day_first", func(s *news.Source) *bool { return &s.DayFirst }),
		{"every", func(s *news.Source) string {
			if s.Every == 0 {
				return ""
			}
			return s.Every.String()
		}, func(s *news.Source, v string) error {
			if v == "" {
				s.Every = 0
				return nil
			}
			every, ok := config.Span(v)
			if !ok {
				return news.Invalid("every", "%q is no span of time such as 30m or 2h.", v)
			}
			s.Every = every.Truncate(time.Second)
			return nil
		}},
		flagColumn("browser", func(s *news.Source) *bool { return &s.Browser }),
		{"excerpt", func(s *news.Source) string {
			if s.Excerpt == 0 {
				return ""
			}
			return strconv.Itoa(s.Excerpt)
		}, func(s *news.Source, v string) (err error) {
			if s.Excerpt = 0; v == "" {
				return nil
			}
			if s.Excerpt, err = strconv.Atoi(v); err != nil || s.Excerpt < 0 {
				return news.Invalid("excerpt", "%q is no number of characters.", v)
			}
			return nil
		}},
		flagColumn("rights.images", func(s *news.Source) *bool { return &s.Rights.Images }),
		flagColumn("rights.no_archive", func(s *news.Source) *bool { return &s.Rights.NoArchive }),
		{
			"groups", func(s *news.Source) string { return strings.Join(s.Groups, ", ") },
			func(s *news.Source, v string) error { s.Groups = newsroom.GroupsOf(v); return nil },
		},
		flagColumn("enabled", func(s *news.Source) *bool { return &s.Enabled }),
	}, ruleColumns()...)
}

// ruleColumns are those of the rules of a site without a feed.
func ruleColumns() []sourceColumn {
	var columns []sourceColumn
	for _, r := range []struct {
		name string
		at   func(*news.Rules) *string
	}{
		{"item", func(r *news.Rules) *string { return &r.Item }},
		{"link", func(r *news.Rules) *string { return &r.Link }},
		{"title", func(r *news.Rules) *string { return &r.Title }},
		{"date", func(r *news.Rules) *string { return &r.Date }},
		{"next", func(r *news.Rules) *string { return &r.Next }},
		{"match", func(r *news.Rules) *string { return &r.Match }},
		{"article_title", func(r *news.Rules) *string { return &r.ArticleTitle }},
		{"article_body", func(r *news.Rules) *string { return &r.ArticleBody }},
		{"article_date", func(r *news.Rules) *string { return &r.ArticleDate }},
		{"article_by", func(r *news.Rules) *string { return &r.ArticleBy }},
		{"article_strip", func(r *news.Rules) *string { return &r.ArticleStrip }},
		{"article_next", func(r *news.Rules) *string { return &r.ArticleNext }},
	} {
		columns = append(columns, textColumn("rules."+r.name, func(s *news.Source) *string { return r.at(&s.Rules) }))
	}
	return columns
}

// writeSourcesCSV writes sources a row each, as readSourcesCSV reads them.
func writeSourcesCSV(w io.Writer, sources []news.Source) error {
	out, columns := csv.NewWriter(w), sourceColumns()
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for n := range sources {
		for i, c := range columns {
			row[i] = roster.Guard(c.get(&sources[n]))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// sourceLine is a source of a file with where it stands, and what is wrong with it.
type sourceLine struct {
	line   int
	source news.Source
	wrong  error // nil = nothing
}

// mostSourceRows bounds the sources of one file.
const mostSourceRows = 5000

// readSourcesCSV reads a table of sources. Its header names the columns, in any order: url is needed, others may be
// missing, unknown ones are passed over.
func readSourcesCSV(file string, data []byte) ([]sourceLine, error) {
	decoded, _, err := markup.DecodeFile(data, "")
	if err != nil {
		return nil, err
	}
	clean := text.Clean(string(bytes.TrimPrefix(decoded, []byte("\ufeff"))))
	rows := roster.NewRows(file, strings.TrimPrefix(clean, "\ufeff"))
	header, err := rows.Next()
	if err != nil {
		return nil, err
	}
	known := map[string]sourceColumn{}
	for _, c := range sourceColumns() {
		known[c.name] = c
	}
	at := make([]sourceColumn, len(header))
	addressed := false
	for i, h := range header {
		at[i] = known[strings.ToLower(strings.TrimSpace(h))]
		addressed = addressed || at[i].name == "url"
	}
	if !addressed {
		return nil, &news.InvalidError{
			Message: "The first row must name the columns, and url among them.",
			Hint:    "export the sources as CSV to see what it looks like",
		}
	}
	var out []sourceLine
	names := map[string]bool{}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) || row == nil && err == nil {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		if len(out) >= mostSourceRows {
			return out, news.Invalid("", "The file has more than %d sources.", mostSourceRows)
		}
		l := sourceLine{line: rows.Line(), source: news.Source{Kind: news.KindFeed, Enabled: true}}
		for i, v := range row {
			if i < len(at) && at[i].set != nil && l.wrong == nil {
				l.wrong = at[i].set(&l.source, strings.TrimSpace(roster.Unguard(v)))
			}
		}
		if pollable(l.source.URL) {
			given := l.source.Name
			if complete(&l.source); given == "" {
				l.source.Name = unused(l.source.Name, names)
			}
		}
		out = append(out, l)
	}
}
