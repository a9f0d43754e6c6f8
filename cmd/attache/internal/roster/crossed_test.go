package roster

import (
	"strings"
	"testing"

	"attache/news"
)

// TestCrossedOut: daggers, signs of a stop and struck letters in a name, and words cut short, say that the person gets
// no mail; the columns of forms and dates that say nothing of it do not stop an import.
func TestCrossedOut(t *testing.T) {
	for name := range strings.SplitSeq("Otto †|† Otto|Otto (†)|Otto ✝|❌ Otto|Otto ⛔|Otto 🚫|O̶t̶t̶o̶|Otto (nicht mehr)|"+
		"Otto (kein NL)|Otto - заблок.|Отто (откл.)|Otto (abgem.)|Otto 退订", "|") {
		f := readCSV(t, "list.csv", "email,name\na@example.org,Ann\nb@example.org,"+name+"\n")
		if f.People[0].State != news.SubscriberActive || f.People[1].State != news.SubscriberUnsubscribed {
			t.Errorf("%s: %s, %s", name, f.People[0].State, f.People[1].State)
		}
	}
	for header, cell := range map[string]string{
		"Timestamp": "2024-01-02 10:00:00", "Zeitstempel": "02.01.2024 10:00", "Отметка времени": "2024-01-02",
		"Registered": "2024-01-02", "Angelegt": "02.01.2024", "Aktiviert": "02.01.2024", "Time zone": "CET",
		"is_test": "0", "Followers": "1200",
	} {
		f := readCSV(t, "list.csv", "email,"+header+"\na@example.org,"+cell+"\n")
		if f.People[0].State != news.SubscriberActive {
			t.Errorf("%s: %s", header, f.People[0].State)
		}
	}
}
