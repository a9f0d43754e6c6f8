package roster

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkRead reads 10,000 rows of a list of journalists.
func BenchmarkRead(b *testing.B) {
	names := strings.Split("Anna Lee|Otto Maier|Мария Иванова|Дана Серік|Ece Kaya|José Paz|Zoé Roy|Ute Groß|"+
		"Paweł Nowak", "|")
	houses := strings.Split("BBC|ТАСС|Le Monde|El País|Hürriyet|Хабар|Daily Mail|ANSA", "|")
	cities := strings.Split("London|Москва|Астана|Paris|Madrid|Ankara|Berlin|Roma|Kraków|Київ", "|")
	var doc strings.Builder
	doc.WriteString("Email,Name,Company,City,Created at,Phone\n")
	for i := range 10_000 {
		fmt.Fprintf(&doc, "r%d@example%d.org,%s-%s,%s,%s,202%d-0%d-11,+7701%07d\n", i, i%50, names[i%9],
			strings.Fields(names[i/9%9])[1], houses[i%8], cities[i%10], i%5, 1+i%9, i*37)
	}
	data := []byte(doc.String())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("list.csv", data, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
