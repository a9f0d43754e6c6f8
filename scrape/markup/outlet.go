package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestTail is how many characters an outlet's name behind a title has at most.
const longestTail = 50

// separators part a title from the outlet behind it.
var separators = []string{" - ", " – ", " — ", " | ", " ‖ ", " • ", " :: ", " » ", " ｜ ", "｜", " － ", "－"}

// CutTail parts a title at its last separator; false when what stands behind is too long for an outlet's name, or what
// stands before too short for a title.
func CutTail(title string) (head, tail string, ok bool) {
	at, width := -1, 0
	for _, s := range separators {
		if i := strings.LastIndex(title, s); i > at {
			at, width = i, len(s)
		}
	}
	if at < 0 {
		return title, "", false
	}
	head, tail = strings.TrimSpace(title[:at]), strings.TrimSpace(title[at+width:])
	short := len(strings.Fields(head)) < 3 && utf8.RuneCountInString(head) < 12 && !wide(head)
	if tail == "" || utf8.RuneCountInString(tail) > longestTail || len(strings.Fields(tail)) > 7 || short ||
		strings.ContainsAny(tail, "?!:;") {
		return title, "", false
	}
	return head, tail, true
}

// wide reports whether a text of at least six characters is in a script without spaces between words.
func wide(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai) {
			n++
		}
	}
	return n >= 6
}

// OutletKey folds a name of an outlet: letters and digits in lower case, without an article before it or a domain's end
// behind.
func OutletKey(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	name = strings.TrimPrefix(strings.TrimPrefix(name, "www."), "the ")
	if !strings.Contains(name, " ") {
		for _, end := range []string{
			".com", ".org", ".net", ".co.uk", ".ru", ".kz", ".de", ".fr", ".it", ".es", ".com.tr", ".tr",
		} {
			name = strings.TrimSuffix(name, end)
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, name)
}

// KnownOutlet reports the key (OutletKey) of an agency or an outlet by whose name titles end.
func KnownOutlet(key string) bool { return knownOutlets[key] }

// knownOutlets are agencies and outlets by whose names aggregators' titles end most, folded.
var knownOutlets = func() map[string]bool {
	m := map[string]bool{}
	for name := range strings.SplitSeq(
		"Reuters|AP|AP News|Associated Press|AFP|Agence France-Presse|EFE|Agencia EFE|Europa Press|TASS|ТАСС|Interfax|"+
			"Интерфакс|РИА Новости|RIA Novosti|Sputnik|Xinhua|Xinhuanet|新华社|新华网|新華社|中新网|共同社|共同通信|时事社|時事通信|Kyodo|"+
			"Kyodo News|Jiji Press|NHK|NHK World|Yonhap|Yonhap News Agency|연합뉴스|뉴시스|Anadolu|Anadolu Agency|Anadolu Ajansı|"+
			"AA|İHA|DHA|dpa|ANSA|ANSA.it|Adnkronos|PAP|ČTK|MTI|Belga|APA|BelTA|БелТА|Ukrinform|Укринформ|Укрінформ|УНИАН|"+
			"УНІАН|Kazinform|Казинформ|Қазақпарат|Kabar|Кабар|UzA|УзА|Trend|Azertac|Armenpress|IRNA|ISNA|Mehr News Agency|"+
			"Tasnim|PTI|ANI|APP|VNA|VietnamPlus|Antara|Bernama|SPA|WAM|KUNA|QNA|وكالة الأنباء السعودية|رويترز|"+
			"Bloomberg|CNN|CNN Türk|BBC|BBC News|BBC Türkçe|BBC Mundo|Русская служба Би-би-си|Al Jazeera|الجزيرة|Al Arabiya|"+
			"العربية|The New York Times|NYT|The Washington Post|The Wall Street Journal|WSJ|The Guardian|Financial Times|FT|"+
			"POLITICO|Politico.eu|Axios|The Hill|Le Monde|Le Figaro|Libération|France 24|RFI|Franceinfo|DW|Deutsche Welle|"+
			"DER SPIEGEL|SPIEGEL ONLINE|FAZ|FAZ.NET|Die Zeit|ZEIT ONLINE|WELT|Süddeutsche Zeitung|SZ.de|tagesschau.de|"+
			"tagesschau|n-tv|NZZ|EL PAÍS|El Mundo|ABC.es|La Vanguardia|Infobae|Clarín|La Nación|la Repubblica|"+
			"Corriere della Sera|Il Sole 24 ORE|Folha de S.Paulo|G1|O Globo|Público|RFE/RL|Radio Free Europe/Radio Liberty|"+
			"Радио Свобода|Радио Азаттык|Azattyq|Voice of America|VOA|VOA News|Euronews|Fox News|NPR|PBS|CNBC|CBS News|"+
			"NBC News|ABC News|Newsweek|TIME|The Economist|Foreign Policy|Foreign Affairs|The Diplomat|Nikkei Asia|"+
			"The Japan Times|The Hindu|The Times of India|Times of India|Hindustan Times|NDTV|Dawn|Haaretz|"+
			"The Times of Israel|The Jerusalem Post|Tehran Times|Press TV|Global Times|China Daily|CGTN|"+
			"South China Morning Post|SCMP|The Moscow Times|Коммерсантъ|Ведомости|Известия|Lenta.ru|Лента.ру|Газета.Ru|РБК|"+
			"RBC|Meduza|Медуза|RT|RT en Español|Hürriyet|Milliyet|Sabah|Daily Sabah|Cumhuriyet|NTV|TRT Haber|TRT World|"+
			"Tengrinews|Tengrinews.kz|Zakon.kz|Gazeta.uz|MSN|Yahoo|Yahoo News|Sky News|The Independent|The Telegraph|"+
			"Andina|Agencia Andina|Agência Brasil|Agencia Brasil|Télam|Prensa Latina|Notimex|Lusa|Agerpres|Tanjug|HINA|"+
			"Polskie Radio|PAP.pl|TVN24|Interia|Onet|ANP|NOS|NU.nl|SVT Nyheter|Dagens Nyheter|YLE|NRK|Ritzau|TT|"+
			"The Times|USA TODAY|Los Angeles Times|朝日新聞|読売新聞|毎日新聞|日本経済新聞|人民网|环球网|联合早报", "|") {
		m[OutletKey(name)] = true
	}
	return m
}()
