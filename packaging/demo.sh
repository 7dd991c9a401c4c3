#!/bin/sh
# A tour of Waymark on a real BIND, on loopback, in a temporary folder: packaging/demo.sh, or `make demo`.
# Nothing is left running or lying about when it ends, however it ends.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${WAYMARK_BUILD:-$root/build}
PATH=$build:$PATH:/usr/sbin:/sbin
export PATH
box=
server=

if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM:-dumb}" != dumb ]; then
	bold=$(printf '\033[1m') blue=$(printf '\033[34m') plain=$(printf '\033[0m')
else
	bold='' blue='' plain=''
fi

stop_server() {
	[ -n "$server" ] || return 0
	kill "$server" 2>/dev/null || true
	wait "$server" 2>/dev/null || true
	server=
}

clean_up() {
	stop_server
	cd /
	[ -z "$box" ] || rm -rf "$box"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

say() {
	printf '\n%s# %s%s\n' "$blue" "$*" "$plain"
}

show() {
	printf '%s$ %s%s\n' "$bold" "$*" "$plain"
}

# STATUS COMMAND...: show the command, run it; it must exit with STATUS.
run() {
	wanted=$1
	shift
	show "$@"
	status=0
	"$@" || status=$?
	[ "$status" = 0 ] || printf '[exit status %s]\n' "$status"
	[ "$status" = "$wanted" ] || {
		echo "demo: exit status $wanted was expected" >&2
		exit 1
	}
}

write_server_files() {
	tsig-keygen ddns-edge >ddns-edge.key
	chmod 600 ddns-edge.key
	cat >contoso.com.zone <<-END
		\$TTL 3600
		@ SOA ns1.contoso.com. hostmaster.contoso.com. 1 3600 600 86400 300
		@ NS ns1.contoso.com.
		ns1 A 127.0.0.1
	END
	cat >named.conf <<-END
		include "$box/ddns-edge.key";
		options {
			directory "$box"; pid-file none; session-keyfile none; lock-file none;
			listen-on port $port { 127.0.0.1; }; listen-on-v6 { none; };
			recursion no; dnssec-validation no; notify no;
		};
		controls { };
		zone "contoso.com" {
			type primary; file "contoso.com.zone";
			update-policy { grant ddns-edge zonesub SRV A AAAA; };
			allow-transfer { key ddns-edge; };
		};
	END
}

# Debian's AppArmor profile lets /usr/sbin/named see its own folders only; a copy elsewhere is not confined.
find_named() {
	named=$(command -v named)
	if grep -qs ^Y /sys/module/apparmor/parameters/enabled; then
		cp "$named" "$box/named"
		named=$box/named
	fi
}

# Our own server answers with a signature of the key that was made a moment ago; nobody else can.
is_ready() {
	dig -k ddns-edge.key -p "$port" +tries=1 +time=1 contoso.com SOA @127.0.0.1 2>/dev/null |
		grep -q 'status: NOERROR'
}

# On a port that is free: named itself runs on without one.
start_server() {
	for _ in 1 2 3 4 5; do
		port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
		write_server_files
		"$named" -f -n 1 -c "$box/named.conf" >named.log 2>&1 &
		server=$!
		for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			! is_ready || return 0
			kill -0 $server 2>/dev/null || break
			sleep 0.1
		done
		stop_server
	done
	echo "demo: named does not start" >&2
	exit 1
}

write_policy() {
	cat >policy.ini <<-END
		[key ddns-edge]
		file = ddns-edge.key                 ; what tsig-keygen printed

		[provider corp]
		type   = rfc2136
		server = 127.0.0.1:$port
		key    = ddns-edge
		adopt  = yes                         ; what differs here may be replaced

		[edge amsterdam]
		access = 131.107.155.10, 2001:db8::10

		[domain contoso.com]
		providers = corp
		edge      = amsterdam
		services  = xmpp-federation, sip-federation
	END
}

"$root/packaging/deps.sh" build demo
say "Build it"
show make
make -s -C "$root" -j"$(nproc)" BUILD="$build"

box=$(mktemp -d "${TMPDIR:-/tmp}/waymark-demo.XXXXXX")
cd "$box"
find_named
start_server
write_policy
say "A BIND of our own serves an almost empty contoso.com on port $port of loopback. It takes updates with this key:"
show cat ddns-edge.key
sed 's/secret ".*"/secret "(not shown here)"/' ddns-edge.key
say "The policy says who we are, where the zone lives, and what the domain offers"
run 0 cat policy.ini
say "Is the policy in order? (No network is touched.)"
run 0 waymark check -c policy.ini
say "What would change? Exit status 2 says: something would"
run 2 waymark plan -c policy.ini
say "Do it: one signed UPDATE, refused by the server if the zone is no longer what the plan was made from"
run 0 waymark apply -c policy.ini --yes
say "Anything left to do?"
run 0 waymark plan -c policy.ini
say "The edge moves to another address"
cp policy.ini policy.ini.old
sed -i 's/131\.107\.155\.10/131.107.155.50/' policy.ini
run 1 diff -u policy.ini.old policy.ini
say "Only the addresses follow; the SRV records stay"
run 2 waymark plan -c policy.ini
run 0 waymark apply -c policy.ini --yes
say "What the world sees now"
run 0 dig -p "$port" @127.0.0.1 +noall +answer _xmpp-server._tcp.contoso.com SRV xmpp.contoso.com A xmpp.contoso.com AAAA
clean_up
say "That was all. The server is stopped, and its folder is gone."
