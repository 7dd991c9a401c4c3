#!/bin/sh
# Run one fuzzer for FUZZ_SECONDS (30) on its committed corpus, as TAP: tests/fuzz/run.sh PROGRAM.
# Seeds: tests/fuzz/corpus/NAME/. What it learns stays in the build tree, and so do inputs that break it.
set -u
program=$1
name=$(basename "$program")
here=$(cd "$(dirname "$0")" && pwd)
build=${WAYMARK_BUILD:-$here/../../build}
learnt=$build/fuzz/corpus/$name
crashes=$build/fuzz/crashes/$name
seconds=${FUZZ_SECONDS:-30}
seeds=$here/corpus/$name

mkdir -p "$learnt" "$crashes"
rm -f "$crashes"/*
echo 1..1
[ -n "$(ls -A "$seeds" 2>/dev/null)" ] || {
	echo "not ok 1 - $name has no seed corpus in tests/fuzz/corpus/$name"
	exit 1
}
set -- -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$crashes/"
[ ! -e "$here/$name.dict" ] || set -- "$@" -dict="$here/$name.dict"
"$program" "$@" "$learnt" "$seeds" >"$crashes.log" 2>&1
status=$?
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$crashes.log")
if [ $status = 0 ] && [ "${runs:-0}" -gt 0 ]; then
	echo "ok 1 - $name: $runs inputs in $seconds s"
	exit 0
fi
echo "not ok 1 - $name (exit status $status)"
tail -n 60 "$crashes.log" | sed 's/^/# /'
for crash in "$crashes"/*; do
	[ -e "$crash" ] || continue
	echo "# $crash:"
	od -A d -t x1z "$crash" | head -n 40 | sed 's/^/#   /'
done
exit 1
