package page

import (
	"slices"
	"strings"

	"attache/news"
	"attache/scrape/markup"
	"attache/scrape/page/dom"
)

const (
	gateWords = 30 // a line longer than this in words is no gate before an article but prose about one
	gateAfter = 8  // blocks behind the body among which a gate may stand
)

// gates are what an outlet says where the free part of an article ends, in lower case and with straight apostrophes.
// Calls that stand below free articles too (subscribe, log in, newsletters) are not among them.
var gates = []string{
	"to continue reading", "subscribe to read", "subscribe to continue", "subscribers only", "only for subscribers",
	"exclusive to subscribers", "available to subscribers", "is for subscribers", "to read the full article",
	"to read the full story", "unlock this article", "reached your limit", "reached your article limit",
	"register to read", "sign in to read", "log in to read", "is for members only",
	"только для подписчиков", "только подписчикам", "доступен подписчикам", "доступна подписчикам",
	"доступен по подписке", "доступна по подписке", "доступно по подписке", "чтобы читать дальше", "чтобы дочитать",
	"для продолжения чтения", "чтобы продолжить чтение", "чтобы прочитать полностью", "чтобы прочитать целиком",
	"полный текст доступен", "полная версия доступна",
	"тек жазылушыларға", "жазылушыларға ғана", "оқуды жалғастыру үшін", "толық нұсқасын оқу үшін",
	"толық мәтінін оқу үшін", "tek jazylushylarǵa", "oqudy jalǵastyru úshin", "tek jazylwşylarğa",
	"жазылуучуларга гана", "жазылуучулар үчүн гана", "окууну улантуу үчүн", "толук окуу үчүн",
	"faqat obunachilar", "o'qishni davom ettirish uchun", "to'liq o'qish uchun", "фақат обуначилар",
	"ўқишни давом эттириш учун", "тўлиқ ўқиш учун",
	"okumaya devam etmek için", "devamını okumak için", "abonelere özel", "sadece aboneler", "yalnızca aboneler",
	"bu içerik aboneler", "tamamını okumak için abone",
	"davamını oxumaq üçün", "yalnız abunəçilər", "ancaq abunəçilər", "oxumağa davam etmək üçün",
	"лише передплатникам", "лише для передплатників", "тільки для передплатників", "тільки передплатникам",
	"доступний за передплатою", "доступна за передплатою", "щоб читати далі", "щоб продовжити читання", "щоб дочитати",
	"толькі для падпісчыкаў", "толькі падпісчыкам", "каб чытаць далей", "даступны па падпісцы", "танҳо барои обуначиён",
	"барои идомаи хондан",
	"برای خواندن ادامه", "برای ادامه مطالعه", "فقط برای مشترکان", "ویژه مشترکان", "ویژه مشترکین", "مخصوص مشترکین",
	"للمشتركين فقط", "حصري للمشتركين", "لمتابعة القراءة", "لمواصلة القراءة", "لقراءة المقال كاملا", "محتوى مدفوع",
	"付费内容", "付費內容", "订阅后可", "訂閱後可", "付费后阅读", "登录后阅读全文", "仅限订阅", "仅限会员", "会员专享", "订阅以继续阅读",
	"nur für abonnent", "exklusiv für abonnent", "weiterlesen mit", "um weiterzulesen", "artikel ist kostenpflichtig",
	"abonnieren und weiterlesen", "testen und weiterlesen", "lesen sie diesen artikel mit",
	"réservé aux abonnés", "réservée aux abonnés", "réservé à nos abonnés", "réservée à nos abonnés",
	"pour lire la suite", "% de cet article", "abonnez-vous pour lire", "pour poursuivre la lecture",
	"para suscriptores", "para seguir leyendo", "para continuar leyendo", "exclusivo para socios", "למנויים בלבד",
	"aby czytać dalej", "czytaj dalej z", "dalsza część artykułu", "dalsza część jest dostępna", "dla prenumeratorów",
	"tylko dla prenumeratorów", "dla subskrybentów", "wykup dostęp", "kup dostęp", "wykup subskrypcję",
	"kup subskrypcję",
	"% artykułu", "aby przeczytać cały",
	"有料会員限定", "有料会員の方", "会員限定記事", "会員限定です", "続きを読むには", "続きは有料", "続きは会員",
	"ログインして続き", "この記事は有料", "全文を読むには", "無料登録で続き",
	"läs hela artikeln", "bara för prenumeranter", "endast för prenumeranter", "för att läsa vidare",
	"för att läsa hela",
	"bli prenumerant", "kun for abonnenter", "kun for abonnement", "for at læse videre", "for å lese videre",
	"verder lezen?", "om verder te lezen", "exclusief voor abonnees", "alleen voor abonnees",
	"voor abonnees beschikbaar",
	"om dit artikel te lezen", "lees verder met een abonnement", "word abonnee",
	"유료 회원 전용", "유료회원 전용", "유료 구독자", "구독자 전용", "전문을 보시려면", "계속 읽으려면", "계속 읽으시려면", "로그인 후 이용",
	"로그인 후 전문",
	"per continuare a leggere", "per continuare la lettura", "riservato agli abbonati", "solo per gli abbonati",
	"contenuto per abbonati", "per leggere l'articolo completo", "para continuar lendo", "para continuar a ler",
	"exclusivo para assinantes", "exclusivo para subscritores", "exclusivo a assinantes", "só para assinantes",
	"щоб прочитати статтю", "щоб прочитати повністю", "оформіть передплату", "за передплатою", "чтобы прочитать статью",
	"tamamını okumak için", "tamamını okuyabilmek için", "okumak için abone", "okumak için giriş",
	"付费会员", "付費會員", "登录后继续阅读", "登入後繼續閱讀", "继续阅读全文", "繼續閱讀全文", "的内容订阅", "开通会员", "成为付费",
	"لقراءة المقال", "للمشتركين فقط", "لقراءة بقية", "للاستمرار في القراءة", "مخصص للمشتركين",
	"nur mit abo", "mit abo lesen", "mit abo lesbar", "nur für angemeldete", "réservée à nos abonnés",
	"suite est réservée", "exclusivo para suscriptores", "solo para suscriptores", "pro předplatitele",
	"pouze pro předplatitele", "csak előfizetőknek", "doar pentru abonați", "για συνδρομητές",
	"להמשך קריאה",
}

// apostrophes are written in many ways, in Uzbek above all.
var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "ʻ", "'", "ʼ", "'", "`", "'")

// gate finds the line that says that the rest of the article is for some only; "" when there is none.
func (r *Parsed) gate() string {
	end := min(int(r.bodyTo)+1+gateAfter, len(r.layout.Blocks))
	for i := int(r.bodyFrom); i < end; i++ {
		b := &r.layout.Blocks[i]
		if b.Hidden || b.Words > gateWords {
			continue
		}
		text := r.layout.TextOf(b)
		if isGate(text) {
			return text
		}
	}
	return ""
}

// isGate reports whether a line says that the rest of an article is for some only.
func isGate(line string) bool {
	folded := apostrophes.Replace(strings.ToLower(line))
	return slices.ContainsFunc(gates, func(g string) bool { return strings.Contains(folded, g) })
}

// teaser reports whether a body of so many words is short for an article and the page says that the rest is not free,
// and where. A line that says so is taken out of the body.
func (r *Parsed) teaser(words int, a *news.Article) (yes bool, from string) {
	if words >= teaserWords {
		return false, ""
	}
	for i := range r.facts.LD {
		if r.facts.LD[i].Paid {
			return true, "JSON-LD isAccessibleForFree"
		}
	}
	if tier, name := r.facts.Meta("article:content_tier"); tier == "locked" || tier == "metered" {
		return true, name + " " + tier
	}
	for i := range r.tree.Nodes {
		n := &r.tree.Nodes[i]
		if n.Text || n.Sig&dom.SigSubscribe == 0 || n.Hidden {
			continue
		}
		class := strings.ToLower(markup.Attr(n.HTML, "class") + " " + markup.Attr(n.HTML, "id"))
		if from, to := r.layout.Span(int32(i)); to > from && (strings.Contains(class, "paywall") ||
			strings.Contains(class, "regwall")) {
			return true, "an element called " + strings.Join(strings.Fields(class), " ")
		}
	}
	if line := r.gate(); line != "" {
		a.Blocks = slices.DeleteFunc(a.Blocks, func(b news.Block) bool { return b.Text == line })
		return true, line
	}
	return false, ""
}
