package digest

import (
	_ "embed"
	"iter"
	"math"

	"attache/text"
)

// rarityTable tells how rare a word is when there are no other documents to count it in. It is made by `lab train rarity` from
// texts in English, Russian, Turkish, Kazakh and Kyrgyz and others of the region.
//
//go:embed rarity.bin
var rarityTable string

// RarityBuckets is the size of the table of word rarities, in bytes.
const RarityBuckets = 1 << 17

// rarityTop is the rarity of a word that no text has: ln of one in about 22,000 texts.
const rarityTop = 10

// RarityByte puts the share of texts that hold a word into a byte of the table.
func RarityByte(share float64) byte {
	return byte(math.Round(255 * min(1, max(0, -math.Log(share)/rarityTop))))
}

// RarityTerms gives the buckets of the words of s, each once.
func RarityTerms(s string) iter.Seq[int] {
	return func(yield func(int) bool) {
		seen := map[int]bool{}
		for _, w := range text.Words(s) {
			if b := bucket(text.Hash(stem(w))); !seen[b] {
				seen[b] = true
				if !yield(b) {
					return
				}
			}
		}
	}
}

func bucket(hash uint64) int { return int((hash ^ hash>>32) % RarityBuckets) }

// rarity is −ln of the share of texts that hold the word, from 0 to rarityTop.
func rarity(hash uint64) float64 {
	return rarityTop * float64(rarityTable[bucket(hash)]) / 255
}
