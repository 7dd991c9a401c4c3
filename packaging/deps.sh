#!/bin/sh
# Install the Debian packages that Waymark needs and that are not there yet: deps.sh [--list] [build] [demo] [test].
# Without a set all are meant. Says nothing and does nothing if all is there. --list only names what is missing (exit 1).
set -eu

build="gcc make libldns-dev libinih-dev libidn2-dev libjansson-dev libssl-dev libcurl4-openssl-dev"
demo="bind9 bind9-dnsutils bind9-utils"
test="clang libclang-rt-14-dev libcmocka-dev clang-format clang-tidy cppcheck shellcheck codespell mandoc pmccabe
	knot knot-dnsutils pdns-server pdns-backend-sqlite3 sqlite3
	faketime python3 python3-dnspython iproute2 util-linux"
policy=/usr/sbin/policy-rc.d

die() {
	echo "deps.sh: $*" >&2
	exit 1
}

# Those of the given packages that are not installed.
missing() {
	present=$(dpkg-query -W -f '/${Package}/${db:Status-Status}/\n' "$@" 2>/dev/null || true)
	for package in "$@"; do
		case $present in
		*"/$package/installed/"*) ;;
		*) echo "$package" ;;
		esac
	done
}

# The tests start servers of their own: what the packages bring along must not be started by installing them.
# A policy that the machine already has is left as it is.
forbid_services() {
	[ ! -e $policy ] || return 0
	trap 'rm -f $policy' EXIT
	trap 'exit 1' HUP INT TERM
	printf '#!/bin/sh\nexit 101\n' >$policy
	chmod 755 $policy
}

install_packages() {
	export DEBIAN_FRONTEND=noninteractive
	set -- apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
	forbid_services
	ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 && "$@" </dev/null && return
	apt-get update -q -o DPkg::Lock::Timeout=300 </dev/null && "$@" </dev/null
}

list=no
if [ "${1-}" = --list ]; then
	list=yes
	shift
fi
[ $# -gt 0 ] || set -- build demo test
sets=$*
wanted=
for set in "$@"; do
	case $set in
	build) wanted="$wanted $build" ;;
	demo) wanted="$wanted $demo" ;;
	test) wanted="$wanted $test" ;;
	*) die "unknown set '$set': expected build, demo or test" ;;
	esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "deps.sh: not a Debian system: install the equivalents of these yourself:$wanted" >&2
	exit 0
fi

# shellcheck disable=SC2046,SC2086 # lists of words
set -- $(missing $wanted)
[ $# -gt 0 ] || exit 0
if [ $list = yes ]; then
	echo "$@"
	exit 1
fi
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || die "these packages are missing, and there is no sudo to install them: $*"
	# shellcheck disable=SC2086
	exec sudo "$0" $sets
fi
echo "deps.sh: installing $*"
install_packages "$@" || die "apt-get could not install: $*"
