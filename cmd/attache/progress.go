package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"attache/text"
)

// meter shows how far a long work is: a bar on a terminal, a plain line every so often otherwise, nothing with --json.
type meter struct {
	a     *app
	what  string
	total int
	done  int
	bar   *progressbar.ProgressBar
	began time.Time
	last  time.Time // when a plain line was written last
}

// plainEvery is how often a plain line is written where there is no terminal.
const plainEvery = 10 * time.Second

func (a *app) progress(what string, total int) *meter {
	m := &meter{a: a, what: what, total: total, began: a.now(), last: a.now()}
	a.idle.hold(1)
	if a.terminal && !a.json && !a.quiet && total > 1 {
		m.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(a.rawErrs()), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(),
			progressbar.OptionSetWidth(24), progressbar.OptionClearOnFinish(),
			progressbar.OptionThrottle(100*time.Millisecond))
	}
	return m
}

// step counts one more; note is what it was.
func (m *meter) step(note string) {
	m.done++
	switch {
	case m.bar != nil:
		m.bar.Describe(fmt.Sprintf("%s %-28s", m.what, short(text.Line(note), 28)))
		_ = m.bar.Add(1) // drawing may fail; the work goes on
	case !m.a.json && !m.a.quiet && m.a.now().Sub(m.last) >= plainEvery && m.done < m.total:
		m.last = m.a.now()
		fmt.Fprintf(m.a.errs, "%s: %s\n", m.what, soFar(m.last.Sub(m.began), m.total, m.done))
	}
}

func (m *meter) end() {
	m.a.idle.hold(-1)
	if m.bar != nil {
		_ = m.bar.Finish()
	}
}
