// Package head reads what a page says about itself for machines: meta elements, the title element, links, JSON-LD.
//
// It judges nothing but which JSON-LD article is the page itself; which of its statements are true is for package page.
// Read meta.go first; json.go reads the JSON of scripts, also where it is not quite JSON.
package head
