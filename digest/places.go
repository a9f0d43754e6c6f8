package digest

import (
	"slices"
	"strings"

	"attache/digest/relevance"
)

// regionOrder is the order of an issue's sections by region: the desk's own neighbourhood first, the rest outward.
// The keys are those package templates has names for.
var regionOrder = []string{
	"central-asia", "caucasus", "turkey", "russia", "ukraine", "eastern-europe", "europe", "middle-east", "south-asia",
	"east-asia", "south-east-asia", "africa", "americas", "oceania", world,
}

// world is the section of stories that name no country.
const world = "world"

// themeOrder is the order of an issue's sections by theme, world after them, and what terms.tsv calls the words of
// each.
var themeOrder = []struct{ key, themes string }{
	{"diplomacy", "diplomacy relations treaty"},
	{"security", "conflict arms peace"},
	{"economy", "sanctions business"},
	{"society", "migration science culture accident"},
}

// themeSection returns the theme whose words a story's pieces use most in their titles and first paragraphs, world when
// they use none.
func themeSection(pieces []*piece) string {
	count := map[string]int{}
	for _, p := range pieces {
		for theme, n := range relevance.CountThemes(p.lang, p.a.Title, p.body) {
			count[theme] += n
		}
	}
	best, most := world, 0
	for _, section := range themeOrder {
		n := 0
		for theme := range strings.FieldsSeq(section.themes) {
			n += count[theme]
		}
		if n > most {
			best, most = section.key, n
		}
	}
	return best
}

// evenPair is how much of the first country's weight the second one has where both say where a story belongs. The
// United States act everywhere: what they do stands where they do it, if that country has a third of their weight.
const (
	evenPair = 0.7
	farPair  = 0.33
)

// organisationRegion is the region of organisations of one.
var organisationRegion = map[string]string{
	"C5+1": "central-asia", "OTS": "central-asia", "IFAS": "central-asia", "CICA": "central-asia",
	"EU": "europe", "EIB": "europe", "Europol": "europe", "Frontex": "europe", "ECHR": "europe",
	"Council of Europe": "europe", "Visegrad Group": "europe",
	"Arab League": "middle-east", "GCC": "middle-east", "SAARC": "south-asia", "ASEAN": "south-east-asia",
	"African Union": "africa", "ECOWAS": "africa", "SADC": "africa", "MERCOSUR": "americas",
}

// regionSection is the region of a story's main pair: of the first two of its countries, or of the first where the
// second weighs much less. Of two regions the desk's own or one of its neighbours is taken,
// else that of the first country. An organisation's
// region counts where no country stands, and where it is the desk's own.
func regionSection(countries []string, weight map[string]float64, organisation string) string {
	pair := slices.Clone(countries[:min(2, len(countries))])
	if len(pair) == 2 {
		switch first := weight[pair[0]]; {
		case pair[0] == "US" && weight[pair[1]] >= farPair*first:
			pair = pair[1:]
		case pair[1] == "US":
			pair = pair[:1]
		case weight[pair[1]] < evenPair*first:
			pair = pair[:1]
		}
	}
	of := organisationRegion[organisation]
	for _, key := range regionOrder {
		if key == of && (len(countries) == 0 || key == regionOrder[0]) {
			return key
		}
		for i, c := range pair {
			if region(c) == key && (i == 0 || nearRegions[key] > 0 || region(pair[0]) == world) {
				return key
			}
		}
	}
	return world
}

// regionCountries lists the countries (ISO 3166 alpha-2) of each region, after the United Nations' M49 grouping but for
// the neighbours of Central Asia, which stand by themselves.
var regionCountries = map[string]string{
	"central-asia":   "KZ KG TJ TM UZ",
	"caucasus":       "AM AZ GE",
	"turkey":         "TR",
	"russia":         "RU",
	"ukraine":        "UA",
	"eastern-europe": "BY MD",
	"europe": "AD AL AT AX BA BE BG CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU " +
		"LV MC ME MK MT NL NO PL PT RO RS SE SI SJ SK SM VA XK",
	"middle-east":     "AE BH IL IQ IR JO KW LB OM PS QA SA SY YE",
	"south-asia":      "AF BD BT IN LK MV NP PK",
	"east-asia":       "CN HK JP KP KR MN MO TW",
	"south-east-asia": "BN ID KH LA MM MY PH SG TH TL VN",
	"africa": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW " +
		"MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT " +
		"ZA ZM ZW",
	"americas": "AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GT GY HN HT JM KN KY " +
		"LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI",
	"oceania": "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV VU WF WS",
}

// region returns the key of a country's region, world for an unknown one.
func region(country string) string {
	for _, key := range regionOrder {
		if country != "" && strings.Contains(regionCountries[key], country) {
			return key
		}
	}
	return world
}
