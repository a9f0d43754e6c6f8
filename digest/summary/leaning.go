package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// pointsBack reports whether a sentence begins with a word whose meaning stands in the sentence before: "He", "Это",
// "Bu", or, after a preposition or a connective, "According to him", "Об этом", "But he".
func pointsBack(words []string, lang string) bool {
	if len(words) > 2 && links[lang][words[0]] {
		words = words[1:]
	}
	if len(words) < 2 {
		return false
	}
	if pointers[lang][words[0]] {
		return !times[words[1]] && !month(words[1])
	}
	if prepositions[lang][words[0]] && len(words) > 2 {
		if words[1] == "to" { // according to
			words = words[1:]
		}
		return pointed[lang][words[1]] && len(words) > 2 && !times[words[2]]
	}
	return false
}

// Leans reports whether a sentence of a language needs the one before it in its text to be understood.
func Leans(s, lang string) bool {
	words := text.Words(s)
	return pointsBack(words, lang) || leans(s, words, lang) || speakerless(s, lang) || follows(s, lang)
}

// follows reports a sentence that begins with a connective of order or of addition ("Meanwhile,", "Öte yandan"): what
// it says stands by itself behind any other sentence of its text, but not first.
func follows(s, lang string) bool {
	return begins(s, followersOf[lang])
}

// The farthest word, from the beginning, at which a pronoun is looked for as a sentence's subject.
const pronounWithin = 9

// leans reports whether a sentence goes on with what the one before it says, in other ways than by its first word:
// "So will the budget.", "For one thing, …", "Early in his tour, he went …", "The move came …", "Впрочем, …"; or
// whether its author speaks of himself, so that it tells what he thinks.
func leans(s string, words []string, lang string) bool {
	return begins(s, openersOf[lang]) || bareThing(words, lang) || lateSubject(s, lang) || firstPerson(s, words, lang)
}

// begins reports whether a sentence, quotation marks aside, begins with one of the openers.
func begins(s string, openers []string) bool {
	if len(openers) == 0 {
		return false
	}
	low := apostrophes.Replace(strings.ToLower(strings.TrimLeft(s, "«“„\"'‘(「『")))
	for _, o := range openers {
		stem, open := strings.CutSuffix(o, "*")
		if rest, ok := strings.CutPrefix(low, stem); ok && (open || o[len(o)-1] == ' ' || !startsWithLetter(rest) ||
			wide(o)) {
			return true
		}
	}
	return false
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// wide reports an opener in a script that does not part words, or one whose words join what follows.
func wide(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r >= 0x2e80
}

// bareThing reports a sentence whose subject is a thing that another one named: "The move", "Die Entscheidung", with a
// verb right behind it.
func bareThing(words []string, lang string) bool {
	t, ok := thingsOf[lang]
	if !ok || len(words) < 3 {
		return false
	}
	if !t.articles[words[0]] {
		return false
	}
	at := 1
	if t.counts[words[at]] {
		at++
	}
	if at == 1 && !t.nouns[words[at]] {
		return false
	}
	if at < len(words) && t.nouns[words[at]] {
		at++
	}
	if at+1 < len(words) && words[at] == "of" && t.counts[words[at+1]] { // the group of five
		at += 2
	}
	return at < len(words) && t.verbs[words[at]]
}

// lateSubject reports a sentence whose subject is a pronoun behind a phrase of time or place that names nobody: "Early
// in his tour, he went …", "In Lima, she met …", "Вчера он заявил …".
func lateSubject(s, lang string) bool {
	pronouns := subjects[lang]
	if len(pronouns) == 0 || strings.ContainsAny(s[:min(len(s), 1)], "\"") {
		return false
	}
	n, comma, content, before := 0, false, 0, ""
	for w := range strings.FieldsSeq(s) {
		bare := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		low := strings.ToLower(bare)
		if n > 0 && pronouns[low] {
			return content == 0 || comma && content < 4
		}
		r, _ := utf8.DecodeRuneInString(bare)
		named := n > 0 && unicode.IsUpper(r) && !month(bare)
		switch {
		case n >= pronounWithin, strings.ContainsAny(w, quotationMarks):
			return false
		case named && (n != 1 || !placers[before]): // a name, to which the pronoun points
			return false
		}
		if !named && !hollow(low, lang) {
			content++
		}
		comma, before = strings.HasSuffix(w, ","), low
		n++
	}
	return false
}

// hollow reports a word in small letters to which no pronoun points: a function word, or one of time.
func hollow(low, lang string) bool {
	return !speechWords[low] && stopWords[lang][low] || prepositions[lang][low] || placers[low] ||
		utf8.RuneCountInString(low) < 3 || unicode.IsDigit(firstRune(low)) || month(low) || times[low] || adverbs[low]
}

// placers stand before the name of a place; adverbs of time stand before a subject.
var (
	placers = text.WordSet(`in at from on near im am nach aus à en dans depuis a de desde em в во на из у з під w na z`)
	adverbs = text.WordSet(`yesterday today tomorrow earlier later recently now previously gestern heute morgen später
		früher zuvor hier aujourd'hui demain hoy ayer mañana después antes ontem hoje вчера сегодня завтра ранее позже позднее
		недавно накануне теперь вчора сьогодні раніше пізніше кеше бүгін бұрын кечээ бүгүн wczoraj dziś później ieri oggi`)
)

// firstPerson reports a sentence whose author speaks of himself, outside quotation marks.
func firstPerson(s string, words []string, lang string) bool {
	if strings.ContainsAny(s, quotationMarks) {
		return false
	}
	own := selves[lang]
	for i, w := range words {
		if own[w] && (lang != "en" || i < 6) {
			return true
		}
	}
	return false
}

// openersOf are words at a sentence's head that tie it to the one before, by language. One ends where a word ends, but
// where it ends with "*".
var openersOf = map[string][]string{
	"en": {
		"so will", "so would", "so do ", "so does", "so did", "so is ", "so are ", "so was", "so were", "so has", "so have",
		"so too", "so can", "so far,", "nor ", "neither do", "neither does", "neither did", "neither has", "neither is",
		"for one thing", "for example", "for instance", "in response", "in turn", "in return", "in contrast",
		"by contrast", "in other words", "in fact", "in particular", "in short", "instead", "that said", "that is", "that's",
		"and ", "or ", "yet ", "or,", "because of that", "as a result", "as such", "as well",
		"on the other hand", "on the contrary", "even so", "even then", "after that", "before that", "since then",
		"until then", "by then", "at that", "at this", "to this end", "to that end", "not so", "not only that", "among them",
		"among those", "all of them", "all of this", "all this", "none of", "some of them", "most of them", "one of them",
		"each of them", "neither of", "both of them", "several of them", "many of them", "the former", "the latter",
		"the same ", "the other ", "the others", "others ", "another ", "either way", "more importantly", "worse,",
		"nevertheless", "nonetheless", "therefore", "thus", "hence", "consequently",
		"likewise", "similarly", "otherwise", "still,", "then,", "indeed", "of course", "what is more", "what's more",
		"as for ", "too,", "such a", "such an", "doing so", "this claim", "these claims", "that claim", "to be sure",
		"here's", "here is", "here are", "there, ", "so,", "so the", "speaking there", "there was no mention",
		"to corroborate", "following that", "following this", "on that",
	},
	"ru": {
		"впрочем", "а ", "и ", "да и ", "или ", "зато", "поэтому", "потому", "затем", "потом", "тем не менее",
		"тем более", "тем самым", "при этом",
		"в свою очередь", "в ответ", "в то же время", "в результате", "в частности", "в том числе", "в итоге",
		"в связи с этим",
		"напротив", "наоборот", "например", "так,", "так же", "такж", "таким образом", "итак", "следовательно",
		"кстати", "правда,", "именно ", "причем", "причём", "иначе", "после этого", "до этого", "после чего", "среди них",
		"один из них", "одна из них", "некоторые из них", "большинство из них", "никто из них", "все они", "те ", "тот ",
		"та ",
		"то же", "то есть", "последний", "последняя", "как следствие", "как результат", "отсюда", "оттуда", "туда ",
		"сам он",
		"сама она", "сами они", "пока же", "со своей стороны", "с другой стороны", "дело в том", "речь идет", "речь идёт",
		"по его ", "по её ", "по ее ", "по их ", "с ним ", "с ней ", "у него", "у неё", "у нее", "у них", "другой ",
		"другие ",
		"данн*", "указанн*",
	},
	"uk": {
		"втім", "проте", "однак", "але ", "а ", "і ", "й ", "та й ", "тому ", "потім", "тим не менш",
		"до того ж", "при цьому", "натомість", "у відповідь", "своєю чергою", "у свою чергу", "зокрема", "наприклад",
		"таким чином", "отже", "зрештою", "після цього", "серед них", "один із них", "усі вони", "той ", "та ", "ті ",
		"останній", "за його ", "за її ", "за їх", "у нього", "у неї", "у них", "йдеться", "мова йде", "інший ", "інші ",
		"саме ",
		"тоді", "туди ",
	},
	"kk": { // "мен" is "I" at the head alone; elsewhere it is "and"
		"мен ", "бірақ", "алайда", "сондықтан", "сонымен", "сөйтіп", "осылайша", "сонда", "содан", "осыған",
		"дегенмен", "әйтсе де", "ал ", "және", "әрі", "мәселен", "мысалы", "демек", "яғни", "бұған", "бұдан",
		"одан", "соның", "осыдан", "жауап ретінде", "өз кезегінде", "керісінше", "тағы ",
	},
	"ky": {
		"бирок", "ошондуктан", "ошентип", "анткени", "ал эми", "жана", "мисалы", "демек", "буга", "андан",
		"муну менен", "өз кезегинде", "тескерисинче", "мындан",
	},
	"tr": {
		"ancak", "fakat", "ama ", "ama,", "lakin", "ve ", "ya da", "yine de", "buna karşın", "buna rağmen", "buna karşılık",
		"bununla", "bunun ", "bundan", "böylece", "böyle", "oysa", "dolayısıyla", "bu nedenle", "bu yüzden",
		"bu sebeple", "bu kapsamda", "bu çerçevede", "örneğin", "mesela", "aksine", "tersine", "yanıt olarak",
		"cevaben", "ardından", "daha sonra", "sonra ", "sonrasında", "üstelik", "hatta", "yani", "o da ", "o zaman", "onlar",
		"onun", "söz konusu", "aynı ", "diğer ", "diğeri", "ikisi", "her ikisi", "bunlar", "şöyle", "şunları", "kendisi",
		"kendi ", "ne de ", "nitekim", "işte ", "oradan", "burada", "orada", "bahse konu", "anılan", "ilgili ", "zira",
		"çünkü",
	},
	"az": {
		"lakin", "amma", "ancaq", "və ", "bundan", "bununla", "belə", "beləliklə", "buna görə",
		"məsələn", "cavab olaraq", "həmin", "digər", "çünki", "öz növbəsində",
	},
	"uz": {
		"lekin", "ammo", "biroq", "va ", "shuning", "shunday", "bundan", "bunga", "masalan", "shu ", "mazkur",
		"o'z navbatida", "aksincha", "lekin,", "lekin ", "лекин", "аммо", "бироқ", "шунинг", "бу ", "у ", "улар", "мазкур",
		"масалан",
	},
	"de": {
		"aber", "doch", "und ", "oder ", "sondern", "jedoch", "allerdings", "dennoch", "trotzdem", "deshalb", "deswegen",
		"daher",
		"darum", "somit", "folglich", "dagegen", "hingegen", "stattdessen",
		"im gegenteil", "im gegenzug", "zum beispiel", "beispielsweise", "etwa ", "danach", "anschließend", "dann ", "zuvor",
		"dabei", "dafür", "damit", "daraufhin", "daran", "darauf", "darin", "davon", "dazu", "dort", "hier ", "so ", "auch ",
		"ebenso", "ihm ", "ihn ", "ihnen",
		"denen", "deren", "dessen", "letztere", "erstere", "die anderen", "der andere", "die beiden",
		"in diesem", "in dieser", "nach diesem", "nach dieser", "mit diesem", "mit dieser", "mit ihm", "mit ihr", "bei ihm",
		"bei ihr", "bei ihnen", "von ihm", "von ihnen", "für ihn", "für sie ", "als antwort", "in der folge", "als reaktion",
		"denn ", "weder ", "nicht ", "zwar", "währenddessen", "also ",
		"immerhin", "schließlich", "nun ", "indes",
		"andere ", "jene*", "solche*",
	},
	"fr": {
		"mais", "et ", "ou ", "or ", "or,", "donc", "car ", "cependant", "toutefois", "pourtant", "néanmoins", "en revanche",
		"au contraire", "par contre", "en réponse", "en effet", "par exemple", "ainsi",
		"aussi,", "aussi ", "alors ", "alors,", "ensuite", "puis ", "enfin,", "c'est", "ce n'est", "ce qui", "ce que",
		"ce dernier",
		"cette dernière", "ces dernier", "cela", "ceci", "ça ",
		"lui ", "leur ", "leurs ", "son ", "sa ", "ses ", "y ", "en ce ", "de même", "de son côté",
		"pour sa part", "pour lui", "pour elle", "selon lui", "selon elle", "selon eux", "d'après lui", "d'après elle",
		"quant à",
		"à cet", "à cette", "à ce ", "dans ce", "dans cette", "dans ces", "avec lui", "tous deux", "toutes deux",
		"les deux ",
		"l'un ", "l'une ", "l'autre", "d'autres", "un autre", "une autre", "en conséquence", "par conséquent", "dès lors",
		"là ",
		"là-bas", "voilà", "voici", "du coup", "bref", "autrement dit", "il s'agit", "reste que", "ni ", "non ",
	},
	"es": {
		"pero", "y ", "e ", "o ", "sin embargo", "no obstante", "aun así", "por eso", "por ello", "por tanto",
		"por lo tanto",
		"así ", "así,", "así que", "en cambio", "por el contrario", "en respuesta", "también", "tampoco",
		"por ejemplo", "de hecho", "en efecto", "entonces", "luego ", "después,",
		"por su parte", "a su vez", "algo que", "lo que", "lo cual", "esto", "eso",
		"le ", "les ",
		"según él", "según ella", "para él", "para ella", "con él", "con ella", "en ese", "en esa", "en este", "en esta",
		"a este",
		"a esta", "de este", "de esta", "ambos", "ambas", "otro ", "otra ", "otros ", "otras ", "el primero", "el segundo",
		"este último", "esta última", "allí", "ahí ", "aquí ", "tal ", "tales ", "dicho ", "dicha ", "dichos ", "dichas ",
		"ni ",
		"es decir", "o sea", "de ahí", "ante ello", "ante esto", "con ello", "con esto", "no es el caso", "el mismo ",
		"la misma ",
	},
	"pt": {
		"mas ", "e ", "porém", "contudo", "no entanto", "entretanto", "por isso", "portanto", "assim", "em resposta",
		"também", "por exemplo", "isso", "isto",
		"o que", "segundo ele", "segundo ela", "nesse", "nessa", "neste", "nesta", "ambos", "ambas",
		"outro", "outra", "aquele", "lá ",
	},
	"it": {
		"ma ", "e ", "però", "tuttavia", "eppure", "quindi", "perciò", "dunque", "anche ", "ad esempio", "per esempio",
		"in risposta", "invece", "infatti", "così", "poi ", "egli", "lui ", "lei ", "loro ", "esso", "essa", "essi",
		"quello", "quella", "ciò", "suo ", "sua ", "suoi ", "entrambi", "entrambe", "altri ", "secondo lui",
		"il che", "un altro", "né ",
	},
	"pl": {
		"ale ", "i ", "jednak", "lecz", "więc", "dlatego", "zatem", "także", "również", "na przykład", "w odpowiedzi",
		"natomiast", "ono ", "to ", "ci ", "jego ", "jej ", "ich ", "tam ", "wtedy",
		"według niego", "według niej", "tym samym", "obaj", "inni ", "a ",
	},
	"ar": {
		"وهذا", "وهذه", "وهو ", "وهي ", "وهم ", "وذلك", "وتلك", "وتابع", "وتابعت",
		"ولكن", "لكن", "لكنه", "ولكنه",
		"ومع ذلك", "مع ذلك", "لذلك", "ولذلك", "لذا", "كما ", "أيضا", "هؤلاء",
		"في المقابل", "وفي المقابل", "ردا على ذلك", "وردا على ذلك", "على سبيل المثال", "من جهته", "من جهتها",
		"من جانبه", "من جانبها", "ومن جانبه", "بدوره", "بدورها", "وبدوره", "بعد ذلك", "وبعد ذلك", "ثم ", "عندها", "هناك",
		"وهناك",
		"وبحسبه", "وأعرب", "وأعربت", "وشدد", "وشددت", "ويأتي", "وتأتي", "يأتي ذلك", "ويأتي ذلك", "جاء ذلك", "وجاء ذلك",
		"فقد ",
		"وقد ", "بل ", "غير أن", "إلا أن", "وإن ", "وفيما", "ومنها", "ومنهم", "وبذلك", "وبهذا",
		"وقال إن", "وقالت إن", "وأضاف أن", "وأضافت أن", "وأوضح أن", "وأوضحت أن", "وأكد أن", "وأكدت أن", "وأشار إلى",
		"وأشارت إلى", "وذكر أن", "وذكرت أن", "ولفت إلى", "وكان قد", "وكانت قد",
	},
	"fa": {
		"اما", "ولی", "و ", "با این حال", "بنابراین", "آنها", "آنان", "در پاسخ", "در مقابل",
		"برای مثال", "سپس", "به گفته وی", "به گفته او", "در این ", "پس از آن", "از این", "چنین ", "همین ",
	},
	"he": {
		"אבל", "אך ", "אולם", "לכן", "הוא ", "היא ", "הם ", "הן ", "זה ", "זאת ", "בתגובה", "עם זאת", "כמו כן", "בנוסף",
		"לדבריו", "לדבריה",
	},
	"zh": {
		"但", "不过", "不過", "然而", "而且", "因此", "所以", "对此", "對此", "其中", "例如", "比如", "相反",
		"随后", "隨後", "之后", "之後", "他", "她", "它", "这", "這", "该", "該", "此", "其", "后者", "後者", "前者", "双方还", "雙方還",
		"于是", "於是", "也就是说", "换言之", "为此", "為此", "据此", "上述", "作为回应", "作為回應", "咱", "尽管如此",
		"儘管如此", "当时", "當時", "而", "并且", "並且", "还", "還", "也",
		"那么", "那麼", "那个", "那個", "那些", "那时", "我认为", "我們", "我们认为",
	},
	"ja": {
		"しかし", "だが", "そして", "これ", "それ", "この", "その", "あの", "彼", "そのため", "例えば", "ただ", "なお", "同氏",
		"同国", "同社", "同省", "両氏", "両者", "私",
	},
	"be": {
		"аднак", "але ", "а ", "і ", "таму ", "пры гэтым", "у адказ", "напрыклад", "такім чынам", "пасля гэтага",
		"сярод іх", "тым не менш", "у сваю чаргу", "ён ", "яна ", "яны ",
	},
}

// followersOf are connectives that tie a sentence to whatever was said before, by language, as openersOf.
var followersOf = map[string][]string{
	"en": {
		"in addition", "at the same time", "moreover", "furthermore", "meanwhile,", "additionally", "besides", "also,",
	},
	"ru": {"кроме того", "более того", "к тому же", "тем временем", "также", "вместе с тем"},
	"uk": {"крім того", "більше того", "також", "водночас"},
	"be": {"акрамя таго", "таксама"},
	"kk": {"сондай-ақ", "сонымен қатар"},
	"ky": {"ошондой эле"},
	"tr": {"öte yandan", "ayrıca", "bu arada"},
	"az": {"həmçinin", "bundan əlavə"},
	"de": {"außerdem", "zudem", "ferner", "überdies", "unterdessen", "inzwischen", "gleichzeitig", "zugleich"},
	"fr": {"par ailleurs", "en outre", "de plus"},
	"es": {"además", "asimismo", "mientras tanto", "por otra parte", "por otro lado"},
	"pt": {"além disso"},
	"it": {"inoltre"},
	"pl": {"ponadto"},
	"ar": {"بالإضافة إلى ذلك"},
	"fa": {"همچنین", "علاوه بر این"},
	"zh": {"此外", "另外", "与此同时", "與此同時", "同时", "同時"},
	"ja": {"また、", "さらに", "一方"},
}

// things are what a sentence is about that another one named: an article, perhaps a number, a noun, and a verb right
// behind it.
type things struct{ articles, counts, nouns, verbs map[string]bool }

var thingsOf = map[string]things{
	"en": {
		text.WordSet(`the`), text.WordSet(`two three four five six seven eight group pair`),
		text.WordSet(`move decision announcement statement comments comment remarks incident attack visit meeting talks news
		claim claims accusation accusations allegation allegations proposal measure measures deal agreement vote report
		document letter call list plan plans step steps idea order ruling pair duo trio group of both latter former men women
		leaders sides ministers presidents officials countries nations parties two three five four development
		developments comment figure figures warning exchange gathering event session trip tour situation bill law policy
		case process project`),
		text.WordSet(`was were is are came comes come follows followed follow has have had will would could may might drew
		draws sparked marks marked prompted also ended began begins tried agreed said say discussed exchanged met signed
		noted stressed underlined underscored highlighted emphasised emphasized does did do can should must remains
		remained took takes seems appeared`),
	},
	"de": {
		text.WordSet(`der die das`), text.WordSet(`beiden zwei drei vier fünf`),
		text.WordSet(`entscheidung schritt treffen ankündigung äußerungen äußerung erklärung vorfall angriff besuch gespräch
		gespräche vorschlag maßnahme maßnahmen bericht vorwurf vorwürfe plan pläne abstimmung politiker minister präsidenten
		seiten länder parteien männer lage beschluss`),
		text.WordSet(`war waren ist sind kam kommt folgt folgte hat haben hatte hatten wird werden wurde wurden soll sollen
		sei seien dürfte gilt galt endete begann stieß löste vereinbarten sprachen trafen einigten betonten`),
	},
	"fr": {
		text.WordSet(`le la les l`), text.WordSet(`deux trois quatre cinq`),
		text.WordSet(`décision mesure mesures annonce déclaration déclarations incident attaque visite rencontre discussions
		proposition accusation accusations plan rapport vote hommes dirigeants ministres parties pays présidents situation
		texte`),
		text.WordSet(`est sont était étaient a ont avait fait survient intervient suit doit devait sera seraient serait vise
		marque ont se sont`),
	},
	"es": {
		text.WordSet(`el la los las`), text.WordSet(`dos tres cuatro cinco`),
		text.WordSet(`decisión medida medidas anuncio declaración declaraciones incidente ataque visita encuentro reunión
		conversaciones propuesta acusación acusaciones plan informe voto líderes ministros partes países presidentes
		mandatarios situación texto cancilleres`),
		text.WordSet(`es son fue fueron era eran ha han había llega llegó se será sería ocurre ocurrió tuvo tuvieron también
		coincidieron acordaron destacaron`),
	},
}

// subjects are pronouns as subjects.
var subjects = map[string]map[string]bool{
	"en": text.WordSet(`he she they`), "ru": text.WordSet(`он она они`), "uk": text.WordSet(`він вона вони`),
	"be": text.WordSet(`ён яна яны`), "de": text.WordSet(`er sie`), "fr": text.WordSet(`il elle ils elles`),
	"es": text.WordSet(`él ella ellos ellas`), "pt": text.WordSet(`ele ela eles elas`), "kk": text.WordSet(`ол олар`),
	"ky": text.WordSet(`ал алар`), "pl": text.WordSet(`on ona oni`), "it": text.WordSet(`egli lui lei essi`),
}

// selves are words by which an author speaks of himself.
var selves = map[string]map[string]bool{
	"en": text.WordSet(`i i'm i've i'd i'll my me we we'll we're we've we'd`), "ru": text.WordSet(`я мне меня мной`),
	"uk": text.WordSet(`я мені мене`), "de": text.WordSet(`ich mir mich`), "fr": text.WordSet(`je j'ai moi`),
	"es": text.WordSet(`yo`), "tr": text.WordSet(`ben benim bana`), "kk": text.WordSet(`маған менің`),
	"uz": text.WordSet(`men menga mening`), "ky": text.WordSet(`мен мага менин`), "az": text.WordSet(`mən mənə mənim`),
	"ar": text.WordSet(`أنا`), "fa": text.WordSet(`من`), "it": text.WordSet(`io`), "pt": text.WordSet(`eu`),
	"be": text.WordSet(`я мне мяне`), "pl": text.WordSet(`ja mnie`),
}
