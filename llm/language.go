package llm

// names are the English names of the languages that articles and letters come in, as a model knows them.
var names = map[string]string{
	"en": "English", "ru": "Russian", "kk": "Kazakh", "kk-Latn": "Kazakh (Latin script)", "uz": "Uzbek",
	"uz-Cyrl": "Uzbek (Cyrillic script)",
	"ky":      "Kyrgyz", "tr": "Turkish", "az": "Azerbaijani", "uk": "Ukrainian", "be": "Belarusian", "tt": "Tatar",
	"zh": "Chinese", "ar": "Arabic",
	"tg": "Tajik", "tk": "Turkmen", "fa": "Persian", "hy": "Armenian", "ka": "Georgian", "mn": "Mongolian",
	"ba": "Bashkir", "bg": "Bulgarian",
	"sr": "Serbian", "de": "German", "fr": "French", "es": "Spanish",
}

// Language is the English name of a language code; of one that is not known, what stands in its place.
func Language(code string) string {
	switch name, ok := names[code]; {
	case ok:
		return name
	case code == "":
		return "the language of the text"
	}
	return "the language with the code " + code
}
