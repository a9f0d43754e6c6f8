package page

import (
	"strings"
	"testing"
	"time"
)

// TestUnseenText: what no browser shows, dialogs, questions for consent and prompts are no part of the body; what a
// reader opens is.
func TestUnseenText(t *testing.T) {
	const prose = "The ministers of nine other states are going to join the agreement next week in the capital."
	for in, kept := range map[string]bool{
		`<div style="visibility: hidden"><p>` + prose + `</p></div>`: false,
		`<div hidden><p>` + prose + `</p></div>`:                     false,
		`<p aria-hidden="true">` + prose + `</p>`:                    false,
		`<dialog><p>` + prose + `</p></dialog>`:                      false,
		`<div role="alertdialog"><p>` + prose + `</p></div>`:         false,
		`<div class="cmp-layer"><p>Wir und unsere Partner verarbeiten Daten, um Anzeigen auszuspielen und zu messen.</p></div>`:   false,
		`<div class="paywall"><p>To go on with what the ministers of both states agreed, log in or start a free month.</p></div>`: false,
		`<p>` + prose + `</p>`: true,
	} {
		p := "<p>The foreign ministers of Ecuador and Peru signed an agreement on a joint court on Friday, both said.</p>" +
			"<p>Ecuador will ratify it in autumn, a spokeswoman of the ministry said, and Peru in the winter of the year.</p>" +
			"<p>Peru had asked for such an agreement for three years, and Chile had offered to host the talks about it.</p>"
		r := Read(Input{
			URL: "https://veil.example/1.html", ContentType: "text/html; charset=utf-8", Now: time.Date(2026, 5, 5, 0, 0, 0, 0, time.UTC),
			Body: []byte("<html lang=en><head><title>Ecuador and Peru open a court</title></head><body><article><h1>Ecuador and Peru " +
				"open a court</h1>" + p + in + "</article></body></html>"),
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
