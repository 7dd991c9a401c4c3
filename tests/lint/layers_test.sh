#!/bin/sh
# Does the layer lint see what it must see? Plants one violation after the other into a small tree. Prints TAP.
set -eu
lint=$(cd "$(dirname "$0")" && pwd)/layers.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
number=0
failed=0

plant() { # FILE LINE...: a file of these lines
	file=$tree/$1
	shift
	mkdir -p "$(dirname "$file")"
	printf '%s\n' "$@" >"$file"
}

fresh() {
	rm -rf "${tree:?}"/*
	plant include/waymark/arena.h '#include <stddef.h>'
	plant include/waymark/name.h '#include <waymark/arena.h>'
	plant include/waymark/dns.h '#include <sys/socket.h>' '#include <waymark/name.h>'
	plant agent/base/arena.c '#include <waymark/arena.h>' '#include <sys/socket.h>'
	plant agent/base/memory.h '#include <stddef.h>'
	plant agent/record/name.c '#include <waymark/name.h>' '#include <ldns/ldns.h>'
	plant agent/net/dns.c '#include <waymark/dns.h>' '#include "udp.h"' '#include <time.h>'
	plant agent/net/udp.h '#include <waymark/arena.h>'
	plant agent/provider/rfc2136.c '#include <waymark/name.h>'
}

report() { # NAME OK
	number=$((number + 1))
	if [ "$2" = yes ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		"$lint" "$tree" 2>&1 | sed 's/^/# /' || true
		failed=1
	fi
}

# NAME WORDS: the lint must fail, with one line, and that line must hold WORDS.
seen() {
	if found=$("$lint" "$tree" 2>&1); then
		report "$1" no
		return
	fi
	case $found in
	*"
"*) report "$1" no ;;
	*"$2"*) report "$1" yes ;;
	*) report "$1" no ;;
	esac
}

echo 1..14
fresh
if "$lint" "$tree" >/dev/null 2>&1; then ok=yes; else ok=no; fi
report "a tree in order passes" $ok

plant agent/base/arena.c '#include <waymark/name.h>'
seen "an include from a higher rank is seen" "base (rank 0) must not use record (rank 1)"
fresh
plant include/waymark/arena.h '#include <waymark/name.h>'
seen "so is one in a contract" "include/waymark/arena.h:1"
fresh
plant agent/ledger/ledger.c
plant include/waymark/ledger.h
plant agent/provider/rfc2136.c '#include <waymark/ledger.h>'
seen "folders of equal rank do not use one another" "provider (rank 5) must not use ledger (rank 5)"
fresh
plant agent/net/dns.c '#include "memory.h"'
seen "a private header of another folder is seen" "a private header is for its own folder"
fresh
plant agent/net/dns.c '#include "../base/memory.h"'
seen "so is one that is reached by its path" "a private header is for its own folder"
fresh
plant agent/base/arena.c '#  include <ldns/ldns.h>'
seen "ldns outside record/ is seen" "only in record"
fresh
plant agent/provider/rfc2136.c '#include <sys/socket.h>'
seen "a socket in a pure folder is seen" "only in net base"
fresh
plant agent/provider/rfc2136.c '#include <time.h>'
seen "so is the clock" "agent/provider/rfc2136.c:1"
fresh
plant agent/provider/rfc2136.c '#include <waymark/dns.h>'
seen "so is the exchange, though its rank is lower" "agent/provider/rfc2136.c:1"
fresh
plant agent/provider/rest.c '#include <waymark/http.h>'
plant agent/net/http.c '#include <waymark/http.h>' '#include <curl/curl.h>'
plant include/waymark/http.h '#include <waymark/name.h>'
seen "so is the other one" "agent/provider/rest.c:1"
plant agent/provider/rest.c '#include <waymark/provider.h>'
plant include/waymark/provider.h '#include <waymark/http.h>'
if "$lint" "$tree" >/dev/null 2>&1; then ok=yes; else ok=no; fi
report "but for the contract of providers" $ok
fresh
plant agent/cycle/engine.c '#include <curl/curl.h>'
seen "libcurl outside net/ is seen" "only in net"
fresh
plant agent/helpers/things.c '#include <stddef.h>'
seen "a folder without a rank is seen" "belongs to no ranked folder"
exit $failed
