package store

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"attache/news"
)

// TestSubscriberTable holds the fields of a subscriber, subscriberTable and the table in the database to each other:
// each field is one column, of the name that it has in JSON, and is read into itself.
func TestSubscriberTable(t *testing.T) {
	st, err := Open(t.Context(), Config{URL: filepath.Join(t.TempDir(), "attache.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	made, err := list(t.Context(), st.alone(), value[string], `SELECT name FROM pragma_table_info('subscribers')`)
	if err != nil {
		t.Fatal(err)
	}
	var s news.Subscriber
	read := map[string]any{}
	for _, c := range subscriberTable {
		if !slices.Contains(made, c.name) {
			t.Errorf("subscriberTable has the column %q, and no migration makes it", c.name)
		}
		if c.into != nil {
			read[c.name] = c.into(&s)
		}
	}
	for _, name := range made {
		if !slices.ContainsFunc(subscriberTable, func(c subscriberColumn) bool { return c.name == name }) {
			t.Errorf("the table subscribers has the column %q, and subscriberTable lacks it", name)
		}
	}
	fields := reflect.ValueOf(&s).Elem()
	for i := range fields.NumField() {
		f := fields.Type().Field(i)
		if f.Name == "Digests" { // a table of its own
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		into, ok := read[name]
		if !ok {
			t.Errorf("news.Subscriber.%s has no column %q: add it to subscriberTable or news.SubscriberTexts", f.Name,
				name)
			continue
		}
		into = inner(into)
		if reflect.ValueOf(into).Pointer() != fields.Field(i).Addr().Pointer() {
			t.Errorf("the column %q is read into another field than news.Subscriber.%s", name, f.Name)
		}
	}
}

// inner is the pointer that a scanner of this package holds.
func inner(into any) any {
	switch v := into.(type) {
	case doc:
		return v.v
	case scanTime:
		return v.t
	}
	return into
}
