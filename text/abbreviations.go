package text

import "strings"

// What may follow an abbreviation within its sentence when it is not a small letter.
type abbrevKind int

const (
	abbrevNone   abbrevKind = iota
	abbrevName              // a name or nearly anything: Mr. Smith, г. Алматы, им. Абая
	abbrevNumber            // a number only: No. 5, ст. 5, стр. 12
	// a number, or anything early in the sentence: В 2026 г. Казахстан …; else it ends the sentence
	abbrevMiddle
	abbrevCapitals // capitals that may end a sentence: U.S. Senate, U.S. The …
	abbrevKinds
)

// Words that name a thing by a letter, so that the letter is no initial.
const lettered = " plan vitamin class group grade type hepatitis section war category block appendix annex series " +
	"план витамин группа группе группы класс гепатит категория категории блок тип приложение " +
	"серия гепатита витамина " +
	"grubu vitamini sınıfı tipi "

// Words before a plain number, which then is no ordinal: sayfa 12.
const numbered = " sayfa no no. sayı bölüm cilt madde seite band nummer nr nr. artikel səhifə maddə " +
	"strana str. č. čl. art. " +
	"ust. nr. č čl "

const starters = " the a this that these he she it they we in on at but and however meanwhile according after as if " +
	"when while there its his her their both all some many most no not each several few " +
	"others another what who why how " +
	"since under by for from with during despite although because also yet still then now here today yesterday " +
	"tomorrow later earlier last next officials police authorities lawmakers critics analysts experts protesters " +
	"demonstrators residents witnesses investigators prosecutors republicans democrats leaders talks relations " +
	"trade troops voters reporters journalists workers students families neither either one " +
	"two three four five such " +
	"nobody everyone somebody nothing everything more less nearly about around over until unless so or nor our my " +
	"your you to of "

// lastOf are abbreviations that end their sentence before a capital letter, by language: "and so on".
var lastOf = map[string]string{
	"ru": " т.д т.п др пр ", "uk": " т.д т.п ін ", "be": " г.д т.п інш ", "kk": " т.б т.с.с ", "ky": " д.у.с ",
	"de": " usw etc uvm u.ä u.v.m u.s.w ", "fr": " etc ", "en": " etc ", "es": " etc ", "tr": " vb vs vd ", "az": " vs ",
	"uz": " h.k ", "pl": " itd itp ", "it": " ecc ", "pt": " etc ",
}

const weekdays = " monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "

// months go on with the sentence where a day follows them: "Washington, D.C. July 9".
const months = " january february march april may june july august september october november december jan feb mar " +
	"apr jun jul aug sep sept oct nov dec "

// states are abbreviations of states behind a place's name and a comma: "Sacramento, Calif. Monday".
const states = " ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev " +
	"okla ore pa tenn tex va vt wash wis wyo n.h n.j n.m n.y n.c n.d r.i s.c s.d w.va d.c b.c ont que "

const weekdaysAndZones = " monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun " +
	"january february march april may june july august september october november december " +
	"est et edt gmt utc cet cest " +
	"bst pst pdt msk eastern pacific central mountain "

// followersOf are the words that go on with the sentence after an abbreviation that more often ends one.
var followersOf = map[string]string{
	"a.m": weekdaysAndZones, "p.m": weekdaysAndZones,
	"d.c": " council mayor circuit attorney court courts metro area statehood superior national public department city " +
		"bureau office united region district ",
}

var startersOf = map[string]string{
	"de": " der die das er sie es wir in im am und aber doch danach nach als wenn ",
	"tr": " bu o ve ama ancak bunun daha sonra öte ayrıca biz onlar şu bunlar böylece ardından orada burada şimdi ",
	"az": " bu o və amma lakin daha sonra həmçinin biz onlar ",
	"ru": " он она они это в на но и однако мы по после как если ",
}

// kindOf looks a word (lower case, without its last full stop) up in the language's table, then in the one all share.
func kindOf(word, lang string) abbrevKind {
	if k := find(word, abbreviations[lang]); k != abbrevNone {
		return k
	}
	if k := find(word, abbreviations[""]); k != abbrevNone {
		return k
	}
	if lang == "" || cyrillicTurkic(lang) {
		return find(word, abbreviations["ru"]) // Russian ones stand in every text of the region
	}
	return abbrevNone
}

func cyrillicTurkic(lang string) bool {
	switch lang {
	case "kk", "ky", "tt", "ba", "uz-Cyrl", "mn", "tg", "uk", "be":
		return true
	}
	return false
}

func find(word string, kinds [abbrevKinds]string) abbrevKind {
	for k, list := range kinds {
		if list != "" && strings.Contains(list, " "+word+" ") {
			return abbrevKind(k)
		}
	}
	return abbrevNone
}

// abbreviations by language and kind, each list parted and framed by spaces. Written by us from style guides and the
// outlets' own usage; add a word to its list.
var abbreviations = map[string][abbrevKinds]string{
	"": {
		abbrevName: " kard alm adm amm gal brig präs prez pres min wicemin abp bp bf mgr msgr mons metr patr " +
			"kap kpt plk płk pplk kol maj cmdr gén gral vl αρχιεπ πρωθ υπ αρχ card  dr prof st gen " +
			"col lt sgt capt rev sen rep gov fr sr sra mr mrs ms mme mlle hon amb vs ",
		abbrevNumber:   " no nr vol fig art p pp ch sec № ",
		abbrevMiddle:   " ca approx ",
		abbrevCapitals: " u.s u.k u.n e.u u.s.a d.c ",
	},
	"en": {
		abbrevName: " card min dep asst vp lt.gen maj.gen  mr mrs ms dr prof st gen maj col lt cmdr sgt cpl " +
			"capt adm brig rev fr sen rep reps sens gov " +
			"pres hon amb messrs mt ft " +
			"supt det insp atty e.g i.e cf viz al vs ph.d m.d jr sr ",
		abbrevNumber: " no nos vol vols fig figs art arts p pp ch sec para eq ed op cit jan feb mar apr jun jul " +
			"aug sep sept oct nov dec ",
		abbrevMiddle:   " ca approx est a.d b.c ",
		abbrevCapitals: " u.s u.k u.n e.u u.s.a u.a.e d.c l.a n.y a.m p.m inc corp co ltd llc plc bros ",
	},
	"ru": {
		abbrevName: " о митр архиеп еп прот иером свящ блж прп свт м-р кард адм капит п-ов стар млад вице-адм " +
			"генерал-м  г-н г-жа г-на г-же им ул пр просп пл пер проф акад доц ген полк подп майор " +
			"кап лейт адм " +
			"чл.-корр канд докт тов гр " +
			"о-в о-ва р оз пос дер д н.э напр т.е т.к т.н и.о вр.и.о св преп зам зав нач сост ред исп пред мин обл " +
			"р-н с юр англ нем лат греч рус каз тур проч ",
		abbrevNumber: " ст стр с п пп гл рис табл № разд т тт абз ч кв корп стр-е д оф каб тел ",
		abbrevMiddle: " г гг в вв до.н.э н.э млн млрд тыс трлн руб коп долл тг тнг кг км см мм мин сек час ч " +
			"экз чел ",
	},
	"uk": {
		abbrevName: " митр архієп єп прот свящ кард адм п п-ів майд бульв гр г-н  ім вул просп пров пл проф " +
			"акад доц ген полк о т.зв напр м смт с див св ",
		abbrevNumber: " ст стор с п пп гл рис табл розд т ч кв буд ",
		abbrevMiddle: " р рр млн млрд тис трлн грн коп дол кг км см мм хв сек год н.е ",
	},
	"be": {
		abbrevName:   " імя вул праф акад г зн св ім ",
		abbrevNumber: " арт с п гл мал табл т ч кв ",
		abbrevMiddle: " г гг ст млн млрд тыс руб ",
	},
	"kk": {
		abbrevName:   " қ ауд обл көш проф акад ген д-р мырза т.а.ә атын.д әл мыс ",
		abbrevNumber: " б бб ст т сур кесте 1-т ",
		abbrevMiddle: " қаң ақп нау сәу мам мау шіл там қыр қаз қар желт ж жж ғ ғғ млн млрд мың тг б.з б.з.б " +
			"б.з.д км кг м ",
	},
	"ky": {
		abbrevName:   " ш обл көч проф акад ген м ",
		abbrevNumber: " б бб ст т ",
		abbrevMiddle: " ж жж к кк млн млрд миң км кг б.з.ч ",
	},
	"tt": {abbrevMiddle: " ел млн млрд мең "},
	"uz": {
		abbrevName:   " prof akad ko'ch sh m ",
		abbrevNumber: " b bet ",
		abbrevMiddle: " y yy mln mlrd ming ",
	},
	"tr": {
		abbrevName: " dr prof doç av sn alb org tümg tuğg yrd öğr gör uzm op opr ecz müh mim bkz örn cad sok " +
			"mah bul " +
			"apt hz gn kur yb bnb yzb ütğm " +
			"t.c d.r ",
		abbrevNumber:   " no nu s sf m md cilt c böl şek ",
		abbrevMiddle:   " m.ö m.s mln mlr yy ",
		abbrevCapitals: " a.ş ltd şti a.b.d ",
	},
	"az": {
		abbrevName:   " dr prof akad küç məs r şəh ",
		abbrevNumber: " no s səh b ",
		abbrevMiddle: " il mln mlrd min e.ə b.e ",
	},
	"de": {
		abbrevName: " hl sel stellv ehem geb verh gest gem gen bundesmin außenmin innenmin verteidigungsmin " +
			"min frhr hrn mag ltd einschl lt gegr sen jun priv kath evang russ ukr frz engl bzgl wg " +
			"zzgl bspw exkl inh kgl nat int allg  dr prof hr fr z.b d.h u.a i.d.r s.o v.a o.ä z.t i.d " +
			"u.u z.zt m.e bzw ca evtl ggf vgl st dipl ing jan " +
			"feb mär apr jun jul aug sept okt nov dez sog inkl mio mrd ",
		abbrevNumber: " nr s bd abs art abb kap str ",
		abbrevMiddle: " v.chr n.chr jh ",
	},
	"sk": {
		abbrevName: " dr prof ing mgr judr mudr gen plk pplk mjr kpt ul nám tr sv tzv napr mim min p doc kard " +
			"resp ",
		abbrevNumber: " č čl str ods písm roč ",
		abbrevMiddle: " r tis mil mld hod ",
	},
	"hu": {
		abbrevName:   " dr prof ifj id özv szt ún pl kb ill stb.-vel főtit min alez ezr tbk vezérőrgy gen ",
		abbrevNumber: " sz old évf pt bek ",
	},
	"ro": {
		abbrevName:   " dl dna dra d-na sf prof dr gen col lt cpt ing av str bd ex min ",
		abbrevNumber: " nr art alin pag ",
	},
	"el": {
		abbrevName:   " κ κα κκ αγ καθ δρ στρ αρ λ.χ π.χ ",
		abbrevNumber: " αρ άρθρ σελ παρ ",
	},
	"bg": {
		abbrevName:   " ген полк проф акад д-р инж св ул бул гр г-н г-жа вр.и.д мин напр т.нар ",
		abbrevNumber: " чл ал т стр бр ",
		abbrevMiddle: " г хил млн млрд лв ",
	},
	"sr": {
		abbrevName:   " др проф ген мр св ул тзв нпр dr prof gen mr sv ul tzv npr ",
		abbrevNumber: " бр чл стр br čl str ",
		abbrevMiddle: " г мил год god ",
	},
	"hr": {abbrevName: " dr prof gen mr sv ul tzv npr dipl ing ", abbrevNumber: " br čl str ", abbrevMiddle: " g god "},
	"sl": {abbrevName: " dr prof gen mag sv ul t.i npr ", abbrevNumber: " št čl str "},
	"fi": {abbrevName: " tri prof ns esim ks mm ts evp ", abbrevNumber: " nro s "},
	"da": {abbrevName: " dr prof gen hr fr bl.a f.eks d.v.s ca kgl skt ", abbrevNumber: " nr s kap art "},
	"no": {abbrevName: " dr prof gen hr fr bl.a f.eks dvs ca kgl st ", abbrevNumber: " nr s kap art "},
	"lv": {abbrevName: " dr prof ģen plkv sv t.s piem ", abbrevNumber: " nr lpp p "},
	"et": {abbrevName: " dr prof kol kindr püha nn nt ", abbrevNumber: " nr lk "},
	"id": {abbrevName: " dr prof ir drs jend letjen jenderal kh h yth sdr ", abbrevNumber: " no hlm "},
	"mn": {abbrevName: " ген акад проф д-р ", abbrevMiddle: " он "},
	"tk": {abbrevName: " prof akad ", abbrevMiddle: " ý "},
	"tg": {abbrevName: " проф акад ген ш н в ", abbrevMiddle: " с "},
	"nl": {
		abbrevName: " hr dhr mevr wnd fam burg gouv sint st kard  dhr mw mevr mr drs dr ir prof ds min pres " +
			"gen kol lt st bijv nl o.a m.n z.g t.a.v i.v.m ",
		abbrevNumber: " nr blz art afl ",
	},
	"sv": {
		abbrevName:   " f.d dåv förf utg stf bitr  bl.a t.ex s.k m.fl f.d dr prof st gen kapt ca resp f.n ",
		abbrevNumber: " nr s kap art ",
	},
	"cs": {
		abbrevName: " mim bl sl min prez gen mgr rsdr phdr rndr csc dr kard arcib bisk p.o tj resp zejm event " +
			"popř ppor por  dr prof ing mgr judr mudr gen plk pplk mjr kpt ul nám tř sv tzv např mj " +
			"pan p doc hejtm ",
		abbrevNumber: " č čl str odst písm roč ",
		abbrevMiddle: " r tis mil mld kč hod ",
	},
	"fr": {
		abbrevName: " card mgr sgt cdt lcl amb min gal  mgr gén col cdt lt cf p.ex m mm mme mlle dr pr me st " +
			"ste p.-ex cf av boul ",
		abbrevNumber: " n p pp art vol chap ",
		abbrevMiddle: " env apr ",
	},
	"ar": {abbrevName: " د أ م أ.د ا.د م.م ص ", abbrevNumber: " رقم ص ج "},
	"fa": {abbrevName: " د م ر ا ", abbrevNumber: " ش ص ج "},
	"hy": {abbrevName: " պրոֆ դոկտ ակադ գեն փող ք թ "},
	"it": {
		abbrevName: " card min amb cap ten magg arch rag cav comm mons sen dr ill egr spett  sig sig.ra dott " +
			"dott.ssa prof on avv ing gen col s ss mons ",
		abbrevNumber: " n nn art artt pag cap ",
	},
	"pt": {
		abbrevName: " emb min exmo exma ilmo card cap ten cel maj dep sen gov pres  sr sra dr dra prof profa " +
			"exmo eng gen cel av d p.ex ",
		abbrevNumber:   " n nº art págs pág cap ",
		abbrevCapitals: " s.a e.u.a ",
	},
	"pl": {
		abbrevName: " ub wg bł śp wicemin min amb abp bp kard bryg kpt mjr por śp o os al gen św ok ww prez " +
			"marsz  prof dr hab inż mgr gen płk ppłk ul al św ks np tzw tj m.in pt im por red woj ",
		abbrevNumber: " nr art ust pkt poz str s t ",
		abbrevMiddle: " r w tys mln mld zł gr godz ",
	},
	"es": {
		abbrevName: " sto sta fray excmo excma ilmo mtro mtra ing gob alte tte cap cmdte emb min hnos cía " +
			"prof  av avda gral cnel dir lic ing arq mons sres dres pdte vda sr sra srta dr dra prof " +
			"d dña gral cnel " +
			"avda ud uds p.ej ",
		abbrevNumber:   " núm n p pág págs art vol cap ",
		abbrevMiddle:   " aprox ",
		abbrevCapitals: " ee.uu s.a ",
	},
}
