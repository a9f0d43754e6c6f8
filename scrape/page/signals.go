package page

import "golang.org/x/net/html/atom"

// signals is a set of what class names, ids and roles say about an element.
type signals uint32

// What an element can be said to hold.
const (
	sigArticle signals = 1 << iota
	sigBody
	sigLead
	sigTitle
	sigComment
	sigRelated
	sigNav
	sigFooter
	sigHeader
	sigSide
	sigPromo
	sigShare
	sigSubscribe
	sigCaption
	sigMedia
	sigAuthor
	sigDate
	sigTags
	sigConsent
	sigHidden
	sigTeaser
	sigBox
	sigQuote
	sigLegal
	sigWidget
	sigArticleBody // itemprop=articleBody and its like: says it in one word
	signalCount    = iota
)

// signalWords maps words of class names to signals. English words rule class names the world over; a few German,
// Russian (transliterated) and French ones are common enough.
var signalWords = map[string]signals{
	"article": sigArticle, "story": sigArticle, "post": sigArticle, "entry": sigArticle, "artikel": sigArticle,
	"beitrag": sigArticle, "publication": sigArticle, "single": sigArticle, "news": sigArticle, "novosti": sigArticle,
	"statya": sigArticle, "blogpost": sigArticle, "hentry": sigArticle,
	"body": sigBody, "content": sigBody, "text": sigBody, "prose": sigBody, "richtext": sigBody, "paragraph": sigBody,
	"copy": sigBody, "inhalt": sigBody, "contenu": sigBody, "wysiwyg": sigBody, "main": sigBody, "detail": sigBody,
	"txt": sigBody, "absatz": sigBody, "markdown": sigBody, "full": sigBody, "section": sigBody,
	"lead": sigLead, "intro": sigLead, "standfirst": sigLead, "excerpt": sigLead, "summary": sigLead, "sapo": sigLead,
	"dek": sigLead, "subtitle": sigLead, "subhead": sigLead, "subheadline": sigLead, "abstract": sigLead,
	"anons": sigLead, "preview": sigLead, "deck": sigLead, "chapo": sigLead, "vorspann": sigLead, "lede": sigLead,
	"description": sigLead, "desc": sigLead, "synopsis": sigLead,
	"title": sigTitle, "headline": sigTitle, "heading": sigTitle, "titre": sigTitle, "zagolovok": sigTitle,
	"comment": sigComment, "comments": sigComment, "disqus": sigComment, "reply": sigComment, "respond": sigComment,
	"discussion": sigComment, "kommentar": sigComment, "kommentare": sigComment, "replies": sigComment,
	"commentlist": sigComment, "forum": sigComment, "feedback": sigComment, "review": sigComment, "reviews": sigComment,
	"related": sigRelated, "recommend": sigRelated, "recommended": sigRelated, "recommendation": sigRelated,
	"recommendations": sigRelated, "recirc": sigRelated, "more": sigRelated, "similar": sigRelated,
	"readmore": sigRelated, "popular": sigRelated, "trending": sigRelated, "latest": sigRelated, "mostread": sigRelated,
	"most": sigRelated, "next": sigRelated, "prev": sigRelated, "previous": sigRelated, "also": sigRelated,
	"onward": sigRelated, "morefrom": sigRelated, "outbrain": sigRelated, "taboola": sigRelated, "pohozhie": sigRelated,
	"nav": sigNav, "navi": sigNav, "menu": sigNav, "breadcrumb": sigNav, "breadcrumbs": sigNav, "navigation": sigNav,
	"pagination": sigNav, "pager": sigNav, "tabs": sigNav, "toc": sigNav, "navbar": sigNav, "submenu": sigNav,
	"crumbs": sigNav, "dropdown": sigNav, "skip": sigNav,
	"footer": sigFooter, "foot": sigFooter, "bottom": sigFooter, "fuss": sigFooter, "contentinfo": sigFooter,
	"footnote": sigFooter, "footnotes": sigFooter, "colophon": sigFooter,
	"header": sigHeader, "masthead": sigHeader, "top": sigHeader, "kopf": sigHeader, "topbar": sigHeader,
	"hero": sigHeader, "banner": sigPromo,
	"sidebar": sigSide, "aside": sigSide, "rail": sigSide, "complementary": sigSide, "secondary": sigSide,
	"marginal": sigSide, "right": sigSide, "left": sigSide,
	"ad": sigPromo, "ads": sigPromo, "advert": sigPromo, "adverts": sigPromo, "advertisement": sigPromo,
	"advertising": sigPromo, "promo": sigPromo, "promotion": sigPromo, "sponsor": sigPromo, "sponsored": sigPromo,
	"anzeige": sigPromo, "werbung": sigPromo, "reklama": sigPromo, "cta": sigPromo, "marketing": sigPromo,
	"affiliate": sigPromo, "partner": sigPromo, "shop": sigPromo, "product": sigPromo, "offer": sigPromo,
	"pub": sigPromo, "adv": sigPromo, "commercial": sigPromo, "donate": sigPromo, "donation": sigPromo,
	"share": sigShare, "sharing": sigShare, "social": sigShare, "facebook": sigShare, "twitter": sigShare,
	"follow": sigShare, "teilen": sigShare, "sharedaddy": sigShare, "addtoany": sigShare, "whatsapp": sigShare,
	"telegram": sigShare, "likes": sigShare, "rating": sigShare, "tools": sigShare, "toolbar": sigShare,
	"actions": sigShare, "action": sigShare, "print": sigShare, "button": sigShare, "buttons": sigShare,
	"btn":        sigShare,
	"newsletter": sigSubscribe, "subscribe": sigSubscribe, "subscription": sigSubscribe, "signup": sigSubscribe,
	"paywall": sigSubscribe, "piano": sigSubscribe, "premium": sigSubscribe, "login": sigSubscribe,
	"register": sigSubscribe, "registration": sigSubscribe, "optin": sigSubscribe, "mailchimp": sigSubscribe,
	"abo": sigSubscribe, "regwall": sigSubscribe, "subscriber": sigSubscribe, "membership": sigSubscribe,
	"form": sigSubscribe, "email": sigSubscribe,
	"caption": sigCaption, "figcaption": sigCaption, "credit": sigCaption, "credits": sigCaption,
	"copyright": sigCaption, "bildunterschrift": sigCaption, "legend": sigCaption, "photocredit": sigCaption,
	"imagecaption": sigCaption, "podpis": sigCaption, "attribution": sigCaption, "bu": sigCaption,
	"image": sigMedia, "img": sigMedia, "photo": sigMedia, "gallery": sigMedia, "media": sigMedia, "video": sigMedia,
	"player": sigMedia, "slide": sigMedia, "slider": sigMedia, "slideshow": sigMedia, "carousel": sigMedia,
	"figure": sigMedia, "bild": sigMedia, "picture": sigMedia, "audio": sigMedia, "podcast": sigMedia,
	"swiper": sigMedia, "galerie": sigMedia, "embed": sigMedia, "photos": sigMedia, "lightbox": sigMedia,
	"thumbnail": sigMedia, "thumb": sigMedia,
	"byline": sigAuthor, "author": sigAuthor, "authors": sigAuthor, "bio": sigAuthor, "contributor": sigAuthor,
	"contributors": sigAuthor, "autor": sigAuthor, "autoren": sigAuthor, "avtor": sigAuthor, "auteur": sigAuthor,
	"vcard": sigAuthor, "writer": sigAuthor, "fn": sigAuthor, "profile": sigAuthor, "biography": sigAuthor,
	"about": sigAuthor, "person": sigAuthor, "user": sigAuthor, "reporter": sigAuthor, "writtenby": sigAuthor,
	"creator": sigAuthor, "journalist": sigAuthor,
	"date": sigDate, "time": sigDate, "timestamp": sigDate, "published": sigDate, "meta": sigDate, "metadata": sigDate,
	"datum": sigDate, "dateline": sigDate, "pubdate": sigDate, "updated": sigDate, "datetime": sigDate, "info": sigDate,
	"details": sigDate, "infos": sigDate, "data": sigDate, "datepublished": sigDate, "postmeta": sigDate,
	"publish": sigDate, "created": sigDate,
	"tag": sigTags, "tags": sigTags, "topic": sigTags, "topics": sigTags, "keywords": sigTags, "keyword": sigTags,
	"category": sigTags, "categories": sigTags, "label": sigTags, "labels": sigTags, "kicker": sigTags,
	"rubric": sigTags, "eyebrow": sigTags, "tagged": sigTags, "schlagworte": sigTags, "tegi": sigTags, "terms": sigTags,
	"badge": sigTags, "overline": sigTags,
	"cookie": sigConsent, "cookies": sigConsent, "consent": sigConsent, "gdpr": sigConsent, "cmp": sigConsent,
	"onetrust": sigConsent, "privacy": sigConsent, "modal": sigConsent, "popup": sigConsent, "overlay": sigConsent,
	"dialog": sigConsent, "notice": sigConsent, "alert": sigConsent, "cybot": sigConsent, "tooltip": sigConsent,
	"tooltips": sigConsent, "popover": sigConsent, "hovercard": sigConsent, "rollover": sigConsent, "toast": sigConsent,
	"lightboxes": sigConsent,
	"hidden":     sigHidden, "hide": sigHidden, "visuallyhidden": sigHidden, "offscreen": sigHidden,
	"collapse":  sigHidden,
	"collapsed": sigHidden, "screen": sigHidden, "sr": sigHidden, "noprint": sigHidden, "invisible": sigHidden,
	"teaser": sigTeaser, "teasers": sigTeaser, "card": sigTeaser, "cards": sigTeaser, "list": sigTeaser,
	"item": sigTeaser, "items": sigTeaser, "grid": sigTeaser, "archive": sigTeaser, "listing": sigTeaser,
	"feed": sigTeaser, "tile": sigTeaser, "stream": sigTeaser, "link": sigTeaser, "links": sigTeaser,
	"river": sigTeaser, "ticker": sigTeaser, "lenta": sigTeaser, "headlines": sigTeaser,
	"box": sigBox, "infobox": sigBox, "factbox": sigBox, "callout": sigBox, "highlight": sigBox, "keypoints": sigBox,
	"takeaways": sigBox, "faq": sigBox, "accordion": sigBox, "panel": sigBox, "inset": sigBox, "note": sigBox,
	"quote": sigQuote, "pullquote": sigQuote, "blockquote": sigQuote, "zitat": sigQuote, "citation": sigQuote,
	"disclaimer": sigLegal, "legal": sigLegal, "imprint": sigLegal, "impressum": sigLegal, "corrections": sigLegal,
	"license": sigLegal, "rights": sigLegal, "source": sigLegal, "sources": sigLegal, "references": sigLegal,
	"reference": sigLegal, "reflist": sigLegal,
	"widget": sigWidget, "widgets": sigWidget, "module": sigWidget, "component": sigWidget, "addon": sigWidget,
	"plugin": sigWidget, "sticky": sigWidget, "poll": sigWidget, "quiz": sigWidget, "search": sigWidget,
	"calendar": sigWidget, "weather": sigWidget,
	"articlebody": sigArticleBody | sigArticle | sigBody, "storybody": sigArticleBody | sigArticle | sigBody,
	"bodytext": sigArticleBody | sigBody, "postcontent": sigArticleBody | sigArticle | sigBody,
	"entrycontent": sigArticleBody | sigArticle | sigBody, "articlecontent": sigArticleBody | sigArticle | sigBody,
	"newstext": sigArticleBody | sigArticle | sigBody, "maintext": sigArticleBody | sigBody,
	"fulltext": sigArticleBody | sigBody, "articletext": sigArticleBody | sigArticle | sigBody,
}

// classSignals reads the words of a class or id: parted by anything but letters, or by camelCase.
func classSignals(s string) signals {
	var set signals
	var word [24]byte
	n, long := 0, false
	flush := func() {
		if n > 1 && !long {
			set |= signalWords[string(word[:n])]
		}
		n, long = 0, false
	}
	var whole [24]byte // the class without its separators, for names like article-body
	w, wlong := 0, false
	endWhole := func() {
		if w > 1 && !wlong {
			set |= signalWords[string(whole[:w])] & (sigArticleBody | sigArticle | sigBody)
		}
		w, wlong = 0, false
	}
	var prev byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		upper := c >= 'A' && c <= 'Z'
		lower := c >= 'a' && c <= 'z'
		if upper && prev >= 'a' && prev <= 'z' {
			flush()
		}
		prev = c
		switch {
		case upper, lower:
			if upper {
				c += 'a' - 'A'
			}
			if n < len(word) {
				word[n] = c
				n++
			} else {
				long = true
			}
			if w < len(whole) {
				whole[w] = c
				w++
			} else {
				wlong = true
			}
		case c == ' ':
			flush()
			endWhole()
		default:
			flush()
		}
	}
	flush()
	endWhole()
	return set
}

// blockAtoms are the elements that end a line of text.
var blockAtoms = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Center: true,
	atom.Dd: true, atom.Details: true, atom.Dialog: true, atom.Dir: true, atom.Div: true, atom.Dl: true, atom.Dt: true,
	atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true, atom.Footer: true, atom.Form: true, atom.H1: true,
	atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true, atom.Hgroup: true,
	atom.Hr: true, atom.Html: true, atom.Li: true, atom.Main: true, atom.Menu: true, atom.Nav: true, atom.Ol: true,
	atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true, atom.Tbody: true,
	atom.Td:    true,
	atom.Tfoot: true, atom.Th: true, atom.Thead: true, atom.Tr: true, atom.Ul: true, atom.Caption: true,
	atom.Button: true,
	atom.Video:  true, atom.Picture: false, atom.Head: true, atom.Title: true, atom.Label: false, atom.Legend: true,
	atom.Listing: true,
}
