package digest

import "strings"

// negations deny what they stand by, in English, Russian, Kazakh, Kyrgyz and Turkish.
var negations = wordSet(`not no never none nobody nothing neither nor without cannot refuse refused refuses deny denied denies fail failed fails reject rejected
	lack lacks unable refusing denying rejecting failing`, `не нет ни никогда никто ничто без отказался отказалась отказались отказ`,
	`емес жоқ ешқашан ешкім`, `эмес жок эч`, `değil yok hiç asla hiçbir`)

// setPhrases begin with a word that denies but deny nothing.
var setPhrases = map[string]bool{"never before": true, "not only": true, "not just": true, "no longer": true, "не только": true}

// faithStops are words of four letters and more that say nothing of the matter.
var faithStops = wordSet(`that this with from have been were will would they their there what which when while about after before also into than then them these
	those some such only very much more most over under between during through because could should being other your where does just like said says upon within
	both each every many several however although though since until among against document discusses article text speaker summary conversation`,
	`который которая которые которых также между после перед через более менее этого этой этот была было были быть может если чтобы когда также свои своей своего`)

// numberWords are numbers in words, as digits.
var numberWords = map[string]string{
	"zero": "0", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
	"eleven": "11", "twelve": "12", "thirteen": "13", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
	"hundred": "100", "два": "2", "две": "2", "три": "3", "четыре": "4", "пять": "5", "шесть": "6", "семь": "7", "восемь": "8", "девять": "9", "десять": "10",
	"iki": "2", "üç": "3", "dört": "4", "beş": "5", "altı": "6", "yedi": "7", "sekiz": "8", "dokuz": "9",
}

// contraries are words that say the opposite of each other.
var contraries = func() map[string]string {
	m := map[string]string{}
	for p := range strings.FieldsSeq(contraryPairs) {
		a, b, _ := strings.Cut(p, "/")
		for i, x := range []string{a, b} {
			if o := []string{b, a}[i]; m[x] == "" {
				m[x] = o
			}
		}
	}
	return m
}()

const contraryPairs = `increase/decrease increased/decreased increases/decreases increasing/decreasing rise/fall rose/fell rising/falling up/down higher/lower high/low
	more/less most/least before/after win/lose won/lost accept/reject accepted/rejected agree/disagree agreed/disagreed allow/ban allowed/banned include/exclude
	including/excluding support/oppose supported/opposed supports/opposes success/failure successful/unsuccessful succeed/fail succeeded/failed positive/negative
	good/bad better/worse best/worst early/late earlier/later old/new young/old first/last begin/end began/ended start/stop started/stopped open/closed opened/closed
	buy/sell bought/sold gain/loss gains/losses profit/loss growth/decline grow/shrink grew/shrank expand/contract expansion/contraction strong/weak stronger/weaker
	likely/unlikely able/unable legal/illegal guilty/innocent public/private domestic/foreign internal/external major/minor majority/minority maximum/minimum above/below
	inside/outside with/without always/never all/none every/no love/hate loves/hates like/dislike likes/dislikes happy/sad optimistic/pessimistic safe/dangerous
	male/female man/woman men/women boy/girl husband/wife father/mother brother/sister son/daughter morning/evening day/night
	north/south east/west northern/southern eastern/western friend/enemy ally/enemy victory/defeat attack/defend peace/war confirm/deny confirmed/denied remember/forget
	remembers/forgets enable/disable approve/reject approved/rejected import/export imports/exports arrive/leave arrived/left enter/leave presence/absence present/absent
	improve/worsen improved/worsened improving/worsening reduce/increase reduced/increased benefit/harm advantages/disadvantages advantage/disadvantage temporary/permanent
	voluntary/mandatory optional/required full/empty partial/complete active/inactive known/unknown popular/unpopular satisfied/dissatisfied comfortable/uncomfortable
	easy/difficult simple/complex cheap/expensive rich/poor near/far short/long small/large big/small minimal/maximal upward/downward inflow/outflow hired/fired
	вырос/упал выросла/упала выросли/упали увеличился/уменьшился увеличилась/уменьшилась увеличить/уменьшить рост/падение рост/снижение больше/меньше выше/ниже
	поддержал/отверг поддержала/отвергла разрешил/запретил разрешить/запретить начал/завершил начали/завершили победил/проиграл до/после внутри/снаружи
	экспорт/импорт северный/южный восточный/западный подтвердил/опроверг подтвердила/опровергла`
