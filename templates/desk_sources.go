package templates

import (
	"fmt"
	htmltemplate "html/template"
	"time"

	"attache/news"
	"attache/newsroom"
)

// What the pages around one source, and around many, are given.

// DeskTabs are the pages of one source.
type DeskTabs struct {
	Base, Name, Here string
	Edits            bool
}

func deskTabs(s DeskShell, name, here string) DeskTabs {
	return DeskTabs{Base: s.Base, Name: name, Here: here, Edits: s.May("edit sources")}
}

// deskSourceFunctions are what the pages of sources can say beside deskFunctions.
func deskSourceFunctions(w *words) htmltemplate.FuncMap {
	return htmltemplate.FuncMap{
		"tabs":    deskTabs,
		"reason":  w.reason,
		"first":   func(s string) string { return shorten(w.reason(s), 300) }, // of a reason, for lists
		"seconds": func(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) },
	}
}

// DeskDiff is a line of the YAML of what changes: Sign is "+", "-" or "" for one that stays.
type DeskDiff struct{ Sign, Text string }

// DeskSourceChange is the page change: what a form would save.
type DeskSourceChange struct {
	Source news.Source // as it is
	Diff   []DeskDiff
	Was    string // JSON of it as it is, which the form gives back
	Will   string // JSON of it as it would be
	Form   string // the form it came from: edit, rule or rights
}

// DeskRule is the page rule.
type DeskRule struct {
	Source  news.Source // as the form has it
	Article string      // address of the article to be read; "" = the newest
	Fields  []DeskRuleField
	Shown   *DeskPreview // nil = not asked for
}

// DeskRuleField is a rule in the form.
type DeskRuleField struct {
	Name, Value string
	List        bool // it reads the list; false = the article's page
	Said        string
}

// DeskPreview is what rules find.
type DeskPreview struct {
	Kept          time.Time
	URL           string
	Items         []news.Item
	N             int // entries in all
	Titled, Dated int
	Rules         []DeskMatched
	Article       string
	Fields        []DeskField
	Problem       string
}

// DeskMatched is how often a rule matches: N, or N of Of.
type DeskMatched struct {
	Rule, Selector string
	N, Of          int
}

// DeskField is a field of an article, by the rule and as it is found without.
type DeskField struct {
	Name           string
	Ruled, Guessed string
	State          string // "" = there is no rule; ok, missed (the rule matches nothing) or unread
}

// DeskRights is the page rights.
type DeskRights struct {
	Source  news.Source
	Excerpt int // characters that apply when the source sets none
}

// DeskHistory is the page history.
type DeskHistory struct {
	Source news.Source
	Polls  []news.Poll
	Older  string
}

// DeskBulk is the page bulk: an edit of several sources.
type DeskBulk struct {
	Names   []string
	Fields  map[string]string // as the form has them
	Changes []DeskBulkChange  // nil = not looked at yet
	Shown   bool
	Back    string
}

// DeskBulkChange is what one source would become.
type DeskBulkChange struct {
	Name    string
	Changes []DeskChange
	Wrong   string
}

// DeskImport is the page import.
type DeskImport struct {
	Data  string // the file in base64, which the form gives back; "" = none was given
	File  string
	Lines []DeskImportLine
	N     map[string]int // lines by what would be done
}

// DeskImportLine is what becomes of one source of the file.
type DeskImportLine struct {
	N       int
	Name    string
	Outlet  string
	URL     string
	Do      string // add, change, same or wrong
	Changes []DeskChange
	Wrong   string
}

// DeskCatalogue is the page catalogue.
type DeskCatalogue struct {
	Regions []DeskChoice // Key is the region
	Region  string
	Rows    []DeskCatalogueRow
	New     int // of Rows that are not there yet
}

// DeskCatalogueRow is a source of the catalogue.
type DeskCatalogueRow struct {
	Source news.Source
	Here   string // name of the source that reads it; "" = none
}

// DeskTokens is the page tokens: of one's own, or of all.
type DeskTokens struct {
	Tokens []DeskToken
	Scopes []newsroom.Scope // that one may give; nil = the page of all
	Made   string           // a token just made, shown once; "" = none
	All    bool
}

// DeskToken is a token with whose it is.
type DeskToken struct {
	newsroom.Token
	Person string
	Ended  bool
}
