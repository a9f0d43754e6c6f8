package digest

import (
	"fmt"
	"slices"
	"strings"

	"attache/news"
	"attache/text"
)

// DefaultThreshold is the least score kept when a topic sets none. Scores are calibrated probabilities; cross-validated F1 is
// best from 0.25 to 0.35 in every language but one, since pieces of foreign policy are the rarer kind.
const DefaultThreshold = 0.3

// Judge keeps or drops an article for a topic and says why. It fills everything of the verdict but DigestID and Judged.
// A topic's lists are hard: an outlet, a language or a country that is asked for and missing drops the piece, and so does
// an excluded word; an included word keeps what passed these, whatever its score.
func Judge(topic news.Topic, a news.Article) news.Verdict {
	body := a.Text()
	lang := a.Language
	if lang == "" {
		lang, _ = text.Language(a.Title + "\n\n" + body)
	}
	found, hits, tokens := look(lang, a.Title, body)
	score, reasons := relevanceModel().weigh(lang, evidenceOf(lang, a.Title, body, found, hits, tokens))
	v := news.Verdict{
		ArticleID: a.ID, Score: score, Reasons: reasons,
		Countries: found.Countries, Organisations: found.Organisations, People: found.People, Regions: found.Regions,
	}
	v.Kept, v.Reasons = decide(topic, a, lang, v, reasons)
	return v
}

// decide applies the topic's lists and threshold. The deciding reason comes first.
func decide(topic news.Topic, a news.Article, lang string, v news.Verdict, reasons []news.Reason) (bool, []news.Reason) {
	because := func(code, format string, args ...any) []news.Reason {
		return append([]news.Reason{{Code: code, Detail: fmt.Sprintf(format, args...)}}, reasons...)
	}
	if len(topic.Outlets) > 0 && !containsFold(topic.Outlets, a.Outlet.Name) {
		return false, because("outlet", "%s is not among the digest's outlets.", a.Outlet.Name)
	}
	if len(topic.Languages) > 0 && !speaks(topic.Languages, lang) {
		return false, because("language", "It is in %s; the digest reads %s.", nameless(lang), strings.Join(topic.Languages, ", "))
	}
	var words [2][]string
	if len(topic.Include)+len(topic.Exclude) > 0 {
		words = stemmed(a.Title+"\n\n"+a.Text(), lang)
	}
	if w := firstPhrase(topic.Exclude, words, lang); w != "" {
		return false, because("excluded-word", "It contains “%s”, which the digest excludes.", w)
	}
	if len(topic.Countries) > 0 && !slices.ContainsFunc(v.Countries, func(m news.Mention) bool { return containsFold(topic.Countries, m.ID) }) {
		return false, because("country", "It names none of the digest's countries (%s).", strings.Join(topic.Countries, ", "))
	}
	if w := firstPhrase(topic.Include, words, lang); w != "" {
		return true, because("included-word", "It contains “%s”, which the digest asks for.", w)
	}
	least := threshold(topic)
	kept := v.Score >= least
	return kept, because("score", "%s", scoreDetail(kept, v.Score, least))
}

func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(l string) bool { return strings.EqualFold(l, s) })
}

// speaks reports whether lang is listed; a bare code ("uz") covers its scripts ("uz-Cyrl").
func speaks(list []string, lang string) bool {
	bare, _, _ := strings.Cut(lang, "-")
	return slices.ContainsFunc(list, func(l string) bool { return strings.EqualFold(l, lang) || strings.EqualFold(l, bare) })
}

func nameless(lang string) string {
	if lang == "" {
		return "an unknown language"
	}
	return "“" + lang + "”"
}

// stemmed gives the words of s and their stems alternately joined for phrase look-up: stem i belongs to word i.
func stemmed(s, lang string) [2][]string {
	words := text.Words(s)
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = text.Stem(w, lang)
	}
	return [2][]string{words, stems}
}

// firstPhrase gives the first of the phrases that the text holds, word for word or by stems; "" when none.
func firstPhrase(phrases []string, in [2][]string, lang string) string {
	for _, p := range phrases {
		want := stemmed(p, lang)
		if holds(in[0], want[0]) || holds(in[1], want[1]) {
			return p
		}
	}
	return ""
}

// holds reports whether list has part as a run.
func holds(list, part []string) bool {
	if len(part) == 0 {
		return false
	}
	for i := range len(list) - len(part) + 1 {
		if slices.Equal(list[i:i+len(part)], part) {
			return true
		}
	}
	return false
}
