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
	check(t, "the others get theirs", ended(t, h, office, i.ID), fmt.Sprintf("map[sending:%d sent:%d]", left, readers-left))
	h.wall.add(10 * time.Minute)
	check(t, "then its own are in doubt", ended(t, h, office, i.ID), fmt.Sprintf("map[doubt:%d sent:%d]", left, readers-left))
}
