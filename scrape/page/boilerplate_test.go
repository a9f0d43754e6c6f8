package page

import (
	"strings"
	"testing"
)

// Lines that share, tag, call to a channel or claim rights are no part of an article, although they stand in its
// container and look like its paragraphs.
func TestFurnitureLines(t *testing.T) {
	for _, line := range []string{
		"Поделиться", "Бөлісу", "Bólisý", "Бөлүшүү", "Ulashish", "Улашиш", "Мубодила", "Paylaş", "Поділитися",
		"Падзяліцца", "اشتراک گذاری", "مشاركة", "分享到微信", "Teilen", "Partager", "Compartir",
		"Теги: дипломатия, Норвегия", "Тегтер: дипломатия, Норвегия", "Ключевые слова: дипломатия",
		"Teglar: diplomatiya", "Etiketler: diplomasi", "Teqlər: diplomatiya", "Барчаспҳо: дипломатия",
		"برچسب\u200cها: دیپلماسی، نروژ",
		"الوسوم: دبلوماسية", "标签：外交 挪威", "Schlagworte: Diplomatie", "Mots-clés : diplomatie", "Etiquetas: comercio",
		"Follow us on Telegram", "Folgen Sie uns auf Telegram", "Suivez-nous sur Telegram", "Síguenos en Telegram",
		"تابعونا على تيليغرام", "关注我们的微信公众号",
		"Barlyq quqyqtar qorǵalǵan.", "Барча ҳуқуқлар ҳимояланган.", "Ҳамаи ҳуқуқҳо ҳифз шудаанд.",
		"Tüm hakları saklıdır.", "تمامی حقوق محفوظ است.", "جميع الحقوق محفوظة.", "版权所有，未经许可不得转载。",
		"Alle Rechte vorbehalten.", "Tous droits réservés.",
	} {
		if _, text, _ := signsOf(t, "The long road of the treaty", "", "", "<p>"+line+"</p>"); strings.Contains(text,
			line) {
			t.Errorf("%q was taken for a paragraph", line)
		}
	}
	for _, line := range []string{
		"They share the river and its floods.",
		"The ministers said that all who follow us on this road will find the work done.",
		"Telegram was fined in March: it had kept the channel open.",
	} {
		if _, text, _ := signsOf(t, "The long road of the treaty", "", "<p>"+line+"</p>", ""); !strings.Contains(text,
			line) {
			t.Errorf("%q was left out", line)
		}
	}
}
