package summary

import "sync"

// openersIn returns all openers of a language.
func openersIn(lang string) []string { return allOpeners()[lang] }

var allOpeners = sync.OnceValue(func() map[string][]string {
	out := moreOpeners()
	for lang, list := range openersOf {
		out[lang] = append(out[lang], list...)
	}
	return out
})

// moreOpeners are those of languages that the outlets of the starter catalogue seldom write, and reasons and manners
// that only the sentence before tells, in all.
func moreOpeners() map[string][]string {
	return map[string][]string{
		"en": {
			"against this background", "against that background", "in that context", "in these circumstances", "in those circumstances", "in this situation", "in that situation", "that very",
			"however", "for that reason", "for this reason", "for these reasons", "for those reasons", "with that",
			"with this", "in that case", "in this case", "in this context", "against this backdrop", "to do so",
			"under these", "under those", "in doing so", "in so doing", "as for him", "this comes", "the same is true",
			"the same applies", "more than that", "that includes", "that meant", "that came", "this also", "not anymore",
			"not surprisingly", "unsurprisingly", "no longer", "how so", "what followed",
		},
		"ru": {
			"в тот ", "в ту ", "в те ", "в такой ситуации", "в этой ситуации", "в этой связи", "в таких условиях", "при таких",
			"но ", "зато ", "стало быть", "вследствие этого", "благодаря этому", "ради этого", "несмотря на это",
			"вопреки этому", "между тем", "всё это", "все это", "именно поэтому", "вот почему", "отчасти поэтому",
			"то же касается", "это касается", "сюда ",
		},
		"de": {
			"in diesem zusammenhang", "in diesem kontext", "in dieser lage", "in dieser situation", "an jenem", "in jener", "in jenem", "zu jener", "an diesem abend", "an diesem tag",
			"hierzu", "hierbei", "hiermit", "hierfür", "dergleichen", "demnach", "demzufolge", "infolgedessen",
			"insofern", "trotz alledem", "nichtsdestotrotz", "umgekehrt", "auf der anderen seite", "einerseits",
			"andererseits", "im übrigen", "im ergebnis", "mit anderen worten", "sowohl er", "diesbezüglich", "gemeint ist",
			"die rede ist", "der hintergrund:", "beides",
		},
		"fr": {
			"dans ce contexte", "dans cette situation", "dans ces circonstances", "sur cette toile de fond",
			"pour cette raison", "pour ces raisons", "à cette fin", "dans ces conditions", "il en va de même", "même chose", "malgré cela", "malgré tout", "pour autant", "à l'inverse", "à son tour", "en retour", "de ce fait",
			"de fait", "résultat,", "résultat :", "d'où", "c'était", "ces derniers", "de là", "à l'issue",
			"même si cela", "un constat", "quoi qu'il en soit", "au final", "en d'autres termes", "idem",
		},
		"es": {
			"en ese contexto", "en este contexto", "en esa situación", "en estas circunstancias", "esa noche", "esa tarde", "esa mañana", "esa semana", "ese año", "ese mes", "aquella ", "aquel ",
			"por esa razón", "por esta razón", "por ese motivo", "por este motivo", "con ese fin", "con este fin", "lo mismo", "en consecuencia", "pese a ello", "a pesar de ello", "a pesar de eso", "aun con todo", "de esta manera", "de esta forma",
			"de este modo", "de ese modo", "por otra", "en otras palabras", "en definitiva",
			"a cambio", "en consecuencia", "al respecto", "ante esta",
		},
		"it": {
			"in questo contesto", "in tale contesto", "in questa situazione", "in queste circostanze", "quella ", "quel ", "quell'*",
			"per questo motivo", "per questa ragione", "per questo ", "per questo,", "a tal fine", "a questo scopo", "di conseguenza", "lo stesso vale", "nel frattempo", "allo stesso tempo", "nonostante ciò", "ciò nonostante", "al contrario", "viceversa", "in questo modo", "in tal modo",
			"in altre parole", "ecco perché", "ecco ", "è il caso", "si tratta", "da qui", "di fatto", "allora ", "allora,",
			"per lui", "per lei", "tutti e due",
		},
		"pt": {
			"nesse contexto", "neste contexto", "nessa situação", "naquela", "naquele", "nessa noite", "nessa semana",
			"por essa razão", "por esta razão", "por esse motivo", "por este motivo", "para esse fim", "para isso", "o mesmo vale", "por conseguinte", "por causa disso", "ao mesmo tempo", "apesar disso", "mesmo assim", "pelo contrário", "desta forma", "dessa forma", "desse modo", "deste modo",
			"em outras palavras", "ou seja", "trata-se", "em troca", "por sua vez", "com isso",
			"daí ",
		},
		"pl": {
			"tego wieczoru", "tego ranka", "tego roku, kiedy", "tamtego", "tamtej", "w tej sytuacji", "w tych okolicznościach", "w takiej sytuacji",
			"mimo to", "pomimo tego", "wobec tego", "w związku z tym", "w ten sposób", "przeciwnie", "innymi słowy",
			"chodzi o", "oboje", "zaś ", "otóż", "przez to", "dzięki temu",
		},
		"nl": {
			"in die context", "in deze context", "in dat verband", "in die situatie", "in deze situatie", "die avond", "die nacht", "dat jaar",
			"desondanks", "niettemin", "integendeel", "daarentegen", "op die manier", "zodoende", "met andere woorden",
			"het betreft", "allebei", "beiden", "in ruil", "vervolgens", "dit alles", "dat alles",
		},
		"sv": {
			"den kvällen", "den natten", "i detta läge", "i det läget", "mot den bakgrunden", "i den situationen", "det året",
			"trots det", "trots detta", "tvärtom", "på det sättet", "med andra ord", "det rör sig", "i gengäld",
			"således", "alltså", "följaktligen",
		},
		"da": {
			"den aften", "i den situation", "på den baggrund", "i den forbindelse",
			"men ", "og ", "derfor", "dog ", "alligevel", "det er", "det var", "det har", "dette ", "så ", "også ",
			"her ", "der ", "han ", "hun ", "de to ", "desuden", "ifølge ham", "ifølge hende", "til gengæld", "dermed",
			"imidlertid", "således", "samtidig med",
		},
		"no": {
			"den kvelden", "i den situasjonen", "på den bakgrunnen", "i den forbindelse",
			"men ", "og ", "derfor", "likevel", "det er", "det var", "det har", "dette ", "så ", "også ", "her ", "der ",
			"han ", "hun ", "de to ", "ifølge ham", "ifølge henne", "til gjengjeld", "dermed", "imidlertid", "således",
		},
		"fi": {
			"tässä tilanteessa", "tässä yhteydessä", "sinä iltana",
			"mutta ", "ja ", "siksi", "kuitenkin", "silti", "hän ", "he ", "se ", "ne ", "tämä ", "nämä ", "näin ",
			"sen sijaan", "lisäksi hän", "myös hän", "molemmat", "niin ", "toisaalta", "tästä", "siitä", "siellä", "täällä",
			"sillä ", "esimerkiksi", "eli ",
		},
		"cs": {
			"v této souvislosti", "v této situaci", "v tomto kontextu", "onoho ", "toho večera", "toho roku, kdy", "za této situace",
			"ale ", "a ", "proto", "však ", "avšak", "nicméně", "přesto", "přitom", "tedy ", "tudíž", "také ", "rovněž",
			"on ", "ona ", "oni ", "jeho ", "její ", "jejich ", "to ", "tento ", "tato ", "toto ", "tito ", "tyto ", "ten ",
			"ta ", "ti ", "tam ", "tak ", "takový", "taková", "takové", "podle něj", "podle ní",
			"podle nich", "naopak", "například", "místo toho", "kvůli tomu", "díky tomu", "v reakci na to", "jinými slovy",
			"stejně tak", "potom ", "poté ", "pak ", "jde o",
		},
		"sk": {
			"ale ", "a ", "preto", "však ", "avšak", "napriek tomu", "pritom", "teda ", "tiež ", "takisto", "on ",
			"ona ", "oni ", "jeho ", "jej ", "ich ", "to ", "tento ", "táto ", "toto ", "títo ", "tieto ", "ten ", "tá ",
			"tam ", "tak ", "taký", "podľa neho", "podľa nej", "podľa nich", "naopak", "napríklad",
			"namiesto toho", "potom ", "ide o",
		},
		"hu": {
			"ebben az összefüggésben", "ebben a helyzetben", "ebben a kontextusban", "aznap", "azon az estén",
			"de ", "és ", "ezért", "azonban", "ugyanakkor", "viszont", "mégis", "tehát", "így ", "ő ", "ők ", "ez ",
			"ezek ", "az is ", "ezt ", "azt ", "ennek", "annak", "erre ", "arra ", "ebben", "abban", "ezzel", "azzal",
			"ettől", "ott ", "itt ", "szerinte", "szerintük", "mindketten", "például", "ehelyett", "vagyis",
			"ráadásul", "hiszen", "ugyanis", "ellenben", "ilyen ", "mindezt", "mindez", "emellett",
		},
		"ro": {
			"în acest context", "în această situație", "în acea ", "în acel ", "în aceste condiții",
			"dar ", "însă", "și ", "iar ", "totuși", "de aceea", "astfel", "prin urmare", "așadar", "el ", "ea ", "ei ",
			"ele ", "acesta", "aceasta", "aceștia", "acestea", "acest ", "această", "aceste", "acolo", "ambele", "ambii",
			"potrivit lui", "potrivit ei", "în schimb", "de exemplu", "în replică", "ca răspuns",
			"la rândul", "este vorba", "tot el", "asta ", "lui ",
		},
		"el": {
			"εκείνο ", "εκείνη ", "εκείνον ", "στο πλαίσιο αυτό", "σε αυτό το πλαίσιο", "σε αυτό το κλίμα",
			"όμως", "αλλά ", "ωστόσο", "και ", "έτσι", "επομένως", "συνεπώς", "άρα ", "αυτός", "αυτή", "αυτό", "αυτοί",
			"αυτές", "αυτά", "ο ίδιος", "η ίδια", "οι ίδιοι", "εκεί", "εδώ", "αντίθετα", "αντ' αυτού",
			"για παράδειγμα", "παρ' όλα αυτά", "σύμφωνα με τον ίδιο", "πρόκειται", "μάλιστα", "γι' αυτό", "δηλαδή",
		},
		"bg": {
			"в този контекст", "в тази ситуация", "онази ", "онзи ", "същата вечер",
			"но ", "обаче", "затова", "и ", "а ", "все пак", "въпреки това", "така ", "следователно", "той ", "тя ",
			"те ", "то ", "това ", "този ", "тази ", "тези ", "неговият", "неговата", "нейният", "техният", "там ", "тук ",
			"двамата", "двете", "според него", "според нея", "според тях", "вместо това", "например", "напротив", "освен това",
			"става дума",
		},
		"sr": {
			"у том контексту", "те вечери", "у таквој ситуацији",
			"али ", "међутим", "зато", "ипак", "и ", "а ", "стога", "дакле", "тако ", "он ", "она ", "они ", "то ",
			"ово ", "овај ", "ова ", "ови ", "тај ", "та ", "ти ", "његов", "њен", "њихов", "тамо", "ту ",
			"према његовим", "према њему", "насупрот томе", "на пример", "уместо тога", "ali ", "međutim", "zato", "ipak",
			"i ", "a ", "stoga", "dakle", "tako ", "on ", "ona ", "oni ", "to ", "ovo ", "ovaj ", "ova ", "ovi ", "taj ",
			"ta ", "ti ", "njegov", "njen", "njihov", "tamo", "tu ",
		},
		"hr": {
			"u tom kontekstu", "te večeri", "u takvoj situaciji", "u tom smislu",
			"ali ", "međutim", "zato", "ipak", "i ", "a ", "stoga", "dakle", "tako ", "on ", "ona ", "oni ", "to ",
			"ovo ", "ovaj ", "ova ", "ovi ", "taj ", "ta ", "ti ", "njegov", "njezin", "njihov", "tamo", "ondje", "obojica",
			"naime", "umjesto toga", "naprotiv", "na primjer",
		},
		"sl": {
			"ampak", "vendar", "toda", "zato", "in ", "a ", "torej", "tako ", "on ", "ona ", "oni ", "to ", "ta ", "ti ",
			"njegov", "njen", "njihov", "tam ", "namesto tega", "na primer", "nasprotno", "sicer",
		},
		"hi": {
			"लेकिन", "मगर", "परंतु", "किंतु", "और ", "हालांकि", "हालाँकि", "वह ", "वे ", "यह ", "ये ", "उन्होंने", "उसने",
			"इसने", "उनका", "उनकी", "उनके", "इसका", "इसकी", "इसके", "इस ", "इन ", "उस ", "उन ", "इससे", "इसमें", "वहीं",
			"वहां", "यहां", "दोनों", "ऐसे ", "ऐसा ", "तो ",
		},
		"ur": {
			"تاہم", "لیکن", "مگر", "اور ", "البتہ", "وہ ", "یہ ", "انہوں نے", "انھوں نے", "اس نے", "ان کا", "ان کی",
			"ان کے", "اس کا", "اس کی", "اس ", "ان ", "اسی ", "یہی", "وہاں", "یہاں", "دونوں", "ایسے ", "چنانچہ", "اس لیے",
			"جبکہ",
		},
		"vi": {
			"nhưng", "tuy nhiên", "tuy vậy", "và ", "do đó", "vì thế", "ông ấy", "bà ấy", "họ ", "nó ", "điều này",
			"điều đó", "đây là", "đó là", "hai bên", "hai nước", "ngoài ra", "thay vào đó", "ví dụ", "trong khi đó",
		},
		"id": {
			"namun", "tetapi", "tapi ", "dan ", "oleh sebab itu", "ia ", "dia ", "mereka", "hal ini", "hal itu", "ini ",
			"itu ", "kedua negara", "kedua pihak", "keduanya", "di sana", "sebaliknya", "misalnya", "meski begitu",
			"meskipun demikian", "dengan demikian", "menurutnya",
		},
		"hy": {
			"բայց", "սակայն", "և ", "իսկ ", "ուստի", "նա ", "նրանք", "նրա ", "դա ", "սա ", "այս ", "այդ ", "այդպես",
			"այնտեղ", "այստեղ", "երկուսն էլ", "ըստ նրա", "օրինակ", "փոխարենը", "այսպիսով", "այդուհանդերձ",
		},
		"ka": {
			"მაგრამ", "თუმცა", "და ", "ამიტომ", "ის ", "ისინი", "მისი ", "მათი ", "ეს ", "იქ ", "აქ ", "ორივე",
			"მისივე", "მაგალითად", "სანაცვლოდ", "შესაბამისად", "ამგვარად",
		},
		"tg": {
			"аммо", "вале", "лекин", "ва ", "бинобар", "ӯ ", "онҳо", "ин ", "он ", "дар он ҷо", "ҳарду", "масалан",
			"бо вуҷуди", "ҳамин", "баъд ", "пас ",
		},
		"tk": {
			"emma", "ýöne", "we ", "şonuň", "şeýle", "ol ", "olar", "onuň", "bu ", "ol ýerde", "ikisi", "mysal", "şoňa",
			"munuň",
		},
		"mn": {
			"гэвч", "харин", "ба ", "тиймээс", "тэр ", "тэд ", "түүний", "энэ ", "эдгээр", "тэнд ", "энд ", "хоёулаа",
			"жишээ нь", "иймд", "үүнээс", "үүний",
		},
		"tt": {
			"ләкин", "әмма", "һәм ", "шуңа", "шулай", "ул ", "алар", "аның", "бу ", "шул ", "анда ", "мәсәлән",
			"икесе дә",
		},
		"ba": {"ләкин", "әммә", "һәм ", "шуға", "шулай", "ул ", "улар", "уның", "был ", "шул ", "унда ", "мәҫәлән"},
		"kk": {"сол кеште", "сол түні", "осы тұрғыда", "бұл жағдайда", "бұл ретте", "осы орайда", "осыған орай", "бұдан бөлек", "сол арқылы", "екеуі", "нәтижесінде"},
		"ky": {"ошол кечте", "ошол түнү", "бул жагдайда", "бул жерде", "ошол эле учурда", "экөө", "жыйынтыгында", "бул тууралуу"},
		"az": {
			"buna baxmayaraq", "buna cavab", "nəticədə", "hər ikisi", "bu isə", "onun sözlərinə", "yəni", "beləcə",
			"əksinə", "digər tərəfdən",
		},
		"uz": {
			"bunga javoban", "natijada", "har ikkisi", "ikkalasi", "uning so'zlariga", "ya'ni", "shunga qaramay",
			"boshqa tomondan",
		},
		"tr": {
			"bu bağlamda", "o akşam", "o gece", "o yıl", "o hafta", "o sabah", "o ay",
			"sonuç olarak", "bu sayede", "bu şekilde", "bu durum", "bu arada", "başka bir deyişle", "öyle ki", "keza",
			"öte taraftan",
		},
		"uk": {
			"того вечора", "того ранку", "того року", "того тижня", "тієї ", "у тій ", "у тому ж", "у цій ситуації", "у цьому контексті", "за таких умов",
			"утім", "попри це", "через це", "завдяки цьому", "навпаки", "іншими словами", "зате",
			"власне", "саме тому",
		},
		"be": {"затое", "наадварот", "такі чынам", "нягледзячы на гэта"},
		"fa": {
			"در این زمینه", "در چنین شرایطی", "آن شب", "در آن شب",
			"با وجود این", "با وجود آن", "به همین", "هر دو", "وی ", "او ", "این ", "آن ", "برعکس", "به عنوان مثال",
			"در نتیجه", "به این ترتیب", "بدین ترتیب",
		},
		"ar": {
			"في هذه الظروف", "وفي هذه الظروف", "في ضوء ذلك", "وفي ضوء ذلك",
			"رغم ذلك", "ورغم ذلك", "على الرغم من ذلك", "نتيجة لذلك", "ونتيجة لذلك", "على العكس", "كلاهما", "وكلاهما",
			"بهذا", "بذلك", "بالتالي", "وبالتالي", "من ناحيته", "من ناحيتها", "إنه ", "إنها ", "إنهم ",
		},
		"he": {"מצד שני", "לעומת זאת", "למשל", "כלומר", "שניהם", "שתיהן", "לפיכך", "משום כך"},
		"zh": {
			"反之", "正因", "总之", "總之", "二者", "两者", "兩者", "因而", "为何", "與其", "可是", "话虽如此", "話雖如此",
			"即便如此", "值得注意的是", "这样", "這樣", "那里", "那裡", "在那里", "在这",
		},
		"ja": {
			"一方で", "だからこそ", "つまり", "したがって", "従って", "それでも", "とはいえ", "ところが", "また同", "双方",
			"いずれも", "そうした", "そうし", "ここで", "そこ",
		},
		"ko": {
			"이처럼", "결국", "결과적으로", "반대로", "대신", "그럼에도", "즉,", "둘 다", "이곳", "그곳", "여기", "거기", "이것",
			"이렇", "그렇",
		},
	}
}

// announcements tell what a text does, not what happened: "We explain how …", "Разбираемся, что известно …". They begin
// a sentence.
var announcements = []string{
	"we explain", "we take a look", "we look at", "here is what", "here's what", "here's how", "here's why",
	"here is how", "here is why", "here are the", "here's everything", "here is everything", "what you need to know",
	"everything you need to know", "all you need to know", "in this article", "in this episode", "in this video",
	"in this report, we", "in this piece", "this explainer", "this guide", "find out ", "see how ", "wir erklären",
	"wir zeigen", "wir beantworten", "wir blicken", "wir fassen", "wir haben die", "wir geben", "ein überblick",
	"ein überblick.", "das müssen sie", "das sollten sie", "das ist bekannt", "was sie über", "was wir wissen",
	"die wichtigsten fragen", "die wichtigsten antworten", "fragen und antworten", "on vous explique", "on fait le point",
	"nous faisons le point", "nous vous expliquons", "le point sur", "explications", "décryptage", "retour sur les", "retour sur la", "retour sur le", "voici ce que",
	"voici ce qu'", "ce qu'il faut savoir", "tout comprendre", "te contamos", "te explicamos", "le contamos",
	"les contamos", "se lo contamos", "te lo contamos", "explicamos", "conoce ", "conozca ", "entérate", "descubre ",
	"esto es lo que", "lo que se sabe", "todo lo que", "vi spieghiamo", "vi raccontiamo", "ecco cosa", "ecco come",
	"ecco perché", "ecco i ", "ecco le ", "tutto quello che", "cosa sappiamo", "quello che sappiamo", "entenda ",
	"saiba ", "veja ", "confira ", "explicamos", "o que se sabe", "tudo o que", "wyjaśniamy", "tłumaczymy", "oto co",
	"podpowiadamy", "sprawdź", "przedstawiamy", "co wiemy", "wszystko, co", "vysvětlujeme", "přinášíme", "vysvetľujeme",
	"prinášame", "elmagyarázzuk", "mutatjuk", "összefoglaljuk", "bemutatjuk", "iată ce", "iată cum", "vă explicăm",
	"рассказываем", "разбираемся", "разбираем", "объясняем", "собрали", "выясняем", "вспоминаем", "что известно",
	"что нужно знать", "главное о", "подробности —", "розповідаємо", "розбираємося", "пояснюємо", "що відомо",
	"зібрали", "расказваем", "тлумачым", "түсіндіреміз", "айтып береміз", "түшүндүрөбүз", "işte ayrıntılar",
	"işte detaylar", "işte o ", "işte bilinmesi", "sizin için derledik", "anlatıyoruz", "açıklıyoruz", "izah edirik",
	"tushuntiramiz", "wij leggen uit", "we leggen uit", "dit moet u", "dit moet je", "dit weten we", "dit is wat",
	"alles wat", "vi förklarar", "det här vet vi", "detta vet vi", "så fungerar", "vi forklarer", "dette vet vi",
	"det ved vi", "εξηγούμε", "δείτε", "тук обясняваме", "обясняваме", "објашњавамо", "objašnjavamo", "نشرح لكم",
	"إليكم", "إليك ", "تعرف على", "تعرّف على", "تعرفوا على", "ماذا نعرف", "در ادامه", "本文将", "本文將", "带你", "帶你", "一文看懂",
	"一文读懂", "解説します", "まとめました", "알아봤다", "정리했다", "ההסבר", "הכירו",
}

// announcementParts are such words anywhere in a sentence.
var announcementParts = []string{
	"things to know", "questions and answers", "questions answered", "explain what is", "explains what is", "fragen und antworten",
	"choses à savoir", "questions et réponses", "cosas que hay que saber", "cosas que debes", "preguntas y respuestas",
	"son las claves", "cose da sapere", "domande e risposte", "coisas que você precisa", "perguntas e respostas",
	"главных вопрос", "вопросов и ответов", "вопроса о ", "вопросов о ", "головних запитань", "bilinmesi gereken",
	"bilmeniz gereken", "soruda ", "rzeczy, które", "pytań i odpowiedzi", "pytania i odpowiedzi", "vragen en antwoorden",
	"dingen die je moet", "frågor och svar", "otázek a odpovědí", "kérdés és válasz", "întrebări și răspunsuri",
	"lesen sie hier", "erfahren sie hier", "erfahren sie mehr", "haberimizde", "ayrıntılar haber", "detaylar haber",
	"find out more", "find out why", "find out how", "we break it down", "we break down", "explains why in", "читайте в ",
	"подробности в ", "в нашем материале", "в нашей статье", "в нашому матеріалі", "читайте у ", "à découvrir ici",
	"découvrez", "on vous dit tout", "en esta nota", "en este artículo", "en este video", "in questo articolo",
	"neste artigo", "nesta reportagem", "leia a seguir", "w naszym artykule", "w tym artykule", "v tomto článku",
	"ebben a cikkben", "în acest articol", "in dit artikel", "i den här artikeln", "في هذا التقرير", "في هذا المقال",
	"در این گزارش می", "本期节目", "この記事では", "이 기사에서",
}

var (
	announcementStarts = &startSet{list: announcements}
	announcementSet    = sync.OnceValue(func() *partSet { return newPartSet(announcementParts) })
)
