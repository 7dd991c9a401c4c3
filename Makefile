# Waymark: build, test, install. `make help` lists the targets.

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0
FLAVOUR ?= plain
FUZZ_SECONDS ?= 600
JOBS    ?= $(shell nproc)

ifeq ($(origin CC),default)
CC := gcc
endif
ifneq ($(filter clang fuzz,$(FLAVOUR)),)
CC := clang
endif
# Each flavour has an object tree of its own below BUILD, so that switching between them rebuilds nothing.
OBJ := $(BUILD)/$(FLAVOUR)

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef -Wswitch-enum \
        -Wnull-dereference -Wdouble-promotion -fno-common -Werror
HARD := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
SANE := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all
COMPILE_plain := -O2 -g $(HARD)
COMPILE_clang := -O2 -g $(HARD)
COMPILE_asan  := $(SANE) -fsanitize=address,undefined
COMPILE_fuzz  := $(SANE) -fsanitize=fuzzer-no-link,address,undefined
LINK_plain := -pie -Wl,-z,relro,-z,now
LINK_clang := $(LINK_plain)
LINK_asan  := -fsanitize=address,undefined
LINK_fuzz  := -fsanitize=fuzzer,address,undefined

# CPPFLAGS, CFLAGS, LDFLAGS and LDLIBS are left to whoever builds: they add to what Waymark needs.
COMPILE = $(CC) -Iinclude -Iagent -D_GNU_SOURCE -DWAYMARK_VERSION='"$(VERSION)"' $(CPPFLAGS) \
          -std=gnu11 $(WARN) $(COMPILE_$(FLAVOUR)) $(CFLAGS)
LINK    = $(LINK_$(FLAVOUR)) $(LDFLAGS)
LIBS    = -lldns -linih -lidn2 -ljansson -lcrypto -lcurl $(LDLIBS)

OBJECTS := $(patsubst agent/%.c,$(OBJ)/%.o,$(wildcard agent/*/*.c))
LIBRARY := $(OBJ)/libwaymark.a
UNITS   := $(patsubst tests/unit/%.c,$(OBJ)/unit/%,$(wildcard tests/unit/test_*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$(OBJ)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
E2E     := $(wildcard tests/e2e/test_*.py)

ifeq ($(V),1)
Q :=
say :=
else
Q := @
say = @printf '  %-5s %s\n' $(1) $(2)
endif

# A make in a make: as parallel as the machine, unless the outer one was told how parallel to be.
SUBMAKE = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))

all: $(BUILD)/waymark ## build build/waymark (the default)

$(BUILD)/waymark: $(OBJ)/waymark
	$(Q)ln -sf $(FLAVOUR)/waymark $@

$(OBJ)/waymark: $(OBJ)/cli/main.o $(LIBRARY)
	$(call say,LD,$@)
	$(Q)$(COMPILE) $(LINK) -o $@ $^ $(LIBS)

$(LIBRARY): $(filter-out $(OBJ)/cli/main.o,$(OBJECTS)) $(OBJ)/gen/services_ini.o
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(OBJ)/%.o: agent/%.c Makefile | $(BUILD)/.libraries
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

# The built-in services: an INI file, embedded as a C array.
$(BUILD)/gen/services_ini.c: agent/policy/services.ini packaging/embed.sh
	$(Q)mkdir -p $(@D)
	$(Q)packaging/embed.sh wm_services_ini policy.h < $< > $@.$(FLAVOUR) && mv $@.$(FLAVOUR) $@

$(OBJ)/gen/%.o: $(BUILD)/gen/%.c Makefile | $(BUILD)/.libraries
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(OBJ)/unit/%: tests/unit/%.c $(LIBRARY)
	$(call say,UNIT,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) $(LINK) -MMD -MP -MF $@.d -o $@ $< $(LIBRARY) $(LIBS) -lcmocka -lssl

$(OBJ)/fuzz/%: tests/fuzz/%.c $(LIBRARY)
	$(call say,FUZZ,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) $(LINK) -MMD -MP -MF $@.d -o $@ $< $(LIBRARY) $(LIBS)

# One clear line instead of the compiler's complaints when a library is not there.
$(BUILD)/.libraries:
	@mkdir -p $(@D)
	@for header in ldns/ldns ini idn2 jansson openssl/evp curl/curl; do echo "#include <$$header.h>"; done | \
	 $(CC) -fsyntax-only -x c - 2>/dev/null || \
	 { echo "waymark: the compiler or a library is missing: run packaging/deps.sh build" >&2; exit 1; }
	@touch $@

library: $(LIBRARY) $(OBJ)/cli/main.o
unit-programs: $(UNITS)
fuzz-programs: $(FUZZERS)

# ---- tests: tests/run executes programs that print TAP and ends with "N passed, N failed" ----

export WAYMARK := $(abspath $(BUILD))/waymark
export WAYMARK_BUILD := $(abspath $(BUILD))
ASAN_UNITS   := $(patsubst tests/unit/%.c,$(BUILD)/asan/unit/%,$(wildcard tests/unit/test_*.c))
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
RUN_UNITS  := --stage "unit tests" -j $(JOBS) $(UNITS)
RUN_ASAN   := --stage "unit tests under ASan and UBSan" -j $(JOBS) $(ASAN_UNITS)
RUN_LINT   := --stage "lint" -t 600 tests/lint/lint.sh tests/lint/layers_test.sh tests/run_test.sh
RUN_GOLDEN := --stage "golden folders" tests/golden/run.sh
RUN_E2E    := --stage "end to end, on real servers" -j 4 $(E2E)
RUN_FUZZ    = --stage "fuzzing" -j $(JOBS) -t $(shell expr $(FUZZ_SECONDS) + 120) $(FUZZ_TARGETS:%="tests/fuzz/run.sh %")

check: export FUZZ_SECONDS = 30
check: need-all ## run everything: units plain and sanitized, lint, golden, e2e, 30 s of each fuzzer
	@$(SUBMAKE) all unit-programs
	@$(SUBMAKE) FLAVOUR=asan unit-programs
	@$(SUBMAKE) FLAVOUR=fuzz fuzz-programs
	@tests/run $(RUN_UNITS) $(RUN_ASAN) $(RUN_GOLDEN) $(RUN_E2E) $(RUN_LINT) $(RUN_FUZZ)

units: need-all ## run the unit tests
	@$(SUBMAKE) unit-programs
	@tests/run $(RUN_UNITS)

check-asan: need-all ## run the unit tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(SUBMAKE) FLAVOUR=asan unit-programs
	@tests/run $(RUN_ASAN)

golden: need-all ## compare the golden folders (UPDATE=1 rewrites what they expect)
	@$(SUBMAKE) all
	@tests/run $(RUN_GOLDEN)

e2e: need-all ## run the end-to-end tests against BIND, Knot and PowerDNS on loopback
	@$(SUBMAKE) all
	@tests/run $(RUN_E2E)

fuzz: export FUZZ_SECONDS := $(FUZZ_SECONDS)
fuzz: need-all ## run each fuzzer for FUZZ_SECONDS (600)
	@$(SUBMAKE) FLAVOUR=fuzz fuzz-programs
	@tests/run $(RUN_FUZZ)

lint: need-all ## run every static check there is
	@$(SUBMAKE) $(BUILD)/gen/services_ini.c
	@tests/run $(RUN_LINT)

demo: ## a tour on a real BIND: check, plan, apply, change, apply
	@packaging/demo.sh

need-all:
	@packaging/deps.sh

# ---- installation ----

install: all ## install below DESTDIR and PREFIX; touches nothing in /etc
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/waymark/examples
	install -m 755 $(OBJ)/waymark $(DESTDIR)$(PREFIX)/bin/waymark
	install -m 644 README.md LICENSE $(DESTDIR)$(PREFIX)/share/doc/waymark
	install -m 644 conf/waymark.ini $(wildcard conf/examples/*) $(DESTDIR)$(PREFIX)/share/doc/waymark/examples
	for page in packaging/man/*.[1-9]; do \
		install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit 1; done

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/waymark
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/waymark
	for page in packaging/man/*.[1-9]; do \
		rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done

clean: ## remove the build tree
	rm -rf $(BUILD)

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' Makefile | expand -t 14

.PHONY: all library unit-programs fuzz-programs check units check-asan golden e2e fuzz lint demo need-all \
        install uninstall clean help
.SECONDARY:
.DELETE_ON_ERROR:
-include $(OBJECTS:.o=.d) $(UNITS:=.d) $(FUZZERS:=.d)
