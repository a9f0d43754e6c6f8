package digest

import (
	"slices"
	"strings"

	"attache/text"
)

// turn is how a title changes what stood before it: it undoes it (a pause of tariffs, a visit put off) or takes it up
// again.
type turn int

const (
	noTurn turn = iota
	undoes
	resumes
)

// turnWords are beginnings of words, by language, parted by semicolons: first those that undo, then those that take up
// again. A trailing space asks for the whole word; in Chinese they are found anywhere.
var turnWords = map[string][2]string{
	"en": {
		"pause;suspen;postpon;delay;cancel;revers;revok;rescind;withdraw;withdr;halt;scrap;" +
			"lifts ;lifted ;to lift ;calls off;called off;backs down;u turn;blocks ;blocked ;" +
			"strikes down;overturn;freez;froze ;backtrack",
		"reinstat;resum;restor;reviv;reimpos;renew;unfreez",
	},
	"ru": {
		"приостан;отложи;отклады;отмен;отозв;отзыва;сняла ;снял ;сняли ;снимет;снимают;" +
			"замороз;заморажив;аннулир;отказал;прекра;пауз;перенес;перенёс;переносит;заблокир",
		"возобнов;восстан;вернул;возвраща;разморо",
	},
	"uk": {
		"призупин;відклад;відкла;скасу;скасов;відклик;зняв ;зняли ;заморо;відмов;припин;пауз;" +
			"перенес;перенесл",
		"відновл;відновив;поверн;розморо",
	},
	"tr": {
		"askıya;ertele;iptal;durdur;kaldır;geri çek;dondur;vazgeç;ara ver",
		"yeniden başla;devam et;geri getir",
	},
	"az": {
		"təxirə;dayandır;ləğv;geri çək;dondur;imtina",
		"bərpa;yenidən;davam et",
	},
	"kk": {
		"тоқтат;кейінге;күшін жой;бас тарт;кері қайтар",
		"қайта баста;қалпына;жаңғырт",
	},
	"ky": {
		"токтот;кийинкиге;жокко чыгар;баш тарт",
		"кайра баштал;калыбына",
	},
	"uz": {
		"to‘xtat;keyinga qoldir;bekor;voz kech",
		"qayta tikla;yana boshla",
	},
	"de": {
		"aussetz;ausgesetzt;setzt aus;pausier;verschieb;verschob;verschoben;abgesagt;sagt ab;" +
			"zieht zurück;zurückgezogen;rückzieher;aufgehoben;hebt auf;stoppt;gestoppt;streicht;" +
			"kippt;gekippt",
		"wiederaufn;wieder in kraft;nimmt wieder",
	},
	"fr": {
		"suspen;reporte;reporté;annul;lève ;lèvent;levée;retire;recule;gèle ;gel ;abandonn;" +
			"bloque",
		"rétabli;reprend;reprise;relance",
	},
	"es": {
		"suspend;pausa;aplaza;pospon;cancel;retira;levanta;revoca;anula;congela;frena",
		"reanuda;restable;reactiva",
	},
	"it": {
		"sospen;rinvi;annull;cancell;ritira;revoca;congela;blocca;pausa",
		"riprend;ripristin;riattiv",
	},
	"pt": {
		"suspend;pausa;adia;cancel;retira;revoga;anula;congela;recua",
		"retom;restabelec;reativ",
	},
	"pl": {
		"zawies;wstrzym;odroczy;odwoł;wycof;uchyl;anulu;zamroz;zamraż",
		"wznow;przywr",
	},
	"ar": {
		"تعليق;يعلق;تعلق;تأجيل;يؤجل;تؤجل;إلغاء;يلغي;تلغي;رفع;سحب;يسحب;تجميد;وقف;تراجع",
		"استئناف;يستأنف;تستأنف;استعادة",
	},
	"fa": {
		"تعلیق;تعویق;لغو;متوقف;توقف;پس گرفت",
		"ازسرگیری;از سر گرفت;احیا",
	},
	"zh": {
		"暂停;中止;推迟;取消;撤回;撤销;解除;搁置;冻结",
		"恢复;重启",
	},
}

// turnOf returns how a title in a language changes what stood before.
func turnOf(lang, title string) turn {
	words, known := turnWords[lang]
	if !known {
		return noTurn
	}
	said, edge := " "+strings.Join(text.Words(title), " ")+" ", " "
	if lang == "zh" {
		said, edge = title, ""
	}
	for kind, list := range words {
		for w := range strings.SplitSeq(list, ";") {
			if strings.Contains(said, edge+text.Fold(w)) {
				return turn(kind + 1)
			}
		}
	}
	return noTurn
}

// overtaking returns the pieces of a story that undo, or take up again, what an earlier piece of it tells: those that
// turn it as the newest that turns it does. The second result is the newest piece that they overtake; nil = none.
func overtaking(pieces []*piece) (over map[*piece]bool, overtaken *piece) {
	if len(pieces) < 2 {
		return nil, nil
	}
	turns := make(map[*piece]turn, len(pieces))
	var last *piece
	for _, p := range pieces {
		turns[p] = turnOf(p.lang, p.a.Title)
		if turns[p] != noTurn && (last == nil || p.a.Published.After(last.a.Published)) {
			last = p
		}
	}
	if last == nil {
		return nil, nil
	}
	for _, p := range pieces {
		earlier := func(x *piece) bool { return turns[x] != turns[last] && x.a.Published.Before(p.a.Published) }
		if turns[p] == turns[last] && slices.ContainsFunc(pieces, earlier) {
			if over == nil {
				over = map[*piece]bool{}
			}
			over[p] = true
		}
	}
	for _, p := range pieces {
		if over != nil && turns[p] != turns[last] && p.a.Published.Before(last.a.Published) &&
			(overtaken == nil || p.a.Published.After(overtaken.a.Published)) {
			overtaken = p
		}
	}
	return over, overtaken
}
