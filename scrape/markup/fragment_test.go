package markup

import "testing"

// TestTitleText: what is no markup stays.
func TestTitleText(t *testing.T) {
	for in, want := range map[string]string{
		"Why <embargo> failed":                     "Why <embargo> failed",
		"Why &lt;embargo&gt; failed again":         "Why <embargo> failed again",
		"Less &lt; <b>more</b> talks":              "Less < more talks",
		"The <Z> symbol at the border":             "The <Z> symbol at the border",
		"If a<b then c>d: IMF":                     "If a<b then c>d: IMF",
		"Deficit < 3% and growth > 5%, says IMF":   "Deficit < 3% and growth > 5%, says IMF",
		"Kaja <3 Kyiv":                             "Kaja <3 Kyiv",
		"Что такое <санкции> сегодня":              "Что такое <санкции> сегодня",
		"One<br>two <br/>three":                    "One two three",
		"<p>Talks in Oslo":                         "Talks in Oslo",
		"<em>The Hill</em> &amp; <i>Le Monde</i>":  "The Hill & Le Monde",
		"The <script> tag":                         "The <script> tag",
		"A<script>x()</script> B":                  "A B",
		`<a href="/x">Pact</a> signed`:             "Pact signed",
		"<font color=red>Alert: quake":             "Alert: quake",
		"<o:p></o:p>Pact":                          "Pact",
		"Visit &#146;s &#8211; day\u0096two":       "Visit ’s – day–two",
		"&amp;lt;b&amp;gt; in HTML":                "<b> in HTML",
		"":                                         "",
		"<":                                        "<",
		"AT<T wins":                                "AT<T wins",
		"<!-- x -->Treaty":                         "Treaty",
		"Press <enter> and <b>sign</b> the <deal>": "Press <enter> and sign the <deal>",
	} {
		if got := TitleText(in); got != want {
			t.Errorf("TitleText(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestFragmentText: elements that hold nothing swallow nothing.
func TestFragmentText(t *testing.T) {
	for in, want := range map[string]string{
		`One <iframe src="v"/> two <b>three</b>`:                "One two three",
		`One <iframe src="v"></iframe> two`:                     "One two",
		`One <iframe src="v">fallback</iframe> two`:             "One two",
		`One <iframe src="v"> two`:                              "One two",
		`<div>One <script src="a.js"/> two</div>`:               "One two",
		`<form>search</form>Text`:                               "Text",
		`<form>Text`:                                            "Text",
		`<title/>The <textarea/> end`:                           "The end",
		`They spoke of an <embargo> on grain.`:                  "They spoke of an <embargo> on grain.",
		`<custom>They</custom> met <amp-img src="x"> <o:p> now`: "They met now",
		`<object data="x"/>One <p/>two`:                         "One two",
		"The minister\u0092s visit":                             "The minister’s visit",
	} {
		if got := FragmentText(in); got != want {
			t.Errorf("FragmentText(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzTitleText(f *testing.F) {
	f.Add("a<b c=<d> &#146; </x><script>")
	f.Fuzz(func(t *testing.T, in string) {
		TitleText(in)
		FragmentText(in)
	})
}
