#!/bin/sh
# Does the runner see every way in which a test program can fail? Prints TAP.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
number=0
failed=0

program() { # NAME: a script from standard input
	{ echo '#!/bin/sh' && cat; } >"$box/$1"
	chmod +x "$box/$1"
}

# NAME STATUS LAST-LINE WORDS PROGRAM...: what the runner makes of the programs.
judge() {
	name=$1 status=$2 last=$3 words=$4
	shift 4
	got=0
	"$here/run" -t 1 "$@" >"$box/output" 2>&1 || got=$?
	number=$((number + 1))
	if [ $got = "$status" ] && [ "$(tail -n 1 "$box/output")" = "$last" ] && grep -qF -e "$words" "$box/output"; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name (exit status $got)"
		sed 's/^/# /' "$box/output"
		failed=1
	fi
}

program good <<'END'
echo 1..2; echo ok 1 - one; echo ok 2 - two
END
program bad <<'END'
echo 1..2; echo ok 1 - one; echo not ok 2 - the moon is cheese; echo '# because' >&2; exit 1
END
program polite <<'END'
echo 1..1; echo not ok 1 - exits with 0 all the same
END
program crash <<'END'
echo 1..1; echo ok 1 - one; kill -SEGV $$
END
program short <<'END'
echo 1..3; echo ok 1 - one
END
program planless <<'END'
echo ok 1 - one
END
program empty <<'END'
echo 1..0
END
program silent <<'END'
exit 0
END
program leak <<'END'
echo 1..1; echo ok 1 - one; exit 23
END
program slow <<'END'
echo 1..1; echo ok 1 - one; exec sleep 30
END
program litter <<'END'
echo 1..1; echo ok 1 - one; sleep 30 >/dev/null 2>&1 &
END
program skipper <<'END'
echo 1..2; echo ok 1 - one; echo 'ok 2 - two # SKIP no such machine'
END
program argument <<'END'
echo 1..1; [ "$1" = word ] && echo ok 1 - one
END

echo 1..16
judge "what passes is counted" 0 "4 passed, 0 failed" "2 passed" "$box/good" "$box/good"
judge "what fails is counted and named" 1 "3 passed, 1 failed" "failed: the moon is cheese" "$box/good" "$box/bad"
judge "the output of a failure is shown" 1 "1 passed, 1 failed" "| # because" "$box/bad"
judge "not ok counts whatever the exit status" 1 "0 passed, 1 failed" "exits with 0" "$box/polite"
judge "a crash is a failure" 1 "1 passed, 1 failed" "killed by SIGSEGV" "$box/crash"
judge "missing tests are a failure" 1 "1 passed, 1 failed" "3 tests were planned, 1 have run" "$box/short"
judge "a missing plan is a failure" 1 "1 passed, 1 failed" "no plan" "$box/planless"
judge "a program without any test is a failure" 1 "0 passed, 1 failed" "it has no test" "$box/empty"
judge "so is one that says nothing" 1 "0 passed, 2 failed" "it has no test" "$box/silent"
judge "a bad exit status is a failure" 1 "1 passed, 1 failed" "exit status 23" "$box/leak"
judge "taking too long is a failure" 1 "1 passed, 1 failed" "not finished after 1 s" "$box/slow"
judge "leaving a process behind is a failure" 1 "1 passed, 1 failed" "left a process running" "$box/litter"
judge "a program that is not there is a failure" 1 "0 passed, 1 failed" "cannot be started" "$box/missing"
judge "a skipped test is neither" 0 "1 passed, 0 failed" "1 skipped" "$box/skipper"
judge "a program may have arguments" 0 "1 passed, 0 failed" "1 passed" "$box/argument word"
judge "a stage without programs is a failure" 1 "2 passed, 1 failed" "nothing to run" "$box/good" --stage none
exit $failed
