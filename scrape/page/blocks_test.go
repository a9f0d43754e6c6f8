package page

import (
	"strings"
	"testing"
)

// bodyOf is the text of a page's body, its blocks parted by line ends.
func bodyOf(page string) string {
	a := Read(Input{URL: "https://paper.example/news/2026/05/treaty-signed", Body: []byte(page), Now: testNow}).Article
	lines := make([]string, len(a.Blocks))
	for i := range a.Blocks {
		lines[i] = a.Blocks[i].Text
	}
	return strings.Join(lines, "\n")
}

var treaty = []string{
	"The ministers of both countries signed a treaty on shared rivers in the capital on Monday, after nine years of " +
		"talks.",
	"Under the treaty a joint commission will meet twice a year and publish how much water each side has taken from " +
		"the river.",
	"Farmers in the valley, who had blocked the road in spring, said that they would wait and see before they " +
		"believed it.",
	"Parliaments have until the end of the year to ratify the text, and officials expect no difficulties in either " +
		"of them.",
}

func treatyPage(paragraphs ...string) string {
	return "<html lang=en><head><title>Treaty on rivers signed</title></head><body><article><h1>Treaty on rivers " +
		"signed</h1><p>" +
		strings.Join(paragraphs, "</p>\n<p>") + "</p></article></body></html>"
}

// TestBodyWithoutPopups holds that an explanation that pops up at a word is no part of its sentence.
func TestBodyWithoutPopups(t *testing.T) {
	said := strings.Join(treaty, "\n")
	for _, popup := range []string{
		`<span class="Term_tooltip__8V" id="t1"><strong>Commission</strong><br>A group of experts. <a href="/c">More</a>` +
			`</span>`,
		`<span role="tooltip">A group of experts.</span>`,
		`<span class="hovercard">Experts of both sides.</span>`,
		`<span class="rollover-block"><a href="/people/1">The commission</a> <a href="/2">Commission meets again</a></span>`,
	} {
		page := treatyPage(treaty[0], strings.Replace(treaty[1], "joint commission", "joint commission"+popup, 1),
			treaty[2], treaty[3])
		if got := bodyOf(page); got != said {
			t.Errorf("%s:\n%s", popup, got)
		}
	}
	if got := bodyOf(treatyPage(treaty[0], strings.Replace(treaty[1], "joint commission",
		`<span class="tooltip-trigger">joint commission</span>`, 1), treaty[2], treaty[3])); got != said {
		t.Errorf("what the explanation hangs on:\n%s", got)
	}
}

// TestBodyWithoutEchoes holds that a text is given once when the page has it in paragraphs and in one piece.
func TestBodyWithoutEchoes(t *testing.T) {
	var paragraphs []string
	for _, day := range []string{"Monday", "Tuesday", "Wednesday", "Thursday"} {
		for _, p := range treaty {
			paragraphs = append(paragraphs, "On "+day+" it was said: "+p)
		}
	}
	said := strings.Join(paragraphs, "\n")
	page := strings.Replace(treatyPage(paragraphs...), "</article>", `<div class="o-paywall">`+strings.Join(paragraphs,
		" ")+"</div></article>", 1)
	if got := bodyOf(page); got != said {
		t.Errorf("got %d bytes, want %d:\n%s", len(got), len(said), got)
	}
}
