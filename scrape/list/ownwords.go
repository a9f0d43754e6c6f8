package list

import (
	"slices"
	"strings"

	"attache/news"
	"attache/text"
)

// What the program of a blog or an aggregator adds to an entry's text is none of it.
var (
	// appeared is the line that WordPress puts under an entry of its feeds, by its translations of "The post %1$s
	// appeared first on %2$s.", and what sites make of it.
	appeared = text.Pattern(`(?i)(^|[.!?…»”"'’)\]。！？۔]\s*)(?:` + strings.Join([]string{
		`the (?:post|article|story) .+? (?:first appeared|appeared first) (?:on|in|at) .+`,
		`this (?:article|post|story) (?:(?:originally|first) appeared|appeared (?:first|originally)|` +
			`was (?:originally|first) published) (?:on|in|at|by) .+`,
		`(?:la entrada|el artículo|la noticia|el post|la publicación) .+? (?:se publicó primero|` +
			`apareció primero|aparece primero) en .+`,
		`(?:l[’']article|cet article|le post|la publication) .+? (?:est apparu en premier|` +
			`apparaît en premier|est paru en premier) (?:sur|dans) .+`,
		`der (?:beitrag|artikel) .+? (?:erschien zuerst|ist zuerst erschienen) (?:auf|bei|in) .+`,
		`(?:l[’']articolo|questo articolo|il post) .+? (?:proviene da|sembra essere il primo su) .+`,
		`(?:o (?:post|artigo|conteúdo)|a (?:notícia|matéria|publicação)) .+? (?:apareceu|aparece) ` +
			`(?:primeiro|pela primeira vez|originalmente) .{0,4}?(?:em|no|na) .+`,
		`(?:сообщение|запись|статья|пост|материал|новость) .+? (?:появил(?:ось|ась|ся|ись)|` +
			`опубликован[оаы]?) (?:сначала|впервые|вперше) (?:на|в) .+`,
		`(?:сообщение|запись|статья|пост) .+? (?:сначала|впервые) (?:появил(?:ось|ась|ся|ись)|` +
			`опубликован[оаы]?) (?:на|в) .+`,
		`(?:запис|допис|повідомлення|стаття) .+? (?:спершу|вперше|спочатку) з.яви\S+ .+`,
		`(?:запис|допис|повідомлення|стаття) .+? з.яви\S+ (?:спочатку|вперше|спершу) .+`,
		`(?:artykuł|wpis) .+? (?:pochodzi z (?:serwisu|portalu)|pojawił się (?:pierwszy raz|po raz pierwszy)) .+`,
		`(?:het (?:bericht|artikel)) .+? verscheen (?:eerst|voor het eerst) op .+`,
		`(?:inlägget|innlegget|indlægget) .+? (?:dök först upp|dukket først opp|blev først udgivet) p[åa] .+`,
		`(?:příspěvek|príspevok|článek) .+? (?:pochází z|zobrazený najskôr|appeared first|se nejdříve objevil) .+`,
		`(?:articolul|postarea) .+? (?:apare prima dată|a apărut prima dată|apare mai întâi) .+`,
		`(?:artikel|postingan|tulisan) .+? (?:pertama kali (?:tampil|muncul)|muncul pertama kali) (?:pada|di) .+`,
		`(?:το άρθρο|η δημοσίευση) .+? (?:εμφανίστηκε|δημοσιεύτηκε) (?:πρώτα|πρώτη φορά) .+`,
		`(?:ظهرت|نشرت|نُشرت) (?:المقالة|المقال|التدوينة) .+? (?:أولاً|أولا|لأول مرة) .+`,
		`ظهر المقال .+? (?:أولاً|أولا|لأول مرة) .+`,
		`(?:نوشته|مطلب|پست) .+? اولین بار در .+`,
	}, "|") + `)[.。۔!]?\s*$`)
	// appearedBehind is the same in languages where the entry's title comes first.
	appearedBehind = text.Pattern(`(?i)(^|[.!?…»”"。！？]\s*)(?:` + strings.Join([]string{
		`[^.!?。]+ (?:yazısı|haberi|gönderisi|içeriği) (?:ilk önce|ilk olarak|ilk) .+ ` +
			`(?:ortaya çıktı|göründü|yayınlandı|yayımlandı)`,
		`[^.!?。]+ (?:жазбасы|мақаласы) (?:алғаш|бірінші) .+ (?:жарияланды|пайда болды)`,
		`投稿[^。]+に最初に表示されました`,
		`[^。]+(?:最先出现在|首先出现在|最早出現在|最先出現於).+`,
		`[^.!?]+ 게시물이 .+에 처음 (?:등장|게시).*`,
	}, "|") + `)[.。!]?\s*$`)
	// brought says who delivers an entry, at its end.
	brought = text.Pattern(`(?i)(^|[.!?…»”")\]。]\s*)(?:(?:this )?(?:story |article |news |alert )?` +
		`(?:is |was )?(?:delivered|brought to you|sent to you|provided|powered|curated|aggregated|summari[sz]ed) ` +
		`(?:by|via) [^.!?]{2,80}|(?:доставлено|предоставлено|подготовлено) (?:сервисом|ботом|службой) [^.!?]{2,80}|` +
		`(?:bereitgestellt|zusammengestellt) (?:von|durch) [^.!?]{2,80}|` +
		`(?:servicio ofrecido|entregado|proporcionado) por [^.!?]{2,80}|` +
		`(?:fourni|proposé|livré) par (?:le service )[^.!?]{2,80}|[^.!?]{2,60} (?:servisi|hizmeti) tarafından ` +
		`(?:iletildi|sunuldu|gönderildi))[.!。]?\s*$`)
	// measured is a part of an entry that counts or rates it.
	measured = text.Pattern(`(?i)^(?:(?:importance|relevance|impact|score|rating|sentiment|reliability|` +
		`significance|credibility|priority|важность|значимость|рейтинг|оценка|тональность|wichtigkeit|relevanz|` +
		`bewertung|importancia|relevancia|puntuación|pertinence|önem(?: derecesi)?|puan|маңыздылығы|importância|` +
		`importanza|重要度|重要性|الأهمية|اهمیت)\s*[:：]\s*[\d.,/ %★*-]*(?:high|medium|low|positive|negative|neutral)?|` +
		`(?:also )?(?:covered|reported|told|published|carried) by \d+ (?:other )?(?:outlets?|sources?|sites?|` +
		`publications?|media|newspapers?)|\d+ (?:sources?|outlets?|articles?|reports?|comments?|points?|views?)|` +
		`(?:sources?|outlets?|points|comments|views|источников|сообщений|изданий|quellen|fuentes|kaynak(?:lar)?)\s*:` +
		`\s*\d+|(?:об этом )?(?:сообщают|пишут|сообщили|написали) \d+ (?:сми|изданий|источник\S*)|` +
		`(?:berichtet von|in) \d+ (?:medien|quellen)|(?:cubierto por|en) \d+ (?:medios|fuentes)|` +
		`(?:couvert par|repris par) \d+ (?:médias|sources)|\d+ (?:kaynak|haber) (?:tarafından )?(?:bildirdi|yazdı)?|` +
		`view full coverage on .{2,40}|full coverage)\.?$`)
)

// withoutOwnWords returns the blocks of an entry without what programs added: where it appeared first, who delivers it,
// how it is rated and by how many it is covered.
func withoutOwnWords(blocks []news.Block) []news.Block {
	out := make([]news.Block, 0, len(blocks))
	for i, b := range blocks {
		if b.Kind == news.Paragraph && strings.Contains(b.Text, " | ") {
			b.Text = withoutMeasures(b.Text)
		}
		if measured().MatchString(b.Text) {
			continue
		}
		if i >= len(blocks)-3 {
			b.Text = strings.TrimSpace(brought().ReplaceAllString(b.Text, "$1"))
			b.Text = strings.TrimSpace(cutAppeared(b.Text))
		}
		if b.Text != "" {
			out = append(out, b)
		}
	}
	return out
}

// withoutMeasures leaves out those parts of a line between bars that rate or count it.
func withoutMeasures(line string) string {
	var kept []string
	for part := range strings.SplitSeq(line, " | ") {
		if part = strings.TrimSpace(part); !measured().MatchString(part) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, " | ")
}

// appearedMarks are words of which one stands in each line that says where an entry appeared first.
var appearedMarks = []string{
	"first", "originally", "primero", "premier", "zuerst", "proviene da", "primo su", "primeir", "сначала", "впервые",
	"вперше", "спершу", "спочатку", "pochodzi z", "pierwszy", "eerst", "först", "først", "pochází z", "najskôr",
	"nejdříve", "prima dată", "mai întâi", "pertama kali", "πρώτ", "أول", "اولین بار", "ilk", "алғаш", "бірінші",
	"最初に表示", "最先出", "首先出", "最早出", "처음",
}

// longestCredit is how many bytes of an entry's end are searched for such a line: it repeats the entry's title.
const longestCredit = 1200

// cutAppeared cuts the line that says where an entry appeared first from the end of a text. It begins as late as it
// can: what stands before it is the entry's own.
func cutAppeared(s string) string {
	head, tail := "", s
	if len(s) > longestCredit {
		at := strings.LastIndexByte(s[:len(s)-longestCredit], ' ') + 1
		head, tail = s[:at], s[at:]
	}
	lower := strings.ToLower(tail)
	if !slices.ContainsFunc(appearedMarks, func(mark string) bool { return strings.Contains(lower, mark) }) {
		return s
	}
	from := -1
	for {
		m := appeared().FindStringSubmatchIndex(tail[from+1:])
		if m == nil || m[3] == 0 && from >= 0 {
			break
		}
		from += 1 + m[3] // behind the stop before the line
	}
	if from >= 0 {
		tail = tail[:from]
	}
	if head == "" || from < 0 {
		tail = appearedBehind().ReplaceAllString(tail, "$1")
	}
	return head + tail
}
