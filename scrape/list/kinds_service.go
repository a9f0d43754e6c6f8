package list

import (
	"regexp"

	"attache/text"
)

// serviceKinds are what sites make for readers who want no news of one event: guides, round-ups, running commentary
// that tells nothing itself, pages of sections, and the captions of an agency's videos.
//
//nolint:lll,misspell // words of many languages
var serviceKinds = []kind{
	{"guide", "guides", text.Pattern(
		// what one needs for a visa or a journey
		`(?i)^\W{0,3}(?:how to (?:apply|get|obtain|travel|move|choose|buy|open|claim|file|renew|prepare|use|write|make|find|become|fight|survive|read|watch|stay|book|register|invest|start)\b|` +
			`(?:everything|all|what) you need to know\b|what to know (?:before|if)\b|(?:the|a|an|your|our) (?:[\w-]+ ){0,3}guide (?:to|for)\b|` +
			`(?:qué|todo lo que) (?:necesita|debe|hay que) saber (?:antes|para)\b|cómo (?:obtener|solicitar|conseguir|tramitar|viajar|sacar)\b|` +
			`comment (?:obtenir|demander|faire|voyager|choisir|préparer|remplir|s[’']inscrire)\b|tout comprendre (?:à|au|aux|de|du|sur)\s|` +
			`so (?:funktioniert|beantragen sie|bekommen sie|klappt)\b|wie (?:man|sie) .{3,40} (?:beantragt|bekommt|beantragen|bekommen)\b|` +
			`fragen und antworten\s*[:–-]|` +
			`come (?:ottenere|richiedere|fare|viaggiare)\b|como (?:obter|tirar|solicitar|viajar)\b|entenda (?:o que|como|por que)\b|saiba como\b|` +
			`jak (?:uzyskać|zdobyć|wypełnić|złożyć)\b|hoe (?:krijg|vraag|regel) je\b|` +
			`как (?:получить|оформить|подать|поехать|выбрать|переехать|открыть|заполнить|купить) |як (?:отримати|оформити|подати|обрати|виїхати) |` +
			`(?:қалай (?:алуға|рәсімде|барып)))|` +
			// what a thing is, in plain words
			`^\W{0,3}(?:explained|explainer)\s*[:|–—-]\s*(?:how|what)\s.*\b(?:works?|is|are|means?|does|do)\b|` +
			`^\W{0,3}what(?:'s|’s| is| are) (?:the |an? )?[^:?]{2,40}(?:\?|, and how|, explained)|` +
			`^\W{0,3}was ist (?:die |der |das |eigentlich )?[^:?]{2,40}\?|\beinfach erklärt$|^\W{0,3}qu[’']est-ce que? (?:la |le |l[’']|l’)?[^:?]{2,40}\?|` +
			`^\W{0,3}¿?qué es (?:la |el |un |una )?[^:?]{2,40}(?:\?| y cómo (?:funciona|opera))|^\W{0,3}(?:che )?cos[’']è (?:la |il |l[’'])?[^:?]{2,40}(?:\?| e come (?:funziona|è fatto))|` +
			`^\W{0,3}o que é (?:o |a )?[^:?]{2,40}(?:\?| e como)|^\W{0,3}czym jest [^:?]{2,40}\?|^\W{0,3}wat is (?:de |het )?[^:?]{2,40}\?|` +
			`^\W{0,3}простыми словами(?:\s|:)|^\W{0,3}что такое [^:?]{2,40}(?:\?|:| и (?:как|зачем|почему))|^\W{0,3}що таке [^:?]{2,40}(?:\?|:| і (?:як|чому))|^\W{0,3}\S+(?: \S+){0,2} nedir\?|` +
			// by their labels
			`(?:[:–—|-]\s*)(?:an? |the |your |le )?(?:(?:complete|step[- ]by[- ]step|practical|beginner[’']s|ultimate|short|quick|full) )*guide(?: (?:to|for) .{3,40}| complet| pratique)?$|` +
			`\b(?:[’']s|ultimate|complete|beginner[’']s) guide to\b|\bstep[- ]by[- ]step guide\b|` +
			`(?:пошаговая инструкция|покрокова інструкція|объясняем простыми словами|пояснюємо простими словами|всё, что (?:нужно|надо) знать|усе, що (?:треба|потрібно) знати)$|` +
			`:\s*(?:нұсқаулық|инструкция|памятка|інструкція|пам[’']ятка)$|krok po kroku$|claves para entenderlo$|(?:gerekli belgeler|nasıl alınır\?.*|adım adım.*rehber(?:i)?)$|` +
			`دليل (?:كامل|شامل)|^ما (?:هو|هي) \S+(?: \S+){0,2}؟|^كيف تحصل على|^چگونه .{3,30} بگیریم|^(?:一文读懂|一文看懂|一图读懂|图解|攻略)|(?:攻略|指南)$|とは[？?]?$|をわかりやすく解説`)},
	{"round-up", "round-ups", text.Pattern(
		`(?i)^\W{0,3}(?:(?:the |our |your )?(?:(?:morning|evening|daily|weekly|afternoon|weekend|nightly|global|world|news|monday|tuesday|wednesday|thursday|friday|saturday|sunday) )+` +
			`(?:briefing|brief|digest|round-?up|wrap(?:-?up)?|newsletter|bulletin|recap|summary|headlines)\b|` +
			`(?:the )?(?:week|month|year|day) in (?:review|[\p{L} ]{3,20}:)|(?:this|the) week[’']s (?:top|good|best|main) (?:news|stories)|` +
			`what went right (?:this|last) week|(?:ap )?top stories\b|(?:the )?world in brief|first thing\s*:|news in brief|` +
			`(?:press|media) review\b|newspaper (?:headlines|front pages)|(?:international |domestic |the )?papers? review|` +
			`(?:der|guten) (?:morgen|abend)\s*[:–-]|(?:die lage am (?:morgen|abend|montag|dienstag|mittwoch|donnerstag|freitag))|wochenrückblick|tagesrückblick|presseschau|pressestimmen|` +
			`nachrichten(?:überblick|ticker)?(?: am (?:morgen|abend|mittag)|\s+in kürze)|(?:das wichtigste|die wichtigsten (?:nachrichten|meldungen|themen))\b|was heute wichtig|` +
			`(?:l[’'])?essentiel de l[’']actu|(?:la )?revue de (?:la )?presse|le fil (?:info|actu)|les (?:principales|dernières) infos?\b|ce qu[’']il faut retenir d(?:e la semaine|e l[’']actu|u jour|e la journée)|les titres (?:du jour|de la presse)|le récap|le brief\b|` +
			`(?:las )?(?:principales )?noticias (?:más importantes |destacadas )?(?:de la semana|del día|de hoy)|resumen (?:de noticias|de la semana|semanal|del día)|revista de prensa|(?:los )?titulares (?:del día|de hoy|de la prensa)|lo más destacado|` +
			`rassegna stampa|le (?:principali )?notizie (?:del giorno|di oggi|della settimana)|` +
			`resumo d(?:o dia|a semana)|(?:as )?(?:principais )?notícias d(?:o dia|a semana|este|esta|e hoje)|revista de imprensa|` +
			`(?:nieuws|week)overzicht|het belangrijkste nieuws|` +
			`przegląd prasy|(?:najważniejsze (?:wiadomości|wydarzenia)) (?:dnia|tygodnia)|podsumowanie (?:dnia|tygodnia)|přehled (?:tisku|zpráv)|` +
			`главное за (?:день|неделю|ночь|сутки|час|утро|выходные)|(?:главные|важные|основные) (?:новости|события) (?:дня|недели|часа|за|к|на|этого)|итоги (?:дня|недели|месяца|года)(?:[\s:.,–—-]|$)|(?:утренний |вечерний |еженедельный )?дайджест(?:[\s:.,–—-]|$)|обзор (?:прессы|сми|недели|дня|газет)|новости (?:к этому часу|одной строкой|коротко|за (?:день|неделю|сутки))|что (?:случилось|произошло) за (?:ночь|день|неделю)|` +
			`головне за (?:день|тиждень|ніч|добу)|головні (?:новини|події)|підсумки (?:дня|тижня|року)|огляд преси|` +
			`günün (?:öne çıkan|önemli|başlıca|son) (?:haberleri|gelişmeleri)|(?:günün|haftanın|gündemin) özeti|basın özeti|gazete manşetleri|(?:sabah|akşam) bülteni|günün manşetleri|` +
			`(?:күннің|аптаның) (?:басты|маңызды|негізгі) (?:жаңалықтары|оқиғалары)|апта қорытындысы|күндүн (?:башкы|маанилүү) (?:кабарлары|жаңылыктары)|kunning asosiy yangiliklari|günün əsas xəbərləri|` +
			`(?:أبرز|أهم) (?:أخبار|عناوين|الأخبار|الأنباء|أحداث)|عناوين الصحف|أقوال الصحف|موجز (?:الأنباء|الأخبار)|نشرة (?:الأخبار|الصباح|المساء)|` +
			`news am (?:morgen|abend|mittag)|(?:die )?themen (?:der woche|des tages)|les infos? à retenir|la semaine en (?:bref|résumé)|(?:tres|cuatro|cinco|seis|siete|diez) noticias (?:para|del|de la)|коротко о главном|коротко\s*[:|]|` +
			`(?:国际|国内|每日|今日)?(?:新闻)?简报|(?:your |our |the )?(?:weekend |summer |holiday )?reading list\b|` +
			`مهم\x{200C}?\s?ترین (?:اخبار|خبرهای|عناوین)|مرور روزنامه|(?:早报|晚报|早餐|早班车|早知道)[：:|｜]|(?:每日|一周|今日|昨日)(?:要闻|新闻|简报|国际)|主なニュース|\[?오늘의 (?:주요)? ?뉴스)|` +
			`(?:\s[–—|-]\s*|:\s*)(?:weekly|daily|morning|evening)? ?(?:news )?(?:round-?up|digest|briefing)$|(?:今日|每日)要闻$|\bgood news (?:you should know|stories)\b`)},
	{"running commentary", "running commentaries", text.Pattern(
		`(?i)^\W{0,3}(?:live(?:blog| blog| updates?| coverage)?\s*[:|–—-]\s*)(?:.*\b(?:latest (?:news|updates?|developments)|all the latest|as it happens))\b|` +
			`(?:[:,–—|-]\s*)(?:live updates?|latest updates?|live coverage|as it happened|minute by minute|latest news(?: and updates)?)$|` +
			`^\W{0,3}(?:\S+-)?(?:live|news)(?:-|\s)?(?:ticker|blog)\b[^:]*(?::\s*(?:alle|die (?:aktuellen|neuesten|wichtigsten)) (?:entwicklungen|nachrichten|ereignisse|meldungen).*)?$|(?:alle|aktuelle) (?:entwicklungen|infos|news) im (?:live-?)?(?:ticker|blog)|` +
			`^\W{0,3}en direct\b.*\b(?:dernières (?:infos?|informations|nouvelles|actualités)|suivez|l[’']actualité)|` +
			`(?:[:,–—|-]\s*)?(?:última hora(?: en directo| hoy)?|minuto a minuto|en (?:directo|vivo)(?: hoy)?)\s*$|^\W{0,3}(?:en )?(?:directo|vivo)\s*[:|].*última hora|` +
			`(?:in diretta|diretta|le ultime notizie|ao vivo|minuto a minuto|últimas notícias)\s*$|` +
			`(?:онлайн|текстовая|прямая)[- ]трансляц\S*\s*$|(?:хроника|хроніка) (?:событий|подій|дня)\s*$|онлайн-трансляція\s*$|:\s*онлайн\s*$|` +
			`(?:dakika dakika|canlı)(?: (?:son )?gelişmeler| anlatım| takip| blog)?\s*$|relacja (?:na żywo|live)|` +
			`(?:实时更新|滚动更新|直播|ライブ更新)$|لحظة بلحظة\s*$|تغطية (?:مباشرة|مستمرة|حية)\s*$`)},
	{"section's page", "sections' pages", text.Pattern(
		`(?i)^\W{0,3}(?:archives?|tags?|categor(?:y|ies)|topics?|рубрика|тег|теги|архив|метка|schlagwort|archiv|kategorie|étiquette|catégorie|etiqueta|categor[ií]a|tema|categoria|etiket|kategori|تصنيف|وسم|标签|分类)\s*[:：]|` +
			`\b(?:latest|breaking|top) (?:[\w]+ )?(?:news|headlines)(?:\s*(?:,|and|&|\|)\s|$)|\bnews .{0,60}\b24 hours a day\b|\b(?:breaking|latest) (?:news|stories)$|` +
			`\b(?:las )?24 horas (?:al|del) d[ií]a\b|\b(?:noticias|notícias) (?:de .{3,40} )?(?:y|e) (?:sucesos|actualidad|atualidades)\b|^\W{0,3}(?:últimas|ultime) (?:noticias|notícias|notizie)(?: (?:de|di) .{3,30})?\s*(?:,|\||–|-|$)|` +
			`\baktuelle (?:nachrichten|meldungen|news)(?:\s*(?:,|und|&|\|)\s|$)|^\W{0,3}nachrichten aus (?:aller welt|deutschland)|` +
			`^\W{0,3}(?:actualités?|infos?)(?: .{2,30})?(?:,| et| -| –| \|) (?:infos?|actualités?|dernières|toute)|` +
			`(?:последние|свежие) новости(?: (?:сегодня|часа|дня|онлайн))?\s*$|^\W{0,3}новости .{3,40} (?:сегодня|онлайн)(?:\s|$|,|:)|останні новини(?: .{3,30})?\s*$|` +
			`son dakika haberleri(?:\s*[,|–-]|$)|^\W{0,3}(?:haberler|son haberler)\s*[|,–-]|соңғы жаңалықтар\s*$|آخر الأخبار\s*[|–-]|آخرین اخبار\s*[|–-]|` +
			`(?:新闻中心|新闻频道|新闻首页)|^\W{0,3}latest news (?:from|on|about)\b|nachrichten und hintergründe$|toute l[’']info(?:rmation)?(?: en continu)?$|^\W{0,3}(?:новостная лента|лента новостей)|` +
			`^\W{0,3}(?:politics|world|international|world news|business|opinion|ausland|politik|monde|politique|mundo|política|internacional|esteri|mondo|świat|политика|в мире|мир|за рубежом|світ|dünya|siyaset|әлем|саясат|العالم|سياسة|国际|國際|国際)\s*[|]\s*\S+(?: \S+){0,3}$`)},
	{"video's caption", "videos' captions", text.Pattern(
		`(?i)^\W{0,3}(?:raw(?: video| footage)?|ap (?:video|newsminute|horizons)|b-?roll|shot ?list|video ?highlights)\s*[:|–—-]|^ap (?:top stories|newsminute)\b`)},
}

// ofEvent is in titles that ask about an event and no guides: What is behind the strikes?
//
//nolint:lll // words of many languages
var ofEvent = text.Pattern(`(?i)(?:^|\s)(?:behind|next|new|happening|happened|at stake|going|holding|driving|wrong|left|changed|changing|fuel+ing|stopping|delaying|causing|` +
	`los|passiert|dran|geplant|neu|dahinter|hinter|lo que|sucede|pasa|ocurre|successo|accaduto|estalló|произошло|происходит|стоит за|oluyor|oldu)(?:\s|$|[?:,])`)

// kind is what a list carries besides articles.
type kind struct {
	name, names string
	title       func() *regexp.Regexp
}
