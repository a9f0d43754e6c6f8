package page

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/scrape/markup"
	"attache/scrape/page/byline"
	"attache/scrape/page/dom"
	"attache/text"
)

const (
	shortestCut = 15 // characters of a headline that was cut before its end
	fewestTitle = 3  // words that a headline keeps
)

// whole returns the candidate that goes on where candidate best was cut ("… for Hong Kong leader..."): of several the
// one that the title model prefers; best when there is none.
func (t Titles) whole(best int, scores []float32) int {
	if best < 0 {
		return best
	}
	cut, ok := cutHeadline(t.Candidates[best].Text)
	if !ok || utf8.RuneCountInString(cut) < shortestCut {
		return best
	}
	fold, out := dom.FoldText(cut), best
	for i := range t.Candidates {
		c := &t.Candidates[i]
		if _, alsoCut := cutHeadline(c.Text); alsoCut || len(c.Text) <= len(cut) ||
			strings.HasPrefix(c.Text, t.Candidates[best].Text) || // its own mark, and the site behind it
			!strings.HasPrefix(c.fold, fold) {
			continue
		}
		if out == best || scores[i] > scores[out] {
			out = i
		}
	}
	return out
}

// cutHeadline returns a headline without the mark of what was cut off its end; false when it has none.
func cutHeadline(s string) (string, bool) {
	for _, mark := range [...]string{"…", "...", "[…]", "[...]"} {
		if head, ok := strings.CutSuffix(s, mark); ok {
			return strings.TrimRight(head, " .…["), true
		}
	}
	return s, false
}

// wholeOf returns the shortest of the page's titles that goes on where a list's headline was cut; "" when none does.
func (r *Parsed) wholeOf(cut string) (whole string) {
	if _, ok := cutHeadline(cut); !ok {
		return ""
	}
	for _, c := range r.titleCandidates() {
		if GoesOn(cut, c.Text) && (whole == "" || len(c.Text) < len(whole)) {
			whole = c.Text
		}
	}
	return whole
}

// GoesOn reports whether a list's headline was cut before its end, and another one is the whole of it, as a page whose
// text cannot be read may still say in its head.
func GoesOn(cut, whole string) bool {
	head, ok := cutHeadline(cut)
	if _, alsoCut := cutHeadline(whole); !ok || alsoCut || utf8.RuneCountInString(head) < shortestCut {
		return false
	}
	fold, other := dom.FoldText(head), dom.FoldText(whole)
	return len(other) > len(fold) && strings.HasPrefix(other, fold)
}

// tidyTitle returns a headline without the names of outlets and agencies around it: "… (BBC News)", "… – Andina", and
// "AFP: …" where the page says that the agency wrote it. Elsewhere such a beginning says who claims what follows.
func (r *Parsed) tidyTitle(title string) string {
	title = r.withoutLabel(title)
	if open := strings.LastIndexAny(title, "(（"); open > 0 {
		_, size := utf8.DecodeRuneInString(title[open:])
		name := strings.TrimSpace(strings.TrimRight(title[open+size:], ")） "))
		if head := strings.TrimSpace(title[:open]); strings.IndexAny(title[open:], ")）") > 0 && r.outletName(name) &&
			strings.ContainsAny(title[len(title)-len("）"):], ")）") && longEnough(head) {
			title = head
		}
	}
	if head, tail, ok := markup.CutTail(title); ok && longEnough(head) &&
		(markup.KnownOutlet(markup.OutletKey(tail)) || byline.IsAgency(tail)) {
		title = head
	}
	name, rest, ok := strings.Cut(title, ": ")
	if ok && byline.IsAgency(name) && longEnough(rest) && (r.site.is(dom.FoldText(name)) || r.writtenBy(name)) {
		if first, _ := utf8.DecodeRuneInString(rest); !unicode.IsLower(first) {
			title = strings.TrimSpace(rest)
		}
	}
	return title
}

// longEnough reports whether what is left of a headline still is one.
func longEnough(s string) bool {
	return strings.Count(s, " ") >= fewestTitle-1 || utf8.RuneCountInString(s) >= 8 && text.Ideographic(s)
}

// outletName reports the name of an outlet or an agency, as it stands in brackets behind a headline.
func (r *Parsed) outletName(name string) bool {
	if name == "" {
		return false
	}
	return markup.KnownOutlet(markup.OutletKey(name)) || byline.IsAgency(name) ||
		len(name) > 3 && strings.Contains(name, " ") && (r.site.is(dom.FoldText(name)) || strings.HasSuffix(name, " News"))
}

// writtenBy reports whether the head of the page names an author so.
func (r *Parsed) writtenBy(name string) bool {
	for i := range r.facts.LD {
		for _, a := range r.facts.LD[i].Authors {
			if strings.EqualFold(a, name) {
				return true
			}
		}
	}
	author, _ := r.facts.Meta("author", "article:author", "dc.creator")
	return strings.EqualFold(author, name)
}

// withoutLabel returns a headline without the label before it: one in square brackets that names the outlet, the author
// or a rubric ("[주간 뉴스타파] …", "[단독] …"), or rubrics before a dash ("SONDAGE EXCLUSIF - …").
func (r *Parsed) withoutLabel(title string) string {
	for _, marks := range [...][2]string{{"[", "]"}, {"【", "】"}, {"［", "］"}} {
		inner, rest, ok := strings.Cut(strings.TrimPrefix(title, marks[0]), marks[1])
		if rest = strings.TrimSpace(rest); !ok || !strings.HasPrefix(title, marks[0]) || !longEnough(rest) &&
			utf8.RuneCountInString(rest) < shortestCut || utf8.RuneCountInString(inner) > longestLabel {
			continue
		}
		if rubric(inner) || r.namesHouse(inner) {
			return rest
		}
	}
	for _, mark := range [...]string{" - ", " – ", " — ", " | "} {
		head, rest, ok := strings.Cut(title, mark)
		if ok && len(head) <= 2*longestLabel && head == strings.ToUpper(head) && rubric(head) && longEnough(rest) {
			return strings.TrimSpace(rest)
		}
	}
	return title
}

// longestLabel is how many characters a label in brackets has at most.
const longestLabel = 24

// namesHouse reports a label with the name of who publishes or signs the page in it.
func (r *Parsed) namesHouse(label string) bool {
	f := dom.FoldText(label)
	if f == "" {
		return false
	}
	if r.outletName(label) || f == r.outletFold || r.site.is(f) {
		return true
	}
	for _, name := range r.publisherNames() {
		if n := dom.FoldText(name); utf8.RuneCountInString(n) > 2 && strings.Contains(f, n) {
			return true
		}
	}
	return false
}

// rubric reports a text whose words are all rubrics.
func rubric(s string) bool {
	words := text.Words(s)
	for _, w := range words {
		if !rubricWords()[w] {
			return false
		}
	}
	return len(words) > 0
}

// rubricWords are what newsrooms put before headlines to say what kind of text follows.
var rubricWords = sync.OnceValue(func() map[string]bool {
	return text.WordSet(`video videos photo photos gallery live exclusive update updated breaking watch analysis opinion
		explainer factbox interview podcast editorial commentary vidéo photos direct exclusif exclu sondage entretien
		infographie infographies reportage tribune analyse édito éditorial décryptage urgent enquête récit portrait
		exklusiv eilmeldung kommentar umfrage liveticker ticker bildergalerie vídeo fotos galería exclusiva exclusivo
		entrevista análisis opinión última hora urgente infografía encuesta esclusiva sondaggio intervista foto diretta
		analisi видео фото эксклюзив интервью мнение аналитика молния срочно опрос відео ексклюзив інтерв'ю терміново
		wideo zdjęcia tylko u nas galeri özel haber röportaj анализ son dakika видеосюжет фоторепортаж 단독 속보 종합
		영상 사진 포토 사설 칼럼 인터뷰 기고 르포 긴급 특집 기획 독자 動画 写真 独自 速報 社説 解説 视频 組圖 组图 快讯 快訊 独家 獨家
		社论 社論 评论 評論 专访 專訪 فيديو صور عاجل حصري خاص مقابلة ویدیو عکس اختصاصی`)
})
