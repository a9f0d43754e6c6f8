// Package summary picks the sentences that tell an article. It reads an article into sentences with what is cheap to
// know about each, predicts how long a person's summary would be and which words and pairs of words it would have,
// weighs the sentences, and chooses the set that comes nearest without repeating itself.
//
// What it weighs by are small trees, learnt from articles with summaries (`lab train summary` makes the *.bin). It
// writes no sentence, and knows no issues and no second article: package digest does. Read pick.go first:
// Document.Pick; document.go reads an article, prediction.go, features.go and centrality.go say what is known of its
// sentences, pool.go searches the sets, forest.go is the trees.
package summary
