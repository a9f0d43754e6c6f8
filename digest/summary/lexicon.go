package summary

import "attache/text"

// stopWords are function words by language, folded as text.Words folds; words of one or two letters need no entry.
var stopWords = map[string]map[string]bool{
	"en": text.WordSet(`the and for are but not you all any can had her was one our out has him his how its let may new
	now old see two who did she
		use that this with have from they will would there their what about which when make like into than then them these
		some been were said
		also after before over under more most other only own same such very just being between both each few further here
		itself himself herself
		because while where against during again once off above below down could should must might shall upon within without
		among since until though although
		because per via yet nor does doing done your yours ours theirs whom whose every much many`),
	"ru": text.WordSet(`что это как его она они был была было были для или при над под без про чтобы также тоже еще уже
	если когда где кто чем чего который которая
		которое которые которых котором которой которого также между после перед через около более менее очень только лишь
		даже ведь однако хотя
		этот эта эти того тому тем том этого этом этой этих них ним ней ему мне мы вы нас вас нам вам свой своей своего своих
		себя быть будет будут
		может могут есть нет все всех всем весь вся всего так там тут здесь тогда потом поэтому потому затем из-за`),
	"kk": text.WordSet(`және мен бен пен үшін бұл сол осы деп деген бар жоқ еді екен болып болды болған туралы бойынша
	кейін дейін қарай ғана тек сондай мұндай
		оның олар оны оған біз сіз мен сен өз өзі өзінің барлық кез әрі немесе бірақ егер қазір алып келіп етті еткен етіп
		жатыр тұр отыр ретінде арқылы`),
	"ky": text.WordSet(`жана менен үчүн бул ошол ушул деп деген бар жок эле экен болуп болду болгон тууралуу боюнча кийин
	чейин гана анын алар аны ага биз силер өз
		өзү бардык же бирок эгер азыр алып келип кылып жатат турат катары аркылуу`),
	"tr": text.WordSet(`bir bu şu ve ile için gibi kadar daha çok olan olarak oldu olduğu olduğunu ise ancak fakat ama
	veya hem değil var yok her kendi onun onlar bunu buna
		bunun diye sonra önce göre üzere karşı ayrıca tüm bütün bazı en şey ne nasıl neden ki mi mı mu mü de da ya dedi`),
	"az": text.WordSet(`bir bu və ilə üçün kimi qədər daha çox olan olaraq oldu isə amma lakin həm deyil var yox hər öz
	onun onlar bunu buna bunun deyə sonra əvvəl görə qarşı bütün bəzi`),
	"uz": text.WordSet(`va bilan uchun bu shu ham deb degan bor yo'q edi ekan bo'lib bo'ldi bo'lgan haqida bo'yicha keyin
	qadar faqat uning ular uni unga biz siz o'z barcha yoki lekin agar hozir`),
	"uk": text.WordSet(`що це як його вона вони був була було були для або при над під без про щоб також ще вже якщо коли
	хто чим який яка яке які яких після перед через більш дуже тільки навіть цей цього цьому`),
	"be": text.WordSet(`што гэта як яго яна яны быў была было былі для або пры над пад без пра каб таксама яшчэ ўжо калі
	хто які якая якое якія пасля перад праз вельмі толькі нават`),
	"tt": text.WordSet(`һәм белән өчен бу шул дип дигән бар юк иде икән булып булды булган турында буенча соң кадәр генә
	аның алар аны аңа без сез үз барлык яки ләкин әгәр`),
}

// pointers are words at a sentence's head that stand for something said before.
var pointers = map[string]map[string]bool{
	"en": text.WordSet(`he she it they his her their its this these those him them such here there then
	another`),
	"ru": text.WordSet(`он она оно они его ее их ему ей им это этот эта эти этого этому этой этим этих такой такая такие
	такое там тогда здесь тут затем`),
	"kk": text.WordSet(`осы сол осындай ол олар оның олардың оны оған бұл мұндай сондай мұны содан одан бұдан онда`),
	"ky": text.WordSet(`ошол ушул ал алар анын алардын аны ага бул мындай ошондой муну андан мындан анда`),
	"tr": text.WordSet(`o onlar onun onların onu ona bu bunlar bunun bunu buna şu böyle böylece bundan ondan bunların`),
	"az": text.WordSet(`o onlar onun onların onu ona bu bunlar bunun bunu buna belə beləliklə ondan bundan`),
	"uz": text.WordSet(`u ular uning ularning uni unga bu bular buning shu shunday bundan undan mazkur`),
	"uk": text.WordSet(`він вона воно вони його її їх це цей ця ці цього такий там тоді тут`),
	"be": text.WordSet(`ён яна яно яны яго яе іх гэта гэты гэтая такі там тады тут`),
	"tt": text.WordSet(`ул алар аның аларның аны аңа бу мондый шундый`),
	"de": text.WordSet(`er sie es ihm ihn ihr ihre ihren ihrer ihnen sein seine seinen seiner dieser diese dieses diesem
	diesen dies`),
	"fr": text.WordSet(`il elle ils elles ce cet cette ces celui celle ceux celles`),
	"es": text.WordSet(`él ella ellos ellas este esta estos estas ese esa esos esas aquel aquella aquellos su sus`),
	"pt": text.WordSet(`ele ela eles elas este esta estes estas esse essa esses essas aquele aquela seu sua seus suas`),
	"it": text.WordSet(`egli lui lei loro questo questa questi queste quel quella quelli suo sua suoi sue`),
	"pl": text.WordSet(`on ona ono oni one ten ta to te ci jego jej ich`),
	"ar": text.WordSet(`هو هي هم هما هذا هذه ذلك تلك هؤلاء`),
	"nl": text.WordSet(`hij zij ze hen hun haar deze dit die daar hier zulke zijn`),
	"sv": text.WordSet(`han hon honom henne hans hennes deras dem denna dessa denne sådan sådana`),
	"fa": text.WordSet(`او وی آنها آنان این آن`),
}

// prepositions are words at a sentence's head after which one of pointed stands for something said before.
var (
	prepositions = map[string]map[string]bool{
		"en": text.WordSet(`in at for after with by of on from under despite since to about according because before without
		beyond besides`),
		"ru": text.WordSet(`в во на о об по при с со к ко у от из за для после до про между среди из-за`),
		"uk": text.WordSet(`в у на про по при з із до за для після від між серед`),
		"be": text.WordSet(`у на пра па пры з са да за для пасля ад між сярод`),
	}
	pointed = map[string]map[string]bool{
		"en": text.WordSet(`this that these those it him them her which`),
		"ru": text.WordSet(`этом этого этому этим этой эту это этих этими него неё нее ней нем нему ним ними них его ее их`),
		"uk": text.WordSet(`цьому цього цим цій цю це цих нього неї ній ньому ним ними них його її їх`),
		"be": text.WordSet(`гэтым гэтага гэтаму гэтай гэту гэта гэтых яго яе ёй ім імі іх`),
	}
)

// times follow a pointer that points at nothing but today: "this week", "bu yıl".
var times = text.WordSet(`days weeks months years decade decades century week month year morning afternoon evening
		weekend summer winter spring autumn time
	hafta yıl ay sabah akşam gün sezon yaz kış yil oy hafta аптада аптаның жылы айда күні жума жылдын
	неделя неделе год году месяц месяце утро раз il həftə осень осенью зиму зимой весну весной лето летом woche monat
	jahr jahre sommer winter herbst frühjahr mal semaine année mois matin soir été hiver printemps automne fois semana año
	mes verano invierno otoño primavera mañana tarde noche vez ano mês settimana anno mese rok roku tydzień miesiąc العام
	الأسبوع الشهر السنة سال هفته ماه`)

// links are connectives at a sentence's head: it can stand alone, but something came before.
var links = map[string]map[string]bool{
	"en": text.WordSet(`however but and so also moreover furthermore meanwhile therefore thus instead nevertheless
	additionally yet or besides otherwise likewise similarly consequently hence still`),
	"ru": text.WordSet(`также кроме однако но а и поэтому потом причем при тем зато впрочем следовательно итак между тем
	вместе`),
	"kk": text.WordSet(`сондықтан бірақ алайда сонымен ал және әрі`),
	"ky": text.WordSet(`ошондуктан бирок ошону жана`),
	"tr": text.WordSet(`ancak fakat ama ve ayrıca oysa öte dolayısıyla`),
	"az": text.WordSet(`lakin amma və həmçinin`),
	"uz": text.WordSet(`lekin ammo va biroq`),
	"uk": text.WordSet(`також однак але а і тому потім`),
	"be": text.WordSet(`таксама аднак але а і таму`),
	"tt": text.WordSet(`ләкин әмма һәм шуңа`),
}

// speechWords mark a sentence that reports what someone said.
var speechWords = text.WordSet(`said says told added according stated noted announced reported сказал сказала заявил
	заявила сообщил сообщила отметил отметила
	подчеркнул подчеркнула добавил рассказал сообщает пояснил деді айтты мәлімдеді хабарлады атап айтып билдирди белгиледи
	dedi söyledi belirtti açıkladı
	ifade kaydetti bildirdi vurguladı konuştu bildirib deyib qeyd`)

// emptyWords are the commonest function words of English, after the list of NLTK (nltk.org).
var emptyWords = text.WordSet(`i me my myself we our ours ourselves you your yours yourself yourselves he him his
	himself she her hers herself it its itself
	they them their theirs themselves what which who whom this that these those am is are was were be been being have has
	had having do does did
	doing a an the and but if or because as until while of at by for with about against between into through during before
	after above below to from
	up down in out on off over under again further then once here there when where why how all any both each few more most
	other some such no nor not
	only own same so than too very s t can will just don should now d ll m o re ve y ain aren couldn didn doesn hadn
	hasn haven isn ma mightn mustn needn shan shouldn wasn weren won wouldn`)
