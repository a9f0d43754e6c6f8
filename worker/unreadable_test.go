package worker_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"attache/news"
)

// TestUnreadableJournalHoldsUpNobody: what a dead process was sending waits until it counts as silent, all others get
// their letters at once.
func TestUnreadableJournalHoldsUpNobody(t *testing.T) {
	const readers, letters = 90, 31
	h := build(t, onSQLite(t))
	office := openPostOffice(t)
	i, _ := approved(t, h, readers, skipDoubt)
	killAfter(t, h, office, i.ID, letters, true, 0)
	path := onlyJournal(t, h)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil { // for the superuser, too, it cannot be read
		t.Fatal(err)
	}
	left := len(rows(t, h, i.ID, news.DeliverySending))
	for _, own := range []string{"sending", "doubt"} { // at once; when it has been silent for worker.stale
		want := fmt.Sprintf("map[%s:%d sent:%d]", own, left, readers-left)
		check(t, "its own letters and the others", ended(t, h, office, i.ID), want)
		h.wall.add(10 * time.Minute)
	}
}
