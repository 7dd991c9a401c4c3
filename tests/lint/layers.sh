#!/bin/sh
# Who may include what: layers.sh [ROOT]. Prints one line per violation; exit 1 if there is any.
#
# The folders of agent/ stand in ranks. A file uses its own folder and lower ranks only; a private header ("x.h") stays
# in its folder; a contract <waymark/x.h> belongs to the folder that holds x.c, or to the one named below. Each library
# has its few places, and the pure folders do without sockets, clock and log.
set -eu
cd "${1:-$(dirname "$0")/../..}"

# Contracts without a .c of their name, and those whose name a verb's file has too.
owners="bytes=base cli=cli cycle=cycle plan=plan policy=policy provider=provider render=plan"

# shellcheck disable=SC2016 # the dollars are awk's
find agent include -name '*.[ch]' | sort | xargs awk -v owners="$owners" -v sources="$(find agent -name '*.c')" '
function complain(text) {
	printf "%s:%d: %s: %s\n", FILENAME, FNR, $0, text
	bad = 1
}

# The folder that a file of the tree belongs to; "" if nobody can say.
function folder_of(path,  parts, name) {
	split(path, parts, "/")
	if (parts[1] == "agent")
		return parts[2]
	name = parts[3]
	sub(/\.h$/, "", name)
	return name in owner ? owner[name] : ""
}

BEGIN {
	count = split("base:0 record:1 net:2 policy:3 plan:4 provider:5 ledger:5 cycle:6 daemon:7 cli:8", words, " ")
	for (i = 1; i <= count; i++) {
		split(words[i], pair, ":")
		rank[pair[1]] = pair[2]
	}
	count = split(sources, words, /[ \t\n]+/)
	for (i = 1; i <= count; i++) {
		split(words[i], pair, "/")
		sub(/\.c$/, "", pair[3])
		owner[pair[3]] = pair[2]
	}
	count = split(owners, words, /[ \t\n]+/)
	for (i = 1; i <= count; i++) {
		split(words[i], pair, "=")
		owner[pair[1]] = pair[2]
	}
	# What each library header pattern is allowed in: folders, or files without their ending.
	place["^ldns/"] = "record"
	place["^openssl/"] = "net base"
	place["^curl/"] = "net"
	place["^(ini|idn2)\\.h$"] = "policy/ini policy/idn record/idn record/name"
	place["^jansson\\.h$"] = "plan provider cli"
	place["^(sys/socket|sys/epoll|sys/un|netinet/.*|arpa/inet|netdb|net/if)\\.h$"] = "net base"
	place["^(time|sys/time|sys/timerfd|syslog)\\.h$"] = "base net cycle daemon cli"
	place["^waymark/(log|clock)\\.h$"] = "base net cycle daemon cli"
	place["^waymark/(loop|dns)\\.h$"] = "net cycle daemon cli"
	# A provider says what it wants of HTTP in the words of its own contract.
	place["^waymark/http\\.h$"] = "net cycle daemon cli waymark/provider"
}

FNR == 1 {
	here = folder_of(FILENAME)
	stem = FILENAME
	sub(/^(agent|include)\//, "", stem)
	sub(/\.[ch]$/, "", stem)
	if (!(here in rank))
		complain("this file belongs to no ranked folder (tests/lint/layers.sh)")
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	match($0, /"[^"]*"/)
	header = substr($0, RSTART + 1, RLENGTH - 2)
	path = "agent/" here "/" header
	if (FILENAME !~ /^agent\// || header ~ /\// || system("test -f " path) != 0)
		complain("a private header is for its own folder")
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	match($0, /<[^>]*>/)
	header = substr($0, RSTART + 1, RLENGTH - 2)
	for (pattern in place)
		if (header ~ pattern && index(" " place[pattern] " ", " " here " ") == 0 &&
		    index(" " place[pattern] " ", " " stem " ") == 0)
			complain("only in " place[pattern])
	if (header !~ /^waymark\//)
		next
	there = folder_of("include/" header)
	if (!(there in rank))
		complain("nobody owns this contract")
	else if (there != here && rank[there] >= rank[here])
		complain(here " (rank " rank[here] ") must not use " there " (rank " rank[there] ")")
}

END {
	exit bad
}'
