package date

import (
	"strings"
	"sync"
	"unicode/utf8"

	"attache/text"
)

// monthLists returns the names of months, January first: full, inflected and shortened forms, parted by slashes. Each
// line is of one or more languages.
var monthLists = []struct{ langs, names string }{
	{"en", "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept " +
		"october/oct november/nov december/dec"},
	{"ru", "января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн " +
		"июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя/нояб " +
		"декабря/декабрь/дек"},
	{"kk", "қаңтар/қаң/қаңтарда/қаңтардың ақпан/ақп/ақпанда/ақпанның наурыз/нау/наурызда/наурыздың " +
		"сәуір/сәу/сәуірде " +
		"мамыр/мам/мамырда маусым/мау/маусымда шілде/шіл/шілдеде тамыз/там/тамызда қыркүйек/қыр/қыркүйекте " +
		"қазан/қаз/қазанда қараша/қар/қарашада желтоқсан/жел/желтоқсанда"},
	// "2026 жылдың 5 мамыры"
	{"kk", "қаңтары ақпаны наурызы сәуірі мамыры маусымы шілдесі тамызы қыркүйегі қазаны қарашасы желтоқсаны"},
	{"kk", "qańtar/qañtar/qantar aqpan nauryz säuir/sáýir/sáuir mamyr mausym/maýsym shilde/şilde tamyz " +
		"qyrkúıek/qyrküiek qazan qarasha/qaraşa jeltoqsan"},
	{"tr", "ocak/oca şubat/şub/subat mart nisan/nis mayıs/mayis haziran/haz temmuz/tem ağustos/ağu/agustos " +
		"eylül/eyl/eylul ekim/eki kasım/kas/kasim aralık/ara/aralik"},
	{"az uz", "yanvar/yan fevral/fev mart/mar aprel/apr may iyun/iyn iyul/iyl avqust/avq/avgust " +
		"sentyabr/sen/sentabr " +
		"oktyabr/okt/oktabr noyabr/noy dekabr/dek"},
	{"uz", "январ/янв феврал март апрел май июн июл август сентябр/сентабр октябр ноябр/ноябр декабр"},
	{"ky", "январь/үчтүн февраль/бирдин март/жалган апрель/чын май/бугу июнь/кулжа июль/теке август/баш " +
		"сентябрь/аяк " +
		"октябрь/тогуздун ноябрь/жетинин декабрь/бештин"},
	// Kyrgyz, "5-майы"
	{"ky", "январы феврали/февралы марты апрели майы июну/июни июлу/июли августу сентябры октябры ноябры декабры"},
	// Tajik, "5 майи"
	{"tg", "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри"},
	{"uk", "січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/кві/квіт травня/травень/тра/трав " +
		"червня/червень/чер/черв липня/липень/лип серпня/серпень/сер/серп вересня/вересень/вер/верес " +
		"жовтня/жовтень/жов/жовт листопада/листопад/лис/лист грудня/грудень/гру/груд"},
	{"be", "студзеня/студзень/сту лютага/люты/лют сакавіка/сакавік/сак красавіка/красавік/кра мая/май/траўня " +
		"чэрвеня/чэрвень/чэр ліпеня/ліпень/ліп жніўня/жнівень/жні верасня/верасень/вер кастрычніка/кастрычнік/кас " +
		"лістапада/лістапад/ліс снежня/снежань/сне"},
	{"bg", "януари/яну февруари/фев март/мар април/апр май юни юли август/авг септември/сеп октомври/окт " +
		"ноември/ное " +
		"декември/дек"},
	{"tt ba ky kk", "гінвар/ғинвар/ғыйнвар февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"},
	{"de", "januar/jan/jänner/jän februar/feb/feber märz/mär/mrz april/apr mai juni/jun juli/jul august/aug " +
		"september/sep/sept oktober/okt november/nov dezember/dez"},
	{"fr", "janvier/janv février/févr/fév/fevrier mars avril/avr mai juin juillet/juil août/aout septembre/sept " +
		"octobre/oct novembre/nov décembre/déc/decembre"},
	{"es", "enero/ene febrero/feb marzo/mar abril/abr mayo junio/jun julio/jul agosto " +
		"septiembre/sep/setiembre/sept " +
		"octubre/oct noviembre/nov diciembre/dic"},
	{"pt", "janeiro/jan fevereiro/fev março/mar/marco abril/abr maio/mai junho/jun julho/jul agosto setembro/set " +
		"outubro/out novembro/nov dezembro/dez"},
	{"it", "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto settembre/set " +
		"ottobre/ott novembre/nov dicembre/dic"},
	{"pl", "stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi maja/maj " +
		"czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz " +
		"października/październik/paź listopada/listopad/lis grudnia/grudzień/gru"},
	{"cs", "ledna/leden/led února/únor/úno března/březen/bře dubna/duben/dub května/květen/kvě června/červen/čvn " +
		"července/červenec/čvc srpna/srpen/srp září/zář října/říjen/říj listopadu/listopad/lis " +
		"prosince/prosinec/pro"},
	{"sk", "januára/január februára/február marca/marec apríla/apríl mája/máj júna/jún júla/júl augusta/august " +
		"septembra/september októbra/október novembra/november decembra/december"},
	{"hu", "január/jan február/febr/feb március/márc április/ápr május/máj június/jún július/júl augusztus/aug " +
		"szeptember/szept október/okt november/nov december/dec"},
	{"nl", "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sep " +
		"oktober/okt november/nov december/dec"},
	{"sv", "januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug september/sep " +
		"oktober/okt " +
		"november/nov december/dec"},
	{"no nb da", "januar/jan februar/feb mars/mar april/apr maj/mai juni/jun juli/jul august/aug september/sep " +
		"oktober/okt november/nov desember/december/dec"},
	{"fi", "tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu " +
		"kesäkuuta/kesäkuu heinäkuuta/heinäkuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu " +
		"marraskuuta/marraskuu joulukuuta/joulukuu"},
	{"ro", "ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug septembrie/sep " +
		"octombrie/oct noiembrie/noi decembrie/dec"},
	{"sr bs mk", "januara/januar/јануар/јануара februara/februar/фебруар/фебруара marta/mart/март/марта " +
		"aprila/april/април/априла maja/maj/мај/маја juna/jun/јун/јуна jula/jul/јул/јула " +
		"avgusta/avgust/август/августа septembra/septembar/септембар/септембра oktobra/oktobar/октобар/октобра " +
		"novembra/novembar/новембар/новембра decembra/decembar/децембар/децембра"},
	{"hr bs", "siječnja/sij veljače/velj ožujka/ožu travnja/tra svibnja/svi lipnja srpnja kolovoza/kol rujna/ruj " +
		"listopada studenoga/studenog/stu prosinca"},
	{"el", "ιανουαρίου/ιαν φεβρουαρίου/φεβ μαρτίου/μαρ απριλίου/απρ μαΐου/μαϊ ιουνίου/ιουν ιουλίου/ιουλ " +
		"αυγούστου/αυγ σεπτεμβρίου/σεπ οκτωβρίου/οκτ νοεμβρίου/νοε δεκεμβρίου/δεκ"},
	{"ar", "يناير/كانون-الثاني فبراير/شباط مارس/آذار أبريل/ابريل/إبريل/نيسان مايو/أيار يونيو/حزيران يوليو/تموز " +
		"أغسطس/اغسطس/آب سبتمبر/أيلول أكتوبر/اكتوبر/تشرين-الأول نوفمبر/تشرين-الثاني ديسمبر/كانون-الأول"},
	{"fa", "ژانویه فوریه مارس آوریل مه/می ژوئن ژوئیه/جولای اوت/آگوست سپتامبر اکتبر نوامبر دسامبر"},
	{"id ms", "january/januari februari maret/mar april mei/mei juni/jun juli/jul agustus/agu/agt september " +
		"oktober/okt november/nopember desember"},
	{"hy", "հունվարի/հունվար փետրվարի/փետրվար մարտի/մարտ ապրիլի/ապրիլ մայիսի/մայիս հունիսի/հունիս հուլիսի/հուլիս " +
		"օգոստոսի/օգոստոս սեպտեմբերի/սեպտեմբեր հոկտեմբերի/հոկտեմբեր նոյեմբերի/նոյեմբեր դեկտեմբերի/դեկտեմբեր"},
	{"ka", "იანვარი/იანვარს თებერვალი/თებერვალს მარტი/მარტს აპრილი/აპრილს მაისი/მაისს ივნისი/ივნისს ივლისი/ივლისს " +
		"აგვისტო/აგვისტოს სექტემბერი/სექტემბერს ოქტომბერი/ოქტომბერს ნოემბერი/ნოემბერს დეკემბერი/დეკემბერს"},
	{"sw", "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba"},
	{"he", "בינואר/ינואר בפברואר/פברואר במרץ/מרץ/במרס באפריל/אפריל במאי/מאי ביוני/יוני ביולי/יולי באוגוסט/אוגוסט " +
		"בספטמבר/ספטמבר באוקטובר/אוקטובר בנובמבר/נובמבר בדצמבר/דצמבר"},
	{"th", "ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค"},
	{"th", "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"},
	{"uk", "січн/січ лют/лютог берез/берзн квітн травн червн липн серпн верес жовтн листоп груд"},
	{"be", "студз/стд/студня лютаг/лютого сакав красав/крас траўн/траўень чэрв ліпен жніўн вераснi " +
		"кастр/кастрыч лістап снежн"},
	{"uz", "yanvar/yanv/yanvarda fevral/fevr/fevralda mart/martda aprel/aprelda may/mayda iyun/iyunda iyul/iyulda " +
		"avgust/avg/avgustda sentabr/sent/sentabrda oktabr/okt/oktabrda noyabr/noy/noyabrda dekabr/dek/dekabrda"},
	{"tk", "ýanwar fewral mart aprel maý iýun iýul awgust sentýabr oktýabr noýabr dekabr"},
	{"et", "jaanuar/jaan veebruar/veebr märts aprill mai juuni juuli august september oktoober november " +
		"detsember/dets"},
	{"lv", "janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā " +
		"augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī"},
	{"lt", "sausio/sausis vasario/vasaris kovo/kovas balandžio/balandis gegužės/gegužė birželio/birželis " +
		"liepos/liepa rugpjūčio/rugpjūtis rugsėjo/rugsėjis spalio/spalis lapkričio/lapkritis gruodžio/gruodis"},
	{"sl", "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra"},
	{"sq", "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor"},
	{"ur", "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر"},
	{"ar", "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر"},
	{"el", "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος/μαΐου/μαίου ιούνιος ιούλιος αύγουστος σεπτέμβριος " +
		"οκτώβριος " +
		"νοέμβριος δεκέμβριος"},
	{"hi", "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"},
}

// jalaliMonths are the months of the Iranian calendar, Farvardin first: in Iran, in Afghanistan (Dari, Pashto), in
// Latin letters.
const jalaliMonths = "فروردین/حمل/وری/farvardin اردیبهشت/ثور/غویی/ordibehesht خرداد/جوزا/غبرگولی/khordad " +
	"تیر/سرطان/چنگاښ/tir مرداد/امرداد/اسد/زمری/mordad شهریور/سنبله/وږی/shahrivar مهر/میزان/تله/mehr " +
	"آبان/عقرب/لړم/aban آذر/قوس/لیندۍ/azar دی/جدی/مرغومی/dey بهمن/دلو/سلواغه/bahman اسفند/حوت/کب/esfand"

var (
	// made when the first date is read, as are the other tables of months and units
	monthNames  = sync.OnceValue(monthTable)
	jalaliNames = wordIndex(map[string]int{}, jalaliMonths)
)

// monthTable joins the lists of all languages; where two differ, the earlier list wins.
func monthTable() map[string]int {
	m := make(map[string]int, 900)
	for _, l := range monthLists {
		wordIndex(m, l.names)
	}
	return m
}

// shortMonths are the languages of each month's name of three letters or less: elsewhere it is likely to be another
// word, as the Czech "pro" (December) in "iPhone 11 Pro".
var shortMonths = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, l := range monthLists {
		for w := range wordIndex(map[string]int{}, l.names) {
			if utf8.RuneCountInString(w) <= 3 {
				m[w] += " " + l.langs + " "
			}
		}
	}
	return m
})

// foldWord makes a word comparable: lower case, with one form of the letters that Arabic and Persian keyboards write
// differently and without the Turkish dot that lower case would leave over.
func foldWord(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		s = wordFold.Replace(s)
	}
	return strings.ToLower(s)
}

var wordFold = strings.NewReplacer("İ", "i", "ي", "ی", "ى", "ی", "ك", "ک", "’", "'", "ʻ", "'", "ʼ", "'", "‘", "'")

// foldKeys returns a table whose words are folded.
func foldKeys[V any](m map[string]V) map[string]V {
	out := make(map[string]V, len(m))
	for w, v := range m {
		out[foldWord(w)] = v
	}
	return out
}

// wordIndex adds the words of a list of twelve to m, each with its number from 1.
func wordIndex(m map[string]int, list string) map[string]int {
	for i, forms := range strings.Fields(list) {
		for _, w := range strings.Split(forms, "/") {
			if w = foldWord(w); m[w] == 0 {
				m[w] = i + 1
			}
		}
	}
	return m
}

// monthOf returns the month a lower-case word names, 0 for none.
func monthOf(w, lang string) int {
	if lang == "hr" || lang == "bs" {
		switch w {
		case "listopada", "listopad":
			return 10
		case "lipnja":
			return 6
		case "srpnja":
			return 7
		}
	}
	if w == "ago" && (lang == "es" || lang == "pt" || lang == "it") {
		return 8
	}
	return monthNames()[w]
}

// zoneOffsets are abbreviations that mean one thing in the press, in minutes east of UTC.
var zoneOffsets = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "мск": 180, "msk": 180, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120,
	"eest": 180,
	"est":  -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "et": -300,
	"bst": 60, "wib": 420, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "sast": 120, "trt": 180, "wat": 60,
	"eat": 180, "ist": 330, "pkt": 300, "sgt": 480, "hkt": 480, "wet": 0, "west": 60, "mest": 120, "msd": 240,
	// Kazakhstan, Central Asia, the Caucasus, Russia
	"almt": 300, "qyzt": 300, "orat": 300, "aqtt": 300, "uzt": 300, "tjt": 300, "tmt": 300, "kgt": 360, "azt": 240,
	"amt": 240, "get": 240, "samt": 240, "yekt": 300, "omst": 360, "novt": 420, "krat": 420, "irkt": 480, "yakt": 540,
	"vlat": 600, "magt": 660, "pett": 720, "aft": 270, "irst": 210, "irdt": 270, "gst": 240, "npt": 345, "ict": 420,
	"wita": 480, "wit": 540, "pht": 480, "myt": 480, "mmt": 390, "bdt": 360, "ulat": 480, "hovt": 420, "acst": 570,
	"awst": 480, "nzst": 720, "nzdt": 780, "brt": -180, "akst": -540, "hst": -600, "nst": -210, "cat": 120,
}

// halves are the halves of the day as they stand after a time: 1 for after noon, -1 for before. pmBefore stand before
// it.
var (
	halves = foldKeys(map[string]int{
		"am": -1, "pm": 1, "öö": -1, "ös": 1, "ص": -1, "م": 1, "صباحا": -1, "مساء": 1, "صباحاً": -1, "مساءً": 1,
		"قظ": -1, "بظ": 1, "πμ": -1, "μμ": 1,
	})
	pmBefore = text.WordSet("下午 午後 오후 晚上 ös")
)

// cjkEras are the years before an era's first: of Japan's emperors and of the Republic of China.
var cjkEras = map[string]int{"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
