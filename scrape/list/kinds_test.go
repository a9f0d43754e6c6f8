package list

import (
	"net/url"
	"testing"
)

// TestKindOf: quizzes, galleries and schedules in the languages of the sources, and headlines that begin alike.
//
//nolint:lll // an input, a line
func TestKindOf(t *testing.T) {
	for title, want := range map[string]string{
		"Quiz: How well do you know the treaties of France?": "quiz", "Weekly news quiz | 20 June": "quiz",
		"How well do you know the Balkans?": "quiz", "Тест: что вы знаете о НАТО": "quiz", "Викторина: столицы Африки": "quiz",
		"Quiz – Wie gut kennen Sie Europa?": "quiz", "Quiz : connaissez-vous l’Otan ?": "quiz",
		"Crucigrama: 20 de junio": "quiz", "Bulmaca: başkentler": "quiz", "اختبار: ماذا تعرف عن الناتو؟": "quiz",
		"测验：你了解北约吗": "quiz", "クイズ：首都": "quiz", "Palavras cruzadas: Europa": "quiz", "Cruciverba: Europa": "quiz",
		"Photos: Presidents of Brazil and Argentina meet": "picture gallery", "In pictures: the summit": "picture gallery",
		"Фоторепортаж: саммит в Астане": "picture gallery", "Bildergalerie: Gipfel in Wien": "picture gallery",
		"EN IMAGES : le sommet de Paris": "picture gallery", "Fotogalería: la cumbre": "picture gallery",
		"Em imagens: a cúpula": "picture gallery", "Fotogallery: il vertice": "picture gallery",
		"Foto galeri: Ankara zirvesi": "picture gallery", "بالصور: القمة العربية": "picture gallery",
		"组图：两国元首会晤": "picture gallery", "【写真特集】首脳会談": "picture gallery", "The summit - in pictures": "picture gallery",
		"Суреттер: саммит": "picture gallery", "Саммит в Астане (фоторепортаж)": "picture gallery",
		"Schedule of the foreign minister of Latvia for 20 June": "schedule", "The Week Ahead: 3–9 June": "schedule",
		"Public Schedule – June 20, 2025": "schedule", "Secretary Rubio's Public Schedule for June 20": "schedule",
		"График встреч министра на 20 июня": "schedule", "Расписание президента": "schedule",
		"Termine der Außenministerin": "schedule", "Agenda du ministre, semaine du 2 juin": "schedule",
		"Agenda de la ministra": "schedule", "Agenda do ministro": "schedule", "Haftanın gündemi": "schedule",
		"首相動静（20日）": "schedule", "Kalendarium": "schedule", "Анонс событий на неделю": "schedule",
		"Quiz de la semaine : avez-vous suivi l’actualité ?": "quiz", "Quiz. ¿Cuánto sabe de la OTAN?": "quiz",
		"Test: ¿qué sabe de la ONU?": "quiz", "Тест. Что вы знаете о НАТО?": "quiz", "Haftanın testi: Dış politika": "quiz",
		"Сынақ: БҰҰ туралы не білесіз?": "quiz", "Kviz: Koliko znate o EU?": "quiz", "Quiz da semana: o que sabe da ONU?": "quiz",
		"EN IMAGES. Le sommet d’Astana": "picture gallery", "Саммит в Астане. Фоторепортаж": "picture gallery",
		"FOTO GALERİ - Astana zirvesi": "picture gallery", "Department of State public schedule": "schedule",
		"L’agenda de la semaine": "schedule", "La agenda de la semana": "schedule", "L’agenda della settimana": "schedule",
		"Что ждёт нас на этой неделе": "schedule", "Bakan Fidan’ın günlük programı": "schedule", "Апта кестесі": "schedule",
		"جدول أعمال الأسبوع": "schedule", "Schedule for Monday": "schedule", "Schedule of the prime minister": "schedule",
		// headlines
		"The schedule of withdrawals divides the coalition": "", "Schedule for talks agreed": "", "日程表已定：中美元首将会晤": "",
		"Расписание поездов между Астаной и Ташкентом изменено": "", "Putin’s agenda in Ankara: gas and grain": "",
		"L’agenda de Macron à Rabat bouleversé par la crise": "", "Agenda de Lula em Pequim inclui acordo": "",
		"Тест-драйв коалиции: выборы в Германии": "", "Fotos belegen Lieferung von Drohnen": "", "صور الأقمار الصناعية تظهر قاعدة": "",
		"Quiz show host leaves for Moscow": "", "Photos show damage at Iran's nuclear site": "", "Schedule slips for NATO talks": "",
		"Тестирование ракет продолжается": "", "Фото с саммита вызвало скандал": "", "Agenda 2030 in danger, UN says": "",
		"اختبار صاروخ جديد في كوريا الشمالية": "", "График поставок газа сорван": "", "Bilder aus Gaza erschüttern die Welt": "",
		"Picture of Putin burnt in Tbilisi": "", "Test of a missile fails": "", "In photos he looks older, Kim tells Trump": "",
		"Presidents meet in Brasilia": "", "Испытания: Индия запустила ракету": "", "Termin für Gipfel steht": "", "": "",
	} {
		if got := KindOf(title); got != want {
			t.Errorf("%q is %q, want %q", title, got, want)
		}
	}
	if got := LeftOut(map[string]int{"quiz": 1, "schedule": 2}); got !=
		"3 entries are no articles and were left out: 1 quiz, 2 schedules." {
		t.Error(got)
	}
}

// TestListPages: addresses of pagination, and articles that look alike.
func TestListPages(t *testing.T) {
	at, _ := url.Parse("https://e.org/news/")
	for in, want := range map[string]bool{
		"https://e.org/": true, "https://e.org": true, "https://e.org/news/page/2/": true, "https://e.org/page/14": true,
		"https://e.org/news?page=3": true, "https://e.org/news/?PAGEN_1=2": true, "https://e.org/x/?paged=4": true,
		"https://e.org/haberler/sayfa/2": true, "https://e.org/seite-3": true, "https://e.org/новости/страница/2/": true,
		"https://e.org/article?page=2": false, "https://e.org/?p=1234": false, "https://e.org/news/2025/treaty.html": false,
		"https://e.org/page/about-treaty": false, "https://e.org/news/page/20250620": false, "https://e.org/?id=5": false,
		"https://e.org/#!/news/5": false, "https://e.org/news/page-turner": false, "https://e.org/news?page=202506": false,
		"https://e.org/homepage2": false,
	} {
		if got := isListPage(in, at); got != want {
			t.Errorf("%s: %v", in, got)
		}
	}
}
