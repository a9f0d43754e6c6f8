package byline

import (
	"strings"
	"unicode"

	"attache/text"
)

// IsAgency reports a news agency, which is named as an author where no person is.
func IsAgency(name string) bool {
	low := strings.Join(strings.Fields(lower(name)), " ")
	return agencies[low] || agencies[strings.TrimPrefix(low, "the ")]
}

var agencies = phraseSet(`deutsche presse-agentur|agence télégraphique suisse|reuters|thomson reuters|afp|
	agence france-presse|agence france presse|ap|associated press|dpa|apa|sda|
	keystone-sda|ats|upi|efe|agencia efe|europa press|ansa|adnkronos|agi|lusa|belga|anp|pap|ctk|čtk|tasr|sita|mti|
	agerpres|bta|
	tanjug|hina|tass|itar-tass|ria|ria novosti|interfax|interfax-ukraine|ukrinform|unian|unn|belta|kazinform|qazinform|
	akipress|
	kabar|uza|khovar|trend|azertac|azərtac|report|armenpress|interpressnews|montsame|anadolu|anadolu agency|
	anadolu ajansı|aa|
	iha|dha|anka|ihlas haber ajansı|demirören haber ajansı|irna|isna|mehr|tasnim|fars|petra|wam|spa|qna|kuna|mena|wafa|
	xinhua|
	xinhua news agency|kyodo|kyodo news|jiji|jiji press|yonhap|yonhap news agency|kcna|cna|pti|ani|ians|uni|app|
	bernama|antara|
	vna|aap|bloomberg|bloomberg news|pa media|press association|kna|kathpress|epd|tt|ntb|ritzau|stt|bns|leta|elta|
	тасс|итар-тасс|риа новости|риа|интерфакс|интерфакс-украина|укринформ|укрінформ|уніан|унн|белта|казинформ|қазинформ|
	казтаг|
	акипресс|кабар|уза|ўза|ховар|тренд|азертадж|рейтер|рейтерс|аа|бта|танјуг|арменпресс|монцамэ|
	رويترز|أ ف ب|أف ب|فرانس برس|وكالة فرانس برس|أسوشيتد برس|الأناضول|وكالة الأناضول|سانا|واس|وام|كونا|قنا|بترا|وفا|
	ایرنا|ایسنا|مهر|تسنیم|فارس|新华社|新華社|中新社|中新网|中央社|共同社|共同通信|時事通信|法新社|路透社|路透|美联社|美聯社|塔斯社|韩联社|
	연합뉴스|뉴시스|뉴스1|로이터|पीटीआई|एएनआई|भाषा`)

// phraseSet splits texts at bars.
func phraseSet(list string) map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Split(list, "|") {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			m[s] = true
		}
	}
	return m
}

// IsHouse reports a name with a word that houses have in theirs: beside a person it is his or her outlet or office.
func IsHouse(name string) bool {
	for _, w := range strings.FieldsFunc(lower(name), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		if houseNames[w] {
			return true
		}
	}
	return false
}

var houseNames = text.WordSet("news times post press herald tribune gazette journal daily weekly mail telegraph " +
	"guardian observer " +
	"chronicle standard examiner mirror express independent review magazine wire radio television tv broadcasting " +
	"network media " +
	"agency service services online digital institute university college school centre center foundation council " +
	"ministry " +
	"department office bureau association group inc ltd llc gmbh ag ngo company corporation institution academy " +
	"embassy think tank fund studies programme program project blog website channel international today " +
	"bbc cnn nbc cbs abc fox npr pbs msnbc dw ard zdf orf srf rfe rferl voa rt euronews aljazeera wsj ft " +
	"zeitung nachrichten rundschau tageblatt tagblatt anzeiger allgemeine kurier presse rundfunk institut universität " +
	"hochschule stiftung zentrum verband verein ministerium agentur redaktion verlag magazin " +
	"agence journal université ministère centre quotidien " +
	"diario periódico noticias agencia universidad instituto ministerio centro fundación prensa redacción " +
	"jornal notícias universidade ministério agência fundação giornale corriere università ministero agenzia " +
	"gazeta wiadomości uniwersytet instytut noviny zprávy krant nieuws " +
	"газета новости агентство институт университет министерство центр журнал радио телеканал телевидение фонд " +
	"вестник правда " +
	"известия портал издание совет служба компания канал посольство ведомости " +
	"газета новини агенція інститут університет міністерство агентство радіо " +
	"газеті жаңалықтар агенттігі институты университеті министрлігі орталығы журналы радиосы телеарнасы " +
	"gazetesi haber ajansı ajans üniversitesi enstitüsü bakanlığı dergisi merkezi vakfı televizyonu radyosu " +
	"جريدة صحيفة وكالة جامعة معهد وزارة مركز قناة إذاعة مجلة خبرگزاری روزنامه دانشگاه وزارت شبکه " +
	"עיתון חדשות אוניברסיטת מכון")

// IsPlace reports the name of a country, a capital or another city of datelines, alone.
func IsPlace(name string) bool {
	return places[strings.Join(strings.Fields(lower(name)), " ")]
}

var places = phraseSet(placesLatin + "|" + placesOther)

// placesLatin are places of more than one word, and the commonest of one word; a single word beside a person's name is
// no author anyway.
const placesLatin = `new york|new york city|new delhi|los angeles|san francisco|washington|washington dc|
	washington d.c|buenos aires|
	rio de janeiro|sao paulo|são paulo|mexico city|ciudad de méxico|hong kong|kuala lumpur|abu dhabi|tel aviv|
	addis ababa|
	cape town|port louis|phnom penh|ho chi minh city|san salvador|san josé|san jose|panama city|guatemala city|
	kuwait city|
	vatican city|la paz|santo domingo|port-au-prince|st petersburg|st. petersburg|saint petersburg|the hague|den haag|
	la haye|
	nizhny novgorod|sri lanka|south korea|north korea|south africa|south sudan|saudi arabia|united states|united kingdom|
	united arab emirates|new zealand|costa rica|el salvador|sierra leone|ivory coast|burkina faso|hong kong, china|
	czech republic|
	dominican republic|papua new guinea|bosnia and herzegovina|trinidad and tobago|northern ireland|great britain|
	west bank|
	gaza city|gaza strip|middle east|central asia|east jerusalem|san diego|san antonio|las vegas|salt lake city|
	new orleans|
	st louis|tierra del fuego|el cairo|nueva york|nueva delhi|nova york|nova iorque|estados unidos|corea del sur|
	arabia saudí|
	états-unis|arabie saoudite|corée du sud|afrique du sud|vereinigte staaten|frankfurt am main|stati uniti|
	arabia saudita|
	brüssel|bruxelles|bruselas|bruxelas|brussels|london|londres|londra|londyn|londen|paris|parís|parigi|paryż|parijs|
	berlin|berlín|
	berlino|moscow|moskau|moscou|moscú|mosca|moskva|moskova|kiev|kyiv|kiew|kyjiw|kijów|warsaw|warschau|varsovie|
	varsovia|varsavia|
	warszawa|vienna|wien|vienne|viena|geneva|genf|genève|ginebra|rome|rom|roma|madrid|lisbon|lisboa|lissabon|lisbonne|
	athens|
	athen|athènes|atenas|prague|prag|praha|praga|budapest|bucharest|bukarest|bucarest|bucurești|belgrade|belgrad|beograd|
	zagreb|sarajevo|skopje|tirana|pristina|podgorica|ljubljana|bratislava|stockholm|oslo|copenhagen|kopenhagen|
	copenhague|
	københavn|helsinki|tallinn|riga|vilnius|minsk|chisinau|chişinău|chișinău|dublin|edinburgh|glasgow|belfast|istanbul|
	i̇stanbul|ankara|izmir|tbilisi|tiflis|yerevan|erivan|baku|bakı|bakü|astana|nur-sultan|almaty|aktau|atyrau|shymkent|
	karaganda|
	ust-kamenogorsk|oskemen|bishkek|bişkek|tashkent|toshkent|taşkent|samarkand|dushanbe|duşanbe|ashgabat|aşgabat|kabul|
	kaboul|
	islamabad|karachi|lahore|delhi|mumbai|kolkata|dhaka|kathmandu|colombo|beijing|peking|pékin|pekín|pequim|pechino|
	shanghai|
	taipei|tokyo|tokio|seoul|séoul|seúl|pyongyang|bangkok|hanoi|jakarta|manila|manille|singapore|singapur|singapour|
	rangoon|
	yangon|ulaanbaatar|ulan bator|canberra|sydney|melbourne|wellington|ottawa|toronto|chicago|boston|houston|miami|
	havana|la habana|
	caracas|bogota|bogotá|lima|quito|santiago|santiago de chile|montevideo|brasilia|brasília|asunción|tehran|teheran|
	téhéran|
	teherán|tahran|baghdad|bagdad|damascus|damaskus|damas|damasco|şam|beirut|beyrouth|beyrut|amman|jerusalem|jérusalem|
	jerusalén|
	kudüs|cairo|kairo|le caire|kahire|riyadh|riad|riyad|doha|dubai|dubaï|muscat|sanaa|aden|manama|tripoli|tunis|
	algiers|algier|
	alger|rabat|khartoum|nairobi|kampala|kigali|accra|abuja|lagos|dakar|bamako|pretoria|johannesburg|harare|lusaka|
	luanda|maputo|
	valletta|nicosia|luxembourg|luxemburg|strasbourg|straßburg|munich|münchen|frankfurt|hamburg|cologne|köln|zürich|
	zurich|bern|
	milan|milano|barcelona|kazakhstan|kasachstan|kazajistán|kazakistan|uzbekistan|usbekistan|özbekistan|kyrgyzstan|
	kirgisistan|
	tajikistan|turkmenistan|russia|russland|russie|rusia|rusya|ukraine|ukrayna|ucrania|georgia|gürcistan|armenia|
	ermenistan|
	azerbaijan|azərbaycan|azerbaycan|aserbaidschan|turkey|türkiye|türkei|turquie|turquía|china|chine|japan|japon|india|
	inde|
	pakistan|iran|iraq|irak|syria|syrien|syrie|suriye|israel|israël|egypt|ägypten|égypte|egipto|germany|deutschland|
	allemagne|
	alemania|almanya|france|frankreich|francia|fransa|italy|italien|italie|italia|spain|spanien|espagne|españa|poland|
	polen|polska|
	britain|usa|u.s|uk|eu|uae|europe|europa|asia|africa|america|canada|kanada|brazil|brasil|brasilien|mexico|méxico|
	australia`

const placesOther = `москва|київ|киев|минск|мінск|астана|алматы|алма-ата|нур-султан|нұр-сұлтан|актау|ақтау|атырау|
	шымкент|караганда|
	қарағанды|усть-каменогорск|өскемен|бишкек|ташкент|тошкент|самарканд|душанбе|ашхабад|ашгабат|баку|баку-|тбилиси|
	ереван|
	стамбул|анкара|лондон|париж|берлин|вена|женева|брюссель|рим|варшава|прага|будапешт|белград|софия|бухарест|кишинев|
	кишинёв|
	рига|вильнюс|таллин|хельсинки|вашингтон|нью-йорк|пекин|токио|сеул|дели|нью-дели|исламабад|кабул|тегеран|багдад|
	дамаск|
	бейрут|иерусалим|тель-авив|каир|дубай|абу-даби|эр-рияд|доха|санкт-петербург|екатеринбург|новосибирск|казань|
	владивосток|
	нижний новгород|россия|украина|україна|казахстан|қазақстан|узбекистан|ўзбекистон|кыргызстан|киргизия|таджикистан|
	тоҷикистон|
	туркменистан|азербайджан|армения|грузия|беларусь|турция|китай|сша|германия|франция|великобритания|иран|ирак|сирия|
	израиль|
	египет|индия|япония|южная корея|северная корея|европа|страсбург|люксембург|гаага|мюнхен|львів|одеса|харків|брюсель|
	الرياض|القاهرة|دمشق|بيروت|عمان|بغداد|دبي|أبوظبي|أبو ظبي|الدوحة|المنامة|مسقط|الكويت|صنعاء|عدن|تونس|الجزائر|الرباط|
	طرابلس|الخرطوم|
	القدس|القدس المحتلة|رام الله|غزة|طهران|أنقرة|اسطنبول|إسطنبول|لندن|باريس|برلين|موسكو|واشنطن|نيويورك|بروكسل|جنيف|
	فيينا|بكين|جدة|
	مكة المكرمة|المدينة المنورة|الدمام|مصر|سوريا|لبنان|الأردن|العراق|السعودية|الإمارات|قطر|إيران|تركيا|فلسطين|روسيا|
	تهران|کابل|دوشنبه|بغداد|مشهد|اسلام آباد|کراچی|لاہور|نئی دہلی|تل אביב|ירושלים|תל אביב|
	北京|上海|广州|深圳|香港|台北|臺北|东京|東京|首尔|华盛顿|華盛頓|纽约|紐約|伦敦|倫敦|巴黎|柏林|莫斯科|日内瓦|布鲁塞尔|乌兰巴托|努尔苏丹|阿斯塔纳|
	开罗|新德里|河内|新加坡|大阪|ソウル|ワシントン|ロンドン|パリ|서울|도쿄|베이징|워싱턴|नई दिल्ली|दिल्ली|मुंबई|लखनऊ|पटना|ঢাকা|
	ульгий|улаанбаатар|თბილისი|երևան|αθήνα|βρυξέλλες|σόφια|пловдив|скопје|београд`
