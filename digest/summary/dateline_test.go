package summary

import "testing"

func TestDateline(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"(CNN)The ministers signed a treaty on water.", "The ministers signed a treaty on water."},
		{"(CNN) -- The ministers signed a treaty on water.", "The ministers signed a treaty on water."},
		{"Almaty, Kazakhstan (CNN)The ministers signed a treaty on water.", "The ministers signed a treaty on water."},
		{
			"ANKARA, Nov 20 (Reuters) - Türkiye's ministers signed a treaty on water.",
			"Türkiye's ministers signed a treaty on water.",
		},
		{"ANKARA — Türkiye's ministers signed a treaty on water.", "Türkiye's ministers signed a treaty on water."},
		{"NEW YORK (AP) — “We signed a treaty on water,” he said.", "“We signed a treaty on water,” he said."},
		{"АСТАНА, 5 июня — Министры подписали договор о воде.", "Министры подписали договор о воде."},
		{"МОСКВА /ТАСС/ — Министры подписали договор о воде.", "Министры подписали договор о воде."},
		{"Москва — Министры подписали договор о воде.", ""},
		{"NATO — the alliance of 32 states — met in Ankara.", ""},
		{"Kazakhstan (KZ) has signed a treaty on water with its neighbours.", ""},
		{"The Organization of Turkic States (OTS) - Five of its members signed a treaty.", ""},
		{"ANKARA — Signed.", ""},
		{"UN — Security Council members met on Monday in New York.", ""},
	} {
		want := c.want
		if want == "" {
			want = c.in
		}
		if got := c.in[dateline(c.in):]; got != want {
			t.Errorf("%q begins with %q, want %q", c.in, got, want)
		}
	}
}

func TestDatelineIsNoPartOfTheQuotation(t *testing.T) {
	d := doc("en", "ANKARA — The ministers signed a treaty on water on Monday.",
		"NATO — Members of the alliance met in Ankara.")
	if s := d.Sentences[0]; s.Start != len("ANKARA — ") ||
		s.Text != "The ministers signed a treaty on water on Monday." {
		t.Errorf("the first sentence is %q from byte %d", s.Text, s.Start)
	}
}

func TestPlaceBeforeColon(t *testing.T) {
	const rest = "The court asked the state government for a reply to the petition on Monday."
	for head, want := range map[string]bool{
		"MADURAI: ": true, "NEW TOWN: ": true, "GANGTOK,: ": true, "ВИННИЦА: ": true,
		"MODERATOR: ": false, "VICE PRESIDENT HARRIS: ": false, "MR. SMITH: ": false, "Q: ": false, "Court: ": false,
	} {
		d := doc("en", head+rest, "The government will reply to it in the spring, its lawyer said in the court.")
		if got := d.Sentences[0].Fit && d.Sentences[0].Text == rest; got != want {
			t.Errorf("%s the rest is quoted: %v, want %v (%q, %s)", head, got, want, d.Sentences[0].Text, d.Sentences[0].Refused)
		}
	}
	// two names before colons: a talk
	if d := doc("en", "BLINKEN: "+rest, "LAVROV: "+rest); d.Sentences[0].Fit {
		t.Errorf("a turn of a transcript is quoted: %q", d.Sentences[0].Text)
	}
}

func TestClock(t *testing.T) {
	for s, want := range map[string]string{
		"14:40 - The convoy has left the border.":     "The convoy has left the border.",
		"9.15 The convoy has left the border.":        "The convoy has left the border.",
		"10:05 a.m. GMT — The convoy left.":           "The convoy left.",
		"14:40 is when the convoy leaves the border.": "14:40 is when the convoy leaves the border.",
		"10.5 million tonnes crossed the border.":     "10.5 million tonnes crossed the border.",
	} {
		if got := s[clock(s):]; got != want {
			t.Errorf("%q begins with %q", s, got)
		}
	}
}

func TestDatelineForms(t *testing.T) {
	for _, c := range []struct{ line, said string }{
		{
			"TBILISI—The ministers of both states agreed on Friday.",
			"The ministers of both states agreed on Friday.",
		},
		{
			"New Delhi: The army said on Friday that two posts had been attacked.",
			"The army said on Friday that two posts had been attacked.",
		},
		{
			"Bruselas, 7 oct (EFE).- La Comisión propuso este viernes un acuerdo.",
			"La Comisión propuso este viernes un acuerdo.",
		},
		{
			"Berlin (dpa) - Die Minister haben am Freitag ein Abkommen geschlossen.",
			"Die Minister haben am Freitag ein Abkommen geschlossen.",
		},
		{
			"LE POINT SUR LA SITUATION - Les ministres ont signé vendredi un accord.",
			"Les ministres ont signé vendredi un accord.",
		},
		{
			"[Wire/Ana Roca] TAPACHULA -- The ministers signed a treaty on Friday.",
			"The ministers signed a treaty on Friday.",
		},
		{
			"دمشق، سوريا (CNN) -- وقعت وزارة الخارجية اتفاقا جديدا مع العراق.",
			"وقعت وزارة الخارجية اتفاقا جديدا مع العراق.",
		},
		{
			"新华社北京11月20日电（记者张三）中国和哈萨克斯坦外长星期五签署了一项协议。",
			"中国和哈萨克斯坦外长星期五签署了一项协议。",
		},
		{
			"NATO-Russia talks ended without a statement on Friday.",
			"NATO-Russia talks ended without a statement on Friday.",
		},
	} {
		if got := c.line[dateline(c.line):]; got != c.said {
			t.Errorf("%q begins with %q, want %q", c.line, got, c.said)
		}
	}
}
