package page

import (
	"testing"
	"time"

	"attache/news"
)

// datedPage is an article page with something in its head, above and below its text.
func datedPage(head, above, below string) []byte {
	return []byte(`<!DOCTYPE html><html lang="de"><head><title>Der Minister reist nach ` +
		`Astana</title>` + head + `</head><body><main><article>
<h1>Der Minister reist nach Astana</h1>` + above + `
<p>Der Minister ist zu einem Besuch in die kasachische Hauptstadt gereist, wo er mit seinem Amtskollegen spricht.</p>
<p>Beide wollen nach Angaben ihrer Häuser über den Handel, über die Wege nach Süden und über die Lage in der Region ` +
		`sprechen.</p>
</article>` + below + `</main></body></html>`)
}

func TestPublished(t *testing.T) {
	posted := time.Date(2026, 3, 4, 20, 30, 0, 0, time.UTC)
	tests := []struct {
		name               string
		url                string
		head, above, below string
		source             news.Source
		item               time.Time
		want               string // in the zone it is told in; "" = no date
	}{
		{
			name: "published, not updated",
			head: `<meta property="article:published_time" content="2026-03-04T08:00:00+01:00"><meta ` +
				`property="article:modified_time" content="2026-03-06T08:00:00+01:00">`,
			above: `<div class="date">Akt.: 6. März 2026, 8.00 Uhr</div>`, want: "2026-03-04T08:00:00+01:00",
		},
		{
			name:  "the order of day and month is settled by the head",
			head:  `<meta property="article:published_time" content="2026-11-01T05:00:14">`,
			above: `<div class="date">Stand: 11/01/2026, 05:00</div>`, want: "2026-11-01T05:00:14Z",
		},
		{
			name: "midnight in Berlin",
			head: `<meta property="article:published_time" content="2026-03-04T23:00:00.000Z">`,
			want: "2026-03-05T00:00:00+01:00",
		},
		{
			name:  "readers see the day of UTC",
			head:  `<meta property="article:published_time" content="2026-03-04T23:30:00Z">`,
			above: `<div class="date">4. März 2026</div>`, want: "2026-03-04T23:30:00Z",
		},
		{
			name: "the same second without a zone", url: "https://news.example/2026/03/04/besuch",
			head:  `<meta property="article:published_time" content="2026-03-05T01:49:09Z">`,
			above: `<time datetime="2026-03-04 17:49:09">4. März 2026, 17:49</time>`, want: "2026-03-04T17:49:09-08:00",
		},
		{
			name: "a script names the zone",
			head: `<meta property="article:published_time" content="2026-03-05T02:49:09Z"><script>window.site = {"timezone": ` +
				`{"long": "America/New_York"}}</script>`,
			want: "2026-03-04T21:49:09-05:00",
		},
		{
			name: "the zone lies between the list and the page", above: `<div class="date">05.03.2026 01:30</div>`,
			item: posted, want: "2026-03-05T01:30:00+05:00",
		},
		{
			name: "the list goes before a marked date", above: `<div class="date">05.03.2026 01:17</div>`, item: posted,
			want: "2026-03-04T20:30:00Z",
		},
		{
			name: "a data layer",
			head: `<script>var dataLayer = [{"pageType": "article", "publishDate": "2026-03-04 08:00:00", "lastUpdated": ` +
				`"2026-03-09"}]</script>`,
			want: "2026-03-04T08:00:00Z",
		},
		{
			name: "milliseconds in a state",
			head: `<script id="__NEXT_DATA__" ` +
				`type="application/json">{"props":{"article":{"publishedAt":1772611200000,"updatedAt":1772784000000}}}</script>`,
			want: "2026-03-04T09:00:00+01:00",
		},
		{
			name: "a script writes it", above: `<div><script>showDate("2026/03/04 08:00")</script></div>`,
			want: "2026-03-04T08:00:00Z",
		},
		{
			name: "bars", above: `<table><tr><td>04 | 03 | 2026 </td><td>Ausland</td></tr></table>`,
			want: "2026-03-04T00:00:00Z",
		},
		{
			name: "below the text",
			below: `<p class="post-footer">Dieser Artikel wurde am 4. März 2026 um 14:48 von der Redaktion veröffentlicht ` +
				`und in der Rubrik Ausland abgelegt.</p>`,
			want: "2026-03-04T14:48:00Z",
		},
		{
			name: "a forum's member",
			above: `<div>Registriert: 18.09.2018, 05:56</div><div class="date">Beitrag von r23 » 4.03.2026, ` +
				`05:42</div>`, want: "2026-03-04T05:42:00Z",
		},
		{name: "nothing", above: `<p>Ausland</p>`},
	}
	for _, tt := range tests {
		url := tt.url
		if url == "" {
			url = "https://news.example/besuch"
		}
		r := Read(Input{
			URL: url, Body: datedPage(tt.head, tt.above, tt.below), Source: tt.source, Now: testNow,
			Item: news.Item{Published: tt.item},
		})
		got := ""
		if !r.Date.IsZero() {
			got = r.Date.Format(time.RFC3339)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q; %v", tt.name, got, tt.want, r.Evidence)
		}
	}
}
