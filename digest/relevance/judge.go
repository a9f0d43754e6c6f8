package relevance

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

// DefaultThreshold is the least score kept when a topic sets none. Scores are calibrated probabilities; cross-validated
// F1 is best from 0.25 to 0.35 in every language but one, since pieces of foreign policy are the rarer kind.
const DefaultThreshold = 0.3

// Judge keeps or drops an article for a topic and says why. It fills everything of the verdict but DigestID and Judged.
// A topic's lists are hard: an outlet, a language, or a country or organisation that is asked for and missing drops the
// piece, and so does an excluded word; an included word keeps what passed these, whatever its score. An article that
// attache fails on is dropped for the reason Failed.
func Judge(topic news.Topic, a news.Article) news.Verdict {
	v := news.Verdict{ArticleID: a.ID}
	if err := news.Catch(func() { v = MustJudge(topic, a) }); err != nil {
		Fail(&v, &a, news.StageJudge)
	}
	return v
}

// MustJudge is Judge, but it panics where attache itself fails.
func MustJudge(topic news.Topic, a news.Article) news.Verdict {
	body := a.Text()
	lang := languageOf(&a, body)
	found, hits, tokens := entities.Scan(lang, a.Title, body)
	score, reasons := embedded().weigh(lang, featuresOf(lang, a.Title, body, found, hits, tokens))
	v := news.Verdict{
		ArticleID: a.ID, Score: score, Reasons: reasons,
		Countries: found.Countries, Organisations: found.Organisations, People: found.People, Regions: found.Regions,
	}
	v.Kept, v.Reasons = decide(topic, a, lang, v, reasons)
	return v
}

// languageOf returns the language that an article has, or seems to have when nobody told (Editor.Compose and scrape
// do). body is its Text.
func languageOf(a *news.Article, body string) string {
	return text.LanguageOf(a.Language, a.Title, body)
}

// decide applies the topic's lists and threshold. The deciding reason comes first.
func decide(
	topic news.Topic, a news.Article, lang string, v news.Verdict, reasons []news.Reason,
) (bool, []news.Reason) {
	because := func(code, format string, args ...any) []news.Reason {
		return append([]news.Reason{{Code: code, Detail: fmt.Sprintf(format, args...)}}, reasons...)
	}
	if len(topic.Outlets) > 0 && !text.ContainsFold(topic.Outlets, a.Outlet.Name) {
		return false, because("outlet", "%s is not among the digest's outlets.", a.Outlet.Name)
	}
	if len(topic.Languages) > 0 && !text.ListsLanguage(topic.Languages, lang) {
		return false, because("language", "It is in %s; the digest reads %s.", nameless(lang),
			strings.Join(topic.Languages, ", "))
	}
	var words [2][]string
	if len(topic.Include)+len(topic.Exclude) > 0 {
		words = stemmed(a.Title+"\n\n"+a.Text(), lang)
	}
	if w := firstPhrase(topic.Exclude, words, lang); w != "" {
		return false, because("excluded-word", "It contains “%s”, which the digest excludes.", w)
	}
	if len(topic.Countries)+len(topic.Organisations) > 0 && !mentions(v.Countries, topic.Countries) &&
		!mentions(v.Organisations, topic.Organisations) {
		return false, because("country", "It names none of the digest's %s.", asked(topic))
	}
	if w := firstPhrase(topic.Include, words, lang); w != "" {
		return true, because("included-word", "It contains “%s”, which the digest asks for.", w)
	}
	least := threshold(topic)
	kept := v.Score >= least
	return kept, because("score", "%s", scoreDetail(kept, v.Score, least))
}

// mentions reports whether one of the mentions is of one of the list.
func mentions(found []news.Mention, list []string) bool {
	return slices.ContainsFunc(found, func(m news.Mention) bool { return text.ContainsFold(list, m.ID) })
}

// asked says which countries and organisations a topic asks for.
func asked(topic news.Topic) string {
	var parts []string
	if len(topic.Countries) > 0 {
		parts = append(parts, "countries ("+strings.Join(topic.Countries, ", ")+")")
	}
	if len(topic.Organisations) > 0 {
		parts = append(parts, "organisations ("+strings.Join(topic.Organisations, ", ")+")")
	}
	return strings.Join(parts, " and ")
}

// CheckTopic refuses lists of a topic that nothing could ever match: countries, organisations and languages that
// attache does not know. The error is a *news.InvalidError.
func CheckTopic(topic news.Topic) error {
	for _, c := range topic.Countries {
		if !entities.IsCountry(strings.ToUpper(c)) {
			return unknownName("topic.countries", c, "a country's code in two letters (ISO 3166), such as KZ",
				entities.Find("en", "", c).Countries)
		}
	}
	for _, o := range topic.Organisations {
		if !text.ContainsFold(entities.Organisations(), o) {
			return unknownName("topic.organisations", o, "an organisation's usual short name, such as OTS or EU",
				entities.Find("en", "", o).Organisations)
		}
	}
	for _, l := range topic.Languages {
		if !slices.ContainsFunc(text.Languages,
			func(known string) bool { return text.ListsLanguage([]string{l}, known) }) {
			return unknownName("topic.languages", l, "a language's code, such as "+strings.Join(text.Languages[:4],
				", "), nil)
		}
	}
	return nil
}

// unknownName says what is meant instead, when that can be told.
func unknownName(field, given, want string, meant []news.Mention) error {
	err := &news.InvalidError{Field: field, Message: fmt.Sprintf("%q is not %s: nothing would ever match it.", given,
		want), Value: given}
	if len(meant) > 0 {
		err.Hint = "use " + meant[0].ID
	}
	return err
}

func nameless(lang string) string {
	if lang == "" {
		return "an unknown language"
	}
	return "“" + lang + "”"
}

// stemmed returns the words of s and their stems alternately joined for phrase look-up: stem i belongs to word i.
func stemmed(s, lang string) [2][]string {
	words := text.Words(s)
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = text.Stem(w, lang)
	}
	return [2][]string{words, stems}
}

// firstPhrase returns the first of the phrases that the text holds, word for word or by stems; "" when none.
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

// Failed is the code of a verdict's reason when attache itself failed on the article.
const Failed = "failed"

// Fail drops an article that attache itself failed on at a stage (news.StageJudge and others), for the reason Failed,
// and returns what the issue tells of it.
func Fail(v *news.Verdict, a *news.Article, stage string) news.Failure {
	f := news.Failure{ArticleID: a.ID, URL: a.URL, Outlet: a.Outlet.Name, Title: a.Title, Stage: stage}
	v.ArticleID, v.Kept, v.DuplicateOf = a.ID, false, 0
	v.Reasons = append([]news.Reason{{Code: Failed, Detail: f.Why()}}, v.Reasons...)
	return f
}

// Percents returns two probabilities in whole per cent, or finer where these would hide that one is less.
func Percents(p, q float64) (string, string) {
	digits := 0
	for digits < 3 && p != q && strconv.FormatFloat(100*p, 'f', digits, 64) == strconv.FormatFloat(100*q, 'f', digits,
		64) {
		digits++
	}
	return strconv.FormatFloat(100*p, 'f', digits, 64) + " %", strconv.FormatFloat(100*q, 'f', digits, 64) + " %"
}

// threshold returns the least score that a topic keeps, 0 to 1; DefaultThreshold when it sets none.
func threshold(t news.Topic) float64 { return cmp.Or(t.Threshold, DefaultThreshold) }

func scoreDetail(kept bool, score, least float64) string {
	p, asked := Percents(score, least)
	if kept {
		return fmt.Sprintf("Its probability of %s reaches the %s that the digest asks for.", p, asked)
	}
	return fmt.Sprintf("Its probability of %s is below the %s that the digest asks for.", p, asked)
}
