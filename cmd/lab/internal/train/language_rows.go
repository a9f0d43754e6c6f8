package train

import "attache/text"

// packRow packs a check and the weights of all classes, each from -7 to 7, as text.Alphabet lays a row out.
func packRow(a text.Alphabet, check uint64, weights []int) uint64 {
	row := check << (text.WeightBits * len(a.Classes))
	for k, w := range weights {
		row |= uint64(w+text.WeightZero) << (text.WeightBits * k)
	}
	return row
}

// emptyRow is a row of no gram: its weights are zero.
func emptyRow(a text.Alphabet) uint64 { return packRow(a, 0, make([]int, len(a.Classes))) }

// placesOf returns the four rows in one of which text looks for a gram, in two pairs, and its check there.
func placesOf(a text.Alphabet, gram uint64) (rows [4]int, check uint64) {
	h := text.Mix(gram)
	n := uint64(a.Rows - 1)
	first := int((h >> 32) * n >> 32)
	second := int((h * text.Elsewhere >> 32) * n >> 32)
	return [4]int{first, first + 1, second, second + 1}, h & (1<<(8*a.RowBytes()-text.WeightBits*len(a.Classes)) - 1)
}
