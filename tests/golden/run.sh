#!/bin/sh
# The golden folders, as TAP: run.sh [CASE...]. To add a case, add a folder; UPDATE=1 writes down what comes out now.
#
# bad-*/     policy.ini, errors     `waymark check` must exit with 78 and print exactly this on standard error
# others     policy.ini, live.zone  and in expected/, each only if it is there:
#            records, plan, json, nsupdate, zone   what `waymark records` and `waymark plan --format ...` print
#            exit                   the exit status of plan; without it 0 or 2
#            warnings               what plan says on standard error
#
# Policies that need a token find one in WAYMARK_TEST_TOKEN.
set -u
unset CREDENTIALS_DIRECTORY WAYMARK_TEST_TOKEN_UNSET
export WAYMARK_TEST_TOKEN=hush
cd "$(dirname "$0")" || exit 1
waymark=${WAYMARK:-$PWD/../../build/waymark}
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
number=0
failed=0

# NAME EXPECTED-FILE: is what lies in $box/got what it should be?
same() {
	number=$((number + 1))
	if [ -n "${UPDATE-}" ] && ! cmp -s "$2" "$box/got"; then
		cp "$box/got" "$2"
		echo "# $2 is new"
	fi
	if diff -u "$2" "$box/got" >"$box/diff" 2>&1; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		sed 's/^/# /' "$box/diff"
		failed=1
	fi
}

run() { # ARGUMENTS...: in the case's folder; output to $box/out and $box/err, status to $status
	(cd "$folder" && "$waymark" "$@" >"$box/out" 2>"$box/err" </dev/null)
	status=$?
}

bad_policy() {
	run check -c policy.ini
	{ cat "$box/err" && echo "exit $status"; } >"$box/all"
	cp "$box/err" "$box/got"
	[ $status = 78 ] || echo "(exit status $status instead of 78)" >>"$box/got"
	same "$folder: errors" "$folder/errors"
}

# FORMAT: the plan in one format, its exit status and its warnings.
plan() {
	run plan -c policy.ini --no-color --format "$1"
	cp "$box/out" "$box/got"
	[ ! -s "$box/err" ] || [ -e "$folder/expected/warnings" ] || sed 's/^/(standard error) /' "$box/err" >>"$box/got"
	if [ ! -e "$folder/expected/exit" ] && [ $status != 0 ] && [ $status != 2 ]; then
		echo "(exit status $status instead of 0 or 2)" >>"$box/got"
	fi
}

good_policy() {
	if [ -e "$folder/expected/records" ]; then
		run records -c policy.ini
		cp "$box/out" "$box/got"
		[ $status = 0 ] || sed "s/^/(exit status $status) /" "$box/err" >>"$box/got"
		same "$folder: records" "$folder/expected/records"
	fi
	for pair in plan=text json=json nsupdate=nsupdate zone=zone; do
		[ -e "$folder/expected/${pair%=*}" ] || continue
		plan "${pair#*=}"
		same "$folder: ${pair%=*}" "$folder/expected/${pair%=*}"
	done
	for file in exit warnings; do
		[ -e "$folder/expected/$file" ] || continue
		plan text
		case $file in
		exit) echo $status >"$box/got" ;;
		warnings) cp "$box/err" "$box/got" ;;
		esac
		same "$folder: $file" "$folder/expected/$file"
	done
}

[ $# -gt 0 ] || set -- */
for folder in "$@"; do
	folder=${folder%/}
	before=$number
	case $folder in
	bad-*) bad_policy ;;
	*) good_policy ;;
	esac
	if [ $number = $before ]; then
		number=$((number + 1))
		failed=1
		echo "not ok $number - $folder: there is nothing to compare"
	fi
done
echo "1..$number"
exit $failed
