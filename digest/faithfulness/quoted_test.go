package faithfulness

import "testing"

// TestFragmentsThatReverse cuts words out of sentences that deny them, or leave them open, by their other words. The
// whole sentence passes.
func TestFragmentsThatReverse(t *testing.T) {
	for _, c := range []struct{ lang, sentence, fragment string }{
		{
			"en", "The foreign minister did not say that Kazakhstan would leave the customs union next year.",
			"Kazakhstan would leave the customs union next year.",
		},
		{
			"en", "The minister did not, at any point of the interview, say that Kazakhstan would leave the customs union " +
				"with Armenia next year.", "Kazakhstan would leave the customs union with Armenia next year.",
		},
		{
			"en", "Officials denied that the two ministers signed a border protocol in Samarkand on 12 May.",
			"the two ministers signed a border protocol in Samarkand on 12 May",
		},
		{
			"en", "The two ministers signed a border protocol in Samarkand on 12 May, the ministry denied on Friday.",
			"The two ministers signed a border protocol in Samarkand on 12 May.",
		},
		{
			"en", "It is unclear whether the two ministers signed a border protocol in Samarkand on 12 May.",
			"The two ministers signed a border protocol in Samarkand on 12 May.",
		},
		{
			"ru", "Министр не заявлял, что Казахстан в следующем году выйдет из таможенного союза с Арменией.",
			"Казахстан в следующем году выйдет из таможенного союза с Арменией.",
		},
		{
			"ru", "В ведомстве опровергли, что министры подписали в Самарканде протокол о границе 12 мая.",
			"Министры подписали в Самарканде протокол о границе 12 мая.",
		},
		{
			"tr", "Bakan, Kazakistan'ın gelecek yıl Ermenistan ile gümrük birliğinden ayrılacağını söylemedi, bu doğru değil.",
			"Kazakistan'ın gelecek yıl Ermenistan ile gümrük birliğinden ayrılacağını",
		},
		{
			"kk", "Министр Қазақстан келесі жылы Армениямен кеден одағынан шығады деп айтқан жоқ.",
			"Қазақстан келесі жылы Армениямен кеден одағынан шығады",
		},
		{
			"ky", "Министр Казакстан эмдиги жылы Армения менен бажы союзунан чыгат деп айткан жок.",
			"Казакстан эмдиги жылы Армения менен бажы союзунан чыгат",
		},
	} {
		source := "Astana, 12 May. " + c.sentence + " Trade rose by 14 percent."
		if why := Unfounded(c.lang, source, c.sentence); why != "" {
			t.Errorf("the whole sentence %q is refused: %s", c.sentence, why)
		}
		if why := Unfounded(c.lang, source, c.fragment); why == "" {
			t.Errorf("%q passes, cut out of %q", c.fragment, c.sentence)
		}
		// said elsewhere without the denial, it is founded
		if why := Unfounded(c.lang, source+"\n\n"+c.fragment, c.fragment); why != "" {
			t.Errorf("%q is refused where it stands by itself, too: %s", c.fragment, why)
		}
	}
}

// TestFragmentsThatStand holds that words cut out of a sentence that claims them pass.
func TestFragmentsThatStand(t *testing.T) {
	for _, c := range []struct{ lang, source, fragment string }{
		{
			"en", "Trade between the two neighbours rose by 14 percent last year to $506 million, officials said.",
			"Trade between the two neighbours rose by 14 percent last year.",
		},
		{
			"en", "The tower did not suffer damage and the fire's spread had been halted by crews around midnight.",
			"The fire's spread had been halted by crews around midnight.",
		},
		{
			"ru", "Парламент не ратифицировал договор, но министры подписали в Самарканде протокол о границе 12 мая.",
			"Министры подписали в Самарканде протокол о границе 12 мая.",
		},
	} {
		if why := Unfounded(c.lang, c.source, c.fragment); why != "" {
			t.Errorf("%q is refused: %s", c.fragment, why)
		}
	}
}

// TestQuotedWithoutSpaces holds that sentences in a row are a quotation where no space parts them.
func TestQuotedWithoutSpaces(t *testing.T) {
	const source = "外长星期二签署了协议。他没有说协议将结束。"
	if start, end, ok := Quoted(source, source, "zh"); !ok || source[start:end] != source {
		t.Errorf("two sentences are no quotation: %d to %d, %v", start, end, ok)
	}
	if _, _, ok := Quoted(source, "协议将结束。", "zh"); ok {
		t.Error("a part of a sentence is a quotation")
	}
}

// TestQuoted holds what counts as a quotation.
func TestQuoted(t *testing.T) {
	const source = "He signed it?  No one knows.\nThe treaty stands; Armenia left it. They did not say that it ended."
	for _, c := range []struct{ quoted, want string }{
		{"No one knows.", "No one knows."},
		{"No one knows", "No one knows."},
		{"He signed it? No one knows.", "He signed it?  No one knows."},
		{"Armenia left it.", "Armenia left it."},
		{"The treaty stands.", "The treaty stands;"},
		{
			"The treaty stands; Armenia left it. They did not say that it ended.",
			"The treaty stands; Armenia left it. They did not say that it ended.",
		},
		{"He signed it.", ""}, // it was asked
		{"it ended", ""},
		{"it ended.", ""},
		{"They did not say", ""},
		{"No one knows. They did not say that it ended.", ""}, // not in a row
		{"", ""},
		{".", ""},
	} {
		start, end, ok := Quoted(source, c.quoted, "en")
		if got := source[start:end]; got != c.want || ok != (c.want != "") {
			t.Errorf("%q is taken for %q, want %q", c.quoted, got, c.want)
		}
	}
}
