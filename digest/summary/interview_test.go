package summary

import (
	"testing"

	"attache/news"
)

// TestInterviews has texts in which somebody answers questions: what he says stands in no summary as if the outlet said
// it. Explainers that ask their own questions are told by the outlet.
func TestInterviews(t *testing.T) {
	for _, c := range []struct {
		lang            string
		question1       string
		answer1         string
		question2       string
		answer2, before string
		answers         bool
	}{
		{
			"en", "How do you see the talks between Chile and Peru?", "The talks between both capitals will last for years.",
			"Do you expect a treaty?", "The parliament in Lima would have to agree to any treaty.",
			"Chile and Peru speak about their border again.", true,
		},
		{
			"de", "Wie beurteilen Sie die Gespräche zwischen Chile und Peru?",
			"Die Gespräche zwischen den Hauptstädten dauern Jahre.",
			"Erwarten Sie einen Vertrag?", "Das Parlament in Lima müsste jedem Vertrag zustimmen.",
			"Chile und Peru sprechen wieder über ihre Grenze.", true,
		},
		{
			"fr", "Comment voyez-vous les discussions entre le Chili et le Pérou ?",
			"Les discussions entre Santiago et Lima dureront des années.",
			"Attendez-vous un traité ? Qu'en pensez vous ?", "Le parlement de Lima devrait approuver un tel texte.",
			"Le Chili et le Pérou parlent de leur frontière.", true,
		},
		{
			"ru", "Как вы оцениваете переговоры Чили и Перу?", "Переговоры двух столиц продлятся годы.",
			"Вы ждёте договора?", "Парламент в Лиме должен одобрить любой договор.",
			"Чили и Перу снова говорят о границе.", true,
		},
		{
			"tr", "Şili ile Peru görüşmelerini siz nasıl görüyorsunuz?", "Şili ile Peru arasındaki görüşmeler yıllarca sürecek.",
			"Sizce anlaşma olur mu?", "Lima parlamentosunun her anlaşmayı onaylaması gerekir.",
			"Şili ile Peru sınırı yeniden konuşuyor.", true,
		},
		{
			"kk", "Сіз Чили мен Перу келіссөзін қалай бағалайсыз?", "Сантьяго мен Лима келіссөзі жылдарға созылады.",
			"Сіздіңше, шарт бола ма?", "Лима парламенті кез келген шартты мақұлдауы керек.",
			"Чили мен Перу шекараны қайта талқылап жатыр.", true,
		},
		{
			"zh", "您如何看待智利和秘鲁的会谈？", "智利与秘鲁之间的会谈将持续多年时间。",
			"您认为会有条约吗？", "利马议会必须批准任何一项边界条约。", "智利和秘鲁再次讨论边界问题，双方代表出席。", true,
		},
		{
			"pl", "Jak pan ocenia rozmowy Chile i Peru?", "Rozmowy Santiago i Limy potrwają całe lata.",
			"Czy spodziewa się pan traktatu?", "Parlament w Limie musiałby zatwierdzić każdy traktat.",
			"Chile i Peru znów rozmawiają o granicy.", true,
		},
		{
			"en", "What is the dispute about?", "The dispute between Chile and Peru is about fishing grounds.",
			"When will the court rule?", "The court in The Hague will rule in January.",
			"Chile and Peru meet in court.", false,
		},
		{
			"de", "Worum geht es im Streit?", "Der Streit zwischen Chile und Peru dreht sich um Fischgründe.",
			"Wann urteilt das Gericht?", "Das Gericht in Den Haag urteilt im Januar.",
			"Chile und Peru treffen sich vor Gericht.", false,
		},
		{
			"ru", "В чём суть спора?", "Спор Чили и Перу идёт о рыболовных водах.",
			"Когда решит суд?", "Суд в Гааге вынесет решение в январе.", "Чили и Перу встречаются в суде.", false,
		},
	} {
		d := Read(&news.Article{Language: c.lang, Blocks: []news.Block{
			{Kind: news.Paragraph, Text: c.before},
			{Kind: news.Paragraph, Text: c.question1},
			{Kind: news.Paragraph, Text: c.answer1},
			{Kind: news.Heading, Text: c.question2},
			{Kind: news.Paragraph, Text: c.answer2},
		}})
		refused := 0
		for _, s := range d.Sentences {
			if s.Refused == refusedAnswer {
				refused++
			}
		}
		if got := refused == 2; got != c.answers || refused == 1 {
			t.Errorf("%s %q: %d answers refused, want them refused: %v", c.lang, c.question1, refused, c.answers)
		}
		if !d.Sentences[0].Fit {
			t.Errorf("%s: what stands before the questions is refused: %s", c.lang, d.Sentences[0].Refused)
		}
	}
}

func TestShortNamesLean(t *testing.T) {
	blocks := []news.Block{
		{Kind: news.Paragraph, Text: "A Dutch institute, the Organisation for Applied Research (TNO), examined the shells."},
		{Kind: news.Paragraph, Text: "TNO's finding is that the tank fired a machine gun at reporters."},
		{Kind: news.Paragraph, Text: "NATO's members asked for the report of the institute."},
	}
	d := Read(&news.Article{Language: "en", Title: "Tank fired at reporters", Blocks: blocks})
	if !d.Sentences[1].Leans || d.Sentences[2].Leans {
		t.Errorf("leans: %v, %v", d.Sentences[1].Leans, d.Sentences[2].Leans)
	}
	d = Read(&news.Article{Language: "en", Title: "TNO: tank fired at reporters", Blocks: blocks})
	if d.Sentences[1].Leans {
		t.Error("the headline says the short name")
	}
}

func TestQuotationBlocks(t *testing.T) {
	d := Read(&news.Article{Language: "en", Title: "The president spoke to veterans", Blocks: []news.Block{
		{Kind: news.Paragraph, Text: "The president of Chile spoke to veterans in Arica on Monday."},
		{Kind: news.Quotation, Text: "The country is going to set up a training camp for its veterans."},
		{Kind: news.Paragraph, Text: "Veterans of Peru were among the guests of the meeting."},
	}})
	if d.Sentences[1].Refused != refusedQuoted || !d.Sentences[0].Fit || !d.Sentences[2].Fit {
		t.Errorf("refused: %q", d.Sentences[1].Refused)
	}
}

func TestOrdinalsAreNoDatelines(t *testing.T) {
	for in, want := range map[string]int{
		"Die Ergebnisse der 27. UN- Klimakonferenz (COP27) wurden als schwach bewertet.":            0,
		"Die Minister der G7 - Frankreich und Italien eingeschlossen - haben sich in Riga gesehen.": 0,
		"Der Bundestag 2. und 3. Lesung - Abgeordnete stimmen für den Vertrag mit Polen.":           0,
		"Bruselas, 7 oct (EFE).- Los ministros de la UE acordaron sanciones contra Minsk.":          24,
		"Luxembourg, July 1 2010 - Ministers of the union agreed on new sanctions.":                 26,
		"La Paz, 3.6. - Der Präsident reist nach Lima und trifft dort den Nachbarn.":                15,
		"Berlin 2024 – Der Vertrag mit Polen wurde von beiden Seiten unterzeichnet.":                16,
	} {
		if got := dateline(in); got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
}
