package dataset

import (
	_ "embed"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The dataset's lists of authors were made from pages' structured data: some entries are the outlet, its newsroom,
// or no
// name at all. The product names none of these as an author. The table says by hand which entries they are.

//go:embed data/nobodies.tsv
var nobodiesTable string

// nobodies maps a page's ID to the entries of its authors that are no person and no agency, from 1.
var nobodies = readNobodies(nobodiesTable)

func readNobodies(table string) map[string][]int {
	out := map[string][]int{}
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		for _, s := range strings.Split(f[2], ",") {
			if k, err := strconv.Atoi(s); err == nil {
				out[f[0]] = append(out[f[0]], k)
			}
		}
	}
	return out
}

// PageID returns the ID of a page by its file's name.
func PageID(file string) string { return strings.TrimSuffix(filepath.Base(file), ".html.gz") }

// Persons returns the authors of a page of the dataset reading without the entries that are no person and no agency.
func Persons(id string, authors []string) []string {
	var out []string
	for i, a := range authors {
		if !slices.Contains(nobodies[id], i+1) {
			out = append(out, a)
		}
	}
	return out
}

var nameFold = strings.NewReplacer("‘", "'", "’", "'", "–", "-", "—", "-", "‑", "-")

func looseName(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(nameFold.Replace(s)), " "))
}

// Names is the set of names in a list whose entries may hold several, as the dataset's scorer cuts them.
func Names(in []string) map[string]bool {
	cut := strings.NewReplacer(";", ",", "|", ",", "،", ",", "、", ",", " and ", ",", " & ", ",", " und ", ",", " et ",
		",")
	m := map[string]bool{}
	for _, a := range in {
		for _, x := range strings.Split(cut.Replace(a), ",") {
			if x = looseName(x); x != "" {
				m[x] = true
			}
		}
	}
	return m
}

// Has reports whether a set of Names has a name.
func Has(names map[string]bool, name string) bool { return names[looseName(name)] }

// SetF1 is the harmonic mean of precision and recall of a set; 1 when both are empty.
func SetF1(truth, answer map[string]bool) float64 {
	if len(truth)+len(answer) == 0 {
		return 1
	}
	hit := 0
	for x := range answer {
		if truth[x] {
			hit++
		}
	}
	return 2 * float64(hit) / float64(len(truth)+len(answer))
}
