//go:build !race

package digest

// raced is 1 when the race detector is on.
const raced = 0
