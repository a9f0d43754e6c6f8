package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameLanguages are the CLDR locales whose names of countries and capitals go into the table, and the language each
// serves.
var nameLanguages = [][2]string{
	{"en", "en"},
	{"ru", "ru"},
	{"kk", "kk"},
	{"uz", "uz"},
	{"uz-Cyrl", "uz-Cyrl"},
	{"ky", "ky"},
	{"tr", "tr"},
	{"az", "az"},
	{"uk", "uk"},
	{"be", "be"},
	{"tt", "tt"},
	{"zh", "zh"},
	{"zh-Hant", "zh"},
	{"ar", "ar"},
	{"tg", "tg"},
	{"tk", "tk"},
	{"fa", "fa"},
	{"hy", "hy"},
	{"ka", "ka"},
	{"mn", "mn"},
	{"ba", "ba"},
	{"bg", "bg"},
	{"sr", "sr"},
	{"de", "de"},
	{"fr", "fr"},
	{"es", "es"},
	{"it", "it"},
	{"pt", "pt"},
	{"nl", "nl"},
	{"pl", "pl"},
	{"cs", "cs"},
	{"sk", "sk"},
	{"sv", "sv"},
	{"da", "da"},
	{"no", "no"},
	{"fi", "fi"},
	{"hu", "hu"},
	{"ro", "ro"},
	{"el", "el"},
	{"he", "he"},
	{"ur", "ur"},
	{"hi", "hi"},
	{"ja", "ja"},
	{"ko", "ko"},
}

// noNames are territories whose names mean something else more often, that hardly any news names, or whose names CLDR
// writes in a way no text does (Congo - Kinshasa); digest/entities/data/countries.tsv has the latter.
const noNames = " AX AI AQ BL BQ BV CC CX CP DG EA GG GS HM IC IM IO JE MF MS NF PM PN SH SJ SX TA TC TF TK UM VG VI " +
	"WF YT AC EU EZ QO XA XB CQ ZZ UN CD CG PS HK MO "

// capitalZones are the countries whose capital gives its name to a time zone, which is how CLDR comes to have its
// names.
const capitalZones = "AF=Asia/Kabul AM=Asia/Yerevan AO=Africa/Luanda AR=America/Argentina/Buenos_Aires " +
	"AT=Europe/Vienna AZ=Asia/Baku " +
	"BA=Europe/Sarajevo BD=Asia/Dhaka BE=Europe/Brussels BF=Africa/Ouagadougou BG=Europe/Sofia BJ=Africa/Porto-Novo " +
	"BT=Asia/Thimphu " +
	"BW=Africa/Gaborone BY=Europe/Minsk CD=Africa/Kinshasa CF=Africa/Bangui CG=Africa/Brazzaville CO=America/Bogota " +
	"CU=America/Havana CY=Asia/Nicosia CZ=Europe/Prague DE=Europe/Berlin DK=Europe/Copenhagen " +
	"DO=America/Santo_Domingo DZ=Africa/Algiers " +
	"EE=Europe/Tallinn EG=Africa/Cairo ER=Africa/Asmera ES=Europe/Madrid ET=Africa/Addis_Ababa FI=Europe/Helsinki " +
	"FR=Europe/Paris " +
	"GA=Africa/Libreville GB=Europe/London GE=Asia/Tbilisi GH=Africa/Accra GL=America/Godthab GN=Africa/Conakry " +
	"GQ=Africa/Malabo " +
	"GR=Europe/Athens HN=America/Tegucigalpa HR=Europe/Zagreb HT=America/Port-au-Prince HU=Europe/Budapest " +
	"ID=Asia/Jakarta IE=Europe/Dublin " +
	"IL=Asia/Jerusalem IQ=Asia/Baghdad IR=Asia/Tehran IS=Atlantic/Reykjavik IT=Europe/Rome JO=Asia/Amman " +
	"JP=Asia/Tokyo KE=Africa/Nairobi " +
	"KG=Asia/Bishkek KH=Asia/Phnom_Penh KP=Asia/Pyongyang KR=Asia/Seoul LA=Asia/Vientiane LB=Asia/Beirut " +
	"LI=Europe/Vaduz LK=Asia/Colombo " +
	"LR=Africa/Monrovia LS=Africa/Maseru LT=Europe/Vilnius LV=Europe/Riga LY=Africa/Tripoli MD=Europe/Chisinau " +
	"ME=Europe/Podgorica " +
	"MG=Indian/Antananarivo MK=Europe/Skopje ML=Africa/Bamako MR=Africa/Nouakchott MX=America/Mexico_City " +
	"MY=Asia/Kuala_Lumpur MZ=Africa/Maputo " +
	"NA=Africa/Windhoek NE=Africa/Niamey NI=America/Managua NL=Europe/Amsterdam NO=Europe/Oslo NP=Asia/Katmandu " +
	"OM=Asia/Muscat PE=America/Lima " +
	"PG=Pacific/Port_Moresby PH=Asia/Manila PL=Europe/Warsaw PT=Europe/Lisbon PY=America/Asuncion " +
	"RO=Europe/Bucharest RS=Europe/Belgrade " +
	"RU=Europe/Moscow RW=Africa/Kigali SA=Asia/Riyadh SD=Africa/Khartoum SE=Europe/Stockholm SI=Europe/Ljubljana " +
	"SK=Europe/Bratislava " +
	"SL=Africa/Freetown SN=Africa/Dakar SO=Africa/Mogadishu SR=America/Paramaribo SS=Africa/Juba SY=Asia/Damascus " +
	"TD=Africa/Ndjamena " +
	"TH=Asia/Bangkok TJ=Asia/Dushanbe TL=Asia/Dili TM=Asia/Ashgabat TN=Africa/Tunis TT=America/Port_of_Spain " +
	"TW=Asia/Taipei UA=Europe/Kiev " +
	"UG=Africa/Kampala UY=America/Montevideo UZ=Asia/Tashkent VE=America/Caracas WS=Pacific/Apia ZM=Africa/Lusaka " +
	"ZW=Africa/Harare " +
	"BI=Africa/Bujumbura BO=America/La_Paz TZ=Africa/Dar_es_Salaam TG=Africa/Lome GM=Africa/Banjul AL=Europe/Tirane"

// trainNames lists the names of countries and capitals that CLDR 48 has in the languages we read. It reads the npm
// packages cldr-localenames-full and cldr-dates-full (48.2.0), unpacked, each under its name in one folder:
//
//	make cldr && go run ./cmd/lab train names -cldr cldr/node_modules
func trainNames(j *job) (tables, error) {
	if j.cldr == "" {
		return nil, errors.New(
			"the names come from CLDR: say with -cldr where its packages are (`make cldr` brings them to " +
				"cldr/node_modules)")
	}
	var b bytes.Buffer
	b.WriteString("# Names of countries and capitals: code, language, kind, forms parted by semicolons.\n" +
		"# Made by `lab train names` from CLDR 48.2 (Unicode License v3). Do not edit: countries.tsv adds to it.\n")
	for _, l := range nameLanguages {
		if err := writeTerritories(&b, j.cldr, l[0], l[1]); err != nil {
			return nil, err
		}
		if err := writeCapitals(&b, j.cldr, l[0], l[1]); err != nil {
			return nil, err
		}
	}
	return tables{"digest/entities/data/names.tsv": b.Bytes()}, nil
}

// readCLDR decodes main/LOCALE/file of a package.
func readCLDR(cldr, pack, locale, file string, into any) error {
	path := filepath.Join(cldr, pack, "main", locale, file)
	body, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read CLDR: %w", err)
	}
	var doc struct{ Main map[string]json.RawMessage }
	if err := json.Unmarshal(body, &doc); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if err := json.Unmarshal(doc.Main[locale], into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

var territoryKey = regexp.MustCompile(`^([A-Z]{2})(-alt-\w+)?$`)

func writeTerritories(b *bytes.Buffer, cldr, locale, lang string) error {
	var doc struct {
		LocaleDisplayNames struct{ Territories map[string]string }
	}
	if err := readCLDR(cldr, "cldr-localenames-full", locale, "territories.json", &doc); err != nil {
		return err
	}
	names := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(doc.LocaleDisplayNames.Territories)) {
		m := territoryKey.FindStringSubmatch(key)
		if m == nil || strings.Contains(noNames, " "+m[1]+" ") {
			continue
		}
		for _, n := range variants(doc.LocaleDisplayNames.Territories[key]) {
			if n != m[1] && !slices.Contains(names[m[1]], n) {
				names[m[1]] = append(names[m[1]], n)
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(b, "%s\t%s\tname\t%s\n", code, lang, strings.Join(names[code], ";"))
	}
	return nil
}

// variants parts "Myanmar (Burma)" into its two names, makes "Falkland Islands" of "Falkland (Malvinas) Islands", and
// drops names with a dash or a comma, which only CLDR writes, and remarks: Аман (горад).
func variants(name string) []string {
	name = strings.NewReplacer("（", "(", "）", ")", "\u00a0", " ", "\u200c", " ").Replace(name)
	before, rest, found := strings.Cut(name, "(")
	inside, after, _ := strings.Cut(rest, ")")
	parts := []string{before + after}
	first, _ := utf8.DecodeRuneInString(before)
	second, _ := utf8.DecodeRuneInString(inside)
	remark := unicode.IsUpper(first) && unicode.IsLower(second)
	if found && strings.TrimSpace(after) == "" && !remark {
		parts = append(parts, inside)
	}
	var out []string
	for _, part := range parts {
		part = strings.Join(strings.Fields(part), " ")
		if part != "" && !strings.ContainsAny(part, ",()") && !strings.Contains(part, " - ") &&
			!strings.Contains(part, " – ") {
			out = append(out, part)
		}
	}
	return out
}

// placeZones are the countries of large cities that give their names to time zones without being capitals.
const placeZones = "RU=Asia/Novosibirsk RU=Asia/Yekaterinburg RU=Asia/Omsk RU=Asia/Krasnoyarsk RU=Asia/Irkutsk " +
	"RU=Asia/Vladivostok RU=Europe/Samara " +
	"RU=Europe/Volgograd RU=Europe/Kaliningrad RU=Europe/Astrakhan RU=Europe/Saratov RU=Asia/Tomsk RU=Asia/Barnaul " +
	"RU=Asia/Chita RU=Asia/Yakutsk " +
	"KZ=Asia/Almaty KZ=Asia/Aqtau KZ=Asia/Aqtobe KZ=Asia/Atyrau KZ=Asia/Oral KZ=Asia/Qyzylorda KZ=Asia/Qostanay " +
	"UZ=Asia/Samarkand TR=Europe/Istanbul " +
	"CN=Asia/Shanghai CN=Asia/Urumqi IN=Asia/Calcutta PK=Asia/Karachi AE=Asia/Dubai VN=Asia/Saigon SA=Asia/Riyadh " +
	"US=America/New_York US=America/Chicago " +
	"US=America/Los_Angeles US=America/Detroit US=America/Denver US=America/Phoenix CA=America/Toronto " +
	"CA=America/Vancouver CA=America/Halifax " +
	"CA=America/Winnipeg CA=America/Edmonton BR=America/Sao_Paulo MX=America/Monterrey EC=America/Guayaquil " +
	"AU=Australia/Sydney AU=Australia/Melbourne " +
	"AU=Australia/Brisbane AU=Australia/Perth AU=Australia/Adelaide NZ=Pacific/Auckland ZA=Africa/Johannesburg " +
	"NG=Africa/Lagos MA=Africa/Casablanca " +
	"CH=Europe/Zurich DE=Europe/Busingen YE=Asia/Aden MM=Asia/Rangoon PS=Asia/Gaza PS=Asia/Hebron ID=Asia/Makassar " +
	"CI=Africa/Abidjan CM=Africa/Douala UA=Europe/Simferopol"

// writeCapitals writes the names of capitals, and of those other large cities that CLDR has.
func writeCapitals(b *bytes.Buffer, cldr, locale, lang string) error {
	var doc struct {
		Dates struct {
			TimeZoneNames struct {
				Zone map[string]map[string]json.RawMessage
			}
		}
	}
	if err := readCLDR(cldr, "cldr-dates-full", locale, "timeZoneNames.json", &doc); err != nil {
		return err
	}
	for _, group := range [...][2]string{{"capital", capitalZones}, {"place", placeZones}} {
		for pair := range strings.FieldsSeq(group[1]) {
			code, zone, _ := strings.Cut(pair, "=")
			parts := strings.Split(zone, "/")
			city, err := exemplar(doc.Dates.TimeZoneNames.Zone[parts[0]][parts[1]])
			if err != nil {
				return fmt.Errorf("read %s in %s: %w", zone, locale, err)
			}
			if city == "" && latin(lang) { // CLDR leaves out what equals the zone's own name
				city = strings.ReplaceAll(parts[len(parts)-1], "_", " ")
			}
			if city != "" {
				fmt.Fprintf(b, "%s\t%s\t%s\t%s\n", code, lang, group[0], strings.Join(variants(city), ";"))
			}
		}
	}
	return nil
}

// exemplar is the city of a zone; that of Buenos Aires stands one level deeper than the others.
func exemplar(zone json.RawMessage) (string, error) {
	if zone == nil {
		return "", nil
	}
	var z struct {
		ExemplarCity string          `json:"exemplarCity"`
		Buenos       json.RawMessage `json:"Buenos_Aires"`
	}
	if err := json.Unmarshal(zone, &z); err != nil {
		return "", err
	}
	if z.Buenos != nil {
		return exemplar(z.Buenos)
	}
	return z.ExemplarCity, nil
}

func latin(lang string) bool {
	return strings.Contains(" en uz tr az tk de fr es it pt nl pl cs sk sv da no fi hu ro ", " "+lang+" ")
}
