package page

import (
	"context"
	"strings"
	"testing"
	"time"
)

// TestUnseenText: what no browser shows, dialogs, questions for consent and prompts are no part of the body; what a
// reader opens is.
func TestUnseenText(t *testing.T) {
	const prose = "The ministers of nine other states are going to join the agreement next week in the capital."
	for in, kept := range map[string]bool{
		`<div style="visibility: hidden"><p>` + prose + `</p></div>`:                                               false,
		`<div hidden><p>` + prose + `</p></div>`:                                                                   false,
		`<p aria-hidden="true">` + prose + `</p>`:                                                                  false,
		`<dialog><p>` + prose + `</p></dialog>`:                                                                    false,
		`<div role="alertdialog"><p>` + prose + `</p></div>`:                                                       false,
		`<div class="cmp-layer"><p>Wir und unsere Partner verarbeiten Daten, um Anzeigen zu messen.</p></div>`:     false,
		`<div class="paywall"><p>To go on with what the ministers agreed, log in or start a free month.</p></div>`: false,
		`<p>` + prose + `</p>`: true,
	} {
		p := "<p>The foreign ministers of Ecuador and Peru signed an agreement on a joint court on Friday, both said.</p>" +
			"<p>Ecuador will ratify it in autumn, a spokeswoman of the ministry said, and Peru in the winter of the year.</p>" +
			"<p>Peru had asked for such an agreement for three years, and Chile had offered to host the talks about it.</p>"
		r := Read(Input{
			URL: "https://veil.example/1.html", ContentType: "text/html; charset=utf-8",
			Now: time.Date(2026, 5, 5, 0, 0, 0, 0, time.UTC),
			Body: []byte("<html lang=en><head><title>Ecuador and Peru open a court</title></head><body><article>" +
				"<h1>Ecuador and Peru open a court</h1>" + p + in + "</article></body></html>"),
		})
		text := r.Article.Text()
		plain := in[strings.Index(in, "<p")+2:]
		plain = plain[strings.Index(plain, ">")+1 : strings.Index(plain, "</p>")]
		if got := strings.Contains(text, plain); got != kept {
			t.Errorf("%s: kept %v, want %v", in, got, kept)
		}
		if !strings.Contains(text, "The foreign ministers of Ecuador") {
			t.Errorf("%s: the body is lost: %q", in, text)
		}
	}
}

// TestHiddenAndAsked: text that a reader or a script opens is not taken for hidden, and a name or a word within a
// longer one ("remember", "industrial") asks for nothing.
func TestHiddenAndAsked(t *testing.T) {
	const prose = "<p>The ministers of nine other states are going to join the agreement next week.</p>"
	const trial = "<p>Start your trial and read what the ministers of both states agreed on today.</p>"
	deep := strings.Repeat("<div>", 8) + prose + strings.Repeat("</div>", 8)
	for in, want := range map[string]string{
		`<div style="display:none">` + deep + `</div>`:                                                   "hidden",
		`<div class="es-accordion"><div style="display:none">` + deep + `</div></div>`:                   "",
		`<div hidden role="region">` + deep + `</div>`:                                                   "",
		`<a href="#more">More</a><div id="more" style="display:none">` + prose + `</div>`:                "",
		`<a href="#more">More</a><div id="less" style="display:none">` + prose + `</div>`:                "hidden",
		`<button aria-controls="rest">More</button><div id="rest" hidden>` + prose + `</div>`:            "",
		`<div hidden id="S:1f">` + prose + `</div>`:                                                      "",
		`<div hidden id="S:rest">` + prose + `</div>`:                                                    "hidden",
		`<div><div hidden id="S:1f">` + prose + `</div></div>`:                                           "hidden",
		`<div class="member-box">` + trial + `</div>`:                                                    "asked",
		`<div class="articleMeter">` + trial + `</div>`:                                                  "asked",
		`<div class="c-paywall__text">` + trial + `</div>`:                                               "asked",
		`<div id="remember-what-was-agreed">` + trial + `</div>`:                                         "",
		`<div class="perimeter">` + trial + `</div>`:                                                     "",
		`<div class="meter"><p>Trade of industrial goods will be free, the ministers said.</p></div>`:    "",
		`<div class="abonnes"><p>Pour lire la suite, connectez-vous ou abonnez-vous dès lors.</p></div>`: "asked",

		`<div class="meter"><p>Читать полностью могут подписчики, оформите доступ на месяц.</p></div>`: "asked",
	} {
		r := Parse(context.Background(), Input{
			URL: "https://veil.example/1.html", ContentType: "text/html; charset=utf-8",
			Body: []byte("<html lang=en><body><h1>Ecuador and Peru open a court</h1>" +
				strings.Repeat("<p>The ministers of Ecuador and Peru signed an agreement on Friday.</p>", 3) +
				in + "</body></html>"),
		})
		s := r.Blocks("Ecuador and Peru open a court")
		hidden, asked := r.unseen(s)
		got := ""
		switch last := s.Len() - 1; {
		case asked[last]:
			got = "asked"
		case hidden[last]:
			got = "hidden"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
