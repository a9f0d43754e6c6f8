package date

import (
	"strings"
	"unicode/utf8"

	"attache/text"
)

// label is what the words around a date say of it.
type label uint8

const (
	noLabel label = iota
	labelUpdated
	labelIssued
	labelMaybe // "on", "from", "article": of publication, if nothing else is said
	labelOther // of something else: joining, receipt, access, birth, a picture
)

// labelStems begin the words that tell which date one is, in the languages the product reads.
var labelStems = stemsByRune(map[label]string{
	labelUpdated: "updat modif edited revised reviewed amended correct aktualis geänder änderung zuletzt akt stand " +
		"korrig geupdat überarbeit обновл изменен изменён редакт уточнен güncel değiştir düzenlen güncək " +
		"yenilən jour " +
		"modifié actualiz actualis actuali atualiz aggiorn modifica оновл змінен відредаг абноўл абнаўл зменен " +
		"жаңарт " +
		"жаңар жаңыла жаңыр ońda янгилан ўзгарт yangila o'zgart навсоз навшуд aktualiz zaktual zmodyf upraven " +
		"bijgewerkt gewijzigd uppdater ändrad oppdater endret opdater ændret päivit muokat frissít módosít frissü " +
		"ažurir izmijen измењ ажурир измењен актуализ обновен промен posodob spremen uuenda muudet atjaun atnauj " +
		"ενημερ τροποπ עודכן עדכון განახლ შეცვლ թարմաց փոփոխ روزرسانی بروزرسانی ویرایش تحدیث محدث تعدیل अपडेट " +
		"संशोधित " +
		"อัปเดต แก้ไข cập diperbar dimutakhir 更新 最終更新 修改 수정 업데이트 改訂 اپڈیٹ täzelen шинэчл",
	labelIssued: "publis publié publie publicat publicaç publicac publicaz publikov publikac publikas posted " +
		"released issued veröffentl verfasst geschrieben eingestellt erstellt erschien publiz " +
		"опублик публик опублік публік udgiv utgitt размещен размещён добавлен дата выложен вышла yayın yayım " +
		"eklen tarih yüklen paylaş parution " +
		"mis publicad fecha publicat data pubblic жариял жарық салынған оприлюдн розміщ апублік апубліка " +
		"размешч жарыял " +
		"e'lon эълон joylan жойлан sana чоп нашр dərc yerləşdir nəşr opublik dodan zveřejn uverejn vydán " +
		"pridan vložen " +
		"gepubl geplaatst publicer lagd skreven julkais megjelen közzét feltölt létrehoz objav објав постав " +
		"avaldat " +
		"avaldam lisatud publicēt pievienot paskelb δημοσ ανάρτ פורסם פרסום תאריך გამოქვეყ თარიღ հրապարակ " +
		"ամսաթիվ منتشر " +
		"انتشار تاریخ نشر نُشر انتشر प्रकाशित पोस्ट เผยแพร่ โพสต์ đăng xuất diterbitkan dipublikasi tayang 发布 " +
		"发表 發布 " +
		"發表 公開 掲載 投稿 配信 입력 등록 게시 작성 شائع تاريخ нийтлэ çap date datum created uvedeno afişare postat " +
		"inserito créé crée",
	labelMaybe: "vom on first artikel beitrag entry wurde am le el il den du от",
	labelOther: "registr joined mitglied beigetret зарегистрир inscri miembro üyelik katılım born geboren deadline " +
		"expires gültig accept received retriev accessed access abgeruf eingegang angenommen consult обращени " +
		"принят " +
		"получен submitted soumis reçu accepté recibido aceptado ricevuto accettato kabul erişim қабылдан қаралған " +
		"прийнят отриман otrzyman przyjęt dostęp foto fotos photo bild image picture фото фотограф снимок " +
		"сурет fotoğraf " +
		"снимка obrázek zdjęcie valokuva kép imagen imagem immagine صورة عکس תמונה copyright lizenz version архивн " +
		"archivfoto archiv file founded gegründet основан veranstaltung termin мероприят",
})

// Words that are whole labels, not beginnings of others.
var wholeLabels = map[string]bool{
	"akt": true, "stand": true, "jour": true, "on": true, "first": true, "vom": true, "am": true, "le": true, "el": true,
	"il": true, "den": true, "du": true, "от": true, "data": true, "date": true, "datum": true, "mis": true, "file": true,
	"foto": true, "photo": true, "image": true, "kép": true, "bild": true, "sana": true, "дата": true, "entry": true,
	"version": true, "access": true, "termin": true, "foto's": true, "picture": true, "нашр": true, "чоп": true,
	"نشر": true, "cập": true, "xuất": true,
}

type stem struct {
	text string
	is   label
}

// stemsByRune sorts stems by their first letter.
func stemsByRune(lists map[label]string) map[rune][]stem {
	out := map[rune][]stem{}
	for is, words := range lists {
		for _, w := range strings.Fields(words) {
			w = foldWord(w)
			first, _ := utf8.DecodeRuneInString(w)
			out[first] = append(out[first], stem{w, is})
		}
	}
	return out
}

// labelOf tells what a folded word says of the date beside it. Of two stems the longer one counts.
func labelOf(word string) label {
	first, _ := utf8.DecodeRuneInString(word)
	best := stem{}
	for _, s := range labelStems[first] {
		if len(s.text) > len(best.text) && strings.HasPrefix(word, s.text) && (!wholeLabels[s.text] || word == s.text) {
			best = s
		}
	}
	return best.is
}

// How many tokens before and after a date its label may stand.
const (
	labelBefore = 10
	labelAfter  = 8
)

// labelled tells what the words around the date just read say of it: those before it, back to the date before, else a
// verb behind it.
func (p *Parser) labelled() label {
	if p.behind {
		return p.nextLabel()
	}
	found := noLabel
	for i := p.from - 1; i >= max(p.last, p.from-labelBefore); i-- {
		t := p.toks[i]
		if t.kind == '|' && i < p.from-1 {
			break
		}
		if t.kind != 'w' {
			continue
		}
		switch is := labelOf(t.text); {
		case is == labelOther:
			return labelOther
		case is == labelUpdated && found != labelUpdated:
			// "date of update", "updated on", "Published, updated": what stands nearest, but an update is no date of
			// issue
			if found == noLabel || found == labelMaybe || p.together(i) {
				found = labelUpdated
			}
		case is != noLabel && found == noLabel, is == labelIssued && found == labelMaybe:
			found = is
		}
	}
	if found == noLabel || found == labelMaybe {
		if behind := p.labelBehind(); behind != noLabel {
			return behind
		}
	}
	return found
}

// nextLabel returns the first label behind the date just read.
func (p *Parser) nextLabel() label {
	for i := max(p.to, p.clockEnd); i < len(p.toks); i++ {
		if is := labelOf(p.toks[i].text); p.toks[i].kind == 'w' && (is == labelUpdated || is == labelIssued) {
			return is
		}
	}
	return noLabel
}

// labelsBehind reports a text of several dates with a label behind each, none before the first: "2026年8月28日更新
// 2026年8月3日公開".
func (p *Parser) labelsBehind() bool {
	numbers := 0
	for i := range p.toks {
		if p.toks[i].kind == 'n' {
			numbers++
		}
	}
	if numbers < 2 { // so most texts need no look at their words
		return false
	}
	labels, last := 0, byte(0) // last is what came last: a label or a number
	for i := range p.toks {
		switch t := &p.toks[i]; t.kind {
		case 'n':
			last = 'n'
		case 'w':
			if is := labelOf(t.text); is == labelUpdated || is == labelIssued {
				if last == 0 {
					return false
				}
				if last == 'n' {
					labels++
				}
				last = 'w'
			}
		}
	}
	return labels > 1 && last == 'w'
}

// together reports whether no mark but a space, a hyphen or an article's dot stands between token i and the next word.
func (p *Parser) together(i int) bool {
	return i+1 < p.from && p.toks[i+1].kind == 'w'
}

// labelBehind reads a verb behind the date, as in "19.06.2025 tarihinde yayınlandı" and "2026年5月5日 更新". A colon or a
// number behind it means that it is of the next date.
func (p *Parser) labelBehind() label {
	end := max(p.to, p.clockEnd)
	for i := end; i < min(len(p.toks), end+labelAfter); i++ {
		t := p.toks[i]
		if t.kind == 'n' {
			return noLabel
		}
		if t.kind != 'w' {
			continue
		}
		is := labelOf(t.text)
		if is != labelUpdated && is != labelIssued || t.text == "mis" && p.at(i+2).text != "ligne" {
			continue // "mis en examen"
		}
		if next := p.at(i + 1); next.kind == 'w' && !clauseEnds[next.text] {
			return noLabel // "On 5 May the paper published an article"
		}
		for k := i + 1; k < min(len(p.toks), i+4); k++ {
			if kind := p.toks[k].kind; kind == ':' || kind == 'n' || kind == '/' {
				return noLabel
			}
		}
		return is
	}
	return noLabel
}

// clauseEnds are words that may follow a verb at the end of a clause.
var clauseEnds = text.WordSet("und and ve и et y e i en och og та және uhr")
