package text

import "testing"

func TestOtherKeyboard(t *testing.T) {
	for typed, want := range map[string]string{
		"vbybcnh": "министр", "Fcnfyf": "астана", "ьштшыеук": "minister", "[jnt,": "хотеб", "": "", "12": "",
		"minister астана": "", "nj,jk 2026": "тобол 2026",
	} {
		if got := OtherKeyboard(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
