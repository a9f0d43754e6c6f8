package list

import (
	"fmt"
	"net/url"
	"strings"

	"attache/scrape/markup"
	"attache/text"
)

// kinds are what lists carry besides articles, each by the titles that name it in the languages of the sources. A word
// alone does not: "Quiz" begins headlines, "Quiz:" names a quiz.
//
//nolint:lll,misspell // words of many languages
var kinds = append([]kind{
	{"quiz", "quizzes", text.Pattern(`(?i)^\W{0,3}(?:(?:the |our )?(?:(?:weekly|daily|news|friday|big|world) )*` +
		`(?:quiz(?:zes)?|trivia|crossword|sudoku|horoscopes?)(?: of the (?:day|week|month|year))?|` +
		`quiz (?:de la semaine|du jour|de la semana|del día|da semana|do dia|der woche|des tages|della settimana|tygodnia)|` +
		`test|kviz|kvíz|kwis|(?:haftanın|günün) testi|сынақ|тест (?:недели|дня)|` +
		`тест|викторина|вікторина|кроссворд|кросворд|гороскоп|(?:das )?(?:nachrichten|wochen)?-?quiz|kreuzworträtsel|rätsel|` +
		`horoskop|(?:le )?quiz(?: de l[’']actu)?|mots croisés|cuestionario|crucigrama|horóscopo|` +
		`palavras cruzadas|cruciverba|oroscopo|bilgi yarışması|bulmaca|сөзжұмбақ|krzyżówka|kruiswoord|` +
		`اختبار|اختبر معلوماتك|مسابقة|كلمات متقاطعة|آزمون|مسابقه|测验|測驗|问答|竞猜|クイズ|퀴즈)` +
		`(?: \d[\d./-]*)?(?:\s*(?:[:：|｜【]|\s[–—-]\s|\.{2,}|\.\s)|$)|(?:[:|–—-]\s*|\s\()(?:weekly |news )?` +
		`(?:quiz|викторина|crossword|trivia)\)?$|^(?:test your (?:knowledge|news)|how well do you know)\b|` +
		`^(?:проверьте,? (?:себя|как)|teste dein wissen|testen sie ihr wissen|testez vos connaissances|` +
		`pon a prueba tus conocimientos|teste seus conhecimentos|bilginizi sınayın)`)},
	{"picture gallery", "picture galleries", text.Pattern(`(?i)^\W{0,3}(?:(?:in )?(?:photos?|pictures?|images)|` +
		`(?:photo|picture|image) ?(?:gallery|essay|story)|gallery|slideshow|` +
		`(?:the )?(?:photos?|pictures?|images) of the (?:day|week|month|year)|(?:the )?(?:day|week|month|year) in (?:photos|` +
		`pictures|images)|фото(?:галерея|репортаж|лента|графии)?|(?:фото|кадр|снимок)\S* (?:дня|недели)|галерея|` +
		`в фотографиях|fotos?|bilder|(?:foto|bilder)(?:galerie|strecke)|bildergalerie|in bildern|` +
		`(?:die )?bilder (?:des tages|der woche)|photos? du jour|en (?:images?|photos?)|galerie(?: photos?)?|diaporama|` +
		`portfolio|fotogalería|galería(?: de fotos)?|en (?:imágenes|fotos)|galeria(?: de fotos)?|em (?:imagens|fotos)|` +
		`foto ?gallery|fotogalleria|in foto|foto(?:ğraf)? ?galeri(?:si)?|fotoğraflarla|fotoğraflar|galeri|` +
		`суреттер|zdjęcia|galeria zdjęć|in beeld|بالصور|صور|معرض صور|ألبوم صور|عکس|تصاویر|گزارش تصویری|` +
		`组图|組圖|图集|圖集|图片故事|高清组图|写真|写真特集|フォトギャラリー|포토)(?:\s*(?:[:：|｜/】]|\s[–—-]\s|\.{2,}|\.\s|…)|$)|` +
		`(?:[.:|–—-]\s*|\s[(\[])(?:in (?:pictures|photos)|photo ?(?:gallery|essay)|slideshow|фоторепортаж|фотогалерея|` +
		`fotogalerie|bildergalerie|en images|diaporama|fotogalería|en imágenes|fotogaleria|fotogallery|foto galeri|组图)[)\]]?$|` +
		`^【写真(?:特集)?】|[(（]组图[)）]$`)},
	{"schedule", "schedules", text.Pattern(`(?i)^\W{0,3}(?:(?:the )?(?:(?:daily|weekly|public|press|media|travel) )*` +
		`schedules?(?:\s*[:|–—-]|\s+(?:for|on)\s+(?:\d|(?:the |this |next )?(?:week|month|day|mon|tues|wednes|thurs|fri|satur|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|` +
		`\s+of\s+(?:the )?(?:events|visits|meetings|(?:prime |foreign |deputy )*(?:minister|president|secretary))\b|$)|(?:the )?(?:week|day|month) ahead\b|(?:daily|weekly|public) ` +
		`(?:agenda|diary|schedule|calendar)\b|calendar of events|diary\s*[:|–—-]|agenda\s*[:|]|` +
		`расписание(?:\s*[:|–—]| (?:на|министра|президента|главы|встреч|визитов|мероприятий)(?:\s|$)|$)|график (?:встреч|работы|визитов|мероприятий|поездок)|календарь (?:событий|мероприятий)|` +
		`анонсы? (?:событий|мероприятий|недели|дня)|розклад(?:\s*[:|–—]| (?:на|міністра|президента|зустрічей|візитів|заходів)(?:\s|$))|что (?:нас )?(?:ждет|ждёт)(?: нас)? на (?:этой|следующей) неделе|графік (?:зустрічей|роботи|візитів|заходів)|` +
		`termin(?:e|kalender|vorschau|plan)(?:\s*[:|–—-]|\s+(?:der|des|für|vom|am)\s|$)|wochenvorschau|tagesvorschau|` +
		`(?:l[’'])?agenda (?:du (?:ministre|président|jour)|de la (?:ministre|présidente|semaine)|hebdomadaire)|la semaine à venir|` +
		`(?:la )?agenda (?:del (?:ministro|canciller|presidente|día)|de la (?:ministra|canciller|presidenta|semana)|semanal|` +
		`informativa|pública)|(?:a )?agenda (?:d[oa] (?:ministr[oa]|president[ea]|chanceler|semana|dia))|` +
		`(?:l[’'])?agenda (?:del(?:la)? (?:ministr[oa]|president[ea]|settimana|giorno))|appuntamenti (?:della settimana|di oggi)|` +
		`(?:günün|haftanın|günlük|haftalık) (?:ajandası|programı?|gündemi)|іс-шаралар кестесі|апта(?:ның)? (?:кестесі|күнтізбесі)|` +
		`kalendarium|terminarz|plan (?:dnia|tygodnia)|جدول أعمال (?:اليوم|الأسبوع)|جدول (?:مواعيد|نشاطات|فعاليات)|أجندة (?:اليوم|الأسبوع)|` +
		`برنامه (?:روزانه|هفتگی)|日程(?:\s*[:：|｜]|$)|一周(?:前瞻|日程|看点)|本周(?:日程|看点)|今週の予定|今日の予定|首相動静)|` +
		`['’]s (?:daily |weekly |public )?schedule(?:\s*[:|–—-]|\s+(?:for|of|on)\s|$)|` +
		`\b(?:public|daily|weekly) schedule$|(?:[:|–—-]\s*)(?:(?:public|daily|weekly) schedule|the week ahead|расписание)$|` +
		`жұмыс кестесі$|(?:bakan|cumhurbaşkan)\S*(?: \S+){0,3} (?:günlük|haftalık) programı$|(?:bakan|cumhurbaşkan)\S* programı$`)},
}, serviceKinds...)

// KindOf names what a title says that its page is, when that is no article: a quiz, a gallery, a schedule; "" = it does
// not say so.
func KindOf(title string) string {
	title = strings.ReplaceAll(markup.OneLine(title), "İ", "i") // which no folding of case does
	for _, k := range kinds {
		if k.title().MatchString(title) && (k.name != "guide" || !ofEvent().MatchString(title)) {
			return k.name
		}
	}
	return ""
}

// LeftOut says how many entries of each kind were left out; "" = none.
func LeftOut(count map[string]int) string {
	all := 0
	var parts []string
	for _, k := range kinds {
		n := count[k.name]
		if all += n; n == 1 {
			parts = append(parts, "1 "+k.name)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %s", n, k.names))
		}
	}
	switch all {
	case 0:
		return ""
	case 1:
		return "One entry is no article and was left out: " + parts[0] + "."
	}
	return fmt.Sprintf("%d entries are no articles and were left out: %s.", all, strings.Join(parts, ", "))
}

var (
	// pagerPath is the end of an address that names a page of a list by its number.
	pagerPath = text.Pattern(`(?i)/(?:page|pages|seite|sayfa|strana|stranica|страница|pagina|paginas|página|bet|` +
		`sahifa)(?:/|-|_|=|%3D)?\d{1,4}/?$`)
	// pagerKey is a parameter that numbers the pages of a list, whatever the path: those of WordPress and Bitrix.
	pagerKey = text.Pattern(`(?i)^(?:paged|PAGEN_\d+|SHOWALL_\d+|page_num|pagenum|pageno)$`)
	// pageKey may number the pages of a list, or choose an article.
	pageKey  = text.Pattern(`(?i)^(?:page|pg|seite|sayfa|stranica|start|offset)$`)
	fewDigit = text.Pattern(`^\d{1,4}$`)
)

// IsFront reports whether an address is a site's front page.
func IsFront(u *url.URL) bool {
	return strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == ""
}

// IsPager reports whether an address is a further page of a list. at is the list at which the link stands; nil = none
// is known: then only addresses count that say so by themselves.
func IsPager(u, at *url.URL) bool {
	if pagerPath().MatchString(u.Path) {
		return true
	}
	for key, values := range u.Query() {
		if len(values) != 1 || !fewDigit().MatchString(values[0]) {
			continue
		}
		if pagerKey().MatchString(key) ||
			at != nil && pageKey().MatchString(key) && strings.Trim(u.Path, "/") == strings.Trim(at.Path, "/") {
			return true
		}
	}
	return false
}

// isListPage reports whether a canonical address is a front page or a further page of a list.
func isListPage(address string, at *url.URL) bool {
	u, err := url.Parse(address)
	return err == nil && (IsFront(u) || IsPager(u, at))
}

// listPagesNote says how many links to pages of lists were left out; "" = none.
func listPagesNote(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " One link leads to a page of the list or to a front page, not to an article, and was left out."
	}
	return fmt.Sprintf(" %d links lead to pages of the list or to front pages, not to articles, and were left out.", n)
}
