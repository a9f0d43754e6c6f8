package text

// Language says in which language s is written: code is one of Languages, or "" when it is unknown (another language,
// numbers, noise). p is the probability of the answer, from 0 to 1.
func Language(s string) (code string, p float64) {
	return "", 0
}

// Languages that Language can tell, in the order of its table.
var Languages = []string{
	"en", "ru", "kk", "kk-Latn", "uz", "uz-Cyrl", "ky", "tr", "az", "uk", "be", "tt", "zh", "ar", "tg", "tk", "fa", "hy", "ka",
	"mn", "ba", "bg", "sr", "de", "fr", "es",
}
