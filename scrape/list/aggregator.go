package list

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/markup"
	"attache/text"
)

// titling is what tells the outlets in a feed's titles: the names of the feed itself, and the tails that its titles
// share ("Title - OUTLET").
type titling struct {
	own        map[string]bool // folded names of the source's outlet, the feed and its host
	outlet     news.Outlet     // of the source
	host       *url.URL
	common     string // the tail of most of its titles, folded; "" = they share none
	aggregates bool   // its titles end in the names of outlets, and its entries stand on other hosts
}

const (
	// fewTitles is how many titles tell nothing of a habit.
	fewTitles = 5
	// longestTail is how many characters an outlet's name behind a title has at most.
	longestTail = 50
)

// titlingOf looks at all titles of a feed.
func titlingOf(feed *gofeed.Feed, src news.Source, base *url.URL) *titling {
	c := &titling{own: map[string]bool{}, outlet: src.Outlet, host: base}
	host := strings.TrimPrefix(fetch.HostKey(base), "www.")
	for _, name := range []string{src.Outlet.Name, feed.Title, host} {
		for _, key := range []string{outletKey(name), outletKey(strings.TrimSuffix(name, " RSS"))} {
			if key != "" {
				c.own[key] = true
			}
		}
	}
	tails, tailed, away, all := map[string]int{}, 0, 0, 0
	for _, in := range feed.Items {
		if in == nil || in.Title == "" {
			continue
		}
		all++
		if _, tail, ok := cutTail(markup.TitleText(in.Title)); ok {
			tails[outletKey(tail)]++
			tailed++
		}
		if to, err := url.Parse(entryLink(in, base)); err == nil && to.Host != "" &&
			(!fetch.SameSite(to, base) || strings.HasPrefix(host, "news.google.")) {
			away++
		}
	}
	for tail, n := range tails {
		if n >= fewTitles && 2*n > all {
			c.common = tail
		}
	}
	c.aggregates = all >= fewTitles && 5*tailed >= 4*all && 2*away > all && len(tails) > 1
	return c
}

// settle cuts the outlet's name from an item's title, sets who published it where that is not the source's outlet, and
// takes away a summary that is made of links: it is other outlets' headlines. It returns how many of these links lead
// to other pieces.
func (c *titling) settle(it *news.Item, in *gofeed.Item) (links int) {
	named, home := markup.OneLine(in.Custom[sourceTitle]), strings.TrimSpace(in.Custom[sourceURL])
	if c.isOwn(named) || c.isOwnHome(home) {
		named = ""
	}
	of := linksOf(in.Description)
	if of == nil && in.Description == "" {
		of = linksOf(in.Content)
	}
	made := of != nil && (len(of.texts) > 1 || sameTitle(of.texts[0], it.Title))
	var beside []string
	if made {
		beside = of.others
	}
	named = c.cutOutlets(it, named, beside)
	if named != "" {
		it.Outlet = news.Outlet{Name: text.Clip(named, 200)}
		if fetch.IsWeb(home) {
			it.Outlet.Home = home
		}
	}
	if !made {
		return 0
	}
	it.Summary, it.Lead, it.Body = "", nil, nil
	if named == "" {
		it.Outlet = c.outlet // the headline alone is what the list tells
	}
	for _, s := range of.texts {
		if !sameTitle(s, it.Title) && !measured().MatchString(s) {
			links++
		}
	}
	return links
}

// cutOutlets cuts the names of outlets from the end of an item's title. named is the outlet that the entry names,
// beside is what stands beside the links of its description. It returns the outlet, which the title may name where
// nothing else does; "" = the source's own.
func (c *titling) cutOutlets(it *news.Item, named string, beside []string) string {
	for {
		title, tail, ok := cutTail(it.Title)
		if !ok {
			return named
		}
		key := outletKey(tail)
		byLinks := slices.ContainsFunc(beside, func(s string) bool { return outletKey(s) == key })
		switch {
		case named != "" && key == outletKey(named), c.own[key], c.common != "" && key == c.common, knownOutlets[key]:
		case named == "" && (byLinks || c.aggregates):
			named = tail
		default:
			return named
		}
		it.Title = title
	}
}

// isOwn reports whether a name is the source's own.
func (c *titling) isOwn(name string) bool {
	return name == "" || c.own[outletKey(name)]
}

// isOwnHome reports whether an address that an entry came from is the feed's own site.
func (c *titling) isOwnHome(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && fetch.SameSite(u, c.host) && strings.Trim(u.Path, "/") == ""
}

// separators part a title from the outlet behind it.
var separators = []string{" - ", " – ", " — ", " | ", " ‖ ", " • ", " :: ", " » ", " ｜ ", "｜", " － ", "－"}

// cutTail parts a title at its last separator; false when what stands behind is too long for an outlet's name, or what
// stands before too short for a title.
func cutTail(title string) (head, tail string, ok bool) {
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

// outletKey folds a name of an outlet: letters and digits in lower case, without an article before it or a domain's end
// behind.
func outletKey(name string) string {
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
			"The Times|USA TODAY|Los Angeles Times|朝日新聞|読売新聞|毎日新聞|日本経済新聞|人民网|环球网|联合早报", "|") {
		m[outletKey(name)] = true
	}
	return m
}()

// sameTitle reports whether two headlines are the same but for spaces, marks and an outlet behind them.
func sameTitle(a, b string) bool {
	x, y := outletKey(a), outletKey(b)
	if x == "" || y == "" {
		return false
	}
	return x == y || len(x) > 20 && strings.HasPrefix(y, x) || len(y) > 20 && strings.HasPrefix(x, y)
}

// linkList is a description that is made of links.
type linkList struct {
	texts  []string // of its links
	others []string // what stands beside them
}

// linkedShare is the share of a text's bytes that stand in links, from which on it is made of them. Chosen by hand:
// lists of headlines have nearly all of their text in links, sentences with links seldom half.
const linkedShare = .6

// linksOf returns the links that a description is made of; nil when it is a text.
func linksOf(fragment string) *linkList {
	if !strings.Contains(fragment, "<a") && !strings.Contains(fragment, "<A") {
		return nil
	}
	var (
		l              linkList
		linked, beside int
		in, faint      bool // within a link, within <font> or <small>
		line           strings.Builder
	)
	flush := func() {
		s := markup.OneLine(line.String())
		line.Reset()
		switch {
		case s == "":
		case in:
			l.texts = append(l.texts, s)
			linked += len(s)
		default:
			l.others = append(l.others, s)
			if !faint {
				beside += len(s)
			}
		}
	}
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			flush()
			if linked == 0 || float64(linked) < linkedShare*float64(linked+beside) {
				return nil
			}
			return &l
		case html.TextToken:
			line.Write(z.Text())
		case html.StartTagToken, html.EndTagToken:
			end := z.Raw()[1] == '/'
			name, _ := z.TagName()
			switch string(name) {
			case "a":
				flush()
				in = !end
			case "font", "small":
				flush()
				faint = !end
			case "li", "p", "br", "div", "td":
				flush()
			}
		}
	}
}
