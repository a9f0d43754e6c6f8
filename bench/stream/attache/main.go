// Command attache streams the dataset's pages through one reader alone and prints its peak resident
// memory in bytes.
package main

import (
	"attachebench/dataset"
	"attachebench/readers/attache"
)

func main() { dataset.Stream(attache.Read) }
