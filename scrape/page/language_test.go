package page

import "testing"

// TestLanguageOfScripts: languages that package text does not tell are told by their script, Urdu from Persian and
// Arabic by its letters.
func TestLanguageOfScripts(t *testing.T) {
	for _, c := range []struct{ want, text string }{
		{"ur", "پاکستان کے وزیر خارجہ نے کہا کہ پاکستان کے درمیان اعتماد کا فقدان راتوں رات ختم نہیں ہو گا۔"},
		{"fa", "وزیران خارجه ایران و عمان در مسقط توافقنامه گازی امضا کردند و قرار شد خط لوله ساخته شود."},
		{"ar", "وقع وزيرا خارجية مصر والسودان في القاهرة اتفاقا بشأن مياه النيل بعد محادثات استمرت ثلاثة أيام."},
		{"hi", "भारत और नेपाल ने काठमांडू में बिजली समझौते पर हस्ताक्षर किए और अगले साल नई लाइन बनाने का फैसला किया।"},
		{"ja", "日本とインドの外相は東京で会談し、防衛装備の共同開発で合意した。両国は来年、共同訓練を行うことも決めた。"},
		{"ko", "한국과 일본 정부는 통화 스와프를 3년 연장하기로 했다고 금요일에 밝혔으며 다음 달 서울에서 다시 만나기로 했다."},
		{"el", "Οι υπουργοί της Ελλάδας και της Τουρκίας συμφώνησαν για την αλιεία στο Αιγαίο."},
	} {
		if got := LanguageOf(c.text, ""); got != c.want {
			t.Errorf("%.60q is in %q, want %q", c.text, got, c.want)
		}
	}
}
