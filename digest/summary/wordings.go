package summary

import "attache/text"

// The lists below are wordings seen on the outlets of the starter catalogue and their like, in lower case and with
// straight apostrophes. The languages stand in this order: en ru uk be kk ky uz tr az de fr es pt it pl cs nl ar fa zh.

// stampWords stand in times beside numbers and months.
var stampWords = text.WordSet(`est edt gmt bst utc pst pdt cet cest msk am pm updated published posted last at on
	обновлено опубликовано мск в veröffentlicht aktualisiert stand uhr года году року publié mis à jour le actualizado
	publicado el
	güncelleme yayınlanma saat hrs h`)

// thanks begin what is said to somebody.
var thanks = []string{
	"thank you", "thanks ", "thanks,", "good morning", "good afternoon", "good evening", "ladies and gentlemen",
	"dear ", "mr. president,", "madam president,", "mr. secretary,", "спасибо", "благодарю вас", "добрый день",
	"здравствуйте", "уважаемы", "дорогие друзья", "дякую", "рахмет", "құрметті", "урматтуу", "teşekkür ederim",
	"sayın başkan", "değerli ", "vielen dank", "danke ", "meine damen und herren", "sehr geehrte", "merci ",
	"mesdames et messieurs", "gracias ", "muchas gracias", "señoras y señores", "obrigado", "grazie ", "dziękuję",
	"شكرا", "谢谢", "感谢各位",
}

// boilerplateStarts begin credits, captions, notices, editors' notes and links.
var boilerplateStarts = []string{
	"published", "updated:", "update:", "last updated", "last modified", "photo:", "photos:", "photo by", "photos by",
	"photo credit", "image:", "image credit", "images:", "picture:", "file photo", "file -", "file –", "file —",
	"figure ", "fig. ", "video:", "watch:", "listen:", "read more",
	"read on", "learn more", "lesen sie weiter", "erfahren sie", "read also", "read next", "read the full",
	"read full", "see also", "also read", "also see", "more on this", "more:", "related:", "continue reading",
	"keep reading", "click here", "follow us", "sign up", "subscribe", "share this", "download the", "view the full",
	"advertisement", "scroll down", "copyright", "©", "(c) ", "all rights reserved", "source:", "sources:", "contact:",
	"media contact", "press contact", "for immediate release", "embargoed until", "about the author",
	"for more information", "for further information", "for media inquiries", "a pdf version", "a pdf of", "this pdf",
	"media playback", "thank you for following", "thanks for following", "thank you for reading",
	"thanks for reading", "this live blog", "our live coverage", "welcome to our live", "this article was",
	"this article is", "this article has been", "this article first", "this article originally", "this story was",
	"this story has been", "this post was", "this piece was", "a version of this", "an earlier version of",
	"this material may not", "this content ", "editor's note", "editors' note", "editorial note", "ed. note", "note:",
	"correction:", "clarification:", "disclaimer:", "the views expressed", "views expressed", "the opinions expressed",
	"opinions expressed", "reporting by", "editing by", "writing by", "additional reporting", "with reporting by",
	"with additional reporting", "compiled by", "written by", "translated by", "edited by", "text by", "words by",
	"importance:", "covered by ", "delivered by ", "details to follow", "more to follow", "more details to follow",
	"more details soon", "this is a breaking", "this is a developing", "breaking news:", "this page is updated",
	"please refer to the attached", "please see the attached", "see the attached", "attached file", "country:",
	"analysis by ", "timeline of ", "play video", "what's new in ", "fox news flash",
	"format:", "tags:", "topics:", "filed under", "posted in", "from left", "left to right",
	"фото:", "фото ", "фотограф", "видео:", "источник:", "источник фото", "читайте также", "читайте ещё",
	"читайте еще", "читать также", "читать далее", "подробнее", "смотрите также", "ещё по теме", "подписывайтесь",
	"подпишитесь", "подписаться", "следите за", "материалы по теме", "материал подготов", "автор:", "авторы:",
	"реклама", "поделиться", "опубликовано", "обновлено", "спасибо, что были", "спасибо, что следили",
	"наша трансляция", "на этом мы завершаем", "на этом трансляция", "от редакции", "примечание редакции",
	"прим. ред", "исправление:", "уточнение:", "все права на", "все права защищены", "использование материалов",
	"перепечатка", "при использовании материалов", "при полном или частичном", "на фото", "на снимке",
	"иллюстративное фото", "фото из открытых", "мнение автора", "точка зрения автора", "запись ", "новость дополняется",
	"усі права", "всі права", "читайте також", "джерело:", "підписуйтесь", "від редакції", "фото ілюстративне",
	"правы ", "чытайце таксама", "крыніца:", "сурет:", "суретте", "барлық құқықтар", "материалдарды пайдалан",
	"дереккөз", "оқыңыз", "сондай-ақ оқыңыз", "тағы оқыңыз", "жазылыңыз", "бөлісу", "редакциядан", "автор:",
	"бізбен бірге болғаныңызға", "булак:", "сүрөт:", "сүрөттө", "бардык укуктар", "дагы окуңуз", "манба:", "manba:",
	"barcha huquqlar", "shuningdek o'qing", "барча ҳуқуқлар", "fotoğraf", "foto:", "kaynak:", "haber:",
	"muhabir:", "ayrıca bkz", "ayrıca oku", "abone ol", "bizi takip", "devamını oku", "haberin devamı",
	"devamı için", "güncelleme:", "yayınlan", "canlı anlatımımız", "bizi izlediğiniz", "editörün notu", "editör notu",
	"tüm hakları", "her hakkı", "ilgili haber", "fotoğrafta", "düzeltme:", "bütün hüquqlar", "mənbə:",
	"həmçinin oxuyun",
	"bericht von", "reportage", "von unser", "anmerkung der red", "hinweis der red", "anm. d. red", "lesen sie auch",
	"lesen sie hier", "mehr dazu", "mehr zum thema", "weiterlesen", "alle rechte vorbehalten", "dieser artikel",
	"dieser text erschien", "dieser beitrag", "redaktion:", "korrektur:", "berichtigung:", "quelle:", "quellen:",
	"bild:", "bildquelle", "redigiert von", "mit material von", "mitarbeit:", "note de la réd", "ndlr", "lire aussi",
	"à lire aussi", "lire la suite", "en savoir plus", "tous droits réservés", "crédit photo", "crédits photo",
	"photo d'illustration", "image d'illustration", "cet article", "rectificatif", "abonnez-vous", "suivez-nous",
	"(avec afp", "avec afp", "édité par", "rédigé par", "source :", "sources :", "photo :", "crédit :", "légende :",
	"nota del editor", "nota de la redac", "lea también", "lee también", "leer más", "lea más", "seguir leyendo",
	"todos los derechos", "este artículo", "esta nota fue", "foto de archivo", "fotografía", "fuente:",
	"con información de",
	"síguenos", "suscríbete", "suscríbase", "corrección:", "reporte de", "editado por", "nota da redação",
	"nota do editor", "leia também", "leia mais", "todos os direitos", "fonte:", "com informações d", "leggi anche",
	"leggi tutto", "tutti i diritti", "riproduzione riservata", "nota della redazione", "czytaj także", "czytaj też",
	"czytaj więcej", "zobacz też", "źródło:", "fot.", "wszelkie prawa", "čtěte také", "zdroj:", "všechna práva",
	"lees ook", "lees meer", "bron:", "alle rechten", "اقرأ أيضا", "اقرأ المزيد", "جميع الحقوق", "المصدر:", "المصدر :",
	"ملاحظة المحرر", "تصحيح:", "حقوق النشر", "شاهد أيضا", "تابعونا", "الصورة:", "تحرير:", "إعداد:", "بیشتر بخوانید",
	"منبع:", "عکس:", "همچنین بخوانید", "تمامی حقوق", "来源：", "來源：", "责任编辑", "責任編輯", "编辑：", "編輯：", "记者：", "图：",
	"图为", "图片来源", "圖片來源", "资料图", "资料照片", "資料照片", "相关阅读", "延伸阅读", "延伸閱讀", "版权所有", "版權所有", "本文",
	"编者按", "編者按", "更正：", "点击", "點擊", "関連記事", "写真：",
}

// boilerplateParts stand anywhere in such lines.
var boilerplateParts = []string{
	"appeared first on", "first appeared on", "was originally published", "was first published",
	"contributed to this report", "contributed reporting", "contributed to this article",
	"se publicó primero en", "apareció primero en", "est apparu en premier sur", "est apparu d'abord sur",
	"erschien zuerst auf", "appeared first in", "apareceu primeiro em", "proviene da ", "appeared first at",
	"впервые появилась на", "появились сначала на", "впервые опубликовано", "ilk önce şurada", "ilk olarak ",
	"verscheen eerst op", "pojawił się poczatkowo", "pojawił się początkowo", "ظهرت أولا على", "ظهر أولا على",
	"最先出现在", "最先出現於", "getty images", "last updated at", "(photo", "(pictured", "(image", "photo by ", "afp photo",
	"ap photo", "epa-efe", "reuters/", "afp/", "/afp", "file photo)", "(file)", "handout/", "/handout", "shutterstock",
	"top headlines", "headlines are here", "what's clicking", "video can not be played", "video cannot be played",
	"browser does not support", "enable javascript", "content of external sites", "content of external websites",
	"declined to comment", "request for comment", "requests for comment", "did not respond to a request",
	"отказался комментировать", "отказалась комментировать", "отказались комментировать", "от комментариев отказ",
	"воздержался от комментари", "yorum yapmaktan kaçın", "yorum yapmadı", "пікір білдіруден бас тарт",
	"признаны террористическими и запрещены", "признан иностранным агентом", "признана иностранным агентом",
	"внесен в реестр иностранных агентов", "внесён в реестр иностранных агентов",
	"hüquqlar qorunur", "құқықтар қорғалған", "сілтеме міндетті", "ссылка обязательна",
	"ссылка на источник обязательна",
	"посилання обов'язков", "заборонено без", "kaynak gösterilmeden", "未经许可", "未经授权", "不得转载",
	"請勿轉載", "all rights reserved", "terms of use", "privacy policy", "powered by ", "subscribe to our",
	"our newsletter",
	"our podcast", "our telegram", "in our telegram", "наш телеграм", "наш telegram", "нашем telegram", "наш канал",
	"нашем канале", "telegram kanal", "telegram-kanal", "telegram-канал", "телеграм-канал", "telegram арна",
	"whatsapp kanal",
	"whatsapp channel", "telegram channel", "suivez-nous sur", "síguenos en", "folgen sie uns", "bizi takip edin",
	"for more details, click", "image source", "image copyright", "image caption", "photograph:", "file photo",
	"(reporting by", "(editing by", "(writing by", "redigiert von", "édité par", "editado por",
}

// boilerplatePairs are two parts of which such a line has both.
var boilerplatePairs = [][2]string{
	{"the post ", " appeared "},
	{"la entrada ", "primero en"},
	{"l'article ", "apparu"},
	{"der beitrag ", "erschien"},
	{"сообщение ", "появились"},
	{"запись ", "впервые"},
	{"o post ", "apareceu"},
	{"il post ", "proviene"},
	{"covered by ", " outlets"},
	{"importance:", "/10"},
	{"delivered by ", " service"},
	{"passes ", "official white house"},
	{"yazısı ", "ilk önce"},
	{"artykuł ", "pochodzi z"},
	{"příspěvek ", "pochází z"},
	{"bericht ", "verscheen"},
	{"文章", "最先"},
	{"المقال", "ظهر"},
	{"ظهرت ", "لأول مرة"},
	{"ظهر ", "لأول مرة"},
}

// cookieWords and siteWords together tell of cookies that a site sets; consentWords do by themselves.
var (
	cookieWords = []string{
		"cookie", "куки", "файлы cookie", "çerez", "kuki", "ملفات تعريف الارتباط", "کوکی", "小型文字档案", "trackers",
	}
	siteWords = []string{
		"we ", "our ", "your ", "you ", "this site", "this website", "the website", "website uses", "cookies help",
		"cookies are", "мы ", "наш", "сайт", "вы ", "ваш", "ми ", "біз", "сіз", "siz", "biz ", "site", "wir ", "ihre",
		"sie ", "unsere", "webseite", "website", "nous ", "vous ", "nos ", "notre", "nuestr", "usted", "utilizamos",
		"sitio", "noi ", "nostr", "nosso", "você", "my ", "strona", "strony", "stránk", "wij ", "onze", "نحن", "موقع",
		"سایت", "我们", "我們", "网站", "本站",
	}
	consentWords = []string{
		"we value your privacy", "we and our partners", "our partners store", "store and/or access information",
		"personal data, such as", "process personal data", "manage your choices", "manage your preferences",
		"consent to the use", "согласие на обработку", "обработку персональных данных", "обработку ваших данных",
		"згоду на обробку", "жеке деректерді өңдеу", "wir und unsere partner", "verarbeiten daten, um",
		"ihre privatsphäre", "einwilligung", "nous et nos partenaires", "votre vie privée", "votre consentement",
		"données personnelles", "nosotros y nuestros socios", "su privacidad", "tu privacidad", "tratamiento de datos",
		"noi e i nostri partner", "nós e os nossos parceiros", "kişisel verileriniz", "kişisel verilerin",
		"gizliliğiniz",
		"my i nasi partnerzy", "wij en onze partners", "نحن وشركاؤنا", "خصوصيتك", "隐私政策", "隱私權政策", "我们和我们的合作伙伴",
	}
)

// prompts ask a reader to pay, to register or to log in.
var prompts = []string{
	"to continue reading", "to keep reading", "keep reading with", "subscribe to read", "subscribe now",
	"start your free",
	"free trial", "log in or ", "sign in or ", "already a subscriber", "already have an account", "create an account",
	"subscribers only", "for subscribers", "to read the full article", "to read the full story", "unlock this article",
	"reached your limit", "register to read", "sign in to read", "log in to read", "sign up for our", "sign up to our",
	"sign up for the", "get unlimited access", "support independent journalism", "support our journalism",
	"become a member", "make a donation", "five stories", "morning letter", "daily newsletter", "weekly newsletter",
	"оформите подписку", "оформить подписку", "только для подписчиков", "по подписке", "чтобы читать дальше",
	"чтобы прочитать статью", "войдите в личный кабинет", "зарегистрируйтесь, чтобы", "поддержите нас", "пожертвова",
	"оформіть підписку", "лише для передплатник", "підтримайте нас", "жазылушыларға", "жазылуды рәсімде",
	"жазылуучулар үчүн", "obuna bo'ling", "abone olun", "abonelere özel", "üye olun", "giriş yapın",
	"okumaya devam etmek",
	"yalnız abunəçi", "abunə olun", "nur für abonnent", "jetzt abonnieren", "abo abschließen", "um weiterzulesen",
	"weiterlesen mit", "testen sie", "newsletter", "réservé aux abonnés", "réservée aux abonnés", "il vous reste",
	"% de cet article", "abonnez-vous", "se connecter", "déjà abonné", "pour lire la suite",
	"exclusivo para suscriptores",
	"suscríbete", "suscríbase", "inicia sesión", "para seguir leyendo", "hazte socio", "ya eres suscriptor",
	"assine agora", "exclusivo para assinantes", "abbonati", "per continuare a leggere", "riservato agli abbonati",
	"dla subskrybentów", "zaloguj się", "wykup dostęp", "pro předplatitele", "voor abonnees", "word abonnee",
	"للمشتركين", "اشترك الآن", "سجل الدخول", "لمتابعة القراءة", "ویژه مشترکان", "مشترک شوید", "付费内容", "订阅后", "訂閱後",
	"aby czytać dalej", "dla prenumeratorów", "kup subskrypcję", "wykup subskrypcję", "kup dostęp", "有料会員", "会員限定",
	"続きを読むには", "ログインしてください", "無料登録", "prenumerant i dag", "för prenumeranter", "bli prenumerant",
	"för att läsa hela", "logga in här", "verder lezen?", "om verder te lezen", "alleen voor abonnees",
	"exclusief voor abonnees", "유료 회원", "유료회원", "구독하세요", "구독자 전용", "로그인 후", "per continuare la lettura",
	"solo per gli abbonati", "abbonati ora", "accedi per", "para continuar lendo", "para continuar a ler",
	"faça login", "só para assinantes", "щоб прочитати повністю", "за передплатою", "оформіть передплат",
	"tamamını okumak için", "付费会员", "付費會員", "登录后继续", "订阅后可", "訂閱後可", "开通会员", "لقراءة المقال كامل",
	"تسجيل الدخول", "nur mit abo", "suite est réservée", "kun for abonnenter",
	"登录后", "登入後", "会员专享", "仅限会员", "扫码订阅",
}
