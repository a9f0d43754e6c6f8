package roster

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"attache/config"
	"attache/news"
)

// stoppedHonest are lists of people who all want their letter, and which the import stops at all the same: what it
// cannot know may as well say that somebody does not. docs/imports.md has them, with the reason and the way on.
var stoppedHonest = []struct{ what, file, doc, on, why string }{
	{
		"how often somebody wants mail", "list.csv", "email,frequency\na@example.org,daily\nb@example.org,weekly\n",
		`--pass frequency`, `other lists of this kind say "never" or "paused" there, in any words`,
	},
	{
		"Substack, with digest_enabled", "list.csv",
		"email,active_subscription,email_disabled,digest_enabled\na@example.org,false,false,false\n" +
			"b@example.org,false,false,false\n",
		`--pass digest_enabled`, `"enabled: false" beside an address says that no mail is wanted, if not which`,
	},
	{
		"classes of the operator's own", "list.csv",
		"email,Klasse\na@example.org,A\nb@example.org,B\nc@example.org,A\n",
		`--pass Klasse`, `"C" or "X" is how many lists mark those who left`,
	},
	{
		"days that only some people have", "list.csv",
		"email,Kontakt am\na@example.org,2024-05-01\nb@example.org,\nc@example.org,2024-06-01\n",
		`--pass "Kontakt am"`, `a day beside some people may be the one on which they left`,
	},
	{
		"ticks in a column without a name", "list.csv", "email,\na@example.org,x\nb@example.org,\n",
		`--pass "column 2"`, `a cross may mean those who want mail as well as those who do not`,
	},
	{
		"notes", "list.csv", "email,notes\na@example.org,met in Astana in May\nb@example.org,knows the minister\n",
		`--pass notes`, `"asked me not to write" is a note too, and no list of words holds all that people write`,
	},
	{
		"a consent that only some people gave in writing", "list.csv",
		"email,consent form\na@example.org,yes\nb@example.org,\n",
		`--status "consent form=active", or fill it in`, `who gave none may not be written to`,
	},
	{
		"an old name of a file", "old list.csv", "email\na@example.org\nb@example.org\n",
		`--pass "old list.csv", or another name`, `it may hold those who were taken off the list`,
	},
	{
		"a name that ends with a word of leaving", "list.csv", "email,name\na@example.org,\"Otto, returned\"\n",
		`--status "returned=active"`, `it may be a part of the name, or say that letters came back`,
	},
}

// TestStoppedHonest: each of these lists is stopped, with hints that name a way on, and passes by the documented way
// where that is one.
func TestStoppedHonest(t *testing.T) {
	for _, c := range stoppedHonest {
		_, err := readSubscribers(c.file, strings.NewReader(c.doc), Options{})
		var mistakes config.Mistakes
		var invalid *news.InvalidError
		switch {
		case errors.As(err, &mistakes) && strings.Contains(mistakes[0].Hint, "--"):
		case errors.As(err, &invalid) && strings.Contains(invalid.Hint, "--"):
		default:
			t.Errorf("%s: %v", c.what, err)
		}
		if pass, ok := strings.CutPrefix(c.on, "--pass "); ok {
			pass = strings.Trim(strings.TrimSuffix(pass, ", or another name"), `"`)
			f, err := readSubscribers(c.file, strings.NewReader(c.doc), Options{Pass: []string{pass}})
			if err != nil {
				t.Errorf("%s, by %s: %v", c.what, c.on, err)
			}
			for _, p := range f.People {
				if p.State != news.SubscriberActive {
					t.Errorf("%s, by %s: %s is %s", c.what, c.on, p.Email, p.State)
				}
			}
		}
	}
}

// docStopped is the part of docs/imports.md on such lists.
func docStopped() string {
	var b strings.Builder
	b.WriteString("\n## Honest lists that are stopped\n\nSome lists of people who all want their letter are stopped by " +
		"design: a wrong yes mails somebody who left, a question costs an option.\n\n" +
		"| the list holds | why it is stopped | the way on |\n|---|---|---|\n")
	for _, c := range stoppedHonest {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", c.what, c.why, c.on)
	}
	return b.String()
}

// TestHeadersOfNamesAndHouses: columns of names and of houses need no question, in any language.
func TestHeadersOfNamesAndHouses(t *testing.T) {
	for _, header := range strings.Split("Imię i nazwisko|Прізвище та ім'я|Фамилия, имя, отчество|Фамилия Имя|"+
		"Nome e cognome|Nome e sobrenome|Nombre y apellidos|Prénom et nom|Voornaam en achternaam|Vorname und Nachname|"+
		"Ad ve soyad|First and last name|First & Last Name|Jméno a příjmení|Имя, фамилия|Nume și prenume|"+
		"Förnamn och efternamn", "|") {
		if c := columnOf(header); c.kind != columnName && c.kind != columnFirst {
			t.Errorf("%s: kind %d, want a name", header, c.kind)
		}
	}
	for _, header := range strings.Split("Redakcja|Редакція|Редакциясы|Redazione|Redactie|Redação|Redakce|Redaktion|"+
		"Testata|Giornale|Czasopismo|Krant|Tidning|Εφημερίδα|媒体|언론사|صحيفة", "|") {
		if c := columnOf(header); c.kind != columnHarmless {
			t.Errorf("%s: kind %d, want one that says nothing of who gets mail", header, c.kind)
		}
	}
	for _, header := range strings.Split("First contact|Last mail|Last|Given up|Имя отписано|Nom rayé|"+
		"Redakcja zrezygnowała", "|") {
		if c := columnOf(header); c.kind == columnName || c.kind == columnHarmless && header != "First contact" {
			t.Errorf("%s: kind %d passes", header, c.kind)
		}
	}
}
