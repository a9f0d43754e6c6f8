package byline

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// Nobody reports a text that stands where a name belongs and names no person and no agency.
func Nobody(name string) bool { return NoName(name) || Newsroom(name) }

// NoName reports what is no name at all: null words, handles, buttons, tools, reading times, months, places, and lines
// of text.
func NoName(name string) bool {
	if IsAgency(name) {
		return false
	}
	low := lower(name)
	if nullNames[low] || strings.HasPrefix(name, "@") || IsPlace(name) && !IsFirstName(low) {
		return true
	}
	words := letterWords(low)
	idle := 0
	for _, w := range words {
		if idleWords[w] {
			idle++
		}
	}
	return idle == len(words) || hanWord(low, hanTools) || hanLabelled(name) || sentence(name) ||
		dated(name)
}

// dated reports a text that ends in a date: "Clay Mar 14", "lupa am 26".
func dated(name string) bool {
	words := strings.Fields(name)
	last := len(words) - 1
	return last > 0 && strings.IndexFunc(words[last], func(r rune) bool { return !unicode.IsDigit(r) }) < 0 &&
		idleWords[strings.Trim(lower(words[last-1]), ".")]
}

// Newsroom reports what signs for no person: a newsroom, an office, those who stay unnamed.
func Newsroom(name string) bool {
	if IsAgency(name) {
		return false
	}
	low := lower(name)
	if unnamed[low] || hanWord(low, hanHouses) {
		return true
	}
	words := letterWords(low)
	if teamOf(words) {
		return true
	}
	idle := 0
	for _, w := range words {
		if houseWords[w] {
			return true
		}
		if idleWords[w] || IsRole(w) {
			idle++
		}
	}
	return idle == len(words)
}

// teamOf reports a team by its first or last word, and an office by the last: "Team Fjord", "Community Editor". A given
// name before or behind it is a person's.
func teamOf(words []string) bool {
	if len(words) < 2 || len(words) > maxTeamWords {
		return false
	}
	first, last := words[0], words[len(words)-1]
	switch {
	case IsFirstName(first) || IsFirstName(words[1]):
		return false
	case teamWords[first], teamWords[last], first == "the" && teamWords[words[1]]:
		return true
	}
	return officeWords[last]
}

// maxTeamWords is how many words the name of a team has at most.
const maxTeamWords = 6

// teamWords are what a group of those who write is called.
var teamWords = text.WordSet("team teams staff crew équipe equipe équipes equipo squadra zespół tým tím csapat " +
	"echipa ekip ekibi komanda " +
	"komandası jamoasi команда команды команди командасы жамоаси тобы екип тим ομάδα فريق تیم צוות टीम টিম ٹیم " +
	"тоби jamoa")

// officeWords end the name of an office that signs for nobody.
var officeWords = text.WordSet("editor editors contributor contributors reporter reporters writer writers " +
	"correspondent " +
	"correspondents expert experts blogger bloggers coordinator manager webmaster publisher moderators")

func letterWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' })
}

// lower is a text in lower case without marks at its ends; Turkish capitals lose their dot.
func lower(s string) string {
	s = strings.ReplaceAll(strings.ToLower(s), "i̇", "i")
	return strings.Trim(s, " \t.,:;!?*\"'“”„«»<>[](){}|—–-_")
}

// sentence reports words that begin with a capital and go on in small letters, particles of names aside: a line of
// text. Handles have no capital at all.
func sentence(name string) bool {
	words := strings.Fields(name)
	if first, _ := utf8.DecodeRuneInString(name); len(words) < 3 || !unicode.IsUpper(first) {
		return len(words) > 3 && unicode.IsLower(first) && !anyUpper(words)
	}
	for _, w := range words[1:] {
		first, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(first) && !particles[strings.TrimRight(w, ".")] && !anyUpper([]string{w}) {
			return true
		}
	}
	return false
}

func anyUpper(words []string) bool {
	for _, w := range words {
		if strings.IndexFunc(w, unicode.IsUpper) >= 0 {
			return true
		}
	}
	return false
}

// hanWord reports a text in Chinese, Japanese or Korean that has one of the words.
func hanWord(s string, words []string) bool {
	return unspaced(s) && slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

func hasHangul(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) >= 0
}

var (
	hanHouses = strings.Fields("编辑部 編輯部 編集部 编辑室 编辑组 編輯組 本报 本報 本网 本網 本台 本站 本刊 网站 網站 小编 小編 新闻中心 新聞中心 " +
		"综合报道 綜合報導 取材班 論説委員 社論 社论 责任编辑 責任編輯 評論员 评论员 편집부 편집국 뉴스팀 보도국 디지털팀 온라인팀")
	hanTools = strings.Fields("佚名 匿名 未知 管理员 管理員 記事 阅读 閱讀 分钟 分鐘 分享 打印 列印 評論 评论 来源 來源 時間 时间 关注 登录 登錄 登録 注册 註冊 会員 會員 " +
		"首页 首頁 " +
		"관리자 익명 공유 인쇄 미상 댓글 로그인 読む 印刷 シェア ログイン")
)

// IsRole reports a word for an office of those who write: it is no part of a name.
func IsRole(word string) bool { return roleWords[word] }

var particles = text.WordSet("de da di du dos das del della dela des do la le las los lo el al as van von vom " +
	"zu zum zur der den dem " +
	"ten ter te het op in 't bin ibn bint abu abd ul ur ud ad y e i und and och og av af ap of san st oğlu oglu " +
	"kızı kyzy uulu " +
	"qizi o'g'li ogly улы ұлы қызы кызы уулу оглы оғлы оглу ўғли қизи зода ад аль эль фон ван де да ди дер ла ле " +
	"бен ибн бин " +
	"дель дос и та і d d' l l' m n t")

// nullNames are whole texts that stand for no name.
var nullNames = phraseSet(`undefined|null|nil|none|n/a|na|nan|unknown|unknown author|no author|not available|
	not set|admin|
	administrator|wp_admin|wpadmin|siteadmin|superuser|root|user|guest|test|default|author|authors|writer|owner|
	webmaster|
	anonymous|anonym|anon|jane doe|john doe|lorem ipsum|
	unbekannt|unbekannter autor|ohne autor|kein autor|keine angabe|gast|benutzer|
	anonyme|inconnu|auteur inconnu|sans auteur|utilisateur|invité|anónimo|anonimo|anônimo|anónima|desconocido|
	desconhecido|
	autor desconocido|autor desconhecido|sin autor|sem autor|usuario|usuário|invitado|
	sconosciuto|autore sconosciuto|utente|ospite|onbekend|anoniem|gebruiker|nieznany|autor nieznany|gość|użytkownik|
	neznámý|
	neznámy|uživatel|necunoscut|ismeretlen|névtelen|okänd|ukendt|ukjent|tuntematon|άγνωστος|ανώνυμος|
	неизвестен|неизвестно|неизвестный|неизвестный автор|без автора|автор неизвестен|аноним|анонимно|админ|администратор|
	пользователь|гость|невідомий|невідомо|невідомий автор|анонім|анонімно|адмін|адміністратор|гість|користувач|
	невядомы|ананім|
	белгісіз|авторы белгісіз|анонимді|анонимды|әкімші|қонақ|пайдаланушы|белгисиз|анонимдүү|маълум эмас|номаълум|
	noma'lum|nomaʼlum|noma’lum|muallif noma'lum|naməlum|müəllif naməlum|qonaq|istifadəçi|
	bilinmiyor|bilinmeyen|anonim|isimsiz|yönetici|misafir|kullanıcı|непознат|анонимен|непознат аутор|анониман|
	مجهول|غير معروف|غير محدد|بدون كاتب|مدير|المدير|مشرف|ضيف|زائر|مستخدم|ناشناس|نامعلوم|بی نام|ادمین|أدمن|مهمان|کاربر|
	مدیر|مدیر سایت|
	אנונימי|לא ידוע|מנהל|אורח|अज्ञात|अनाम|व्यवस्थापक|অজ্ঞাত|نامعلوم مصنف|گمنام|
	tidak diketahui|anonim|không rõ|khuyết danh|ẩn danh|უცნობი|ანონიმი|ადმინისტრატორი|անհայտ|անանուն|тодорхойгүй|нэргүй`)

// unnamed are whole texts that sign for those who are not named.
var unnamed = phraseSet(`press release|press office|press service|press statement|briefing room|media release|
	media note|
	media relations|public affairs|communications|spokesperson|editorial|op-ed|opinion|leader|wire|wires|wire reports|
	wire services|news agencies|agencies|agency|from our correspondent|our correspondent|own correspondent|
	special correspondent|
	our special correspondent|staff|contributor|guest author|guest contributor|
	presse|pressemitteilung|pressestelle|agenturen|von unserem korrespondenten|unserem korrespondenten|eigener bericht|
	communiqué|communiqué de presse|service de presse|agences|avec agences|notre correspondant|
	comunicado|comunicado de prensa|nota de prensa|nota de imprensa|oficina de prensa|agencias|agências|
	con información de agencias|comunicato stampa|ufficio stampa|agenzie|persbericht|nieuwsdienst|komunikat prasowy|
	biuro prasowe|tisková zpráva|comunicat de presă|pressmeddelande|pressemeddelelse|pressemelding|lehdistötiedote|
	пресс-релиз|пресс-служба|пресс служба|собкор|наш корреспондент|наш корр|соб. корр|соб.корр|агентства|
	по материалам сми|по материалам агентств|по информации агентств|от редакции|прес-служба|пресслужба|прес-реліз|
	власний кореспондент|наш кореспондент|прэс-служба|баспасөз қызметі|баспасөз релизі|өз тілшіміз|басма сөз кызматы|
	матбуот хизмати|matbuot xizmati|mətbuat xidməti|basın bülteni|basın açıklaması|basın bürosu|ajanslar|dış haberler|
	haber merkezi|хадамоти матбуот|прессъобщение|саопштење|
	الكاتب|المحرر|محرر|بيان صحفي|المكتب الصحفي|وكالات|الوكالات|متابعات|خاص|مراسلنا|مراسل خاص|روابط عمومی|گروه خبر|
	דוברות|כתבנו|סוכנויות|एजेंसी|एजेंसियां|ایجنسیاں|نمائندہ خصوصی|নিজস্ব প্রতিবেদক|নিজস্ব প্রতিনিধি|siaran pers|
	tim redaksi`)

// houseWords make a text that has one of them no author's name: newsrooms and what stands for them.
var houseWords = text.WordSet("newsroom editorial editors staff newsdesk desk webdesk webteam webmaster admin " +
	"administrator " +
	"undefined anonymous moderator sponsored advertorial advertisement wordpress wordpressadmin " +
	"redaktion redaktionen redaktionsteam onlineredaktion lokalredaktion newsredaktion nachrichtenredaktion " +
	"pressestelle " +
	"pressebüro newsteam " +
	"rédaction redaction redacción redaccion redação redacao redazione redactie webredactie redakcja redakcji " +
	"redakce redakcia " +
	"redakcija redakcije redakciya redaktsiya redacția redactia redația szerkesztőség redaktionell redaksjonen " +
	"redaktionens " +
	"toimitus toimituskunta σύνταξη συντακτική redaksi redaksiya tahririyat tahririyati " +
	"редакция редакции редакцией редакция редакційна редакція редакції рэдакцыя рэдакцыі редакциясы редакциялық " +
	"редколлегия " +
	"пресс пресслужба таҳририят таҳририяти таҳрирот таҳририя редакцијата редакција уредништво " +
	"merkezi masası redaksiyası editörlüğü " +
	"التحرير تحرير تحریریه تحریریہ سردبیری המערכת מערכת संपादकीय संवाददाता ब्यूरो डेस्क " +
	"রিপোর্ট ডেস্ক ادارتی ڈیسک رپورٹر რედაქცია խմբագրություն tòa soạn")

// roleWords are offices of those who write; before or after a name they go off it.
var roleWords = text.WordSet("editor editor-in-chief writer reporter correspondent journalist columnist " +
	"contributor author " +
	"authors senior chief managing deputy associate assistant diplomatic foreign political business economics chief- " +
	"freelance freelancer photographer producer analyst commentator bureau intern contributing guest staff " +
	"guestwriter " +
	"redakteur redakteurin korrespondent korrespondentin reporterin autor autorin journalistin volontär volontärin " +
	"auslandskorrespondent chefredakteur chefredakteurin gastautor gastautorin freier freie " +
	"correspondant correspondante rédacteur rédactrice envoyé envoyée spécial spéciale auteur auteure autrice " +
	"journaliste " +
	"corresponsal redactor redactora periodista enviado enviada especial reportero reportera autora columnista " +
	"editora " +
	"correspondente repórter jornalista colunista redator redatora corrispondente giornalista redattore redattrice " +
	"inviato " +
	"inviata autore verslaggever correspondente redacteur journaliste dziennikarz dziennikarka korespondent redaktor " +
	"redaktorka novinář reportér zpravodaj autorka " +
	"корреспондент корреспондентка корр редактор журналист журналистка обозреватель репортер репортёр автор авторы " +
	"колумнист " +
	"собкор спецкор кореспондент журналістка журналіст оглядач рэдактар карэспандэнт журналіст аглядальнік " +
	"тілші тілшісі журналисі шолушы редакторы кабарчы кабарчысы мухбир muxbir muxbiri muallif jurnalist мухбири " +
	"рӯзноманигор " +
	"muhabir muhabiri yazar yazarı editör editörü temsilcisi gazeteci müxbir müxbiri müəllif redaktoru " +
	"مراسل مراسلنا مراسلة كاتب صحفي صحافي محررة خبرنگار نویسنده گزارشگر نامہ نگار כתב כתבת כתבנו עורך संवाददाता লেখক " +
	"wartawan penulis jurnalis reporter phóng viên újságíró tudósító szerkesztő δημοσιογράφος ανταποκριτής " +
	"journalisten " +
	"korrespondenten toimittaja 记者 記者 기자 特派员 특파원 通讯员 作者 編輯 编辑")

// idleWords are words of buttons, tools, menus, times and rubrics: a text of nothing else is no name.
var idleWords = text.WordSet(idleEnglish + idleEuropean + idleEastern)

const idleEnglish = `share shares tweet print pin email e-mail mail copy link copied save saved follow following
	like likes comment comments
	reply report subscribe subscription sign in log login logout register account your my menu toggle home homepage
	search close
	open more less read reading time est min mins minute minutes hour hours second seconds day days week weeks month
	months year
	years ago view views listen audio video photo photos image images picture pictures gallery pdf version download
	facebook
	messenger twitter x instagram whatsapp telegram linkedin pinterest reddit youtube tiktok viber vk bluesky threads
	mastodon
	skype wechat weibo rss feed newsletter newsletters notification notifications bookmark favorite text size font
	bigger smaller
	larger contact contacts about us policy privacy terms cookie cookies skip navigation content contents main page
	pages site map
	back next previous top up down all tags tag category categories topics topic related latest news breaking world
	politics
	business economy sport sports culture opinion opinions analysis technology science health travel weather life
	style lifestyle
	local national international region regions today yesterday tomorrow live updated update posted published publish
	by on at the
	a an of and or to for from with this is are not no member list table bio biography profile profiles user users
	author authors
	team press service release office media official statement statements speech speeches briefing room readout
	department
	supplied source sources credit credits courtesy file handout getty shutterstock illustration graphic free price
	account
	january february march april may june july august september october november december jan feb mar apr jun jul aug
	sep sept
	oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun am pm gmt utc
	gallery title
	affiliate program article articles story stories post posts blog marketing advertisement sponsored content name
	click here
	accept reject settings language english wordpress website web immutable edit edited vip archive archives date
	`

const idleEuropean = `alle beiträge beitrag artikel am keine kein teilen drucken merken kommentar kommentare
	kommentieren anhören lesezeit lesedauer minuten minute stunden uhr vor
	startseite suche suchen menü anmelden einloggen registrieren abonnieren weitere infos mehr erfahren lesen zurück
	weiter
	politik ausland inland wirtschaft kultur reisen wissen gesellschaft sport meinung gesponserte inhalte foto fotos
	bild bilder
	der die das und von am im in zum zur mit für aus heute gestern januar februar märz mai juni juli oktober dezember
	partager imprimer envoyer enregistrer lecture temps de minutes heures il y a commenter commentaires suivre accueil
	recherche
	connexion menu lire écouter le la les du des et par en aujourd'hui politique économie monde société culture
	communiqué
	janvier février mars avril mai juin juillet août septembre octobre novembre décembre
	compartir comparte imprimir enviar guardar tiempo lectura minutos horas hace comentar comentarios seguir inicio
	buscar menú
	entrar iniciar sesión leer escuchar el los las y del hoy ayer política economía mundo sociedad cultura deportes
	opinión foto
	enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
	compartilhar partilhar salvar leitura tempo há comentários início pesquisar ler ouvir o os as e do da hoje mundo
	esportes
	condividi stampa salva lettura tempo minuti ore fa commenti segui cerca accedi leggi ascolta il lo gli oggi
	politica esteri
	delen afdrukken leestijd minuten reacties zoeken lees meer luister udostępnij drukuj czas czytania minut
	komentarze szukaj
	sdílet tisk čtení diskuze hledat přihlásit domů distribuie megosztás nyomtatás dela skriv ut del kirjaudu jaa
	paylaş yazdır dinle oku okuma süresi dakika dk saat önce kaydet yorum yorumlar yorumla takip et abone ol giriş ana
	sayfa
	anasayfa arama menü gündem siyaset dünya ekonomi spor kültür sanat teknoloji güncelleme yayın tarihi bugün dün
	fotoğraf
	ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık haber haberler haberleri son dakika editor
	paylaşın çap bölüş dəqiqə oxu oxunma vaxtı siyasət iqtisadiyyat dünya xəbər xəbərlər
	ulashish chop etish o'qish daqiqa siyosat iqtisodiyot jahon yangiliklar bo'lishish κοινοποίηση εκτύπωση
	bagikan cetak simpan baca menit komentar beranda cari chia sẻ in bình luận
	`

const idleEastern = `поделиться поделитесь твитнуть печать распечатать печатать сохранить скопировать ссылку ссылка
	комментарий
	комментарии комментировать читать чтение чтения время мин минута минуты минут час часа часов день дня дней назад
	просмотры
	просмотров слушать войти вход выйти регистрация подписаться подписка меню главная поиск закрыть ещё еще далее
	назад вверх
	политика экономика общество культура спорт мир в мире наука происшествия новости новость лента сегодня вчера завтра
	обновлено опубликовано дата фото видео фотография иллюстрация источник теги тег рубрика рубрики все о на по из для
	и с от
	января февраля марта апреля мая июня июля августа сентября октября ноября декабря понедельник вторник среда
	четверг пятница
	суббота воскресенье вк вконтакте одноклассники телеграм твиттер фейсбук ватсап вотсап служба пресса сайт сайта сайт-
	контакты реклама проекте примерное примерно
	поділитися поширити друк друкувати читання хвилин хвилини хвилина час коментарі головна пошук увійти політика
	економіка світ
	новини сьогодні вчора джерело падзяліцца друк чытаць хвілін навіны палітыка
	бөлісу бөліс басып шығару шығарып оқу уақыты оқылды минут сағат бұрын пікір пікірлер басты бет іздеу кіру саясат
	экономика
	қоғам мәдениет спорт әлем жаңалықтар бүгін кеше сурет дереккөз бөлүшүү басып чыгаруу окуу мүнөт саясат жаңылыктар
	дүйнө
	улашиш чоп этиш ўқиш дақиқа сиёсат янгиликлар жаҳон мубодила чоп дақиқа сиёсат хабарҳо
	شارك مشاركة طباعة اطبع حفظ نسخ الرابط تعليق تعليقات قراءة وقت دقيقة دقائق ساعة ساعات منذ الرئيسية بحث دخول تسجيل
	سياسة اقتصاد
	العالم رياضة ثقافة أخبار اليوم أمس صورة مصدر تحديث نشر فيسبوك تويتر واتساب تلغرام
	اشتراک گذاری چاپ ذخیره نظر نظرات خواندن زمان دقیقه ساعت پیش خانه جستجو ورود سیاست اقتصاد جهان ورزش فرهنگ خبر اخبار
	امروز
	שתף שתפו הדפסה תגובות קריאה דקות דקה שעות לפני ראשי חיפוש כניסה חדשות פוליטיקה שיתוף
	शेयर करें साझा प्रिंट टिप्पणी मिनट पढ़ें पढ़ने का समय घंटे पहले होम खोज राजनीति समाचार
	شیئر کریں پرنٹ تبصرے منٹ پڑھیں گھنٹے سیاست خبریں শেয়ার প্রিন্ট মিনিট`
