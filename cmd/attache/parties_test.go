package main

import (
	"strings"
	"testing"

	"attache/digest/entities"
	"attache/news"
	"attache/templates"
)

// TestPartiesHaveNames has every group of states that digest may name stand above a headline under a name of each
// language, and every organisation under one name or another.
func TestPartiesHaveNames(t *testing.T) {
	set, err := templates.New(templates.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, g := range entities.Groups() {
		ids = append(ids, g.Key)
	}
	groups := len(ids)
	ids = append(ids, entities.Organisations()...)
	for _, lang := range news.Languages {
		for n, id := range ids {
			i := oneStory(templates.Sample(lang))
			st := &i.Sections[0].Stories[0]
			st.Parties, st.Renditions = []string{id}, nil
			l, err := set.Letter(news.Digest{}, i, lang, "")
			if err != nil {
				t.Fatal(err)
			}
			_, kicker, _ := strings.Cut(l.HTML, `<p class="k"`)
			_, kicker, _ = strings.Cut(kicker, ">")
			kicker, _, _ = strings.Cut(kicker, "<")
			if kicker == "" || n < groups && strings.EqualFold(kicker, id) && strings.Contains(id, "-") {
				t.Errorf("%s: %s stands as %q", lang, id, kicker)
			}
		}
	}
}
