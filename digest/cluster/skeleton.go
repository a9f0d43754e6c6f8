package cluster

import (
	"strings"
	"unicode"
)

// skeletonRunes is how many consonants of a name are kept: enough to tell names apart, few enough that endings do not
// matter.
const skeletonRunes = 4

// skeleton returns the first consonants of a name in one alphabet for Latin, Cyrillic and Arabic, in which sounds that
// languages write differently are one: Трамп, Tramp and Trump are "trmp", Эрдоған and Erdoğan "rdgn".
func skeleton(w string) string {
	var b strings.Builder
	last := byte(0)
	r := []rune(strings.TrimSuffix(w, "'s"))
	for i := 0; i < len(r) && b.Len() < skeletonRunes; i++ {
		c := consonant(r[i])
		if i+1 < len(r) {
			if d, ok := digraphs[string(r[i:i+2])]; ok {
				c = d
				i++
			}
		}
		if r[i] == '\'' && i > 2 {
			break // what follows is an ending: Türkiye'nin
		}
		if c != 0 && c != last {
			b.WriteByte(c)
		}
		last = c
	}
	return b.String()
}

// consonants list, for each class, the letters that stand for it.
const consonants = "bб ب/pпپ/tт " +
	"тطت/dдدذ/fфف/vвwў/gгғğقغگґ/kкqқcكک/zзزضظ/sсşшщšثسصشц/jжҗcژج/cчçčچ/hхһحخه/lлل/mмم/nнңñن/rрر/xx"

var consonantOf = func() map[rune]byte {
	m := map[rune]byte{}
	for class := range strings.SplitSeq(consonants, "/") {
		for _, r := range class[1:] {
			if _, ok := m[r]; !ok && !unicode.IsSpace(r) {
				m[r] = class[0]
			}
		}
		m[rune(class[0])] = class[0]
	}
	m['c'], m['q'], m['x'], m['w'] = 'k', 'k', 'h', 'v'
	return m
}()

func consonant(r rune) byte { return consonantOf[r] }

var digraphs = map[string]byte{
	"sh": 's', "ch": 'c', "kh": 'h', "zh": 'j', "dj": 'j', "th": 't', "ph": 'f', "ts": 's', "ck": 'k', "gh": 'g',
	"дж": 'j', "кс": 'h',
}
