#!/bin/sh
# Every static check of the tree, as TAP: lint.sh [CHECK...]. A check is a function check_NAME that prints what is
# wrong and returns non-zero; without arguments all of them run.
# No file of the tree has a blank in its name; the checks are called by name.
# shellcheck disable=SC2038,SC2317
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${WAYMARK_BUILD:-$PWD/build}
jobs=$(nproc)
all="layers headers clang format functions files units banned words cppcheck tidy shell spelling manuals"
# shellcheck disable=SC2089 # the compiler is to see the quotes
flags="-std=gnu11 -D_GNU_SOURCE -Iinclude -Iagent -DWAYMARK_VERSION=\"lint\""

sources() {
	find agent -name '*.c' | sort
}

# What a person wrote: everything but git's and make's own.
tree() {
	find . \( -path ./.git -o -path ./build -o -name __pycache__ \) -prune -o -type f -print | sort
}

shell_scripts() {
	tree | xargs awk 'FNR == 1 && /^#!.*sh$/ { print FILENAME } { nextfile }'
}

check_layers() { # a file uses its own folder and lower ranks only
	tests/lint/layers.sh
}

check_headers() { # each header compiles alone, with gcc and clang
	for compiler in gcc clang; do
		# shellcheck disable=SC2086,SC2090 # a list of flags
		find agent include tests/unit -name '*.h' | sort | xargs $compiler $flags -Wall -Wextra -Wpedantic -Wundef \
			-Wstrict-prototypes -Wno-unused-function -Wno-unused-variable -Werror -fsyntax-only -x c || return 1
	done
}

check_clang() { # everything compiles with clang without a warning
	${MAKE:-make} --no-print-directory -j"$jobs" BUILD="$build" FLAVOUR=asan \
		library unit-programs fuzz-programs
}

check_format() { # the layout is clang-format's
	! find agent include tests/unit tests/fuzz -name '*.[ch]' | sort | xargs clang-format --dry-run -Werror 2>&1 |
		sed -n 's/:[0-9].*error: code should be.*/: run clang-format -i/p' | uniq | grep .
}

check_functions() { # no function has more than 60 lines or a complexity above 12
	sources | xargs pmccabe | awk -F'\t' '
		$1 > 12 || $5 > 60 { printf "%s: %s has %d lines, complexity %d\n", $6, $7, $5, $1; bad = 1 }
		END { exit bad }'
}

check_files() { # no file has more than 600 lines
	find agent include tests packaging -name '*.[ch]' -o -name '*.sh' -o -name '*.py' | xargs wc -l |
		awk '$2 != "total" && $1 > 600 { printf "%s: %d lines\n", $2, $1; bad = 1 } END { exit bad }'
}

# Files without a unit test of their own, each with its reason.
untested="
agent/cli/main.c     # hands argv to wm_cli_main
"

check_units() { # every source file has a unit test
	sources | {
		bad=0
		while read -r source; do
			name=$(basename "$source" .c)
			case $untested in *"$source "*) continue ;; esac
			[ -e "tests/unit/test_$name.c" ] && continue
			echo "$source: no tests/unit/test_$name.c"
			bad=1
		done
		return "$bad"
	}
}

check_banned() { # no function that cannot be used safely
	! find agent include tests/unit tests/fuzz -name '*.[ch]' | xargs grep -nEw '(strcpy|stpcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|alloca|mktemp|tmpnam|system|popen) *\('
}

check_words() { # nothing that belongs to one machine, and nothing left undone
	mark='TO''DO|FIX''ME|XX''X'
	! tree | xargs grep -nIE "(^|[^A-Za-z0-9_.])/(work|root|home)/|\b($mark)\b" &&
		! tree | grep -vx ./.ci/run | xargs grep -nIF '../''shared'
}

check_cppcheck() { # static analysis by cppcheck finds nothing
	# Declarations stand at the head of a function; an anonymous mmap wants fd -1.
	cppcheck --quiet -j "$jobs" --std=c11 --enable=warning,style,performance,portability --inline-suppr \
		--suppress=variableScope --suppress=invalidFunctionArg:agent/base/secret.c \
		--suppress=missingIncludeSystem --error-exitcode=1 -D_GNU_SOURCE \
		-DWAYMARK_VERSION='"lint"' -Iinclude -Iagent agent
}

check_tidy() { # clang-tidy finds nothing (.clang-tidy)
	# shellcheck disable=SC2016 # for the inner shell
	sources | xargs -P "$jobs" -n 3 sh -c 'clang-tidy --quiet "$@" -- $0 2>/dev/null' "$flags"
}

check_shell() { # the shell scripts pass shellcheck
	shell_scripts | xargs shellcheck
}

check_spelling() { # codespell finds nothing (tests hold misspellings on purpose)
	tree | grep -vE '^./tests/(unit|golden|fuzz)/' | xargs codespell
}

check_manuals() { # the manual pages are well-formed
	ls packaging/man/*.[1-9] >/dev/null && mandoc -T lint -W warning packaging/man/*.[1-9]
}

describe() {
	sed -n "s/^check_$1() { # //p" "$0"
}

# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- $all
echo "1..$#"
number=0
failed=0
for check in "$@"; do
	number=$((number + 1))
	start=$(date +%s)
	if output=$("check_$check" 2>&1); then
		echo "ok $number - $check: $(describe "$check")"
	else
		echo "not ok $number - $check: $(describe "$check")"
		echo "$output" | sed 's/^/# /'
		failed=1
	fi
	echo "# $(($(date +%s) - start)) s"
done
exit $failed
