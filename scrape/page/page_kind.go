package page

import (
	"strings"
	"unicode"

	"attache/news"
	"attache/text"
)

// kindOfPage numbers what a page says it is.
func kindOfPage(kind string) float32 {
	switch {
	case kind == "":
		return 0
	case strings.Contains(kind, "article"), strings.Contains(kind, "posting") && !strings.Contains(kind, "forum"),
		strings.Contains(kind, "report"):
		return 1
	case strings.Contains(kind, "forum"), strings.Contains(kind, "qa"), strings.Contains(kind, "question"):
		return 2
	case strings.Contains(kind, "product"):
		return 3
	}
	return 4
}

var addressKinds = []struct {
	n     float32
	words map[string]bool
}{
	{2, text.WordSet("forum forums thread threads topic viewtopic showthread community questions discussion " +
		"discussions t")},
	{3, text.WordSet("product products shop item store dp p")},
	{4, text.WordSet("docs doc documentation reference manual guide guides wiki help support api learn tutorial " +
		"tutorials")},
	{5, text.WordSet("category categories tag tags collection collections archive search")},
	{6, text.WordSet("blog blogs news article articles story stories post posts")},
}

// kindOfAddress numbers what the words of an address say of its page.
func kindOfAddress(path string) float32 {
	words := strings.FieldsFunc(strings.ToLower(path), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) == 0 {
		return 1
	}
	for i, w := range words {
		for _, k := range addressKinds {
			if i < 4 && k.words[w] {
				return k.n
			}
		}
	}
	return 0
}

// outletMarks is what a page's head and its text say of the outlet that it comes from: newsrooms, blogs, shops and
// handbooks have different habits in what they put beside and below a text.
type outletMarks struct {
	writes  float32 // 3 = news, by JSON-LD; 2 = articles; 1 = a blog; 0 = it does not say
	english float32 // 0 = the text is in English, 1 = in German, 2 = in another language, or none that is known
	marks   float32 // how many of the fields there are that newsrooms' systems write
	dated   bool    // Open Graph says when it was published
}

// newsMarks are fields of a page's head that newsrooms' systems write.
var newsMarks = []string{
	"article:section", "news_keywords", "article:author", "parsely-pub-date", "sailthru.date",
	"article:tag", "article:opinion",
}

func (r *Parsed) outletMarks() (h outletMarks) {
	for i := range r.facts.LD {
		switch kind := strings.ToLower(r.facts.LD[i].Kind); {
		case strings.Contains(kind, "news"), strings.Contains(kind, "report"), strings.Contains(kind, "live"):
			h.writes = 3
		case kind == "article":
			h.writes = max(h.writes, 2)
		case strings.Contains(kind, "blog"):
			h.writes = max(h.writes, 1)
		}
	}
	switch r.lang {
	case "en":
	case "de":
		h.english = 1
	default:
		h.english = 2
	}
	for _, name := range newsMarks {
		if c, _ := r.facts.Meta(name); c != "" {
			h.marks++
		}
	}
	c, _ := r.facts.Meta("article:published_time")
	h.dated = c != ""
	return h
}

// pageCount is how many numbers describe the page as a whole.
const pageCount = 14

// pageFeatures: what kind of page this is, the same for all of its blocks.
func (s *BlockTable) pageFeatures() [pageCount]float32 {
	var headings, paragraphs, prose, listed, tabled, quoted int32
	for i := range s.Blocks {
		b := &s.Blocks[i]
		switch {
		case b.Kind == news.Heading && b.Level >= 2 && b.Words > 1:
			headings++
		case b.Kind == news.ListEntry && b.ParagraphLike():
			listed += b.Runes
		case b.Kind == news.TableRow:
			tabled += b.Runes
		case b.Kind == news.Quotation:
			quoted++
		case b.ParagraphLike():
			paragraphs++
			prose += b.Runes
		}
	}
	digits := 0
	for i := range len(s.path) {
		if c := s.path[i]; c >= '0' && c <= '9' {
			digits++
		}
	}
	h := &s.outlet
	return [pageCount]float32{
		h.writes, h.english, h.marks, flag(h.dated),
		upTo(float32(headings), 40), upTo(float32(paragraphs), 80), ratio(prose, paragraphs),
		ratio(listed, prose+listed), ratio(tabled, s.para+tabled),
		flag(strings.IndexFunc(s.title, unicode.IsDigit) >= 0), upTo(float32(len(strings.Fields(s.title))), 25),
		upTo(float32(strings.Count(s.path, "-")), 12), float32(digits), upTo(float32(quoted), 10),
	}
}
