package scrape

import (
	"strings"

	"attache/text"
)

const (
	languageSample = 1200 // bytes of prose that are enough to tell a language
	languageSure   = .8   // least certainty at which the text overrules what the page says of itself
)

// textLanguage identifies the language of the page's prose; "" when there is too little of it.
func (r *reader) textLanguage() string {
	var b strings.Builder
	for i := range r.layout.blocks {
		if bl := &r.layout.blocks[i]; bl.paragraphLike() && bl.linked*4 < bl.runes {
			b.WriteString(r.layout.text(bl))
			b.WriteByte(' ')
			if b.Len() > languageSample {
				break
			}
		}
	}
	if b.Len() < 60 {
		return ""
	}
	code, p := text.Language(b.String())
	if p < languageSure {
		return ""
	}
	return code
}

// language is what the text is written in; the page's own word counts where the text does not tell.
func (r *reader) language() string {
	said, from := r.facts.lang, "html lang"
	if said == "" {
		said, from = r.facts.meta("og:locale", "language", "content-language", "dc.language", "inlanguage")
	}
	if said == "" {
		if a := r.facts.mainLD(); a != nil {
			said, from = a.lang, "JSON-LD inLanguage"
		}
	}
	said, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(said)), "_", "-"), "-")
	if len(said) != 2 && len(said) != 3 {
		said = ""
	}
	switch {
	case r.lang != "":
		r.note("language", "text", r.lang)
		return r.lang
	case said != "":
		r.note("language", from, said)
		return said
	case r.in.Source.Language != "":
		r.note("language", "the source", r.in.Source.Language)
	}
	return r.in.Source.Language
}
