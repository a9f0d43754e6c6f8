// Command readability streams the kit's pages through one reader alone and prints its peak resident memory in bytes.
package main

import (
	"attachebench/kit"
	"attachebench/readers/readability"
)

func main() { kit.Stream(readability.Read) }
