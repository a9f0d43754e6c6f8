package byline

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// plain returns what a byline says without markup and code: an object's names, a text without its tags, "" for a
// template that was never filled in and for the credit of a picture.
func plain(s string) string {
	if strings.ContainsAny(s, `{<[%$`) {
		s = withoutCode(s)
	}
	if at := strings.IndexByte(s, '/'); at > 0 && creditOf(s) {
		return ""
	}
	if first, _ := utf8.DecodeRuneInString(s); first >= 0x3000 || strings.ContainsAny(s, "記记電电＝") {
		s = hanByline(s)
	}
	return s
}

var (
	unfilled  = regexp.MustCompile(`\{\{|\$\{|<%|\[object |^\s*%.*%\s*$|\{\*`)
	namesOf   = regexp.MustCompile(`"name"\s*:\s*"([^"]+)"`)
	anyTag    = regexp.MustCompile(`<[^<>]*>`)
	codeEnd   = regexp.MustCompile(`["'\s]*[{}\[\]\\]+["'\s]*$`)
	credit    = regexp.MustCompile(`^([\pL .&-]{2,30}?)\s?/\s?(.+)$`)
	hanCredit = regexp.MustCompile(`^[【（(]?[^【】（）()＝=]{1,12}[＝=]([^【】（）()＝=]{2,8})[】）)]?$`)
	hanReport = regexp.MustCompile(`(?:綜合|综合|即時|即时|連線|连线|現場|现场)*(?:報導|报道|報道|專電|专电|專訪|专访|電|电|編譯|编译|` +
		`外電|整理)$`)
)

func withoutCode(s string) string {
	if unfilled.MatchString(s) {
		return ""
	}
	if t := strings.TrimSpace(s); strings.HasPrefix(t, "{") || strings.HasPrefix(t, "[{") {
		var names []string
		for _, m := range namesOf.FindAllStringSubmatch(t, maxNames) {
			names = append(names, m[1])
		}
		if names != nil {
			return strings.Join(names, "; ")
		}
	}
	if strings.Contains(s, "<") {
		s = anyTag.ReplaceAllString(s, " ")
	}
	return codeEnd.ReplaceAllString(s, "")
}

// creditOf reports the credit of a picture: an agency, perhaps another, and who took it: "AP/Ann Lee",
// "KEYSTONE/EPA/Ann Lee", "The White House via AP/Ann Lee".
func creditOf(s string) bool {
	m := credit.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	first := m[1]
	if at := strings.LastIndex(first, " via "); at >= 0 {
		first = first[at+len(" via "):]
	}
	last := strings.TrimSpace(m[2][strings.LastIndexByte(m[2], '/')+1:])
	return pictureAgency(first) && !pictureAgency(last) && strings.Contains(last, " ")
}

// pictureAgency reports an agency whose pictures are credited by its name and a stroke.
func pictureAgency(name string) bool {
	low := lower(strings.TrimSpace(name))
	return IsAgency(name) || pictureHouses[low] || strings.HasSuffix(low, "getty images")
}

var pictureHouses = phraseSet(`getty images|getty|epa|epa-efe|keystone|shutterstock|afp via getty images|zuma|
	zuma press|imago|imago images|picture alliance|dpa|sipa|abaca|ap photo|afp photo|reuters photo|alamy|
	nurphoto|eyevine|scanpix|
	lehtikuva|cia-pap|forum|east news|depo photos|pool|anadolu images|kremlin`)

// hanByline returns the name in a byline of Chinese and Japanese papers: "記者王小明／台北報導",
// "中央社記者李大同華盛頓專電", "【ワシントン＝田中太郎】".
func hanByline(s string) string {
	if m := hanCredit.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
		return m[1]
	}
	for _, w := range [...]string{"記者", "记者"} {
		if before, after, ok := strings.Cut(s, w); ok && utf8.RuneCountInString(before) <= 8 && after != "" &&
			!strings.ContainsAny(before, "／/|｜，,、：: ") {
			s = w + after
		}
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '／' || r == '/' })
	for i, p := range parts {
		p = strings.TrimSpace(p)
		if cut := hanReport.FindStringIndex(p); cut != nil && text.Ideographic(p) {
			p = p[:cut[0]]
			for _, place := range hanPlaces {
				p = strings.TrimSuffix(p, place)
			}
			if i > 0 || utf8.RuneCountInString(strings.TrimLeft(p, "記记者")) < 2 {
				p = ""
			}
		}
		parts[i] = p
	}
	out := parts[:0]
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "、")
}

// hanPlaces are where those reports are written that name it behind the writer's name.
var hanPlaces = strings.Fields(`台北 臺北 高雄 台中 台南 新北 桃園 華盛頓 华盛顿 北京 上海 香港 東京 东京 紐約 纽约 倫敦 伦敦 巴黎 柏林
	莫斯科 首爾 首尔 曼谷 新加坡 河內 雅加達 新德里 布魯塞爾 布鲁塞尔 日內瓦 日内瓦 維也納 维也纳 羅馬 罗马 基輔 基辅 雪梨 悉尼 多倫多 洛杉磯
	洛杉矶 舊金山 旧金山 開羅 开罗 德黑蘭 德黑兰 馬尼拉 马尼拉 吉隆坡 澳門 澳门 深圳 廣州 广州`)

// hanLabelled reports a Han text that says how a report was made, not by whom: "台北報導", "綜合外電".
func hanLabelled(name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	return unicode.Is(unicode.Han, first) && hanReport.MatchString(name)
}
