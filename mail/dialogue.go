package mail

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strconv"
	"strings"
)

// The answers that the steps of a letter want, by their first digit, which alone says what a server has done (RFC 5321
// 4.2.1). The commands of go-mail want certain codes, 250 after the final dot for example, and make a refusal of a "251
// will forward".
const (
	done   = 2 // MAIL, RCPT, the final dot, RSET
	goOn   = 3 // DATA
	refuse = 4 // from here on, in hundreds: the server has refused
	beyond = 6 // from here on no reply code
)

// ask says a command and reads the answer, which is to begin with a digit.
func (c *conn) ask(digit int, format string, args ...any) error {
	line := fmt.Sprintf(format, args...)
	if strings.ContainsAny(line, "\r\n") {
		return fmt.Errorf("a command of more than one line: %q", line)
	}
	id, err := c.smtp.Text.Cmd("%s", line)
	if err != nil {
		return err
	}
	c.smtp.Text.StartResponse(id)
	defer c.smtp.Text.EndResponse(id)
	_, err = c.answer(digit)
	return err
}

// mailLine is the command that says who the letter is from, and what it needs of the server.
func (c *conn) mailLine(utf8 bool) string {
	line := "MAIL FROM:<%s>"
	if c.eightBit {
		line += " BODY=8BITMIME"
	}
	if utf8 {
		line += " SMTPUTF8"
	}
	return line
}

// write sends bytes as they are.
func (c *conn) write(b []byte) error {
	if _, err := c.smtp.Text.W.Write(b); err != nil {
		return err
	}
	return c.smtp.Text.W.Flush()
}

// finish ends the text by the final dot. It returns the code of an answer that says yes.
func (c *conn) finish() (code int, err error) {
	if err := c.write([]byte(".\r\n")); err != nil {
		return 0, err
	}
	return c.answer(done)
}

// The bounds of one answer, far above what RFC 5321 allows (4.5.3.1.5): lines, and bytes of a line.
const (
	maxLines = 200
	maxLine  = 64 << 10
)

// answer reads a reply, of one line or several; the last line's code is its code (RFC 5321 4.2.1). One that does not
// begin with the digit is returned as a *textproto.Error, a line that is no reply as a textproto.ProtocolError. A code
// may stand alone, which net/textproto takes for no reply.
func (c *conn) answer(digit int) (code int, err error) {
	var words []string
	for len(words) < maxLines {
		line, err := c.line()
		if err != nil {
			return 0, err
		}
		code, rest, more, ok := parseReply(line)
		if !ok {
			return 0, textproto.ProtocolError("no reply code: " + strconv.Quote(line))
		}
		if words = append(words, rest); more {
			continue
		}
		c.code, c.said = code, strings.Join(words, "\n")
		if code/100 != digit {
			err = &textproto.Error{Code: code, Msg: strings.Join(words, "\n")}
		}
		return code, err
	}
	return 0, textproto.ProtocolError("an answer without an end")
}

// line reads one line. Of a long one it returns the beginning.
func (c *conn) line() (string, error) {
	line, size := "", 0
	for {
		b, err := c.smtp.Text.R.ReadSlice('\n')
		if line == "" {
			line = string(b)
		}
		if size += len(b); err == nil {
			return strings.TrimRight(line, "\r\n"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", err
		}
		if size > maxLine {
			return "", textproto.ProtocolError("an answer without an end")
		}
	}
}

// parseReply cuts a line of a reply into its code and words. more says that another line follows.
func parseReply(line string) (code int, words string, more, ok bool) {
	const digits = 3
	if len(line) < digits {
		return 0, "", false, false
	}
	for _, b := range []byte(line[:digits]) {
		if b < '0' || b > '9' {
			return 0, "", false, false
		}
		code = 10*code + int(b-'0')
	}
	switch rest := line[digits:]; {
	case rest == "":
		return code, "", false, true
	case rest[0] == ' ' || rest[0] == '-':
		return code, rest[1:], rest[0] == '-', true
	}
	return 0, "", false, false
}

// refuses reports whether a reply code is a refusal. Any other that is not wanted (1yz, 2yz, 3yz) says that server and
// client are out of step.
func refuses(code int) bool { return code >= 100*refuse && code < 100*beyond }

// unclear reports whether an error is a line that is no reply.
func unclear(err error) bool {
	var line textproto.ProtocolError
	return errors.As(err, &line)
}

// outOfTime reports whether a server has not answered in time.
func outOfTime(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}
