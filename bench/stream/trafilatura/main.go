// Command trafilatura streams the kit's pages through one reader alone and prints its peak resident memory in bytes.
package main

import (
	"attachebench/kit"
	"attachebench/readers/trafilatura"
)

func main() { kit.Stream(trafilatura.Read) }
