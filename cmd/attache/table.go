package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"attache/text"
)

// col is one column of a table. With neither drop nor fold it is always shown whole.
type col struct {
	name string // "" in a table without a head
	drop int    // in this order columns are left out of a table that is too wide, 1 first; 0 = never
	fold bool   // its text may go on in the lines below, between words
}

// table prints rows in aligned columns that fit a terminal: columns are left out, in the order that they name, and then
// folded; a row that does not fit even so is printed as a list. In a pipe rows are whole, and with --plain their cells
// are parted by tabs. Cells are measured in runes; the last column is not padded.
type table struct {
	w       io.Writer
	fit     int // how wide it may be; 0 = whole
	plain   bool
	columns []col
	rows    [][]string
	page    int // rows held at most before they are printed; 0 = all

	natural, least []int // widths of the columns so far: of whole cells, of the longest word
	dropped        []bool
	begun          bool // the head is printed
}

// table begins a table.
func (a *app) table(columns ...col) *table {
	return &table{
		w: text.FlatWriter(a.whole()), fit: a.width(), plain: a.plain, columns: columns, natural: make([]int, len(columns)),
		least: make([]int, len(columns)), dropped: make([]bool, len(columns)),
	}
}

// facts begins a table of names and values, without a head.
func (a *app) facts() *table { return a.table(col{}, col{fold: true}) }

// add takes a row; missing cells are empty.
func (t *table) add(cells ...string) {
	cells = append(slices.Clone(cells), make([]string, max(0, len(t.columns)-len(cells)))...)
	if t.rows = append(t.rows, cells); t.page > 0 && len(t.rows) >= t.page {
		t.write()
	}
}

// write prints the rows that are held.
func (t *table) write() {
	var b strings.Builder
	switch {
	case t.plain:
		t.writePlain(&b)
	default:
		t.measure()
		if t.layout() {
			t.writeAligned(&b)
		} else {
			t.writeLists(&b)
		}
	}
	t.rows, t.begun = t.rows[:0], true
	_, _ = io.WriteString(t.w, b.String()) // as all that is printed for people
}

func (t *table) headed() bool {
	return slices.ContainsFunc(t.columns, func(c col) bool { return c.name != "" })
}

func (t *table) head() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// lines are the rows to print, the head among them once.
func (t *table) lines() [][]string {
	if t.begun || !t.headed() || len(t.rows) == 0 && t.page > 0 {
		return t.rows
	}
	return append([][]string{t.head()}, t.rows...)
}

func (t *table) writePlain(b *strings.Builder) {
	one := strings.NewReplacer("\t", " ", "\n", " ")
	for _, row := range t.lines() {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(one.Replace(strings.TrimSpace(cell)))
		}
		b.WriteByte('\n')
	}
}

// measure takes the widths of the rows that are held. Columns only grow wider from one page to the next.
func (t *table) measure() {
	for _, row := range t.lines() {
		for i, cell := range row {
			t.natural[i] = max(t.natural[i], utf8.RuneCountInString(cell))
			if !t.columns[i].fold {
				t.least[i] = t.natural[i]
				continue
			}
			for _, word := range strings.Fields(cell) {
				t.least[i] = max(t.least[i], utf8.RuneCountInString(word))
			}
		}
	}
}

// layout leaves columns out until the others fit, folded. It reports whether they do.
func (t *table) layout() bool {
	if t.fit == 0 {
		return true
	}
	for t.total(t.natural) > t.fit && (t.total(t.least) > t.fit || t.tight()) {
		next := -1
		for i, c := range t.columns {
			if c.drop > 0 && !t.dropped[i] && (next < 0 || c.drop < t.columns[next].drop) {
				next = i
			}
		}
		if next < 0 {
			return t.total(t.least) <= t.fit
		}
		t.dropped[next] = true
	}
	return true
}

// tightest is the share of a column's whole text below which it is not folded while others can be left out.
const tightest = 4

// tight reports whether a column would be folded to very little.
func (t *table) tight() bool {
	for i, w := range t.widths() {
		if !t.dropped[i] && t.columns[i].fold && w*tightest < t.natural[i] {
			return true
		}
	}
	return false
}

// total is the width of a line whose columns are so wide.
func (t *table) total(widths []int) int {
	n := -2
	for i, w := range widths {
		if !t.dropped[i] && t.natural[i] > 0 {
			n += w + 2
		}
	}
	return n
}

// widths are those of the columns: the widest that can be folded are made narrower until all fit.
func (t *table) widths() []int {
	widths := slices.Clone(t.natural)
	for t.fit > 0 && t.total(widths) > t.fit {
		widest := -1
		for i, c := range t.columns {
			if c.fold && !t.dropped[i] && widths[i] > t.least[i] && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return widths
}

func (t *table) writeAligned(b *strings.Builder) {
	widths := t.widths()
	for _, row := range t.lines() {
		cells := make([][]string, len(row))
		height := 1
		for i, cell := range row {
			cells[i] = []string{cell}
			if t.columns[i].fold && utf8.RuneCountInString(cell) > widths[i] {
				cells[i] = foldCell(cell, widths[i])
			}
			if !t.dropped[i] {
				height = max(height, len(cells[i]))
			}
		}
		for n := range height {
			var line strings.Builder
			for i := range row {
				if t.dropped[i] || t.natural[i] == 0 {
					continue
				}
				part := ""
				if n < len(cells[i]) {
					part = cells[i][n]
				}
				line.WriteString(part + strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(part))+2))
			}
			b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		}
	}
}

// foldCell breaks a text between words.
func foldCell(cell string, width int) []string {
	indent := cell[:len(cell)-len(strings.TrimLeft(cell, " "))]
	var lines []string
	line := ""
	for _, word := range strings.Fields(cell) {
		switch {
		case line == "":
			line = indent + word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines, line = append(lines, line), indent+word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// writeLists prints each row as a list, the columns that are left out not among them.
func (t *table) writeLists(b *strings.Builder) {
	for _, row := range t.rows {
		first := true
		for i, cell := range row {
			if t.dropped[i] || cell == "" {
				continue
			}
			line := "    "
			switch name := strings.ToLower(t.columns[i].name); {
			case first:
				line, first = "", false
			case name != "":
				line += name + ": "
			}
			b.WriteString(foldLine(line+cell, t.fit) + "\n")
		}
	}
}

// note says which columns were left out; call it after the last write.
func (t *table) note() {
	var names []string
	for i, c := range t.columns {
		if t.dropped[i] && c.name != "" {
			names = append(names, c.name)
		}
	}
	if len(names) > 0 {
		fmt.Fprintln(t.w, foldLine(fmt.Sprintf("(too narrow for %s: --plain or a pipe shows all)", strings.Join(names, ", ")),
			t.fit))
	}
}
