// Holds letters to the data of caniemail.com: what a mail program does not know must stand below, with the reason why the letter is right without it. Partial
// support is counted, not judged: templates/clients_test.go has that by property. Yandex is not in the data; it is taken to know what Mail.ru does.
import { caniemail } from "caniemail"
import fs from "fs"

const clients = [
	"gmail.desktop-webmail", "gmail.ios", "gmail.android", "gmail.mobile-webmail", "outlook.windows", "outlook.windows-mail", "outlook.macos", "outlook.ios",
	"outlook.android", "outlook.outlook-com", "apple-mail.macos", "apple-mail.ios", "yahoo.desktop-webmail", "yahoo.ios", "yahoo.android",
	"samsung-email.android", "thunderbird.macos", "mail-ru.desktop-webmail",
]
const allowed = {
	":hover": "the underline is there without it",
	"@media": "the letter is fluid without it; Word gets its width by a conditional comment",
	"Attribute selector": "[data-ogsc] and [data-ogsb] are read by the Outlooks that set them",
	"Chaining selectors": "as attribute selectors: rules of dark mode only",
	"Descendant combinator": "rules of dark mode only",
	"aria-label attribute": "a reading aid says less there",
	"color-scheme CSS property": "programs without it turn colours as they like; contrast holds, tested inverted",
	"color-scheme meta tag": "as the property",
	"<style> element": "all that must hold stands in style attributes",
	"height property": "the pictures have it as an attribute too",
	"Class selector": "Gmail in a telephone's browser has no style sheets: all that must hold stands in style attributes",
	"Type selector": "as class selectors",
	"<body> element": "it carries no colour",
	"display:none": "the hidden line has max-height:0 and overflow:hidden too",
	"Local anchors": "the stories follow in the same order",
	"max-height property": "of the hidden line, which has display:none and mso-hide too",
	"overflow": "as max-height",
	"role attribute": "tables are read as tables there",
	"system-ui, ui-serif, ui-sans-serif, ui-rounded, ui-monospace": "plain families stand before and behind it",
	"text-decoration-color": "the underline is as dark as its text there",
	"white-space": "a number may wrap",
	"word-break": "word-wrap is beside it",
	"word-wrap": "a long word widens its table there, in a window 600 px wide seldom",
}
// Properties that the data has for some programs only: a program without data is asked about the rest.
const partial = [/word-wrap:[^;"}]*;?/g, /text-decoration-color:[^;"}]*;?/g, /word-break:[^;"}]*;?/g]

const used = new Set()
let wrong = 0, runs = 0, part = 0
const unasked = new Set()
for (const file of process.argv.slice(2)) {
	const whole = fs.readFileSync(file, "utf8")
	for (const client of clients) {
		let html = whole, found
		for (let n = 0; ; n++) {
			try {
				found = caniemail({ clients: [client], html })
				break
			} catch (e) {
				if (!(e instanceof RangeError) || n >= partial.length) throw e
				unasked.add(e.message)
				html = html.replace(partial[n], "")
			}
		}
		runs++
		for (const list of found.issues.warnings.values()) part += list.length
		for (const list of found.issues.errors.values()) for (const i of list) if (used.add(i.title) && !allowed[i.title]) {
			wrong++
			console.log(`${file}: ${client} does not know ${i.title}: decide, and put it into .ci/letters-clients.mjs with the reason`)
		}
	}
}
for (const title of Object.keys(allowed)) if (!used.has(title)) {
	wrong++
	console.log(`every program knows ${title}, or no letter has it: take it out of .ci/letters-clients.mjs`)
}
console.log(`${runs} letters and programs, ${wrong} things that no reason is given for, ${part} known in part; ${unasked.size} questions without data`)
process.exit(wrong ? 1 : 0)
