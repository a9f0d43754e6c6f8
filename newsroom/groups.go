package newsroom

import (
	"slices"
	"strings"
)

// GroupsOf reads names of groups parted by commas, each once.
func GroupsOf(s string) []string {
	var all []string
	for g := range strings.SplitSeq(s, ",") {
		if g = strings.Join(strings.Fields(g), " "); g != "" && !slices.Contains(all, g) {
			all = append(all, g)
		}
	}
	return all
}
