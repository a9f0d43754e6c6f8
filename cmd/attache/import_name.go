package main

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"attache/news"
)

// Stems that a file's name says of the people in it only in these ways: "cleaned.csv" may be a list that was cleaned
// up, "press_archive.csv" an old one, "duplicates_removed.csv" one without duplicates.
var (
	firstOnly = sync.OnceValue(func() []string { // as the first word of the name
		return folded("removed", "deleted", "archived", "архив", "left", "invited", "returned", "failed", "retiré",
			"stopped", "удал", "blocks")
	})
	exportOnly = sync.OnceValue(func() []string { return folded("cleaned", "transactional") }) // "cleaned_…_export.csv"
)

// stateOfFile is the state that a file's name gives everybody in it, and the words that say it; "" when it gives none:
// Mailchimp's cleaned_members_export_….csv, SendGrid's suppression_bounces.csv, anybody's bajas.csv, sin_confirmar.csv.
// The words are those of stateStems, at the beginning of any word of the name, over what parts words. A name that says
// "without" or "removed" beside them gives none.
func stateOfFile(path string) (state news.SubscriberState, why string) {
	base := filepath.Base(path)
	words := wordsOf(strings.TrimSuffix(base, filepath.Ext(base)))
	const suppression = "suppress" // suppression_bounces.csv: the word behind it says more
	suppressed := false
	for i := range words {
		s, stem := stemAtStart(strings.Join(words[i:], ""))
		switch {
		case s == "" || i > 0 && !suppressed && slices.Contains(firstOnly(), stem) ||
			slices.Contains(exportOnly(), stem) && !slices.Contains(words, "export"):
		case i > 0 && denies(words[i-1]) && !negatedStem(stem):
		case i+1 < len(words) && isRemoval(words[i+1]):
		case state == "" || rank(s) > rank(state) || suppressed:
			state, why = s, strings.Join(words[i:i+wordsFor(words[i:], stem)], " ")
			suppressed = stem == suppression
		}
	}
	return state, why
}

// wordsFor returns how many words a stem stands in.
func wordsFor(words []string, stem string) int {
	for n := range words {
		if len(strings.Join(words[:n+1], "")) >= len(stem) {
			return n + 1
		}
	}
	return len(words)
}

// stemAtStart finds the state whose stem a text begins with, the strongest first.
func stemAtStart(f string) (news.SubscriberState, string) {
	plain := withoutUmlauts(f)
	for _, s := range stateStems() {
		for _, stem := range s.stems {
			if strings.HasPrefix(f, stem) || strings.HasPrefix(plain, stem) {
				return s.state, stem
			}
		}
	}
	if strings.HasPrefix(f, "blocks") {
		return news.SubscriberBounced, "blocks" // SendGrid
	}
	return "", ""
}

// withouts are words that turn what follows into its contrary, and removals beginnings of words of a file's name that
// say that those named before it are taken out.
var (
	withouts = folded("without", "ohne", "sans", "sin", "senza", "sem", "bez",
		"без", "excluding", "except", "кроме", "außer", "sauf", "excepto", "hariç")
	removals = folded("removed", "excluded", "deleted", "cleaned", "entfernt", "bereinigt", "удалены",
		"исключены", "убраны", "eliminad", "quitad", "supprim", "çıkarıldı", "silindi", "алынған")
)

func denies(word string) bool { return negation().MatchString(word) || slices.Contains(withouts, word) }

func isRemoval(word string) bool {
	return slices.ContainsFunc(removals, func(stem string) bool { return strings.HasPrefix(word, stem) })
}

// withoutUmlauts is a folded German word that is written without umlauts, folded as if it had them: "bestaetigt" is
// "bestatigt".
func withoutUmlauts(f string) string { return umlauts.Replace(f) }

var umlauts = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")
