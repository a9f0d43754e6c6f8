package page

import (
	"bytes"
	"strings"
	"time"

	"attache/scrape/page/dom"
)

// refine returns the best instant of the chosen day: as the list's entry tells it when the page's clock shows the same
// moment without a zone; and when it is one of UTC whose day no reader of the page sees, on the day it had where the
// page was written.
func (r *Parsed) refine(d *DateCandidate, all []DateCandidate) time.Time {
	switch {
	case !d.clock:
		return r.instant(d, all)
	case !d.zoned:
		// a list that tells no time of day tells no zone
		if zone := zoneBetween(r.in.Item.Published, d.at); zone != nil && !isMidnight(r.in.Item.Published) {
			return r.in.Item.Published.In(zone)
		}
		return r.instant(d, all)
	}
	for i := range all {
		if zone := toldIn(d, &all[i]); zone != nil {
			return d.at.In(zone)
		}
	}
	at := r.instant(d, all)
	if _, offset := at.Zone(); offset != 0 || strings.HasSuffix(d.raw, "+00:00") || strings.HasSuffix(d.raw, "+0000") {
		return at
	}
	if d.said[onDateClass]+d.said[onText]+d.said[onProse]+d.said[onURL] > 0 {
		return at
	}
	if loc := r.homeZone(); loc != nil {
		return at.In(loc)
	}
	return at
}

// zoneBetween returns the zone in which an instant's clock shows what a clock without a zone does, nil when it is none:
// they are not within a minute of a quarter of an hour, or further apart than zones are.
func zoneBetween(instant, local time.Time) *time.Location {
	if instant.IsZero() {
		return nil
	}
	_, offset := local.Zone()
	diff := local.Add(time.Duration(offset) * time.Second).Sub(instant)
	whole := diff.Round(15 * time.Minute)
	if whole < -12*time.Hour || whole > 14*time.Hour || (diff-whole).Abs() > time.Minute {
		return nil
	}
	return time.FixedZone("", int(whole.Seconds()))
}

// toldIn returns the zone that lies between a moment told in UTC and the same second, or the same minute when no
// seconds are shown, told without a zone on the day before or after; nil when they are not one moment.
func toldIn(utc, local *DateCandidate) *time.Location {
	_, offset := utc.at.Zone()
	seen := local.said[onURL] + local.said[onDateClass] + local.said[onText] + local.said[onTime] +
		local.said[onTimePublished]
	if offset != 0 || local.zoned || !local.clock || seen == 0 || utc.day == local.day {
		return nil
	}
	diff := local.at.Sub(utc.at)
	if local.at.Second() == 0 {
		diff = local.at.Sub(utc.at.Truncate(time.Minute))
	}
	if diff < -12*time.Hour || diff > 14*time.Hour || diff%time.Hour != 0 {
		return nil
	}
	return time.FixedZone("", int(diff.Seconds()))
}

// instant returns the best instant of the chosen day. When the page's machine-readable instant falls on the day before
// or after in UTC, it is the same moment told in another zone: the page's own zone is then the one in which it falls on
// the day that readers see.
func (r *Parsed) instant(d *DateCandidate, all []DateCandidate) time.Time {
	if d.clock {
		if at, ok := inZone(d, all); ok {
			return at
		}
		if dateRank[d.best] >= dateRank[onItemprop] {
			return d.at
		}
	}
	for i := range all {
		if o := &all[i]; o != d && o.forMachines() && o.day-d.day <= 1 && d.day-o.day <= 1 {
			if zone := zoneOfDay(d, o); zone != nil {
				return o.at.In(zone)
			}
		}
	}
	return d.at
}

// inZone returns a candidate's instant in the zone that stands with it, or with another candidate of the same instant.
func inZone(d *DateCandidate, all []DateCandidate) (at time.Time, ok bool) {
	if _, offset := d.at.Zone(); offset != 0 {
		return d.at, true
	}
	for i := range all {
		if o := &all[i]; o.clock && o.at.Equal(d.at) {
			if _, offset := o.at.Zone(); offset != 0 {
				return o.at, true
			}
		}
	}
	return d.at, false
}

// forMachines reports an instant in UTC that the page's head or a time element gives as that of publication.
func (d *DateCandidate) forMachines() bool {
	_, offset := d.at.Zone()
	return d.clock && offset == 0 && (d.best == onLD || d.best == onMeta || d.best == onTimePublished)
}

// zoneOfDay returns the zone in which an instant in UTC falls on the day of d, which is the same, the one before or the
// one after: by the clock that d shows, else the nearest zone; nil when it is none.
func zoneOfDay(d, utc *DateCandidate) *time.Location {
	if d.clock { // both moments are told: their difference is the zone, if it is one
		diff := d.at.Sub(utc.at).Round(15 * time.Minute)
		if apart := d.at.Sub(utc.at) - diff; diff >= -12*time.Hour && diff <= 14*time.Hour && apart < 2*time.Minute &&
			apart > -2*time.Minute {
			return time.FixedZone("", int(diff.Seconds()))
		}
		return nil
	}
	midnight := utc.at.Sub(utc.at.Truncate(24 * time.Hour)) // since then
	switch {
	case d.day < utc.day && midnight < 12*time.Hour: // west of UTC
		return time.FixedZone("", -int((midnight/time.Hour+1)*3600))
	case d.day > utc.day && 24*time.Hour-midnight <= 12*time.Hour:
		return time.FixedZone("", int(((24*time.Hour-midnight+59*time.Minute)/time.Hour)*3600))
	}
	return nil
}

// homeZone is the zone of the page's country, nil when nothing tells: as a script names it, else of the country that
// its host's name or its language's region stands for, else of the country where its language is mostly written.
func (r *Parsed) homeZone() *time.Location {
	if loc, err := r.in.Source.Location(); err == nil && loc != nil && loc != time.UTC {
		return loc
	}
	name := zoneName(r.tree)
	if name == "" {
		name = countryZones[r.host[strings.LastIndexByte(r.host, '.')+1:]]
	}
	if name == "" {
		locale, _ := r.facts.Meta("og:locale")
		for _, l := range []string{r.facts.Lang, locale} {
			if _, region, ok := strings.Cut(strings.ReplaceAll(l, "_", "-"), "-"); ok && name == "" {
				name = countryZones[strings.ToLower(region)]
			}
		}
	}
	if name == "" {
		name = languageZones[r.lang]
	}
	if name == "" {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil { // the machine has no zone data
		return nil
	}
	return loc
}

// zoneName is the first zone of the IANA database that a script states as a value.
func zoneName(t *dom.Tree) string {
	for _, s := range t.Scripts {
		for at := 0; ; {
			k := bytes.Index(s[at:], []byte("ime"))
			if k < 0 {
				break
			}
			at += k + 3
			rest := string(s[at:min(len(s), at+60)])
			if len(rest) < 12 || !strings.EqualFold(rest[:4], "zone") && !strings.EqualFold(rest[:5], "_zone") {
				continue
			}
			for _, area := range [...]string{"America/", "Europe/", "Asia/", "Africa/", "Australia/", "Pacific/"} {
				if i := strings.Index(rest, area); i >= 0 {
					end := i + len(area)
					for end < len(rest) && (keyByte(rest[end]) || rest[end] == '/') {
						end++
					}
					return rest[i:end]
				}
			}
		}
	}
	return ""
}

// countryZones are the zones in which most of a country's press writes, by its top-level domain.
var countryZones = pairs(
	"us America/New_York ca America/Toronto mx America/Mexico_City br America/Sao_Paulo ar " +
		"America/Argentina/Buenos_Aires cl America/Santiago co America/Bogota pe America/Lima ve America/Caracas uy " +
		"America/Montevideo ec America/Guayaquil bo America/La_Paz py America/Asuncion cr America/Costa_Rica " +
		"uk Europe/London gb Europe/London ie Europe/Dublin pt Europe/Lisbon es Europe/Madrid fr Europe/Paris be " +
		"Europe/Brussels nl Europe/Amsterdam lu Europe/Luxembourg de Europe/Berlin at Europe/Vienna ch Europe/Zurich " +
		"it Europe/Rome dk Europe/Copenhagen se Europe/Stockholm no Europe/Oslo fi Europe/Helsinki pl Europe/Warsaw " +
		"cz Europe/Prague sk Europe/Bratislava hu Europe/Budapest si Europe/Ljubljana hr Europe/Zagreb rs " +
		"Europe/Belgrade ba Europe/Sarajevo mk Europe/Skopje al Europe/Tirane bg Europe/Sofia ro Europe/Bucharest md " +
		"Europe/Chisinau gr Europe/Athens cy Asia/Nicosia ee Europe/Tallinn lv Europe/Riga lt Europe/Vilnius ua " +
		"Europe/Kyiv by Europe/Minsk ru Europe/Moscow su Europe/Moscow tr Europe/Istanbul " +
		"ge Asia/Tbilisi am Asia/Yerevan az Asia/Baku kz Asia/Almaty kg Asia/Bishkek uz Asia/Tashkent tj Asia/Dushanbe " +
		"tm Asia/Ashgabat mn Asia/Ulaanbaatar ir Asia/Tehran iq Asia/Baghdad sy Asia/Damascus lb Asia/Beirut il " +
		"Asia/Jerusalem ps Asia/Hebron jo Asia/Amman sa Asia/Riyadh ae Asia/Dubai qa Asia/Qatar kw Asia/Kuwait om " +
		"Asia/Muscat af Asia/Kabul pk Asia/Karachi in Asia/Kolkata np Asia/Kathmandu bd Asia/Dhaka lk Asia/Colombo " +
		"cn Asia/Shanghai hk Asia/Hong_Kong tw Asia/Taipei jp Asia/Tokyo kr Asia/Seoul th Asia/Bangkok vn " +
		"Asia/Ho_Chi_Minh my Asia/Kuala_Lumpur sg Asia/Singapore ph Asia/Manila id Asia/Jakarta " +
		"eg Africa/Cairo ma Africa/Casablanca dz Africa/Algiers tn Africa/Tunis ng Africa/Lagos gh Africa/Accra ke " +
		"Africa/Nairobi tz Africa/Dar_es_Salaam ug Africa/Kampala et Africa/Addis_Ababa za Africa/Johannesburg au " +
		"Australia/Sydney nz Pacific/Auckland")

// languageZones are the zones of languages that are mostly written in one.
var languageZones = pairs(
	"de Europe/Berlin it Europe/Rome fr Europe/Paris nl Europe/Amsterdam da Europe/Copenhagen sv Europe/Stockholm no " +
		"Europe/Oslo nb Europe/Oslo fi Europe/Helsinki pl Europe/Warsaw cs Europe/Prague sk Europe/Bratislava hu " +
		"Europe/Budapest sl Europe/Ljubljana hr Europe/Zagreb sr Europe/Belgrade bs Europe/Sarajevo bg Europe/Sofia " +
		"ro Europe/Bucharest el Europe/Athens et Europe/Tallinn lv Europe/Riga lt Europe/Vilnius uk Europe/Kyiv be " +
		"Europe/Minsk ru Europe/Moscow tr Europe/Istanbul " +
		"ka Asia/Tbilisi hy Asia/Yerevan az Asia/Baku kk Asia/Almaty ky Asia/Bishkek uz Asia/Tashkent tg Asia/Dushanbe " +
		"tk Asia/Ashgabat mn Asia/Ulaanbaatar fa Asia/Tehran he Asia/Jerusalem hi Asia/Kolkata ja Asia/Tokyo ko " +
		"Asia/Seoul zh Asia/Shanghai th Asia/Bangkok vi Asia/Ho_Chi_Minh id Asia/Jakarta")

// pairs makes a table of words: a key, then its value.
func pairs(s string) map[string]string {
	m := map[string]string{}
	words := strings.Fields(s)
	for i := 0; i+1 < len(words); i += 2 {
		m[words[i]] = words[i+1]
	}
	return m
}
