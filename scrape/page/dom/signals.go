package dom

import "golang.org/x/net/html/atom"

// Signals is a set of what class names, ids and roles say about an element.
type Signals uint32

// What an element can be said to hold.
const (
	SigArticle Signals = 1 << iota
	SigBody
	sigLead
	SigTitle
	SigComment
	SigRelated
	sigNav
	sigFooter
	SigHeader
	SigSide
	sigPromo
	SigShare
	SigSubscribe
	sigCaption
	sigMedia
	SigAuthor
	SigDate
	sigTags
	sigConsent
	sigHidden
	SigTeaser
	sigBox
	sigQuote
	sigLegal
	sigWidget
	sigArticleBody // itemprop=articleBody and its like: says it in one word
	SignalCount    = iota
)

// signalWords maps words of class names to signals. English words rule class names the world over; a few German,
// Russian (transliterated) and French ones are common enough.
var signalWords = map[string]Signals{
	"article": SigArticle, "story": SigArticle, "post": SigArticle, "entry": SigArticle, "artikel": SigArticle,
	"beitrag": SigArticle, "publication": SigArticle, "single": SigArticle, "news": SigArticle, "novosti": SigArticle,
	"statya": SigArticle, "blogpost": SigArticle, "hentry": SigArticle,
	"body": SigBody, "content": SigBody, "text": SigBody, "prose": SigBody, "richtext": SigBody, "paragraph": SigBody,
	"copy": SigBody, "inhalt": SigBody, "contenu": SigBody, "wysiwyg": SigBody, "main": SigBody, "detail": SigBody,
	"txt": SigBody, "absatz": SigBody, "markdown": SigBody, "full": SigBody, "section": SigBody,
	"lead": sigLead, "intro": sigLead, "standfirst": sigLead, "excerpt": sigLead, "summary": sigLead, "sapo": sigLead,
	"dek": sigLead, "subtitle": sigLead, "subhead": sigLead, "subheadline": sigLead, "abstract": sigLead,
	"anons": sigLead, "preview": sigLead, "deck": sigLead, "chapo": sigLead, "vorspann": sigLead, "lede": sigLead,
	"description": sigLead, "desc": sigLead, "synopsis": sigLead,
	"title": SigTitle, "headline": SigTitle, "heading": SigTitle, "titre": SigTitle, "zagolovok": SigTitle,
	"comment": SigComment, "comments": SigComment, "disqus": SigComment, "reply": SigComment, "respond": SigComment,
	"discussion": SigComment, "kommentar": SigComment, "kommentare": SigComment, "replies": SigComment,
	"commentlist": SigComment, "forum": SigComment, "feedback": SigComment, "review": SigComment, "reviews": SigComment,
	"related": SigRelated, "recommend": SigRelated, "recommended": SigRelated, "recommendation": SigRelated,
	"recommendations": SigRelated, "recirc": SigRelated, "more": SigRelated, "similar": SigRelated,
	"readmore": SigRelated, "popular": SigRelated, "trending": SigRelated, "latest": SigRelated, "mostread": SigRelated,
	"most": SigRelated, "next": SigRelated, "prev": SigRelated, "previous": SigRelated, "also": SigRelated,
	"onward": SigRelated, "morefrom": SigRelated, "outbrain": SigRelated, "taboola": SigRelated, "pohozhie": SigRelated,
	"nav": sigNav, "navi": sigNav, "menu": sigNav, "breadcrumb": sigNav, "breadcrumbs": sigNav, "navigation": sigNav,
	"pagination": sigNav, "pager": sigNav, "tabs": sigNav, "toc": sigNav, "navbar": sigNav, "submenu": sigNav,
	"crumbs": sigNav, "dropdown": sigNav, "skip": sigNav,
	"footer": sigFooter, "foot": sigFooter, "bottom": sigFooter, "fuss": sigFooter, "contentinfo": sigFooter,
	"footnote": sigFooter, "footnotes": sigFooter, "colophon": sigFooter,
	"header": SigHeader, "masthead": SigHeader, "top": SigHeader, "kopf": SigHeader, "topbar": SigHeader,
	"hero": SigHeader, "banner": sigPromo,
	"sidebar": SigSide, "aside": SigSide, "rail": SigSide, "complementary": SigSide, "secondary": SigSide,
	"marginal": SigSide, "right": SigSide, "left": SigSide,
	"ad": sigPromo, "ads": sigPromo, "advert": sigPromo, "adverts": sigPromo, "advertisement": sigPromo,
	"advertising": sigPromo, "promo": sigPromo, "promotion": sigPromo, "sponsor": sigPromo, "sponsored": sigPromo,
	"anzeige": sigPromo, "werbung": sigPromo, "reklama": sigPromo, "cta": sigPromo, "marketing": sigPromo,
	"affiliate": sigPromo, "partner": sigPromo, "shop": sigPromo, "product": sigPromo, "offer": sigPromo,
	"pub": sigPromo, "adv": sigPromo, "commercial": sigPromo, "donate": sigPromo, "donation": sigPromo,
	"share": SigShare, "sharing": SigShare, "social": SigShare, "facebook": SigShare, "twitter": SigShare,
	"follow": SigShare, "teilen": SigShare, "sharedaddy": SigShare, "addtoany": SigShare, "whatsapp": SigShare,
	"telegram": SigShare, "likes": SigShare, "rating": SigShare, "tools": SigShare, "toolbar": SigShare,
	"actions": SigShare, "action": SigShare, "print": SigShare, "button": SigShare, "buttons": SigShare,
	"btn":        SigShare,
	"newsletter": SigSubscribe, "subscribe": SigSubscribe, "subscription": SigSubscribe, "signup": SigSubscribe,
	"paywall": SigSubscribe, "piano": SigSubscribe, "premium": SigSubscribe, "login": SigSubscribe,
	"register": SigSubscribe, "registration": SigSubscribe, "optin": SigSubscribe, "mailchimp": SigSubscribe,
	"abo": SigSubscribe, "regwall": SigSubscribe, "subscriber": SigSubscribe, "membership": SigSubscribe,
	"form": SigSubscribe, "email": SigSubscribe,
	"caption": sigCaption, "figcaption": sigCaption, "credit": sigCaption, "credits": sigCaption,
	"copyright": sigCaption, "bildunterschrift": sigCaption, "legend": sigCaption, "photocredit": sigCaption,
	"imagecaption": sigCaption, "podpis": sigCaption, "attribution": sigCaption, "bu": sigCaption,
	"image": sigMedia, "img": sigMedia, "photo": sigMedia, "gallery": sigMedia, "media": sigMedia, "video": sigMedia,
	"player": sigMedia, "slide": sigMedia, "slider": sigMedia, "slideshow": sigMedia, "carousel": sigMedia,
	"figure": sigMedia, "bild": sigMedia, "picture": sigMedia, "audio": sigMedia, "podcast": sigMedia,
	"swiper": sigMedia, "galerie": sigMedia, "embed": sigMedia, "photos": sigMedia, "lightbox": sigMedia,
	"thumbnail": sigMedia, "thumb": sigMedia,
	"byline": SigAuthor, "author": SigAuthor, "authors": SigAuthor, "bio": SigAuthor, "contributor": SigAuthor,
	"contributors": SigAuthor, "autor": SigAuthor, "autoren": SigAuthor, "avtor": SigAuthor, "auteur": SigAuthor,
	"vcard": SigAuthor, "writer": SigAuthor, "fn": SigAuthor, "profile": SigAuthor, "biography": SigAuthor,
	"about": SigAuthor, "person": SigAuthor, "user": SigAuthor, "reporter": SigAuthor, "writtenby": SigAuthor,
	"creator": SigAuthor, "journalist": SigAuthor,
	"date": SigDate, "time": SigDate, "timestamp": SigDate, "published": SigDate, "meta": SigDate, "metadata": SigDate,
	"datum": SigDate, "dateline": SigDate, "pubdate": SigDate, "updated": SigDate, "datetime": SigDate, "info": SigDate,
	"details": SigDate, "infos": SigDate, "data": SigDate, "datepublished": SigDate, "postmeta": SigDate,
	"publish": SigDate, "created": SigDate,
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
	"teaser": SigTeaser, "teasers": SigTeaser, "card": SigTeaser, "cards": SigTeaser, "list": SigTeaser,
	"item": SigTeaser, "items": SigTeaser, "grid": SigTeaser, "archive": SigTeaser, "listing": SigTeaser,
	"feed": SigTeaser, "tile": SigTeaser, "stream": SigTeaser, "link": SigTeaser, "links": SigTeaser,
	"river": SigTeaser, "ticker": SigTeaser, "lenta": SigTeaser, "headlines": SigTeaser,
	"box": sigBox, "infobox": sigBox, "factbox": sigBox, "callout": sigBox, "highlight": sigBox, "keypoints": sigBox,
	"takeaways": sigBox, "faq": sigBox, "accordion": sigBox, "panel": sigBox, "inset": sigBox, "note": sigBox,
	"quote": sigQuote, "pullquote": sigQuote, "blockquote": sigQuote, "zitat": sigQuote, "citation": sigQuote,
	"disclaimer": sigLegal, "legal": sigLegal, "imprint": sigLegal, "impressum": sigLegal, "corrections": sigLegal,
	"license": sigLegal, "rights": sigLegal, "source": sigLegal, "sources": sigLegal, "references": sigLegal,
	"reference": sigLegal, "reflist": sigLegal,
	"widget": sigWidget, "widgets": sigWidget, "module": sigWidget, "component": sigWidget, "addon": sigWidget,
	"plugin": sigWidget, "sticky": sigWidget, "poll": sigWidget, "quiz": sigWidget, "search": sigWidget,
	"calendar": sigWidget, "weather": sigWidget,
	"articlebody": sigArticleBody | SigArticle | SigBody, "storybody": sigArticleBody | SigArticle | SigBody,
	"bodytext": sigArticleBody | SigBody, "postcontent": sigArticleBody | SigArticle | SigBody,
	"entrycontent": sigArticleBody | SigArticle | SigBody, "articlecontent": sigArticleBody | SigArticle | SigBody,
	"newstext": sigArticleBody | SigArticle | SigBody, "maintext": sigArticleBody | SigBody,
	"fulltext": sigArticleBody | SigBody, "articletext": sigArticleBody | SigArticle | SigBody,
}

// classSignals reads the words of a class or id: parted by anything but letters, or by camelCase.
func classSignals(s string) Signals {
	if len(s) > mostName {
		return 0
	}
	var set Signals
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
			set |= signalWords[string(whole[:w])] & (sigArticleBody | SigArticle | SigBody)
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
