# Understudy's targets; `make` alone lists them. `make run` and `make test` are all that is needed on a fresh Debian 12 with Swift 6.3.
#
#   make run ARGS="--data /tmp/understudy"    passes options to the server
#   make blackbox ONLY="30 70"                runs the black-box scripts whose names begin so

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Debian packages: what building, testing and measuring need besides Swift. These are the only lists.
PACKAGES := libxml2-dev libmicrohttpd-dev libsqlite3-dev libsodium-dev nettle-dev libcrypt-dev libjansson-dev libcurl4-gnutls-dev libpcre2-dev libpq-dev libsystemd-dev tzdata \
            pkg-config python3 openssl curl
TEST_PACKAGES := postgresql
BENCH_PACKAGES := wrk gcc gsoap libgsoap-dev chromium chromium-driver
MANY_HOSTS_PACKAGES := haproxy
PACKAGING_PACKAGES := debhelper lintian
PACKAGE_TEST_PACKAGES := debootstrap systemd-container
PACKAGE_CHECK_PACKAGES := python3-venv systemd
RECIPE_PACKAGES := python3-venv phpunit php-cli php-soap junit5 openjdk-17-jdk-headless nodejs libsoap-lite-perl bats curl
INTEROP_PACKAGES := python3-venv php-cli php-soap php-xml libsoap-lite-perl gsoap libgsoap-dev g++ chromium chromium-driver nginx-light haproxy

DEBUG := .build/debug/understudy
RELEASE := .build/release/understudy
# The optimised program with what it uses of Swift linked in, and what is made of it.
STATIC := .build/static
DEBIAN_MIRROR ?= http://deb.debian.org/debian
PACKAGES_FOLDER := .build/packages
# Clones in which the same commit is compiled.
COMPILED_TWICE := .build/twice
# A clone in which an earlier commit is compiled.
EARLIER := .build/earlier
# A Debian without Swift, in which the package is tested.
BARE_DEBIAN := .build/debian-12
# promtool without the server of its package; the schema of compose files comes with check-jsonschema.
PROMETHEUS := .build/prometheus
SCHEMAS := .build/schemas
TEST_LOG := .build/test.log
# The black-box scripts to which the store makes a difference. STORE=postgresql make blackbox runs all of them over PostgreSQL.
POSTGRESQL_SCRIPTS := 12 31 32 34 50 55 60 68 70 80 90

.PHONY: help setup setup-build setup-bench setup-interop build run test lint docs unit test-postgresql test-many-hosts conformance blackbox crash interop recipes wsdl bench test-million package test-package test-reproducible check-packaging clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | while IFS='|' read -r name text; do \
		printf '  make %-17s %s\n' "$$name" "$$text"; done

setup: setup-build ## install missing Debian packages (apt-get, with sudo when not root); nothing when all is there
	@$(call install,$(TEST_PACKAGES))

# Whoever only builds and serves needs no server of a database.
setup-build:
	@$(call install,$(PACKAGES))
	@command -v swift >/dev/null || { echo "setup: swift is not on the PATH; Swift 6.3 is needed, see swift.org/install" >&2; exit 1; }

setup-interop: setup
	@$(call install,$(INTEROP_PACKAGES))

setup-bench:
	@$(call install,$(BENCH_PACKAGES))

build: setup-build ## build the program, optimised
	swift build -c release --product understudy

run: build ## build and serve the demo world on 127.0.0.1:8080; ARGS adds options
	@exec $(RELEASE) serve $(ARGS)

test: setup ## run the tests: unit, live server, black box and the replay of the samples; all they print goes to .build/test.log
	@mkdir -p .build && : >$(TEST_LOG)
	@$(MAKE) --no-print-directory unit blackbox
	@echo "make test: all passed; the whole log is in $(TEST_LOG)"

unit: setup ## run the unit tests and those of a live server; FILTER="XWebTests" picks some
	@Tests/step $(TEST_LOG) "building the tests" '.^' swift build --build-tests
	@Tests/step $(TEST_LOG) "unit and live-server tests" 'Test run with [0-9]+ tests' swift test --skip-build $(if $(FILTER),--filter $(FILTER))

lint: ## check formatting, comments on public declarations, and that what texts cite and link to is there
	swift format lint --strict --parallel --recursive Package.swift Sources Tests
	python3 -B Tests/Documentation/check.py
	python3 -B Tests/Documentation/test_check.py
	@whole=$$(grep -rlE '^((public|internal|package) )?import Foundation$$' --include='*.swift' Sources || true); \
	[ -z "$$whole" ] || { echo "whole Foundation costs 6 MiB of memory; FoundationEssentials or Glibc has most of it:" >&2; echo "$$whole" >&2; exit 1; }
	@long=$$(git ls-files --cached --others --exclude-standard 'Sources/*.swift' 'Tests/*.swift' | xargs wc -l | awk '$$2 != "total" && $$1 > 500 { print $$2 ": " $$1 " lines" }'); \
	[ -z "$$long" ] || { echo "files over 500 lines:" >&2; echo "$$long" >&2; exit 1; }

docs: setup ## build the documentation of every module into .build/docs; a broken link or any other warning is an error
	swift build --product understudy
	@Tests/Documentation/build

blackbox: setup ## run the numbered scripts in Tests/BlackBox, replay of the samples among them, against the built program
	@Tests/step $(TEST_LOG) "building the program" '.^' swift build --product understudy
	@UNDERSTUDY_BINARY=$(CURDIR)/$(DEBUG) Tests/step $(TEST_LOG) "black-box scripts" '^(ok|FAIL) |^ {5}[0-9]+ passed|^black box: ' Tests/BlackBox/run $(ONLY)

crash: setup ## kill -9 under writes, 500 rounds (ROUNDS sets another number)
	swift build --product understudy
	UNDERSTUDY_BINARY=$(CURDIR)/$(DEBUG) CRASH_ROUNDS=$(or $(ROUNDS),500) Tests/BlackBox/run 70

test-postgresql: setup ## run the tests of the store in PostgreSQL, and black-box scripts over it, with servers that they start on the loopback
	@mkdir -p .build && touch $(TEST_LOG)
	@Tests/step $(TEST_LOG) "building the tests" '.^' swift build --build-tests
	@Tests/step $(TEST_LOG) "the store in PostgreSQL" 'Test run with [0-9]+ tests' Tests/PostgreSQL/with-server swift test --skip-build --filter PostgreSQLStoreTests
	@STORE=postgresql CRASH_ROUNDS=10 UNDERSTUDY_BINARY=$(CURDIR)/$(DEBUG) Tests/step $(TEST_LOG) "black-box scripts over PostgreSQL" '^(ok|FAIL) |^ {5}[0-9]+ passed|^black box: ' Tests/BlackBox/run $(POSTGRESQL_SCRIPTS)

test-many-hosts: setup ## kill processes and databases under writes, behind HAProxy; ROUNDS sets how often
	@$(call install,$(MANY_HOSTS_PACKAGES))
	@mkdir -p .build && touch $(TEST_LOG)
	@Tests/step $(TEST_LOG) "building the program" '.^' swift build --product understudy
	@UNDERSTUDY_BINARY=$(CURDIR)/$(DEBUG) Tests/step $(TEST_LOG) "several processes on one database" '^(ok|FAIL) |^ {5}[0-9]+ |^black box: ' Tests/ManyHosts/run $(ONLY)

conformance: setup ## run the corpus of SOAP and HTTP cases in both profiles
	swift build --build-tests
	swift test --skip-build --filter ConformanceTests

interop: setup-interop ## let foreign clients loose on the built program; CLIENTS="zeep php" chooses
	swift build --product understudy
	Tests/Interop/run $(CURDIR)/$(DEBUG) $(CLIENTS)

recipes: setup ## run the recipes for test suites as their page shows them, and check those for CI services; RECIPES="pytest node" chooses
	@$(call install,$(RECIPE_PACKAGES))
	@$(install_schemas)
	$(SCHEMAS)/bin/check-jsonschema --builtin-schema vendor.github-workflows Tests/Recipes/github/workflow.yml
	$(SCHEMAS)/bin/check-jsonschema --builtin-schema vendor.gitlab-ci Tests/Recipes/gitlab/gitlab-ci.yml
	$(SCHEMAS)/bin/check-jsonschema --builtin-schema vendor.compose-spec Tests/Recipes/compose/compose.yaml
	swift build --product understudy
	Tests/Recipes/run $(CURDIR)/$(DEBUG) $(RECIPES)

wsdl: setup ## write each service's contract into wsdl/
	swift build --product understudy
	@mkdir -p wsdl
	@for service in netForumXML general accesscontrol accessrole; do $(DEBUG) wsdl $$service >wsdl/$$service.new; mv wsdl/$$service.new wsdl/$$service.wsdl; echo "wsdl/$$service.wsdl"; done

bench: setup setup-bench ## measure, optimised, against the machine's own limits; fails if a target is missed; needs wrk, gSOAP, Chromium and PostgreSQL with pgbench
	swift build -c release --product understudy
	swift build -c release --product understudy-bench
	python3 Tests/Benchmarks/bench.py $(CURDIR)/.build/release $(ACCOUNTS)

test-million: setup-build ## import a million accounts with hashes of all forms, and sign each in once; ACCOUNTS sets another number
	swift build -c release --product understudy
	python3 -B Tests/Benchmarks/million.py $(CURDIR)/.build/release $(ACCOUNTS)

# The build ID is the commit, because the linker's own depends on the folder.
# MAINTAINER="NAME <ADDRESS>" says who answers for the package; without it, packaging/debian/control does.
package: setup-build ## build what runs without Swift: a Debian package and an archive with SHA256SUMS, into .build/packages
	@$(call install,$(PACKAGING_PACKAGES))
	swift build -c release --product understudy --static-swift-stdlib -Xlinker --build-id=0x$$(git rev-parse HEAD) --scratch-path $(STATIC)
	packaging/build $(STATIC)/release/understudy $(PACKAGES_FOLDER)
	lintian --fail-on error,warning $(PACKAGES_FOLDER)/understudy_*.deb

# The upgrade is from the package of an earlier version. PREVIOUS=FILE names it, and PREVIOUS_COMMIT=REV has it built of that commit of this repository:
# 85dbe4af is one whose store has an older schema. Without both, the same program counts as one.
test-package: package ## make the packages again and compare, then live with one in a Debian without Swift, under systemd; needs root
	@$(call install,$(PACKAGE_TEST_PACKAGES))
	packaging/build $(STATIC)/release/understudy .build/again
	cmp $(PACKAGES_FOLDER)/SHA256SUMS .build/again/SHA256SUMS
	@[ -e $(BARE_DEBIAN)/.complete ] || { rm -rf $(BARE_DEBIAN); \
		debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,curl bookworm $(BARE_DEBIAN) $(DEBIAN_MIRROR) && touch $(BARE_DEBIAN)/.complete; }
	$(if $(PREVIOUS),,$(if $(PREVIOUS_COMMIT),$(call check_out,$(PREVIOUS_COMMIT),$(EARLIER)); $(MAKE) -C $(EARLIER) package,\
		PACKAGE_VERSION='0~previous' packaging/build $(STATIC)/release/understudy .build/previous))
	Tests/Package/run $(BARE_DEBIAN) $(PACKAGES_FOLDER)/understudy_*.deb \
		$(or $(PREVIOUS),$(if $(PREVIOUS_COMMIT),$(EARLIER)/$(PACKAGES_FOLDER)/understudy_*.deb,.build/previous/understudy_0~previous-1_*.deb))

test-reproducible: setup-build ## compile the last commit twice, in two fresh folders, and compare the packages and archives
	@$(call install,$(PACKAGING_PACKAGES))
	rm -rf $(COMPILED_TWICE)
	@for folder in $(COMPILED_TWICE)/one $(COMPILED_TWICE)/another/folder; do $(call check_out,HEAD,$$folder); $(MAKE) -C $$folder package; done
	cmp $(COMPILED_TWICE)/one/$(PACKAGES_FOLDER)/SHA256SUMS $(COMPILED_TWICE)/another/folder/$(PACKAGES_FOLDER)/SHA256SUMS

check-packaging: setup ## check the unit's sandbox, the compose file, the alert rules and the dashboard; needs the registries of Debian and Python
	@$(call install,$(PACKAGE_CHECK_PACKAGES))
	systemd-analyze security --offline=true --no-pager --threshold=20 packaging/debian/understudy.service | tail -1
	@$(install_schemas)
	$(SCHEMAS)/bin/check-jsonschema --builtin-schema vendor.compose-spec packaging/container/compose.yaml
	@[ -x $(PROMETHEUS)/usr/bin/promtool ] || { mkdir -p $(PROMETHEUS) && cd $(PROMETHEUS) && apt-get download -qq prometheus && dpkg -x prometheus_*.deb .; }
	swift build --product understudy
	python3 -B packaging/watching/check.py $(DEBUG) $(PROMETHEUS)/usr/bin/promtool

clean: ## remove what was built
	rm -rf .build

# Has the commit $(1) of this repository in the folder $(2), a clone.
check_out = [ -d $(2)/.git ] || git clone --quiet --shared --no-checkout . $(2); git -C $(2) checkout --quiet --detach $$(git rev-parse --verify $(1)^{commit})

# Installs check-jsonschema from PyPI, if it is not there.
install_schemas = [ -x $(SCHEMAS)/bin/check-jsonschema ] || { python3 -m venv $(SCHEMAS) && $(SCHEMAS)/bin/pip install --quiet check-jsonschema; }

# Installs those of the packages $(1) that are missing.
define install
missing=""; \
for package in $(1); do \
	dpkg-query --show --showformat='$${db:Status-Status}' "$$package" 2>/dev/null | grep -qx installed || missing="$$missing $$package"; \
done; \
if [ -n "$$missing" ]; then \
	root=""; [ "$$(id -u)" = 0 ] || root=sudo; \
	[ -z "$$root" ] || command -v sudo >/dev/null || { echo "setup: install these packages as root:$$missing" >&2; exit 1; }; \
	$$root apt-get update -qq; \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
fi
endef
