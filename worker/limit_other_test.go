//go:build !unix

package worker_test

import "errors"

func limitFiles(uint64) error { return errors.New("this system limits no files") }
