package main

import (
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"attache/text"
)

// meter shows how far a work in parts of one kind is: on a terminal one line that is drawn again and again, otherwise
// what waitFor writes; nothing with --json and --quiet. It is safe for use by several goroutines.
type meter struct {
	a     *app
	what  string
	total int
	part  *part // of a longer work
	over  func()

	mu    sync.Mutex
	done  int
	note  string    // what was done last
	drawn time.Time // when the line was drawn last; zero = it is not drawn
	wide  int       // runes of the line as it was drawn
}

const (
	redraw     = 100 * time.Millisecond // the line is not drawn more often than that
	redrawIdle = time.Second            // and so often when nothing is done: the time to go changes
)

// progress begins to show how far a work is; p is the part that it is of a longer one, nil = it is all. short is what
// stands before the counts on a terminal, what the sentence elsewhere. Call end when it is over.
func (a *app) progress(short, what string, total int, p *part) *meter {
	m := &meter{a: a, what: short, total: total, part: p}
	if p == nil {
		m.part = newWork().add(part{what: what})
	}
	m.part.begin(time.Now(), total, m.count)
	if !a.terminal || a.json || a.quiet || total < 2 {
		m.over = a.waitForWork(what, m.part.soFar)
		return m
	}
	stop, ended := make(chan struct{}), make(chan struct{})
	a.idle.hold(1)
	m.draw(time.Now())
	go func() {
		defer close(ended)
		t := time.NewTicker(redrawIdle)
		defer t.Stop()
		for {
			select {
			case <-stop:
				return
			case now := <-t.C:
				m.draw(now)
			}
		}
	}()
	m.over = sync.OnceFunc(func() {
		close(stop)
		<-ended
		m.write("")
		a.idle.hold(-1)
	})
	return m
}

// count is how much is done.
func (m *meter) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.done
}

// step counts one more; note is what it was.
func (m *meter) step(note string) {
	m.mu.Lock()
	m.done++
	m.note = text.Line(note)
	due := !m.drawn.IsZero() && time.Since(m.drawn) >= redraw
	m.mu.Unlock()
	if due {
		m.draw(time.Now())
	}
}

// draw draws the line anew.
func (m *meter) draw(now time.Time) {
	line := m.what + "  " + m.part.soFarAt(now)
	m.mu.Lock()
	m.drawn = now
	if m.note != "" {
		line += "  " + m.note
	}
	m.mu.Unlock()
	m.write(short(line, m.a.columns()-1)) // in the last column some terminals begin a new line
}

// write puts a text in the place of the line.
func (m *meter) write(line string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	size := utf8.RuneCountInString(line)
	pad := strings.Repeat(" ", max(0, m.wide-size))
	if m.wide = size; line == "" {
		pad += "\r"
	}
	fmt.Fprintf(m.a.rawErrs(), "\r%s%s", text.Flat(line), pad) // drawing may fail; the work goes on
}

// end takes the line away.
func (m *meter) end() {
	m.over()
	m.part.end(time.Now())
}
