package main

import (
	"attachebench/dataset"
	"attachebench/readers/attache"
	"attachebench/readers/readability"
	"attachebench/readers/trafilatura"
)

// system is one reader under measurement.
type system struct {
	name   string
	stream string // the package of the program that streams pages through it alone
	read   dataset.Reader
}

// systems are measured side by side; the first is ours.
var systems = []system{
	{"attache", "./stream/attache", attache.Read},
	{"go-readability-v2.1.3", "./stream/readability", readability.Read},
	{"go-trafilatura-v1.12.2", "./stream/trafilatura", trafilatura.Read},
}
