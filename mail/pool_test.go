package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"attache/news"
)

// station is a mail server of a test whose answers can be changed while it runs.
type station struct {
	mu     sync.Mutex
	got    map[string]int // recipient → how often
	asked  int            // letters that were begun
	from   []string       // their envelope senders
	onMail error
	onRcpt func(to string) error
	onData func() error
}

func (st *station) set(f func(*station)) {
	st.mu.Lock()
	defer st.mu.Unlock()
	f(st)
}

func (st *station) count() int {
	st.mu.Lock()
	defer st.mu.Unlock()
	n := 0
	for _, times := range st.got {
		n += times
	}
	return n
}

func (st *station) NewSession(*smtp.Conn) (smtp.Session, error) { return &stop{station: st}, nil }

type stop struct {
	*station
	to string
}

func (s *stop) Reset()        {}
func (s *stop) Logout() error { return nil }
func (s *stop) Mail(from string, _ *smtp.MailOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	s.from = append(s.from, from)
	return s.onMail
}

func (s *stop) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	f := s.onRcpt
	s.to = to
	s.mu.Unlock()
	if f != nil {
		return f(to)
	}
	return nil
}

func (s *stop) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	s.mu.Lock()
	f := s.onData
	s.mu.Unlock()
	if f != nil {
		if err := f(); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got[s.to]++
	return nil
}

// station starts one and returns a relay to it.
func startStation(t *testing.T, name string) (*station, Relay) {
	t.Helper()
	st := &station{got: map[string]int{}}
	return st, Relay{Name: name, Host: "127.0.0.1", Port: serveOn(t, st, nil), Security: NoTLS}
}

// fixed is a clock that a test sets.
type fixed struct {
	mu sync.Mutex
	t  time.Time
}

func (f *fixed) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.t
}

func (f *fixed) add(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.t = f.t.Add(d)
}

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

func startPool(t *testing.T, clock *fixed, memory Memory, relays ...Relay) *Pool {
	t.Helper()
	p, err := NewPool(Config{
		From: "press@example.org", Connections: 2, Timeout: 5 * time.Second, Relays: relays,
	}, slog.New(slog.DiscardHandler), memory, clock.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// through sends n letters and counts the outcomes by kind; each letter must have exactly one.
func through(t *testing.T, p *Pool, n int) (map[OutcomeKind]int, []Outcome) {
	t.Helper()
	batch := make([]Message, n)
	for i := range batch {
		batch[i] = sample(fmt.Sprintf("r%d@example.net", i))
		batch[i].ID = fmt.Sprintf("%d@example.org", i)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	all := make([]Outcome, n)
	told := make([]int, n)
	p.Send(ctx, batch, nil, func(i int, o Outcome) { all[i] = o; told[i]++ })
	kinds := map[OutcomeKind]int{}
	for i, o := range all {
		if told[i] != 1 {
			t.Fatalf("letter %d has %d outcomes", i, told[i])
		}
		kinds[o.Kind]++
	}
	return kinds, all
}

func closedPort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func TestPoolWeights(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	ra.Weight = 3
	p := startPool(t, &fixed{t: noon}, nil, ra, rb)
	for range 4 {
		if kinds, all := through(t, p, 16); kinds[Sent] != 16 {
			t.Fatalf("%v %+v", kinds, all)
		}
	}
	if x, y := a.count(), b.count(); x < 44 || x > 52 || x+y != 64 {
		t.Errorf("a got %d, b %d of 64 letters, weights 3 and 1", x, y)
	}
}

func TestPoolStandby(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	rb.Order = 1
	p := startPool(t, &fixed{t: noon}, nil, ra, rb)
	if kinds, _ := through(t, p, 10); kinds[Sent] != 10 || a.count() != 10 || b.count() != 0 {
		t.Errorf("%v, a %d, b %d", kinds, a.count(), b.count())
	}
}

func TestPoolOneDown(t *testing.T) {
	b, rb := startStation(t, "b")
	ra := Relay{Name: "a", Host: "127.0.0.1", Port: closedPort(t), Security: NoTLS}
	clock := &fixed{t: noon}
	p := startPool(t, clock, nil, ra, rb)
	if kinds, all := through(t, p, 10); kinds[Sent] != 10 || b.count() != 10 {
		t.Fatalf("%v %+v", kinds, all)
	}
	s := p.state(p.relays[0])
	if s.Closed != RelayDown || !s.Until.Equal(noon.Add(30*time.Second)) || s.InARow != 1 {
		t.Errorf("a: %+v", s)
	}
	clock.add(time.Minute) // one letter tries it again, and goes through the other
	if kinds, _ := through(t, p, 10); kinds[Sent] != 10 {
		t.Fatal(kinds)
	}
	if s := p.state(p.relays[0]); s.InARow != 2 || s.Until.Sub(clock.now()) != time.Minute {
		t.Errorf("a: %+v", s)
	}
}

func TestPoolOneRefusesUs(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	a.onMail = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "sender not allowed"}
	clock := &fixed{t: noon}
	p := startPool(t, clock, nil, ra, rb)
	kinds, all := through(t, p, 12)
	if kinds[Sent] != 12 || b.count() != 12 {
		t.Fatalf("%v %+v", kinds, all)
	}
	for _, o := range all {
		if o.Brake != "" || o.Relay != "b" {
			t.Errorf("%+v", o)
		}
	}
	s := p.state(p.relays[0])
	if s.Closed != RelayRefuses || !strings.Contains(s.Why, "sender not allowed") {
		t.Errorf("a: %+v", s)
	}
	before := a.asked
	if kinds, _ := through(t, p, 12); kinds[Sent] != 12 || a.asked != before {
		t.Errorf("%v, and a was asked %d times more", kinds, a.asked-before)
	}

	// The breaker closes again after a probe: one letter, then as ever.
	a.set(func(st *station) { st.onMail = nil })
	clock.add(6 * time.Minute)
	if kinds, _ := through(t, p, 12); kinds[Sent] != 12 || a.count() == 0 {
		t.Errorf("%v, a got %d", kinds, a.count())
	}
	if s := p.state(p.relays[0]); s.Closed != "" || s.InARow != 0 {
		t.Errorf("a: %+v", s)
	}
}

// TestPoolContent: what one relay takes for spam may pass another; refused by all it fails, as by one.
func TestPoolContent(t *testing.T) {
	spam := func() error {
		return &smtp.SMTPError{
			Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "message content looks like spam",
		}
	}
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	a.onData = spam
	rb.Order = 1
	p := startPool(t, &fixed{t: noon}, nil, ra, rb)
	if kinds, all := through(t, p, 8); kinds[Sent] != 8 || b.count() != 8 {
		t.Errorf("%v %+v", kinds, all)
	}
	b.set(func(st *station) { st.onData = spam })
	kinds, all := through(t, p, 8)
	braked := 0
	for _, o := range all {
		if o.Brake != "" {
			braked++
			if !strings.Contains(o.Brake, "none of the 2 relays") {
				t.Error(o.Brake)
			}
		}
	}
	if kinds[Sent] != 0 || braked != 8 {
		t.Errorf("%v, %d held", kinds, braked)
	}
}

func TestPoolReaderRefused(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	gone := func(string) error {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	}
	a.onRcpt, b.onRcpt = gone, gone
	p := startPool(t, &fixed{t: noon}, nil, ra, rb)
	kinds, all := through(t, p, 6)
	if kinds[Failed] != 6 || a.asked+b.asked != 6 {
		t.Errorf("%v, asked %d and %d times", kinds, a.asked, b.asked)
	}
	for _, o := range all {
		if !strings.Contains(o.Talk, "RCPT TO:<r") || !strings.Contains(o.Talk, "S: 550 5.1.1 no such user") {
			t.Errorf("conversation %q", o.Talk)
		}
	}
}

func TestPoolBothDown(t *testing.T) {
	ra := Relay{Name: "a", Host: "127.0.0.1", Port: closedPort(t), Security: NoTLS}
	rb := Relay{Name: "b", Host: "127.0.0.1", Port: closedPort(t), Security: NoTLS}
	p := startPool(t, &fixed{t: noon}, nil, ra, rb)
	for range 2 {
		kinds, all := through(t, p, 6)
		if kinds[Unsent] != 6 || all[0].Brake != "" || !all[0].Until.IsZero() ||
			!strings.Contains(all[5].Response, "connection refused") {
			t.Errorf("%v %+v", kinds, all[5])
		}
	}
	if until, _, err := p.Waits(t.Context()); !until.IsZero() || err != nil {
		t.Error("letters wait for servers that are down: nobody would try them", until, err)
	}
}

// TestPoolBothRefuse: the issue is held with the words of both; a person who lets it go on has one letter try, and what
// comes back to life takes the rest.
func TestPoolBothRefuse(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	no := &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "sender not allowed"}
	a.onMail, b.onMail = no, no
	p := startPool(t, &fixed{t: noon}, nil, ra, rb)
	kinds, all := through(t, p, 10)
	for _, o := range all {
		if o.Kind == Sent || strings.Count(o.Brake, "sender not allowed") != 2 {
			t.Fatalf("%v %+v", kinds, o)
		}
	}
	asked := a.asked + b.asked
	through(t, p, 10)
	if more := a.asked + b.asked - asked; more != 1 {
		t.Errorf("%d letters tried relays that refuse", more)
	}
	a.set(func(st *station) { st.onMail = nil })
	b.set(func(st *station) { st.onMail = nil })
	if kinds, all := through(t, p, 10); kinds[Sent] != 10 {
		t.Errorf("%v %+v", kinds, all)
	}
}

// TestPoolSlow: a relay that is slow holds what it has begun, not the batch.
func TestPoolSlow(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	free := make(chan struct{})
	a.onData = func() error { <-free; return nil }
	ra.Connections = 1
	p := startPool(t, &fixed{t: noon}, nil, ra, rb)
	p.patience, p.now = time.Millisecond, time.Now
	sent := make(chan string, 20)
	batch := make([]Message, 20)
	for i := range batch {
		batch[i] = sample(fmt.Sprintf("r%d@example.net", i))
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.Send(t.Context(), batch, nil, func(_ int, o Outcome) { sent <- string(o.Kind) + " " + o.Relay })
	}()
	for range 15 { // all but a's first share, of which one is under way
		if got := <-sent; got != "sent b" {
			t.Fatal(got)
		}
	}
	close(free)
	<-done
	if a.count()+b.count() != 20 || a.count() > 5 {
		t.Errorf("a %d, b %d", a.count(), b.count())
	}
}

// TestPoolCap: a relay at its cap of the day is passed over, in the middle of an issue and by every process, until the
// next day of its zone.
func TestPoolCap(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	ra.PerDay, ra.Zone, rb.Order = 5, "Asia/Almaty", 1
	clock := &fixed{t: noon}
	memory := &forgetful{known: map[string]string{}}
	if kinds, _ := through(t, startPool(t, clock, memory, ra, rb), 3); kinds[Sent] != 3 {
		t.Fatal(kinds)
	}
	p := startPool(t, clock, memory, ra, rb) // after a restart
	if kinds, _ := through(t, p, 8); kinds[Sent] != 8 || a.count() != 5 || b.count() != 6 {
		t.Fatalf("%v a %d b %d", kinds, a.count(), b.count())
	}
	rb.Host, rb.Port = "127.0.0.1", closedPort(t)
	clock.add(8 * time.Hour) // 20:00 UTC is the next day in Almaty
	if kinds, _ := through(t, startPool(t, clock, memory, ra, rb), 5); kinds[Sent] != 5 || a.count() != 10 {
		t.Errorf("%v a %d", kinds, a.count())
	}
}

// TestPoolAllAtCap: letters wait for midnight and are not counted as tried.
func TestPoolAllAtCap(t *testing.T) {
	a, ra := startStation(t, "a")
	ra.PerDay = 4
	p := startPool(t, &fixed{t: noon}, nil, ra)
	kinds, all := through(t, p, 10)
	midnight := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	if kinds[Sent] != 4 || kinds[Unsent] != 6 || a.count() != 4 {
		t.Fatalf("%v %+v", kinds, all)
	}
	for _, o := range all {
		if o.Kind == Unsent && (!o.Until.Equal(midnight) || !strings.Contains(o.Response, "4 letters of the day")) {
			t.Errorf("%+v", o)
		}
	}
	if until, why, err := p.Waits(t.Context()); !until.Equal(midnight) || why == "" || err != nil {
		t.Error(until, why, err)
	}
}

func TestPoolHours(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	ra.Hours, ra.Zone = "07:00-16:00", "Asia/Almaty" // noon is 17:00 there
	clock := &fixed{t: noon}
	p := startPool(t, clock, nil, ra, rb)
	if kinds, _ := through(t, p, 6); kinds[Sent] != 6 || a.count() != 0 || b.count() != 6 {
		t.Fatalf("%v a %d b %d", kinds, a.count(), b.count())
	}
	p = startPool(t, clock, nil, ra)
	seven := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	if kinds, all := through(t, p, 3); kinds[Unsent] != 3 || !all[0].Until.Equal(seven) {
		t.Errorf("%v %+v", kinds, all[0])
	}
	clock.add(14 * time.Hour)
	if kinds, _ := through(t, p, 3); kinds[Sent] != 3 {
		t.Error(kinds)
	}
}

// TestPoolRate: no minute has more letters than it may, and a batch waits for its turn.
func TestPoolRate(t *testing.T) {
	a, ra := startStation(t, "a")
	ra.PerMinute = 6000 // a burst of 500, then one in 11 ms
	p := startPool(t, &fixed{t: noon}, nil, ra)
	p.now = time.Now
	begun := time.Now()
	if kinds, _ := through(t, p, 510); kinds[Sent] != 510 || a.count() != 510 {
		t.Fatal(kinds)
	}
	if took := time.Since(begun); took < 100*time.Millisecond {
		t.Errorf("510 letters took %s", took)
	}
}

func TestRate(t *testing.T) {
	for _, n := range []int{1, 2, 5, 12, 60, 100, 1000} {
		r := rate{n, time.Minute}
		var times []time.Time
		used := time.Time{}
		for now := noon; now.Before(noon.Add(5 * time.Minute)); now = now.Add(100 * time.Millisecond) {
			k := r.room(used, now, 1000)
			used = r.add(used, now, k)
			for range k {
				times = append(times, now)
			}
			free := r.free(used, now)
			if r.room(used, free, 1) != 1 || free.After(now) && r.room(used, free.Add(-time.Microsecond), 1) != 0 {
				t.Fatalf("%d a minute: free at %s is wrong", n, free)
			}
		}
		for i := range times {
			if j := i + n; j < len(times) && times[j].Sub(times[i]) < time.Minute {
				t.Fatalf("%d a minute: letters %d to %d in %s", n, i, j, times[j].Sub(times[i]))
			}
		}
		if want := 4 * n; len(times) < want {
			t.Errorf("%d a minute: only %d in five", n, len(times))
		}
	}
}

// TestPoolRests: a server that asks for fewer letters is left alone for as long as it says.
func TestPoolRests(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	a.onRcpt = func(string) error {
		return &smtp.SMTPError{
			Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 0}, Message: "Too many messages, try again in 10 minutes",
		}
	}
	rb.Order = 1
	clock := &fixed{t: noon}
	p := startPool(t, clock, nil, ra, rb)
	kinds, all := through(t, p, 12)
	if kinds[Sent] != 12 || b.count() != 12 || a.asked > 4 {
		t.Fatalf("%v %+v a was asked %d times", kinds, all, a.asked)
	}
	if s := p.state(p.relays[0]); s.Closed != RelayRests || !s.Until.Equal(noon.Add(10*time.Minute)) {
		t.Errorf("%+v", s)
	}
	p = startPool(t, clock, nil, ra)
	kinds, _ = through(t, p, 12)
	if kinds[Sent] != 0 {
		t.Error(kinds)
	}
	until, why, _ := p.Waits(t.Context())
	if !until.Equal(noon.Add(10*time.Minute)) || !strings.Contains(why, "asked us to wait") {
		t.Error(until, why)
	}
	a.set(func(st *station) { st.onRcpt = nil })
	clock.add(11 * time.Minute)
	if kinds, _ := through(t, p, 12); kinds[Sent] != 12 {
		t.Error(kinds)
	}
}

func TestRest(t *testing.T) {
	for _, c := range []struct {
		step  string
		code  int
		words string
		rests bool
		span  time.Duration
	}{
		{"RCPT", 451, "4.7.1 Greylisting in action, please come back in 300 seconds", false, 0},
		{"RCPT", 452, "4.2.2 mailbox quota exceeded, try again later", false, 0},
		{"RCPT", 450, "4.2.1 The user you are trying to contact is receiving mail at a rate that prevents it", false, 0},
		{"RCPT", 451, "4.3.0 temporary lookup failure", false, 0},
		{"RCPT", 550, "5.1.1 no such user", false, 0},
		{"RCPT", 452, "4.5.3 Too many recipients", true, 0},
		{"MAIL", 451, "4.4.5 server is busy", true, 0},
		{"DATA", 421, "4.7.28 unusual rate of unsolicited mail", true, 0},
		{"DATA", 550, "5.4.5 Daily sending quota exceeded", true, 0},
		{"RCPT", 454, "Throttling failure: Maximum sending rate exceeded.", true, 0},
		{"RCPT", 450, "4.7.1 Error: too much mail; rate limit exceeded, retry after 90 s", true, 90 * time.Second},
		{"RCPT", 451, "4.7.650 The mail server has been temporarily rate limited", true, 0},
		{"RCPT", 451, "Превышен лимит писем, wait 2 hours", true, 2 * time.Hour},
		{"RCPT", 450, "4.7.1 try again in 99999 hours: rate limit", true, 24 * time.Hour},
	} {
		o := judge(c.step, &textproto.Error{Code: c.code, Msg: c.words})
		span, rests := rest(o)
		if rests != c.rests || span != c.span {
			t.Errorf("%s %d %s: %v %s", c.step, c.code, c.words, rests, span)
		}
	}
}

func TestWarmUp(t *testing.T) {
	l := Limits{WarmUp: 100, PerDay: 1000}
	var s RelayState
	day := noon
	next := func(good, bad int) int {
		s.Good, s.Bad, s.Used = good, bad, good+bad
		day = day.AddDate(0, 0, 1)
		l.roll(&s, day)
		return s.Cap
	}
	l.roll(&s, day)
	for _, c := range []struct{ good, bad, cap int }{
		{100, 0, 200},  // good
		{30, 0, 200},   // too few to tell
		{185, 15, 200}, // 7.5 %: no more
		{160, 40, 100}, // 20 %: half
		{98, 2, 200},
		{200, 0, 400},
		{400, 0, 800},
		{800, 0, 0}, // at per_day: the plan has ended
	} {
		if got := next(c.good, c.bad); got != c.cap {
			t.Fatalf("after %d good and %d bad the plan allows %d, not %d", c.good, c.bad, got, c.cap)
		}
	}
	if n, _, _ := l.take(&s, day, 5000); n != 1000 || !s.Done {
		t.Errorf("%d, %+v", n, s)
	}
	s = RelayState{}
	l.take(&s, day, 50)
	s.Good, s.Bad = 20, 10
	n, until, why := l.take(&s, day, 50)
	if n != 0 || !until.Equal(l.midnight(day)) || !strings.Contains(why, "plan stops") {
		t.Error(n, until, why)
	}
}

func TestHours(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2026, 3, 28, h, m, 0, 0, time.UTC) }
	for _, c := range []struct {
		hours, zone string
		now, open   time.Time
	}{
		{"07:00-21:00", "", at(8, 0), time.Time{}},
		{"07:00-21:00", "", at(21, 0), at(31, 0)},
		{"21:00-06:00", "", at(23, 0), time.Time{}},
		{"21:00-06:00", "", at(5, 59), time.Time{}},
		{"21:00-06:00", "", at(6, 0), at(21, 0)},
		{"00:00-24:00", "", at(6, 0), time.Time{}},
		{"02:30-03:30", "Europe/Berlin", at(20, 0), at(24+1, 30)}, // the clock jumps from 2 to 3 that night
	} {
		if got := (Limits{Hours: c.hours, Zone: c.zone}).shut(c.now); !got.Equal(c.open) {
			t.Errorf("%s %s at %s: open at %s, not %s", c.hours, c.zone, c.now, got, c.open)
		}
	}
}

// TestPoolNotes: a note that fails ends its letter, whatever other relays there are.
func TestPoolNotes(t *testing.T) {
	a, ra := startStation(t, "a")
	b, rb := startStation(t, "b")
	p := startPool(t, &fixed{t: noon}, nil, ra, rb)
	batch := []Message{sample("x@example.net"), sample("y@example.net")}
	full := errors.New("disk full")
	var all [2]Outcome
	p.Send(t.Context(), batch, func(int) error { return full }, func(i int, o Outcome) { all[i] = o })
	for _, o := range all {
		if o.Kind != Unsent || !strings.Contains(o.Response, "disk full") {
			t.Errorf("%+v", o)
		}
	}
	if a.count()+b.count() != 0 || p.state(p.relays[0]).Closed+p.state(p.relays[1]).Closed != "" {
		t.Error("a relay is blamed, or took what was not noted")
	}
}

func TestRelaysValidate(t *testing.T) {
	ok := Relay{Name: "a", Host: "mail.example.org"}
	for field, c := range map[string]Config{
		"relays":              {Host: "x", Relays: []Relay{ok}},
		"relays[0].name":      {Relays: []Relay{{Name: "A b", Host: "x"}}},
		"relays[1].name":      {Relays: []Relay{ok, ok}},
		"relays[0].host":      {Relays: []Relay{{Name: "a"}}},
		"relays[0].hours":     {Relays: []Relay{{Name: "a", Host: "x", Limits: Limits{Hours: "7-25"}}}},
		"relays[0].zone":      {Relays: []Relay{{Name: "a", Host: "x", Limits: Limits{Zone: "Mars"}}}},
		"relays[0].warm_up":   {Relays: []Relay{{Name: "a", Host: "x", Limits: Limits{WarmUp: 9, PerDay: 5}}}},
		"relays[0].username":  {Relays: []Relay{{Name: "a", Host: "x", Login: Login{Auth: AuthXOAuth2}}}},
		"relays[0].token_url": {Relays: []Relay{{Name: "a", Host: "x", Username: "u", Login: Login{Auth: AuthXOAuth2}}}},
		"relays[0].refresh_token": {Relays: []Relay{{
			Name: "a", Host: "x", Username: "u", Login: Login{Auth: AuthXOAuth2, TokenURL: "https://x/t"},
		}}},
		"relays[0].security": {Relays: []Relay{{Name: "a", Host: "x", Security: "ssl"}}},
		"relays[0].ca_file":  {Relays: []Relay{{Name: "a", Host: "x", CAFile: "/nowhere"}}},
		"per_day":            {Host: "x", Limits: Limits{PerDay: -1}},
	} {
		c.From = "press@example.org"
		var e *news.InvalidError
		if err := c.Validate(); !errors.As(err, &e) || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := (Config{From: "press@example.org", Relays: []Relay{ok}}).Validate(); err != nil {
		t.Error(err)
	}
}
