// Package cluster says which texts belong together: which tell of the same event (Grouping, Index, Comparison), in one
// language or several, and which are one text (IsDuplicate).
//
// It compares words and names by how rare they are; it knows no articles, stories or issues, keeps nothing between
// calls, and does not choose which of several texts is worth more. Read cluster.go first: Grouping.Group. bag.go and
// vocabulary.go hold what it adds up, crosslingual.go and skeleton.go what texts of two languages have in common,
// profile.go and index.go the search for a text that goes on from another. The table data/crossing.bin is made by `lab
// train crossing`.
package cluster
