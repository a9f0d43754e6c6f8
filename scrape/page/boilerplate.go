package page

import (
	"slices"
	"strings"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// boilerplateWords is the longest line in words that can be boilerplate between paragraphs.
const boilerplateWords = 32

// Lines that stand between an article's paragraphs and are none, in lower case. The block model was trained on pages
// of few languages; these say the same for the others.
var (
	// creditLabels stand before a colon and name who wrote a piece or whose report it retells.
	creditLabels = text.WordSet(
		"мәтін дереккөз дерек ақпарат-көзі сұхбаттасқан дайындаған әзірлеген жазған тілші mátin derekkóz daıyndaǵan avtor " +
			"автор авторы авторлар авторлары источник булак даярдаган жазган манба muallif муаллиф тайёрлади " +
			"tayyorladi " +
			"manba манбаъ müəllif mənbə " +
			"джерело аўтар крыніца падрыхтаваў نویسنده منبع خبرنگار كتب بقلم المصدر 来源 作者 责任编辑 编辑 kaynak muhabir")
	// teaserLeads open a line that leads to another piece.
	teaserLeads = []string{
		"оқи отырыңыз", "тағы оқыңыз", "тағы да оқыңыз", "сондай-ақ оқыңыз", "сонымен қатар оқыңыз", "оқыңыз",
		"осы тақырыпта", "осыған дейін", "тақырыпқа орай", "толығырақ", "oqı otyryńyz", "taǵy oqyńyz",
		"читайте также", "читайте ещё", "читайте еще", "смотрите также", "по теме", "ранее по теме", "подробнее",
		"читать также",
		"дагы окуңуз", "дагы окугула", "ошондой эле окуңуз", "шунингдек ўқинг", "ўқинг", "shuningdek o‘qing",
		"shuningdek o'qing", "shuningdek, o‘qing", "mavzuga oid", "мавзуга оид", "инчунин хонед", "инчунин бихонед",
		"ҳамчунин хонед",
		"həmçinin oxuyun", "oxuyun", "ilgili haber", "bunu da okuyun", "читайте також", "дивіться також",
		"чытайце таксама", "بیشتر بخوانید", "همچنین بخوانید", "اقرأ أيضا", "اقرأ أيضًا", "اقرأ ايضا", "اقرأ المزيد",
		"les også", "les mer", "läs också", "läs även", "läs mer", "læs også", "læs mere", "lees ook", "lees meer",
		"lue myös", "čtěte také", "přečtěte si", "čítajte aj", "zobacz także", "zobacz też", "czytaj także",
		"czytaj też", "przeczytaj",
		"leia também", "leia mais", "leggi anche", "baca juga", "citește și", "vezi și", "olvassa el", "прочетете още",
		"вижте още", "pročitajte", "διαβάστε επίσης", "đọc thêm", "xem thêm", "関連記事", "관련기사",
		"read also", "also read", "see also", "lesen sie auch", "lesen sie dazu", "mehr zum thema", "à lire aussi",
		"lire aussi", "a lire aussi", "lee también", "lea también", "le puede interesar", "相关阅读", "延伸阅读",
	}
	// channelWords begin words for where a reader is called to; callWords are the calls.
	channelWords = []string{
		"telegram", "телеграм", "whatsapp", "viber", "instagram", "арна", "канал", "kanal", "arna",
		"бетімізге", "paraqsha", "парақша",
	}
	callWords = text.WordSet(
		"жазылыңыз жазылыңыздар жазылып тіркеліңіз тіркеліңіздер қосылыңыз қосылыңыздар jazylyńyz tirkelińiz " +
			"подписывайтесь подпишитесь присоединяйтесь жазылгыла кошулуңуз кошулгула " +
			"obuna обуна підписуйтесь підпишіться приєднуйтесь падпісвайцеся падпішыцеся далучайцеся olun qoşulun " +
			"бипайвандед")
	// rightsWords stand in a line about copying.
	rightsWords = []string{
		"сілтеме міндетті", "сілтеме жасау міндетті", "сілтеме көрсету міндетті", "сілтеме жасалуы тиіс",
		"құқықтар қорғалған", "құқық қорғалған", "ссылка обязательна", "гиперссылка обязательна",
		"ссылка на источник обязательна",
		"права защищены", "шилтеме милдеттүү", "укуктар корголгон", "havola berish shart", "ҳавола бериш шарт",
		"hüquqlar qorunur", "посилання обов'язкове", "посилання обов’язкове", "права захищено", "правы абаронены",
		"quqyqtar qorǵalǵan", "huquqlar himoyalangan", "ҳуқуқлар ҳимояланган", "ҳуқуқҳо ҳифз", "hakları saklıdır",
		"حقوق محفوظ است", "جميع الحقوق محفوظة", "版权所有", "未经许可不得转载",
		"alle rechte vorbehalten", "tous droits réservés", "todos los derechos reservados",
	}
	// callLeads open a line that calls to a channel, where the call alone could be prose.
	callLeads = []string{
		"follow us on", "join us on", "join our", "subscribe to our", "folgen sie uns", "suivez-nous",
		"abonnez-vous à n", "síguenos en", "suscríbete a n", "تابعونا على", "اشتركوا في قنا", "کانال تلگرام ما",
		"ما را در تلگرام", "关注我们", "请关注",
	}
	// tagLabels stand before a colon and a list of tags.
	tagLabels = text.WordSet(
		"tags теги тэги тэгі тегтер тегдер teglar теглар tegter барчаспҳо etiketler teqlər тегове برچسب\u200cها " +
			"برچسب الوسوم وسوم 标签 標籤 关键词 schlagworte schlagwörter mots-clés étiquettes etiquetas " +
			"ключевые-слова ключові-слова түйін-сөздер ачкыч-сөздөр kalit-so‘zlar калит-сўзлар anahtar-kelimeler " +
			"açar-sözlər کلیدواژه\u200cها")
	// shareLines ask to pass an article on, and say nothing else.
	shareLines = text.WordSet(
		"share share-this share-this-article поделиться поделиться-новостью бөлісу бөлісіңіз достарыңмен-бөліс " +
			"bólisý бөлүшүү бөлүшүңүз ulashish улашиш мубодила paylaş paylaşın поділитися поділитись " +
			"падзяліцца اشتراک-گذاری اشتراک\u200cگذاری به-اشتراک-بگذارید مشاركة شارك 分享 分享到 分享到微信 teilen " +
			"artikel-teilen " +
			"partager partager-l’article compartir")
)

// boilerplate reports a line between the paragraphs that credits, leads elsewhere, calls to subscribe or lists tags.
func (s *BlockTable) boilerplate(i int) bool {
	b := &s.Blocks[i]
	if b.Words > boilerplateWords || b.Kind != news.Paragraph && b.Kind != news.ListEntry {
		return false
	}
	text := strings.ToLower(s.Text(i))
	label, labelled := lineLabel(text)
	switch {
	case b.First == '©' && b.Words <= 12, hashtags(text):
		return true
	case labelled && b.Words <= 12 && creditLabels[hyphened(label)],
		labelled && b.Words <= 20 && tagLabels[hyphened(label)]:
		return true
	case b.Words <= 4 && shareLines[hyphened(strings.Trim(text, " .:!…"))]:
		return true
	case b.Words <= 20 && calls(text):
		return true
	}
	linked := b.Linked*2 >= b.Runes
	return slices.ContainsFunc(teaserLeads, func(lead string) bool {
		return labelled && label == lead || linked && strings.HasPrefix(text, lead)
	}) || slices.ContainsFunc(rightsWords, func(words string) bool { return strings.Contains(text, words) })
}

// lineLabel returns what stands before a line's first colon.
func lineLabel(line string) (label string, ok bool) {
	if k := strings.IndexAny(line, ":："); k > 0 && k < 80 {
		return strings.TrimSpace(strings.Trim(line[:k], "()[]*—–- ")), true
	}
	return "", false
}

// hyphened writes words as one, as sets of words have them.
func hyphened(s string) string { return strings.ReplaceAll(s, " ", "-") }

// hashtags reports a line of nothing but #tags.
func hashtags(text string) bool {
	if !strings.HasPrefix(text, "#") {
		return false
	}
	for _, w := range strings.Fields(text) {
		if w[0] != '#' {
			return false
		}
	}
	return utf8.RuneCountInString(text) > 2
}

// calls reports a line that asks to subscribe to a channel.
func calls(text string) bool {
	for _, lead := range callLeads {
		if strings.HasPrefix(text, lead) {
			return true
		}
	}
	channel, call := false, false
	for _, w := range strings.Fields(text) {
		w = strings.Trim(w, ".,:;!?…()«»\"'")
		call = call || callWords[w]
		for _, c := range channelWords {
			channel = channel || strings.HasPrefix(w, c)
		}
	}
	return channel && call
}
