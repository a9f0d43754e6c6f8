package text

import _ "embed"

// rarityTable tells how rare a word is when there are no other documents to count it in. It is made by `lab train
// rarity` from texts in English, Russian, Turkish, Kazakh and Kyrgyz and others of the region.
//
//go:embed rarity.bin
var rarityTable string

// RarityBuckets is the size of the table of word rarities, in bytes.
const RarityBuckets = 1 << 17

// RarityTop is the rarity, in nats, of a word that no text has: −ln of one in about 22,000 texts.
const RarityTop = 10

// RarityBucket returns the place in the table of a word whose StemAny has this Hash.
func RarityBucket(hash uint64) int { return int((hash ^ hash>>32) % RarityBuckets) }

// Rarity returns −ln of the share of texts that hold the word whose StemAny has this Hash, in nats, from 0 to
// RarityTop.
func Rarity(hash uint64) float64 {
	return RarityTop * float64(rarityTable[RarityBucket(hash)]) / 255
}
