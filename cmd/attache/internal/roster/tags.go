package roster

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// tagsOf parts the tags of a cell. A mailer writes them with commas and the like, Google Contacts with " ::: ".
func tagsOf(value string) []string {
	tags := strings.FieldsFunc(strings.ReplaceAll(value, " ::: ", "|"),
		func(r rune) bool { return strings.ContainsRune(`,;|"`, r) })
	for i := range tags {
		tags[i] = strings.TrimSpace(tags[i])
	}
	return tags
}

// honestTags reports whether no tag of a cell may say that somebody left: all its words are known to say nothing of
// it ("press", "vip"). In an address book, where tags do not rule who gets mail, words that say nothing known are
// enough.
func (in *reader) honestTags(value string) bool {
	return !slices.ContainsFunc(tagsOf(value), func(tag string) bool {
		if len(recogniseTitle(tag)) > 0 || isAnswer(tag) {
			return true
		}
		if in.head.book {
			return utf8.RuneCountInString(fold(tag)) < leastTag
		}
		words := wordsOf(tag)
		return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return !isTagWord(w) })
	})
}

// leastTag is how many letters a tag of an address book has at least: "x" is a mark.
const leastTag = 3

// isTagWord reports whether a word in a tag says nothing of who gets mail.
func isTagWord(word string) bool {
	h := harmlessHeaders()
	return tagWords().has(word) || h.nouns[word] || utf8.RuneCountInString(word) > 2 && classOf(word)&classFiller > 0
}

// tagWords are words of tags that say who somebody is or how he came, beside those of harmless headers.
var tagWords = sync.OnceValue(func() wordSet {
	return newWordSet(`vip press media newsletter* news digest digests daily weekly monthly press journalist* editor*
		reporter* diplomat* embass* friend* family coworker* colleague* starred mycontacts imported import customer* client*
		partner* supplier* investor* lead leads prospect* donor* volunteer* staff employee* conference event webinar
		politics economy foreign policy world europe asia пресса прессы сми журналист* редактор* дипломат* друзья семья
		коллег* клиент* партнер* новости дайджест рассылка политика экономика мир преса журналіст* друзі новини
		журналистер жаңалық* серіктес* саясат basın gazeteci* haber* arkadaş* aile müşteri* ortak* diplomatlar presse
		journalist* redakteur* kunde* freunde familie kollegen partner* nachrichten politik wirtschaft journaliste* clients
		amis famille collègues partenaires nouvelles politique prensa periodista* clientes amigos familia socios noticias
		política stampa giornalist* clienti amici famiglia notizie politica imprensa jornalista* notícias prasa
		dziennikarz* klienci znajomi rodzina wiadomości pers journalisten vrienden klanten`)
})
