package newsroom

import (
	"errors"
	"strings"
	"testing"
	"time"

	"attache/news"
)

func TestValidate(t *testing.T) {
	good := Person{Email: "aida@example.org", Name: "Аида", Role: Editor, TimeZone: "Asia/Almaty"}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Person){
		"no name":       func(p *Person) { p.Name = "  " },
		"long name":     func(p *Person) { p.Name = strings.Repeat("ә", longestName+1) },
		"no role":       func(p *Person) { p.Role = "" },
		"other role":    func(p *Person) { p.Role = "owner" },
		"no zone":       func(p *Person) { p.TimeZone = "Almaty" },
		"no address":    func(p *Person) { p.Email = "" },
		"named address": func(p *Person) { p.Email = "Aida <aida@example.org>" },
		"two addresses": func(p *Person) { p.Email = "a@example.org, b@example.org" },
		"long address":  func(p *Person) { p.Email = strings.Repeat("a", 250) + "@example.org" },
	} {
		p := good
		spoil(&p)
		var invalid *news.InvalidError
		if err := p.Validate(); !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTable: each role may all that the lesser ones may, nobody may only pass the doors, and every action is
// somebody's.
func TestTable(t *testing.T) {
	for a, roles := range allowed {
		if Role("").May(a) || Role("owner").May(a) {
			t.Errorf("who is nobody may %s", a)
		}
		if !Admin.May(a) || len(roles) == 0 {
			t.Errorf("an admin may not %s", a)
		}
		if Viewer.May(a) && !Editor.May(a) {
			t.Errorf("a viewer may %s and an editor may not", a)
		}
		if least := Least(a); !least.May(a) {
			t.Errorf("%s may not %s", least, a)
		}
	}
	for _, a := range []Action{EditSources, DecideIssues, ManagePeople, ReadAudit} {
		if Viewer.May(a) {
			t.Errorf("a viewer may %s", a)
		}
	}
	if Editor.May(ManagePeople) || Editor.May(ReadAudit) || !Role("").May(Anyone) {
		t.Error("the table is wrong")
	}
}

func TestOpen(t *testing.T) {
	now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	i := Invitation{Expires: now.Add(time.Hour)}
	if !i.Open(now) || i.Open(now.Add(time.Hour)) {
		t.Error("an invitation is open until it expires")
	}
	if i.Used = now; i.Open(now) {
		t.Error("a used invitation is open")
	}
}
