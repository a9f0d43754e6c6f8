package digest

import (
	"strings"

	"attache/news"
)

// houses counts by the houses that publish (news.House) and by the outlets' names: two pieces are of one house when
// either is the same.
type houses map[string]int

func houseKeys(address, outlet string) [2]string {
	return [2]string{"name:" + strings.ToLower(outlet), "house:" + news.House(address, outlet)}
}

// add counts a piece.
func (h houses) add(address, outlet string) {
	for _, k := range houseKeys(address, outlet) {
		h[k]++
	}
}

// count returns how many pieces of its house were counted.
func (h houses) count(address, outlet string) int {
	k := houseKeys(address, outlet)
	return max(h[k[0]], h[k[1]])
}
