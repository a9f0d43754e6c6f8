package main

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"attache/config"
	"attache/digest/entities"
	"attache/news"
	"attache/store"
	"attache/templates"
	"attache/text"
)

// Values that are one of a known set: the shell offers them, and a mistake names the one that was probably meant.

// zonesText lists the time zones of zone.tab of the tz database (in the public domain,
// https://www.iana.org/time-zones) and UTC: a name on each line, and behind a tab the country.
//
//go:embed zones.txt
var zonesText string

// timeZones are the names of time zones, and behind a tab the name of the country.
var timeZones = sync.OnceValue(func() (all []string) {
	for line := range strings.Lines(zonesText) {
		name, code, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if code != "" {
			name += "\t" + entities.CountryName(code)
		}
		all = append(all, name)
	}
	return all
})

// countryCodes are the codes of countries, and behind a tab their names.
var countryCodes = sync.OnceValue(func() (all []string) {
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if code := string([]rune{a, b}); entities.IsCountry(code) {
				all = append(all, code+"\t"+entities.CountryName(code))
			}
		}
	}
	return all
})

// known is a set of values: some that are always known, and some that the database holds.
type known struct {
	words func() []string // nil = none
	list  lister          // nil = none
}

// fixed is a set of words that are the same everywhere.
func fixed(words ...string) known { return known{words: func() []string { return words }} }

// usedBySources are the values that sources of the database have in a field, each once.
func usedBySources(of func(*news.Source) string) known {
	return known{list: func(ctx context.Context, st *store.Store) ([]string, error) {
		sources, err := st.Sources(ctx, false)
		return valuesOf(sources, of), err
	}}
}

// andCatalogue adds the values that sources of the catalogue have.
func (k known) andCatalogue(of func(*news.Source) string) known {
	k.words = func() []string {
		sources, err := catalogue()
		if err != nil { // a test reads it
			return nil
		}
		return valuesOf(sources, of)
	}
	return k
}

// valuesOf are the values that sources have in a field, each once.
func valuesOf(sources []news.Source, of func(*news.Source) string) (all []string) {
	for i := range sources {
		if value := of(&sources[i]); value != "" {
			all = append(all, value)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// knownFields are the fields of sources, digests and subscribers, by their names in YAML, whose values are from a known
// set, beside those that are true or false.
var knownFields = sync.OnceValue(func() map[string]known {
	letters := fixed(news.Languages...)
	region := func(s *news.Source) string { return s.Outlet.Region }
	languages := fixed(text.Languages...)
	return map[string]known{
		"time_zone": {words: timeZones}, "country": {words: countryCodes}, "countries": {words: countryCodes},
		"region":  usedBySources(region).andCatalogue(region),
		"outlets": usedBySources(func(s *news.Source) string { return s.Outlet.Name }),
		"groups": {list: func(ctx context.Context, st *store.Store) (all []string, err error) {
			sources, err := st.Sources(ctx, false)
			for _, s := range sources {
				all = append(all, s.Groups...)
			}
			slices.Sort(all)
			return slices.Compact(all), err
		}},
		"organisations": {words: entities.Organisations}, "sources": {list: sourceNames}, "digests": {list: digestNames},
		"language": letters, "reads": letters, "languages": languages, "source language": languages,
		"kind": fixed(kindNames()...), "sections": fixed("region", "country", "theme"),
		"approval": fixed(string(news.ApproveAuto), string(news.ApproveHold)),
		"on_doubt": fixed(string(news.DoubtResend), string(news.DoubtSkip)), "picture": fixed(news.PictureLead),
		"state": fixed(subscriberStates...), "schedule": fixed(schedules...), "window": fixed(spans...),
		"too_late": fixed("1h", "6h", "12h"), "every": fixed("15m", "30m", "1h", "2h", "6h"),
	}
})

// schedules and spans are usual values, of which there are others.
var (
	schedules = []string{"@daily", "@weekly", "@hourly", "0 7 * * *\tat 07:00", "0 7 * * 1-5\tweekdays at 07:00"}
	spans     = []string{"24h", "48h", "7d", "2w"}
)

// kindNames are the kinds of sources.
func kindNames() []string {
	names := make([]string, len(news.SourceKinds))
	for i, k := range news.SourceKinds {
		names[i] = string(k)
	}
	return names
}

// offered are the words of a list that are not listed yet and go on as a word was begun. A list is parted by commas.
func offered(all, done []string, begun string) (fit []string) {
	before := "" // what stands before the last comma of a list
	if comma := strings.LastIndexByte(begun, ','); comma >= 0 {
		before, begun = begun[:comma+1], begun[comma+1:]
	}
	listed := strings.Split(before, ",")
	for _, n := range all {
		name, _, _ := strings.Cut(n, "\t")
		if goesOn(name, begun) && !slices.Contains(done, name) && !slices.Contains(listed, name) {
			if before != "" { // the script of bash finds no word that has a comma and a text beside it
				n = name
			}
			fit = append(fit, before+n)
		}
	}
	return fit
}

// goesOn reports whether a word goes on as another was begun, in the letters' case or not. Shells compare by case:
// where nothing goes on in its case they offer what is named here.
func goesOn(word, begun string) bool {
	return len(begun) <= len(word) && strings.EqualFold(word[:len(begun)], begun)
}

// completeSet completes what --set takes, field=value, for the things of a kind in desk documents: "Source", "Digest"
// or "Subscriber".
func (a *app) completeSet(kind string) completing {
	return func(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		const none = cobra.ShellCompDirectiveNoFileComp
		fields := settableFields(kind)
		name, value, valued := strings.Cut(begun, "=")
		if !valued {
			var fit []string
			for _, f := range fields {
				if goesOn(f.name, begun) {
					fit = append(fit, f.name+"=\t"+f.about)
				}
			}
			return fit, none | cobra.ShellCompDirectiveNoSpace
		}
		at := slices.IndexFunc(fields, func(f settable) bool { return f.name == name })
		if at < 0 {
			return nil, none
		}
		set, ok := a.fieldSet(kind, fields[at])
		if !ok {
			return nil, none
		}
		fit, directive := a.completeKnown(set)(cmd, nil, value)
		for i := range fit {
			fit[i] = name + "=" + fit[i]
		}
		return fit, directive
	}
}

// fieldSet is the set that the values of a field are from; false = there is none.
func (a *app) fieldSet(kind string, f settable) (known, bool) {
	last := f.name[strings.LastIndexByte(f.name, '.')+1:]
	switch {
	case f.boolean:
		return fixed("true", "false"), true
	case last == "template":
		return known{words: a.templateNames}, true
	case kind == "Source" && f.name == "language":
		last = "source language"
	}
	set, ok := knownFields()[last]
	return set, ok
}

// templateNames are the templates of letters, of the settings' folder too.
func (a *app) templateNames() []string {
	s, err := a.settings()
	if err != nil {
		return nil
	}
	set, err := templates.New(s.Templates)
	if err != nil {
		return nil
	}
	return set.Templates()
}

// relayNames are the names of the settings' mail servers.
func (a *app) relayNames() (names []string) {
	s, err := a.settings()
	if err != nil {
		return nil
	}
	for _, r := range s.Mail.Each() {
		names = append(names, r.Name)
	}
	return names
}

// settable is a field that --set sets.
type settable struct {
	name, about string
	boolean     bool
}

// settableFields are the fields of the things of a kind, by the JSON Schema of desk documents.
func settableFields(kind string) []settable {
	type schema struct {
		Ref         string            `json:"$ref"`
		Type        string            `json:"type"`
		Description string            `json:"description"`
		Items       *schema           `json:"items"`
		Properties  map[string]schema `json:"properties"`
	}
	var all struct {
		Defs map[string]schema `json:"$defs"`
	}
	doc, _ := config.Schema("desk")
	if err := json.Unmarshal(doc, &all); err != nil { // a test reads it
		return nil
	}
	var out []settable
	var walk func(of schema, before string)
	walk = func(of schema, before string) {
		for name, s := range of.Properties {
			if def, ok := all.Defs[strings.TrimPrefix(s.Ref, "#/$defs/")]; ok {
				walk(def, before+name+".")
				continue
			}
			if s.Items == nil || s.Items.Type == "string" {
				out = append(out, settable{before + name, s.Description, s.Type == "boolean"})
			}
		}
	}
	walk(all.Defs["news."+kind], "")
	slices.SortFunc(out, func(a, b settable) int { return cmp.Compare(a.name, b.name) })
	return out
}

// hintOf is the hint of a mistake: its own, or the value of a known set that was probably meant.
func hintOf(e *news.InvalidError) string {
	if e.Hint != "" || e.Value == "" {
		return e.Hint
	}
	switch e.Field[strings.LastIndexByte(e.Field, '.')+1:] {
	case "time_zone":
		if near := nearestOf(e.Value, timeZones()); near != "" {
			return "did you mean " + near + "?"
		}
	case "organisations":
		if near := nearestOf(e.Value, entities.Organisations()); near != "" {
			return "did you mean " + near + "?"
		}
	case "country", "countries":
		if near := nearestOf(e.Value, countryCodes()); near != "" {
			return "did you mean " + near + " (" + entities.CountryName(near) + ")?"
		}
	}
	return ""
}

// nearestOf is the word of a list that was probably meant by another: by its spelling, by its last part (Almaty), or by
// what stands behind its tab (Kazakhstan), where only one word has it.
func nearestOf(word string, list []string) string {
	word = strings.ToLower(strings.Join(strings.Fields(word), " "))
	under := strings.ReplaceAll(word, " ", "_")
	names := map[string]string{} // what it may be called, in lower case → its name; "" = several are
	call := func(as, name string) {
		if as = strings.ToLower(as); as == "" {
			return
		}
		if old, ok := names[as]; ok && old != name {
			name = ""
		}
		names[as] = name
	}
	for _, item := range list {
		name, about, _ := strings.Cut(item, "\t")
		call(about, name)
		call(name[strings.LastIndexByte(name, '/')+1:], name)
	}
	for _, item := range list { // whole names win
		name, _, _ := strings.Cut(item, "\t")
		names[strings.ToLower(name)] = name
	}
	if name := cmp.Or(names[under], names[word]); name != "" {
		return name
	}
	var known []string
	for as := range names {
		if len(as) > 2 { // of two letters each is near to every other
			known = append(known, as)
		}
	}
	slices.Sort(known)
	return names[config.Nearest(under, known)]
}
