// The comfort of the desk: keys, the palette, a preview while one types. Every page works without it. What it does is a
// click on a link or a button that stands on the page, or a request that the page's own form makes.
"use strict"
const all = (of, what) => [...of.querySelectorAll(what)]
const main = document.querySelector("main")
const rows = () => all(main, "[data-row]").filter(r => r.offsetParent)
const keysOn = document.body.hasAttribute("data-keys")
const typing = e => e.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")
const opener = r => r.querySelector(".headline, th a, h2 a, a, summary") || r

// A dialog remembers where the focus was; Escape closes it by itself.
const show = id => { const d = document.getElementById(id); if (d && !d.open) d.showModal(); return d }

function step(by) {
	const list = rows(), at = list.findIndex(r => r.contains(document.activeElement))
	const to = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by))]
	if (!to) return
	opener(to).focus()
	to.scrollIntoView({ block: "nearest" })
}

function press(key) {
	const row = rows().find(r => r.contains(document.activeElement))
	const b = row && row.querySelector(`[data-key="${key}"]`) || main.querySelector(`[data-key="${key}"]`)
	if (b) b.click()
}

// latin is what a key gives on a Latin keyboard: one that is set to Russian or Kazakh has the same keys.
const latin = e => {
	if (/^[\u0400-\u04ff]$/.test(e.key) && /^Key[A-Z]$/.test(e.code)) return e.code[3].toLowerCase()
	return e.code === "Slash" && /^[.,№]$/.test(e.key) ? (e.shiftKey ? "?" : "/") : e.key
}

let went = 0 // when g was pressed
function key(e) {
	const k = latin(e)
	if ((e.ctrlKey || e.metaKey) && k.toLowerCase() === "k") {
		e.preventDefault()
		return palette()
	}
	if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector("dialog[open]")) return
	if (Date.now() - went < 1500) {
		went = 0
		const a = document.querySelector(`#keys [data-go="g ${k}"]`)
		if (a) { e.preventDefault(); location.assign(a.href) }
		return
	}
	const act = {
		j: () => step(1), k: () => step(-1), "?": () => show("keys"), g: () => { went = Date.now() },
		o: () => { const r = rows().find(r => r.contains(document.activeElement)); if (r) opener(r).click() },
		x: () => press("x"), y: () => press("y"),
		u: () => { const b = document.querySelector(".notice form button"); if (b) b.click() },
		"/": () => { const q = document.querySelector("[type=search]"); if (q) { q.focus(); q.select() } else location.assign(document.querySelector("#keys [data-go='g a']").href) },
	}[k]
	if (act) { e.preventDefault(); act() }
}

// palette lists the places, and what can be opened and pressed on this page.
function palette() {
	const d = show("palette"), ask = d.querySelector("input"), out = d.querySelector("ul")
	const seen = new Set(), items = []
	for (const e of [...all(document, "#keys [data-go]"), ...all(document, ".bar a, main a, main button")]) {
		const words = e.textContent.trim().replace(/\s+/g, " ")
		if (!words || seen.has(words) || e.closest("dialog") && !e.dataset.go) continue
		seen.add(words)
		items.push([words, e, e.dataset.go || e.dataset.key || ""])
	}
	const draw = () => {
		const want = ask.value.toLowerCase().split(/\s+/)
		out.replaceChildren(...items.filter(i => want.every(w => i[0].toLowerCase().includes(w))).slice(0, 12).map(i => {
			const li = document.createElement("li"), b = document.createElement("button"), k = document.createElement("kbd")
			b.type = "button"
			b.className = "second"
			b.textContent = i[0]
			if (i[2]) { k.textContent = i[2]; b.append(" ", k) }
			b.onclick = () => { d.close(); i[1].click() }
			li.append(b)
			return li
		}))
	}
	ask.value = ""
	ask.oninput = draw
	draw()
	ask.focus()
}

if (keysOn) {
	document.addEventListener("keydown", key)
	let held = 0 // while Shift is held alone, buttons show their keys
	const bare = () => { clearTimeout(held); document.body.classList.remove("shift") }
	document.addEventListener("keydown", e => {
		bare()
		if (e.key === "Shift" && !typing(e.target)) held = setTimeout(() => document.body.classList.add("shift"), 350)
	})
	document.addEventListener("keyup", bare)
	window.addEventListener("blur", bare)
	const d = document.getElementById("palette")
	d.addEventListener("keydown", e => {
		const list = all(d, "input, li button"), at = list.indexOf(document.activeElement)
		if (e.key === "ArrowDown" || e.key === "ArrowUp") {
			e.preventDefault()
			list[(at + (e.key === "ArrowDown" ? 1 : list.length - 1)) % list.length].focus()
		} else if (e.key === "Enter" && at === 0 && list[1]) { e.preventDefault(); list[1].click() }
	})
}

// A form that shows what it would make, a moment after it was changed.
const live = document.querySelector("form[data-live]")
if (live) {
	const out = document.getElementById("live")
	let wait = 0, turn = 0
	live.addEventListener("input", () => {
		clearTimeout(wait)
		wait = setTimeout(async () => {
			const mine = ++turn
			out.hidden = false
			out.setAttribute("aria-busy", "true")
			try {
				const r = await fetch(live.action, { method: "POST", body: new URLSearchParams(new FormData(live)) })
				const page = new DOMParser().parseFromString(await r.text(), "text/html")
				if (mine !== turn) return
				const got = page.getElementById("letter"), key = page.querySelector("[name=key]")
				if (!r.ok || !got) return
				if (key) live.elements.key.value = key.value
				for (const a of all(got, "a")) a.href = r.url + a.getAttribute("href")
				for (const a of all(got, "a")) a.target = "_blank"
				out.replaceChildren(...got.childNodes)
			} finally { out.removeAttribute("aria-busy") }
		}, 900)
	})
}
