package page

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
	"attache/scrape/page/dom"
)

const (
	maybe          = .1   // the probability from which a block's words are read for a prompt
	gateElement    = 150  // most words of an element that is a prompt to subscribe and nothing else
	consentElement = 900  // most words of one that asks for consent
	teaserRunes    = 2000 // least characters of prose of a page that is not taken for a teaser
	revealLevels   = 6    // elements around a hidden one that may say that a reader can open it
	scripted       = 4    // times as much hidden as visible prose, from which a page's scripts are taken to show it
	shownWords     = 6    // fewest words of a block that is hidden from readers' aids as prose, not as an ornament
)

// dropUnseen sets the probability of blocks to 0 that no reader takes for the article: those that no browser shows, and
// those of dialogs, of questions for consent and of prompts to subscribe or to log in. It judges them by what stands
// around them; the features by which the rest is judged know nothing of it.
func (r *Parsed) dropUnseen(s *BlockTable, p []float32) {
	hidden, asked := r.unseen(s)
	gates := s.para < teaserRunes // only the beginning of an article stands there
	var seen, veiled int32        // words of prose that are likely of the body
	for i := range p {
		switch {
		case asked[i], gates && p[i] > maybe && s.Blocks[i].Words <= gateWords && isGate(s.Text(i)):
			p[i] = 0
		case !s.Blocks[i].ParagraphLike() && !hidden[i], s.Blocks[i].Words < shownWords:
		case hidden[i]:
			veiled += s.Blocks[i].Words
		default:
			seen += s.Blocks[i].Words
		}
	}
	if veiled == 0 || veiled > scripted*seen && s.titleAt >= 0 { // the page shows itself by its scripts
		return
	}
	n := 0
	for i := range p {
		if hidden[i] && p[i] > 0 {
			p[i] = 0
			n++
		}
	}
	if n > 0 {
		r.note("body", "hidden text left out", strconv.Itoa(n)+" blocks that no browser shows")
	}
}

// unseen marks the blocks that no browser shows, and those that ask a reader for something.
func (r *Parsed) unseen(s *BlockTable) (hidden, asked []bool) {
	n := len(s.Blocks)
	hidden, asked = make([]bool, n), make([]bool, n)
	gated := r.gatedNames()
	for i := range s.Nodes {
		node := &s.Nodes[i]
		veil := node.Veil
		if len(gated) > 0 && !node.Text && r.gatedBy(node, gated) {
			veil |= dom.VeilGate
		}
		if veil == 0 {
			continue
		}
		from, to := s.Span(int32(i))
		if from == to {
			continue
		}
		if veil&dom.VeilHidden != 0 && !r.revealed(int32(i)) {
			mark(hidden, from, to, func(k int32) bool { return s.Blocks[k].Words >= shownWords || s.Blocks[k].Hidden })
		}
		if veil&^dom.VeilHidden != 0 && s.asks(veil, from, to) {
			mark(asked, from, to, nil)
		}
	}
	return hidden, asked
}

// openers stand in the classes of what a reader opens: text that is hidden there is shown at a click.
var openers = []string{
	"accordion", "collaps", "faq", "tab", "panel", "toggle", "expand", "slide", "carousel", "swiper", "gallery", "spoiler",
	"details", "dropdown", "readmore", "read-more", "more-text", "show-more", "disclosure", "transcript",
}

// revealed reports whether a hidden element is one that a reader opens: a control of the page names it, or it or one
// around it is called so.
func (r *Parsed) revealed(i int32) bool {
	for up := 0; i >= 0 && up < revealLevels; i, up = r.tree.Nodes[i].Parent, up+1 {
		n := r.tree.Nodes[i].HTML
		role := markup.Attr(n, "role")
		if role == "region" || role == "tabpanel" || up == 0 && markup.Attr(n, "aria-labelledby") != "" && role == "" {
			return true
		}
		if names := strings.ToLower(markup.Attr(n, "class") + " " + markup.Attr(n, "id")); holdsAny(names, openers...) {
			return true
		}
		if up == 0 && animated(n) {
			return true
		}
		if id := markup.Attr(n, "id"); id != "" && up == 0 && (streamed(n, id) || r.controlled(id)) {
			return true
		}
	}
	return false
}

// animated reports an element that a script moves into sight when a reader comes to it.
func animated(n *html.Node) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		switch a.Key {
		case "data-w-id", "data-aos", "data-animate", "data-animation", "data-scroll", "data-sal", "data-reveal":
			return true
		}
		return false
	})
}

// streamed reports an element that waits hidden at the page's end until a script moves it to its place: servers that
// send a page in pieces (React, Next.js) call it "S:" and a number in hexadecimal digits.
func streamed(n *html.Node, id string) bool {
	number, ok := strings.CutPrefix(id, "S:")
	if _, err := strconv.ParseUint(number, 16, 32); !ok || err != nil {
		return false
	}
	return n.Parent != nil && n.Parent.DataAtom == atom.Body
}

// controlled reports whether an element of the page says that it opens the one with the id.
func (r *Parsed) controlled(id string) bool {
	if r.controls == nil {
		r.controls = map[string]bool{}
		for i := range r.tree.Nodes {
			if n := &r.tree.Nodes[i]; !n.Text {
				for _, a := range n.HTML.Attr {
					switch a.Key {
					case "aria-controls", "data-target", "data-bs-target", "data-toggle-target":
						r.controls[strings.TrimPrefix(a.Val, "#")] = true
					case "href": // a tab, or a fold that opens where a link leads to it
						if id, ok := strings.CutPrefix(a.Val, "#"); ok && id != "" {
							r.controls[id] = true
						}
					}
				}
			}
		}
	}
	return r.controls[id]
}

func mark(set []bool, from, to int32, where func(int32) bool) {
	for k := from; k < to; k++ {
		set[k] = set[k] || where == nil || where(k)
	}
}

// asks reports whether the blocks of an element ask for consent, ask to subscribe, or are a dialog beside the article.
func (s *BlockTable) asks(veil dom.Veil, from, to int32) bool {
	if s.titleAt >= from && s.titleAt < to {
		return false
	}
	var words int32
	for k := from; k < to; k++ {
		if words += s.Blocks[k].Words; words > consentElement {
			return false
		}
	}
	if veil&dom.VeilDialog != 0 && words*2 < s.words {
		return true
	}
	consent, gate := veil&dom.VeilConsent != 0, veil&dom.VeilGate != 0 && words <= gateElement
	for k := from; k < to && (consent || gate); k++ {
		if consent && s.cues[k][cueConsent] > 0 {
			return true
		}
		low := apostrophes.Replace(strings.ToLower(s.Text(int(k))))
		if consent && consentParts().in(low) || gate && promptParts().in(low) {
			return true
		}
	}
	return false
}

// wordParts are beginnings of words by their first byte.
type wordParts [256][]wordPart

type wordPart struct {
	text   string
	inside bool // of a script that joins words to what stands before them, or writes no spaces: it stands anywhere
}

func newWordParts(parts []string) *wordParts {
	var t wordParts
	for _, p := range parts {
		first, _ := utf8.DecodeRuneInString(p)
		t[p[0]] = append(t[p[0]], wordPart{p, !unicode.In(first, unicode.Latin, unicode.Cyrillic)})
	}
	return &t
}

// in reports whether one of the parts stands in s at the beginning of a word.
func (t *wordParts) in(s string) bool {
	for i := range len(s) {
		for _, p := range t[s[i]] {
			if strings.HasPrefix(s[i:], p.text) && (p.inside || !letterBefore(s, i)) {
				return true
			}
		}
	}
	return false
}

func letterBefore(s string, i int) bool {
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsLetter(last)
}

// consentParts and promptParts are asked for in elements whose class says that they ask for consent, or for a
// subscription: they need not say it as plainly as elsewhere. Lower case, straight apostrophes.
var (
	consentParts = sync.OnceValue(func() *wordParts {
		return newWordParts([]string{
			"cookie", "partner", "privacy", "personal data", "consent", "preferences", "куки", "файлов cookie", "персональн",
			"данных", "даних", "деректер", "çerez", "kişisel veri", "gizlilik", "məlumat", "daten", "einwillig", "zustimm",
			"données", "confidentialité", "traceurs", "consent", "datos", "privacidad", "consentim", "dati personali", "dados",
			"danych", "zgod", "údaj", "souhlas", "gegevens", "toestemming", "ملفات تعريف", "الخصوصية", "کوکی", "حریم خصوصی",
			"隐私", "隱私", "同意", "クッキー", "プライバシー",
		})
	})
	promptParts = sync.OnceValue(func() *wordParts {
		return newWordParts([]string{
			"subscri", "sign in", "log in", "login", "sign up", "register", "keep reading", "continue reading", "read on",
			"free month", "trial", "unlimited", "unlock", "members only", "member", "join now", "account", "per month",
			"a month",
			"подпис", "войдите", "войти", "зарегистр", "доступ", "передплат", "увійдіть", "падпіс", "жазыл", "тіркел", "кіріңіз",
			"жазылуу", "obuna", "обуна", "abone", "üye ol", "giriş yap", "okumaya devam", "abunə", "daxil ol", "abonn", "abo ",
			"anmeld", "registrier", "weiterlesen", "einloggen", "zugang", "connectez", "connecter", "la suite", "inscri",
			"suscr", "inicia sesi", "regístr", "seguir leyendo", "socio", "assin", "continuar lendo", "cadastr", "abbon",
			"acced", "continua a leggere", "subskry", "zaloguj", "prenumer", "předplat", "přihlas", "abonne", "inloggen",
			"اشترك", "للمشتركين", "تسجيل", "سجل", "مشترک", "ورود", "ثبت", "订阅", "訂閱", "登录", "登入", "会员", "會員", "付费", "付費",
			"注册", "註冊", "購読", "会員", "ログイン", "מנוי", "התחבר",
		})
	})
)

// gatedNames are the classes and ids, lower case, that the page's data name as those of what is not free.
func (r *Parsed) gatedNames() (names []string) {
	for i := range r.facts.LD {
		for _, selector := range r.facts.LD[i].Gated {
			for part := range strings.SplitSeq(selector, ",") {
				at := strings.LastIndexAny(part, ".#")
				if name := strings.TrimSpace(part[at+1:]); at >= 0 && name != "" && !strings.ContainsAny(name, " >[:") {
					names = append(names, strings.ToLower(name))
				}
			}
		}
	}
	return names
}

func (r *Parsed) gatedBy(n *dom.Node, names []string) bool {
	if slices.Contains(names, strings.ToLower(markup.Attr(n.HTML, "id"))) {
		return true
	}
	for class := range strings.FieldsSeq(strings.ToLower(markup.Attr(n.HTML, "class"))) {
		if slices.Contains(names, class) {
			return true
		}
	}
	return false
}
