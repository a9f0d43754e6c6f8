// Command trafilatura streams the dataset's pages through one reader alone and prints its peak resident
// memory in bytes.
package main

import (
	"attachebench/dataset"
	"attachebench/readers/trafilatura"
)

func main() { dataset.Stream(trafilatura.Read) }
