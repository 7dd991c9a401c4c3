# Waymark: build, test, install. `make help` lists the targets.

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0

CC       ?= gcc
FLAVOUR  ?= plain
# Each flavour has an object tree of its own below BUILD, so that switching between them rebuilds nothing.
OBJ      := $(BUILD)/$(FLAVOUR)

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef -Wswitch-enum \
        -Wnull-dereference -Wdouble-promotion -fno-common -Werror
HARD := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS_plain := -O2 -g $(HARD)
CFLAGS_clang := -O2 -g $(HARD)
CFLAGS_asan  := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS_fuzz  := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
ifeq ($(FLAVOUR),clang)
CC := clang
endif
ifeq ($(FLAVOUR),fuzz)
CC := clang
endif

CPPFLAGS += -Iinclude -Iagent -I$(BUILD)/gen -D_GNU_SOURCE -DWAYMARK_VERSION='"$(VERSION)"'
CFLAGS   += -std=gnu11 $(WARN) $(CFLAGS_$(FLAVOUR))
LDFLAGS_plain := -pie -Wl,-z,relro,-z,now
LDFLAGS_clang := -pie -Wl,-z,relro,-z,now
LDFLAGS_asan  := -fsanitize=address,undefined
LDFLAGS_fuzz  := -fsanitize=fuzzer,address,undefined
LDFLAGS  += $(LDFLAGS_$(FLAVOUR))
LDLIBS   += -lldns -linih -lidn2 -ljansson -lcrypto

SOURCES := $(wildcard agent/*/*.c)
OBJECTS := $(SOURCES:agent/%.c=$(OBJ)/%.o)
LIBRARY := $(OBJ)/libwaymark.a
UNITS   := $(patsubst tests/unit/%.c,$(OBJ)/unit/%,$(wildcard tests/unit/test_*.c))

ifeq ($(V),1)
Q :=
say :=
else
Q := @
say = @echo "  $(1)" $(2)
endif

all: $(BUILD)/waymark

$(BUILD)/waymark: $(OBJ)/waymark
	$(Q)ln -sf $(FLAVOUR)/waymark $@

$(OBJ)/waymark: $(OBJ)/cli/main.o $(LIBRARY)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(LIBRARY): $(filter-out $(OBJ)/cli/main.o,$(OBJECTS)) $(OBJ)/gen/services_ini.o
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(OBJ)/%.o: agent/%.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The built-in services: an INI file, embedded as a C array.
$(BUILD)/gen/services_ini.c: agent/policy/services.ini
	@mkdir -p $(@D)
	$(Q)packaging/embed.sh wm_services_ini policy.h < $< > $@.new && mv $@.new $@

$(OBJ)/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(OBJ)/unit/%: tests/unit/%.c tests/unit/test.h $(LIBRARY)
	$(call say,UNIT,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< $(LIBRARY) $(LDLIBS) -lcmocka

units: $(UNITS)

clean:
	rm -rf $(BUILD)

.PHONY: all units clean
.SECONDARY:
-include $(OBJECTS:.o=.d) $(UNITS:=.d)
