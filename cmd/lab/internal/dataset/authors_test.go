package dataset

import (
	"slices"
	"testing"
)

func TestNobodiesTable(t *testing.T) {
	entries := 0
	for id, list := range nobodies {
		entries += len(list)
		if slices.Min(list) < 1 {
			t.Errorf("%s: entry %d", id, slices.Min(list))
		}
	}
	if len(nobodies) < 100 || entries < len(nobodies) {
		t.Errorf("%d entries of %d pages", entries, len(nobodies))
	}
}

func TestPersons(t *testing.T) {
	was := nobodies
	defer func() { nobodies = was }()
	nobodies = readNobodies("# page\tclass\tentries\na-1\toutlet\t2,3\na-1\tnewsroom\t5\n")
	got := Persons("a-1", []string{"Ann Lee", "The Paper", "Paper Ltd", "Tom Reed", "Desk"})
	if want := []string{"Ann Lee", "Tom Reed"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Persons("b-1", []string{"Ann Lee"}); len(got) != 1 {
		t.Errorf("%q of a page that is not in the table", got)
	}
}

func TestSetF1(t *testing.T) {
	for _, c := range []struct {
		truth, answer []string
		want          float64
	}{
		{nil, nil, 1},
		{[]string{"Ann Lee"}, nil, 0},
		{nil, []string{"Ann Lee"}, 0},
		{[]string{"Ann Lee and Tom Reed"}, []string{"ann  lee", "Tom Reed"}, 1},
		{[]string{"Ann Lee"}, []string{"Ann Lee", "Tom Reed"}, 2. / 3},
	} {
		if got := SetF1(Names(c.truth), Names(c.answer)); got != c.want {
			t.Errorf("%q of %q: %v, want %v", c.answer, c.truth, got, c.want)
		}
	}
}
