#!/bin/sh
# Turn standard input into a C array: embed.sh SYMBOL HEADER. Defines SYMBOL (NUL-terminated) and SYMBOL_len.
set -eu
printf '#include <waymark/%s>\n\nconst char %s[] = {\n' "$2" "$1"
od -An -v -t d1 | sed 's/  */, /g; s/^, //; s/$/,/'
printf '0};\nconst size_t %s_len = sizeof(%s) - 1;\n' "$1" "$1"
