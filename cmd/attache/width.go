package main

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	usualColumns = 80 // where the width is not known
	leastColumns = 20 // nothing is folded to less
)

// columns is how wide a terminal is: COLUMNS, what the terminal says, or usualColumns.
func (a *app) columns() int {
	if n, err := strconv.Atoi(strings.TrimSpace(a.getenv("COLUMNS"))); err == nil && n > 0 {
		return max(n, leastColumns)
	}
	if a.size != nil {
		if n := a.size(); n > 0 {
			return max(n, leastColumns)
		}
	}
	return usualColumns
}

// width is how wide what is printed on standard output may be; 0 = it is whole: it goes into a pipe or a file, or is
// for machines.
func (a *app) width() int {
	if a.outTerminal && !a.json && !a.plain {
		return a.columns()
	}
	return 0
}

// foldingWriter folds lines that are longer than a terminal is wide, between words. It passes on a line that has not
// ended (a question) as it is.
type foldingWriter struct {
	mu    sync.Mutex
	to    io.Writer
	width func() int // 0 = lines stay whole
	open  bool       // a part of the line was passed on
}

// Write implements io.Writer.
func (w *foldingWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	width := w.width()
	if width == 0 {
		return w.to.Write(p)
	}
	var b bytes.Buffer
	for rest := p; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 || w.open {
			part := rest
			if end >= 0 {
				part = rest[:end+1]
			}
			b.Write(part)
			w.open, rest = end < 0, rest[len(part):]
			continue
		}
		b.WriteString(foldLine(string(rest[:end]), width))
		b.WriteByte('\n')
		rest = rest[end+1:]
	}
	if _, err := w.to.Write(b.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// foldLine breaks one line between words, so that none of the new ones is wider than width, but where one word, or a
// command to be pasted, is wider. What goes on below stands under the last column of the line.
func foldLine(line string, width int) string {
	if utf8.RuneCountInString(line) <= width {
		return line
	}
	gaps, words := cutWords(line)
	hang := hangOf(line, width)
	var b strings.Builder
	at := 0
	for i, word := range words {
		size, gap := utf8.RuneCountInString(word), len(gaps[i])
		if at > 0 && at > hang && at+gap+size > width {
			b.WriteString("\n" + strings.Repeat(" ", hang))
			at, gap = hang, 0
		}
		b.WriteString(strings.Repeat(" ", gap) + word)
		at += gap + size
	}
	return b.String()
}

// foldCommand breaks a command between words as a shell takes it: with a backslash at the end of the line.
func foldCommand(line string, width int) string {
	if utf8.RuneCountInString(line) <= width {
		return line
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	var lines []string
	now := ""
	for _, word := range shellWord().FindAllString(line, -1) {
		switch {
		case now == "":
			now = indent + word
		case utf8.RuneCountInString(now+" "+word+" \\") > width:
			lines, now = append(lines, now+" \\"), indent+"    "+word
		default:
			now += " " + word
		}
	}
	return strings.Join(append(lines, now), "\n")
}

// shellWord is a word of a command line, with what stands in quotation marks in it.
var shellWord = pattern(`(?:'[^']*'|"[^"]*"|[^\s'"])+`)

// hangOf is where a folded line goes on: under its last column when it has columns, else two further than it began.
func hangOf(line string, width int) int {
	indent := len(line) - len(strings.TrimLeft(line, " "))
	at := indent
	for _, gap := range columnGap().FindAllStringIndex(line[indent:], -1) {
		if n := utf8.RuneCountInString(line[:indent+gap[1]]); n <= width/2 {
			at = n
		}
	}
	if at > indent {
		return at
	}
	return min(indent+2, width/2)
}

var columnGap = pattern(` {2,}`)

// cutWords cuts a line into words, each with the spaces before it. A command to be pasted is one word.
func cutWords(line string) (gaps, words []string) {
	commands := commandsIn(line)
	for at := 0; at < len(line); {
		start := at
		for at < len(line) && line[at] == ' ' {
			at++
		}
		word := at
		for at < len(line) && line[at] != ' ' {
			at++
			for len(commands) > 0 && commands[0][0] < at { // it begins in this word
				at = max(at, commands[0][1])
				commands = commands[1:]
			}
		}
		if at > word {
			gaps, words = append(gaps, line[start:word]), append(words, line[word:at])
		}
	}
	return gaps, words
}

// wholeCommand finds the beginning of a command, with the path of the program and the settings file that paste put
// there.
var wholeCommand = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:'[^']*attache'|[^\s']*\battache)(?: (?:-c|--config) (?:'[^']*'|\S+))? ` +
		strings.TrimPrefix(pastable().String(), `\battache `))
})

// commandsIn finds the commands in a line: where each begins and ends, in bytes.
func commandsIn(line string) (all [][2]int) {
	for _, at := range wholeCommand().FindAllStringIndex(line, -1) {
		if len(all) > 0 && at[0] < all[len(all)-1][1] {
			continue
		}
		end, quoted := at[1], false
		for ; end < len(line); end++ {
			switch c := line[end]; {
			case c == '\'':
				quoted = !quoted
			case quoted:
			case strings.IndexByte(";()`", c) >= 0,
				strings.IndexByte(".,:", c) >= 0 && (end+1 == len(line) || line[end+1] == ' '):
				all = append(all, [2]int{at[0], end})
				end = len(line) + 1
			}
		}
		if end == len(line) {
			all = append(all, [2]int{at[0], end})
		}
	}
	return all
}

// reflow joins the lines of each paragraph of a help text, so that they can be folded anew. Indented lines stay lines
// of their own, but for those that go on under a column.
func reflow(text string) string {
	var out []string
	hang := 0 // where the last line's text goes on; 0 = nothing may be added to it
	for _, line := range strings.Split(text, "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		switch {
		case strings.TrimSpace(line) == "":
			hang = 0
		case indent == 0 && hang < 0, indent > 0 && indent == hang:
			out[len(out)-1] += " " + strings.TrimSpace(line)
			continue
		case indent == 0:
			hang = -1
		default:
			hang = 0
			if gap := columnGap().FindStringIndex(line[indent:]); gap != nil {
				hang = utf8.RuneCountInString(line[:indent+gap[1]])
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
