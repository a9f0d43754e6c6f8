package text

import (
	"strings"
	"testing"

	"github.com/kljensen/snowball/russian"
)

// russianRoots and russianEndings make words that Snowball's steps all have to do with.
const (
	russianRoots = "договор министр подписа реша объяви страна важнейш длинн современн радост возможност а я ю об " +
		"ив выступа чита говор сообщ несён иду"
	russianEndings = "ившись вшись вши в ывши ся сь ими его ее ый ая ующий вшего нная емого щий ейте ла нно йте ешь " +
		"ют ует ить ены ет уй н й иями ость ости ост ейший ейше ннее ие ям ов ом и ь ии ться лась ённый"
)

func TestStemRussianIsSnowball(t *testing.T) {
	for root := range strings.FieldsSeq(russianRoots) {
		for ending := range strings.FieldsSeq(russianEndings) {
			for last := range strings.FieldsSeq("ся сь и ь ость нн ейше s 7") {
				for _, w := range []string{root + ending, root + ending + last} {
					if got, want := stemRussian(w), russian.Stem(w, true); got != want {
						t.Fatalf("%s: %s, want %s", w, got, want)
					}
				}
			}
		}
	}
}

func FuzzStemRussian(f *testing.F) {
	f.Add("договорившись")
	f.Add("длиннейшие")
	f.Add("o'зб\xff")
	f.Fuzz(func(t *testing.T, w string) {
		for word := range strings.FieldsSeq(strings.ToLower(w)) {
			if got, want := stemRussian(word), russian.Stem(word, true); got != want {
				t.Errorf("%q: %q, want %q", word, got, want)
			}
		}
	})
}

func BenchmarkStemRussian(b *testing.B) {
	words := strings.Fields(
		"министерство подписавшими договорённостей сообщил международных выступления отношениях важнейшие")
	for b.Loop() {
		for _, w := range words {
			stemRussian(w)
		}
	}
}
