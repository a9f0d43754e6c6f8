package page

import (
	"slices"
	"testing"
)

// TestAuthorMarks reads pages where something stands at the place of a byline, and some where an author does.
//
//nolint:lll // an input, a line
func TestAuthorMarks(t *testing.T) {
	const text = `<p>The ministers of both countries met in Astana on Friday to discuss the transport route, the ministry said.</p>
<p>Both sides agreed to sign a memorandum on tariffs next month, according to a statement that was released later.</p>`
	tests := map[string]struct {
		head, top, foot string
		want            []string
	}{
		"a label of time": {head: `<meta name="twitter:label1" content="Время чтения"><meta name="twitter:data1" content="Три Четыре">`},
		"a label of a writer": {
			head: `<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Lee">`,
			want: []string{"Ann Lee"},
		},
		"buttons in a byline":   {top: `<div class="byline">Share Tweet Print</div>`},
		"a line like a name":    {top: `<h4>Amina Tahir</h4>`},
		"a menu":                {top: `<div class="menu"><a href="/p">Kultur Reisen</a></div>`},
		"a picture's credit":    {top: `<p class="credit">Foto: Hanna Licht</p>`},
		"anonymous":             {top: `<span class="author">anónimo</span>`},
		"a null word":           {head: `<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"undefined"}}</script>`},
		"the publisher":         {head: `<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"台北時報"},"publisher":{"name":"台北時報"}}</script>`, want: []string{"台北時報"}},
		"who is reviewed":       {head: `<script type="application/ld+json">{"@type":"ClaimReview","itemReviewed":{"@type":"CreativeWork","author":{"@type":"Person","name":"Ann Lee"}}}</script>`},
		"a person's box":        {top: `<div class="person-details" itemscope itemtype="https://schema.org/Person"><p itemprop="name">Thomas Lang</p></div>`},
		"the maker by address":  {head: `<meta name="author" content="www.sites.example | Nina Lang">`},
		"the maker by his meta": {head: `<meta name="author" content="Nina Lang"><meta name="web_author" content="Nina Lang">`},
		"the maker by the foot": {head: `<meta name="author" content="Nina Lang">`, foot: `<footer>Website by Nina Lang</footer>`},
		"the maker in the foot": {foot: `<footer>Created by <a href="https://sites.example">NinaSites</a></footer>`},
		"a place and an outlet": {
			top:  `<div class="byline"><span>By Ann Lee</span><span class="byline-title">BBC News, Ust-Kamenogorsk, Kazakhstan</span></div>`,
			want: []string{"Ann Lee"},
		},
		"two in bold":          {top: `<p class="signature">Par <b>Anne Lefort</b> et <b>Jean Mirel</b></p>`, want: []string{"Anne Lefort", "Jean Mirel"}},
		"a phrase":             {top: `<p>By Ann Lee</p>`, want: []string{"Ann Lee"}},
		"an editor in charge":  {top: `<div class="source">来源：本网　责任编辑：王小明</div>`},
		"a name and its place": {head: `<meta name="author" content="حسام أبو العلا - القاهرة">`, want: []string{"حسام أبو العلا"}},
		"a label in another cell": {
			top:  `<table><tr><td>Autor:</td><td>Uwe Kern</td></tr></table>`,
			want: []string{"Uwe Kern"},
		},
		"an unknown name beside a known one": {
			top:  `<p class="signature">Par <b>Awa Lefort</b> et <b>Jean Mirel</b></p>`,
			want: []string{"Awa Lefort", "Jean Mirel"},
		},
		"a team":        {head: `<meta name="author" content="Team Fjord">`, top: `<p class="byline">By <a href="/author/team">Team Fjord</a></p>`},
		"a team behind": {head: `<meta name="author" content="The Steppe Data Team">`},
		"an office":     {head: `<meta name="author" content="Community Editor">`},
		"the station":   {head: `<meta name="author" content="Steppe Thüringen">`, want: []string{"Steppe Thüringen"}},
		"the outlet, beside whom others stand": {
			head: `<meta property="og:site_name" content="Steppe Times"><meta name="author" content="Steppe Times">`,
			top:  `<p><a href="/tag/x">Aigerim Bek</a></p>`,
			want: []string{"Steppe Times"},
		},
		"the outlet called a person": {
			head: `<meta property="og:site_name" content="El Colono"><script type="application/ld+json">` +
				`{"@type":"NewsArticle","author":{"@type":"Person","name":"El Colono"}}</script>`,
			want: []string{"El Colono"},
		},
		"a person's own site": {
			head: `<meta property="og:site_name" content="Rishabh Kern"><meta name="author" content="Rishabh Kern">`,
			want: []string{"Rishabh Kern"},
		},
		"a date behind": {top: `<div class="author">Clay Mar 14</div>`},
		"a credit that ends": {
			top:  `<p>Photo: WIRE</p><p>By Ann Lee</p>`,
			want: []string{"Ann Lee"},
		},
		"a comment's author": {foot: `<div itemscope itemtype="https://schema.org/Comment"><span itemprop="author">Tom Reed</span><p>Well said.</p></div>`},
	}
	for name, c := range tests {
		page := `<!doctype html><html><head><title>Ministers discuss the route</title>` + c.head +
			`</head><body><main><article><h1>Ministers discuss the route</h1>` + c.top + text + `</article></main>` + c.foot +
			`</body></html>`
		r := Read(Input{URL: "https://steppe.example/ministers", Body: []byte(page)})
		if got := r.Article.Authors; !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
