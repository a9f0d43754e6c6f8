package dataset

import (
	"attache/digest/entities"
	"attache/news"
)

// Bit returns 1 for true and 0 for false: a label as datasets write it, and a step of a count.
func Bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Marks returns the IDs of all that a text names, whatever its language, as cluster.Item holds them for grouping.
func Marks(lang, title, body string) []string {
	var out []string
	m := entities.Find(lang, title, body)
	for _, list := range [][]news.Mention{m.Countries, m.Organisations, m.People, m.Regions} {
		for _, x := range list {
			out = append(out, x.ID)
		}
	}
	return out
}
