package scrape

import (
	"strings"

	"attache/news"
)

// language is what the text is written in; the page's own word counts where the text is too short to tell.
func (r *reader) language(*news.Article) string {
	lang := r.facts.lang
	if lang == "" {
		lang, _ = r.facts.meta("og:locale", "language", "content-language")
	}
	lang, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(lang)), "-")
	lang, _, _ = strings.Cut(lang, "_")
	return lang
}
