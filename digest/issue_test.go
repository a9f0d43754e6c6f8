package digest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"attache/digest/relevance"
	"attache/news"
)

// TestIssueIsComplete holds that nothing of a composed issue is left to be set but ID and Number.
func TestIssueIsComplete(t *testing.T) {
	m := material(t, firstDay...)
	m.Slot, m.Digest.Language, m.Digest.TimeZone = "2026-11-20T12:00 Asia/Almaty", "", "Asia/Almaty"
	m.Coverage = news.Coverage{Sources: 3, Read: 2}
	i, verdicts := compose(t, editor(Config{}), m)
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	if i.DigestID != 7 || i.Digest != "desk" || i.Title != "The Desk" || i.Slot != m.Slot || i.TimeZone != "Asia/Almaty" ||
		i.Language != news.Languages[0] || i.Window != m.Window || !i.Created.Equal(at) || i.State != news.IssueDraft ||
		i.Note != "" || len(i.Lead) == 0 || i.Count() == 0 || len(i.Week) == 0 || i.Coverage.Sources != 3 ||
		i.Coverage.Articles != len(m.Articles) || i.Coverage.Kept == 0 {
		t.Errorf("%+v", i)
	}
	for _, v := range verdicts {
		if v.DigestID != 7 || !v.Judged.Equal(at) {
			t.Errorf("%+v", v)
		}
	}
	m.Articles = nil
	for _, sends := range []bool{false, true} {
		m.Digest.SendEmpty = sends
		i, _ := compose(t, editor(Config{}), m)
		if (i.State == news.IssueDraft) != sends || i.Note == "" {
			t.Errorf("an issue with nothing in it, empty ones sent: %v; state %s, note %q", sends, i.State, i.Note)
		}
	}
}

// TestMissed holds what the issue of a slot says that is too late.
func TestMissed(t *testing.T) {
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	w := news.Window{From: at, To: at}
	i := editor(Config{}).Missed(news.Digest{ID: 7, Name: "desk", Title: "T", TimeZone: "UTC"}, "slot", w, "7h late")
	if i.State != news.IssueMissed || i.Note != "7h late" || i.Slot != "slot" || i.Window != w || i.DigestID != 7 ||
		i.Language != news.Languages[0] || i.Created.IsZero() || i.Title != "T" || i.TimeZone != "UTC" {
		t.Errorf("%+v", i)
	}
}

// TestLeaveOut takes the first story out of an issue, then all others.
func TestLeaveOut(t *testing.T) {
	m := material(t, firstDay...)
	e := editor(Config{})
	i, verdicts := compose(t, e, m)
	stories, kept, lead := i.Stories(), i.Coverage.Kept, i.Lead
	first := stories[0]
	whole := append([]news.CountryCount{}, i.Week...)
	e.LeaveOut(m.Digest, &i, verdicts, map[int]error{0: errors.New("unset")})
	if i.Count() != len(stories)-1 || i.Stories()[0].Lead.URL != stories[1].Lead.URL || i.State != news.IssueDraft {
		t.Fatalf("%d stories of %d are left, state %s", i.Count(), len(stories), i.State)
	}
	pieces := 1 + len(first.Also)
	if len(i.Coverage.Failed) != pieces || i.Coverage.Kept != kept-pieces ||
		i.Coverage.Failed[0].Stage != news.StageRender || i.Coverage.Failed[0].URL != first.Lead.URL {
		t.Errorf("coverage %+v, want %d failed of %d kept", i.Coverage, pieces, kept)
	}
	for _, v := range verdicts {
		if v.ArticleID == first.Lead.ArticleID && (v.Kept || v.Reasons[0].Code != relevance.Failed) {
			t.Errorf("verdict %+v", v)
		}
	}
	for _, q := range lead {
		if slices.Contains(i.Lead, q) == slices.Contains(first.Summary, q) {
			t.Errorf("lead %+v, of the story left out: %v", i.Lead, slices.Contains(first.Summary, q))
		}
	}
	for _, c := range whole {
		want := c.Stories
		if slices.Contains(first.Countries, c.Country) {
			want--
		}
		at := slices.IndexFunc(i.Week, func(n news.CountryCount) bool { return n.Country == c.Country })
		if got := at >= 0; got != (want > 0) || got && i.Week[at].Stories != want {
			t.Errorf("%s: %+v, want %d", c.Country, i.Week, want)
		}
	}
	all := map[int]error{}
	for n := range i.Count() {
		all[n] = errors.New("unset")
	}
	e.LeaveOut(m.Digest, &i, verdicts, all)
	if i.Count() != 0 || len(i.Lead) != 0 || len(i.Week) != 0 || i.State != news.IssueEmpty || i.Note == "" ||
		i.Coverage.Kept != 0 {
		t.Errorf("everything left out: %+v", i)
	}
}

// TestLanguageIsToldOnce composes articles without a language: pieces, stories and quotations have the one that the
// text tells, and what was handed in is as it was.
func TestLanguageIsToldOnce(t *testing.T) {
	m := material(t, firstDay...)
	want := map[int64]string{}
	for i := range m.Articles {
		want[m.Articles[i].ID] = m.Articles[i].Language
		m.Articles[i].Language = ""
	}
	i, _ := compose(t, editor(Config{}), m)
	stories := i.Stories()
	if len(stories) == 0 {
		t.Fatal("no story")
	}
	for _, s := range stories {
		for _, p := range append([]news.Piece{s.Lead}, s.Also...) {
			if p.Language != want[p.ArticleID] {
				t.Errorf("the piece %d is in %q, want %q", p.ArticleID, p.Language, want[p.ArticleID])
			}
		}
		if s.Language != s.Lead.Language {
			t.Errorf("the story of %s is in %q, its lead piece in %q", s.Lead.URL, s.Language, s.Lead.Language)
		}
	}
	for _, a := range m.Articles {
		if a.Language != "" {
			t.Errorf("article %d was changed", a.ID)
		}
	}
}
