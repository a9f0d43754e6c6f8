package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// pageSizes in bytes, from a short note to the largest page that is not refused by the readers beside us.
var pageSizes = []int{10 << 10, 50 << 10, 100 << 10, 500 << 10, 1 << 20, 5 << 20}

// patience ends a system's way up through the sizes, in CPU time for one page.
const patience = 30 * time.Second

// bySize is what one system made of the made pages.
type bySize struct {
	// CPU time a page by size: the median of three readings; 0 = not tried, as the size before took longer than
	// patience
	spent []time.Duration
	kept  []float64 // share of the page's paragraphs in the answer
}

func sizes() []bySize {
	out := make([]bySize, len(systems))
	for s := range systems {
		out[s] = bySize{make([]time.Duration, len(pageSizes)), make([]float64, len(pageSizes))}
	}
	for i, size := range pageSizes {
		text := synthetic(size)
		body := []byte(text)
		repeat := max(1, 200<<10/size) // small pages are read several times for one reading of the clock
		for s, sys := range systems {
			if i > 0 && (out[s].spent[i-1] == 0 || out[s].spent[i-1] > patience) {
				continue
			}
			var spent []time.Duration
			for range 3 {
				spent = append(spent, timed(func() {
					for range repeat {
						a, _ := sys.read(address, body) // a page that cannot be read is an empty answer
						out[s].kept[i] = float64(strings.Count(a.Body, mark)) / float64(strings.Count(text, mark))
					}
				})/time.Duration(repeat))
			}
			out[s].spent[i] = median(spent)
		}
	}
	return out
}

const (
	address = "https://example.org/2026/07/long-read.html"
	mark    = "In paragraph " // begins every paragraph of a made page
)

// vocabulary fills the paragraphs of a made page.
var vocabulary = strings.Fields(`
	river treaty ministers draft delegation agreed share readings gauges morning meet before spring flood countries
	disagreed spokesman text governments water border region president visit trade energy pipeline agreement
	parliament session vote budget reform court ruling appeal protest police city mayor election candidate party
	coalition talks summit leaders statement export import tariff grain harvest drought rain snow winter summer
	market price bank rate currency loan project railway road bridge airport`)

// synthetic is an article page of about so many bytes, the same every time: a head, a menu, numbered paragraphs of 40
// to 60 words with a heading after every ten and a link in every fourth, a footer.
func synthetic(size int) string {
	const head = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ministers ` +
		`meet on the river treaty | The Example</title>` +
		`<meta property="article:published_time" content="2026-07-14T09:30:00+05:00"><meta ` +
		`name="author" content="Jane Doe"></head><body>` +
		`<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a ` +
		`href="/about">About us</a></li></ul></nav></header>` +
		`<main><article><h1>Ministers meet on the river treaty</h1><p class="byline">By ` +
		`Jane Doe</p><div class="article-body">`
	const foot = `</div></article></main><footer><p>© The Example</p><ul><li><a href="/terms">Terms</a></li><li><a ` +
		`href="/contact">Contact</a></li></ul></footer></body></html>`
	random := rand.New(rand.NewPCG(1, 2))
	small := []string{"the ", "of ", "a ", "and ", "in ", ""}
	var b strings.Builder
	b.WriteString(head)
	for i := 1; b.Len() < size-len(foot); i++ {
		if i%10 == 0 {
			fmt.Fprintf(&b, "<h2>Part %d of the draft</h2>\n", i/10)
		}
		fmt.Fprintf(&b, "<p>%s%d ", mark, i)
		if i%4 == 0 {
			fmt.Fprintf(&b, `of <a href="/topics/%d">the draft</a> `, i)
		}
		for range 40 + random.IntN(21) {
			b.WriteString(small[random.IntN(len(small))] + vocabulary[random.IntN(len(vocabulary))] + " ")
		}
		b.WriteString("today.</p>\n")
	}
	b.WriteString(foot)
	return b.String()
}
