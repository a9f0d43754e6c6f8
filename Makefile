# The tasks of the project. "make help" lists them.
GO      ?= go
LINTER  := golangci-lint
LINTVER := v2.15.0
DEADVER := v0.49.0
FMTVER  := v0.12.0
# Tests in which no goroutines meet, and the attacks: with the race detector they would take minutes. make test runs them.
UNRACED := Torture|VerdictBytes|Plans|LetterSize|EndlessImport|InjectedTexts|InventedColumns
# SQLite is C translated to Go: instrumented it takes four times the processor time, and its races are not ours. Packages
# with generic functions stay instrumented, or the linker may take their copies for ours and report races that are none.
# A program with the detector sleeps a second at its end by default; the scripts of cmd/attache run many (GORACE below).
UNINSTR := -gcflags='modernc.org/sqlite/lib=-race=false'
# Folder of the datasets (docs/datasets.md).
DATA    ?= ../shared/kits
# Where make cldr puts the packages of the Unicode CLDR that `lab train names` reads, and which version digest/entities/data/names.tsv is made from.
CLDR    ?= cldr
CLDRVER := 48.2.0
# How long make fuzz stays at each target.
FUZZTIME ?= 10m
# A mail server that answers late, for make bench-mail.
GOSINK  ?= ../shared/tools/gosink/main.go
export CGO_ENABLED ?= 0

.DEFAULT_GOAL := help

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

build: ## build ./attache, one static binary
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$$(git describe --tags --always --dirty 2>/dev/null || echo dev)" -o attache ./cmd/attache

test: ## all tests; those that need PostgreSQL or Chromium say aloud that they are skipped
	$(GO) test -timeout 20m ./...
	@[ -n "$$ATTACHE_TEST_POSTGRES" ] || echo "SKIPPED: the tests on PostgreSQL. Set ATTACHE_TEST_POSTGRES to the URL of a server where databases may be made."
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || echo "SKIPPED: the tests in a browser. Install chromium."

test-browser: ## the desk in Chromium: keys, previews, and axe on every page in both schemes (needs npm for axe-core)
	@d=$$(mktemp -d) && npm install --no-audit --no-fund --ignore-scripts --prefix $$d axe-core@4.14.1 >/dev/null && \
		ATTACHE_BROWSER=1 ATTACHE_AXE=$$d/node_modules/axe-core/axe.min.js \
		$(GO) test -count=1 -timeout 30m -run TestDesk ./cmd/attache; code=$$?; rm -rf $$d; exit $$code

desk-speed: ## how fast the desk's pages are with 350 sources, 1,000,000 articles, 100,000 readers (SEED="--articles 20000" for less; 2 GB, some 20 minutes)
	@d=$$(mktemp -d) && $(GO) build -o $$d/attache ./cmd/attache && (cd $$d && ./attache seed --large $(SEED)) && \
		ATTACHE_SEEDED=$$d/data/attache.db $(GO) test -count=1 -timeout 20m -v -run 'TestDesk(Speed|Paint)' ./cmd/attache; code=$$?; rm -rf $$d; exit $$code

torture: ## the long attacks: kills, relays that refuse, hostile texts, clocks; package by package, no network (they run in a short form in make test)
	@.ci/torture

fuzz: ## fuzz judging, grouping, summarising, composing and the letters, FUZZTIME each (10m); FUZZ=. fuzzes every target there is
	@FUZZTIME=$(FUZZTIME) FUZZ='$(FUZZ)' .ci/fuzz

check: ## everything a commit must pass: format, vet, lint, race tests (PostgreSQL too when ATTACHE_TEST_POSTGRES is set), import table, goldens
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	@command -v $(LINTER) >/dev/null || { echo "golangci-lint is missing; run: make tools"; exit 1; }
	$(LINTER) run ./...
	@command -v deadcode >/dev/null || { echo "deadcode is missing; run: make tools"; exit 1; }
	@dead=$$(deadcode -test ./...); test -z "$$dead" || { echo "nobody calls:"; echo "$$dead"; exit 1; }
	$(GO) mod tidy -diff
	CGO_ENABLED=1 GORACE=atexit_sleep_ms=10 $(GO) test -race $(UNINSTR) -shuffle=on -timeout 25m -skip '$(UNRACED)' ./...

man: ## write the manual pages of all commands into man/ (attache man --out does the same)
	$(GO) run ./cmd/attache man --out man

golden: ## write the goldens again, after looking at what changed
	$(GO) test ./templates ./web ./web/api ./cmd/attache ./cmd/attache/internal/roster -update

screens: ## pictures of both letters and all pages in every language (light, dark, inverted) into docs/screens; needs Chromium
	$(GO) run ./cmd/lab screens -out docs/screens

desk-screens: ## pictures of every page of the desk (light, dark, telephone) into docs/screens/desk; needs Chromium
	ATTACHE_SCREENS=$(abspath docs/screens/desk) $(GO) test -count=1 -timeout 20m -run TestDeskScreens ./cmd/attache

letters: ## letters and pages before html-validate, caniemail, axe (light and dark) and SpamAssassin; needs npm, Chromium and spamassassin, CI does not
	@.ci/letters

dev: ## a seeded database, the worker on a short clock, pages on http://127.0.0.1:8080, mail captured in a folder; no network
	$(GO) run ./cmd/attache demo --dev

bench: ## the figures of docs/benchmarks.md that need no peers
	$(GO) test -run '^$$' -bench . -benchmem ./...
	$(GO) run ./cmd/lab score all -data $(DATA)

bench-mail: ## the sender beside Postfix's smtp-source, here and 20 ms away, and the cost of signing (needs smtp-source, smtp-sink: Debian's postfix)
	$(GO) run ./cmd/lab mail -gosink $(GOSINK)

dkim-check: ## 2,500 made letters verified by OpenDKIM, Mail::DKIM, npm mailauth (MAILAUTH=folder) and go-msgauth; those that are missing are skipped aloud
	@.ci/dkim-check

bench-reading: ## read the dataset of pages beside the open readers (a module of its own under bench/)
	cd bench && $(GO) run . -data $(abspath $(DATA))

release: ## archives for linux and darwin, amd64 and arm64, with SHA256SUMS, in dist/ (docs/release.md)
	@.ci/release

release-check: ## build the release twice, the second time in a clone elsewhere, and compare the sums
	@.ci/release-check

cldr: ## bring the names of countries and places of the Unicode CLDR (npm packages, Unicode License v3) into $(CLDR), for lab train names
	npm install --no-save --no-audit --no-fund --ignore-scripts --prefix $(CLDR) cldr-localenames-full@$(CLDRVER) cldr-dates-full@$(CLDRVER)

train-check: ## make every embedded table anew from the datasets and compare it with the checkout's, byte for byte (half an hour); writes nothing
	$(GO) run ./cmd/lab train all -check -data $(DATA) $(if $(wildcard $(CLDR)/node_modules),-cldr $(CLDR)/node_modules)

tools: ## install the linter and the formatter
	$(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINTVER)
	$(GO) install mvdan.cc/gofumpt@$(FMTVER)
	$(GO) install golang.org/x/tools/cmd/deadcode@$(DEADVER)

.PHONY: help build test test-browser desk-speed torture fuzz check man golden screens desk-screens letters dev bench bench-mail dkim-check bench-reading release release-check cldr train-check tools
