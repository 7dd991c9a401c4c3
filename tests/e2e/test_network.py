#!/usr/bin/python3
"""A network that misbehaves while Waymark reads: it gets through, or says what is wrong; it never believes a forgery."""

import socket
import time

import samples
import tap
from proxy import is_any, is_query, is_transfer
from servers import EVERY, HOST, Bind, Knot, free_port, zone_text


class Nowhere:
    """A port where nobody listens: both UDP and TCP are told so at once."""

    def __init__(self, key):
        self.port = free_port()
        self.key = key


class BlackHole:
    """A port that swallows everything: nobody reads its UDP, and its TCP backlog is full, so that SYNs get no answer."""

    def __init__(self, key):
        self.port = free_port()
        self.key = key
        self.sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket()]
        for listener in self.sockets:
            listener.bind((HOST, self.port))
        self.sockets[1].listen(0)
        for _ in range(4):
            self.sockets.append(socket.socket())
            self.sockets[-1].setblocking(False)
            self.sockets[-1].connect_ex((HOST, self.port))

    def stop(self):
        for each in self.sockets:
            each.close()


def behind_proxy(lab, kind=Bind, records=(), **options):
    server = lab.server(kind, {"contoso.com": zone_text(*records)}, **options)
    return server, lab.proxy(server)


@tap.test("a dead server is named, with its address, and soon")
def dead_server(lab):
    server = lab.server(Bind, {"contoso.com": samples.EMPTY})
    server.stop()
    lab.policy(server, samples.SEED)
    start = time.monotonic()
    lab.plan(1).says("127.0.0.1", str(server.port))
    lab.apply(1)
    assert time.monotonic() - start < 30


@tap.test("a server that never answers is given up in time")
def silent_server(lab):
    server, proxy = behind_proxy(lab)
    proxy.on(is_any, "drop-request", times=None)
    for place in (proxy, lab.keep(BlackHole(server.key))):
        lab.policy(place, samples.SEED)
        start = time.monotonic()
        lab.plan(1).says("127.0.0.1", str(place.port))
        assert time.monotonic() - start < 30
    assert proxy.count(is_any) >= 2, "it must try again before it gives up"


@tap.test("the second server takes over from a dead one")
def fail_over_dead(lab):
    server = lab.server(Bind, {"contoso.com": samples.EMPTY})
    lab.policy([Nowhere(server.key), server], samples.SEED)
    lab.converge()
    server.must_hold("contoso.com", *samples.SEED_RECORDS)


@tap.test("the second server takes over from a silent one")
def fail_over_silent(lab):
    server = lab.server(Bind, {"contoso.com": samples.EMPTY})
    lab.policy([lab.keep(BlackHole(server.key)), server], samples.SEED)
    lab.apply(0)
    server.must_hold("contoso.com", *samples.SEED_RECORDS)


def survives(name, action, times=1, kinds=EVERY, matches=is_query, **fault):
    """A fault that Waymark must get over on its own, reading by transfer and reading by queries."""

    @tap.test_on(name, *kinds)
    def run(lab, kind):
        for transfer in (True, False):
            server, proxy = behind_proxy(lab, kind, samples.FOREIGN, transfer=transfer)
            planned = proxy.on(matches, action, times=times, **fault)
            lab.policy(proxy, samples.SEED)
            lab.apply(0)
            assert planned.struck, "the fault was not met"
            server.must_hold("contoso.com", *samples.FOREIGN, *samples.SEED_RECORDS)
            server.stop()
            proxy.stop()


survives("a lost question is asked again", "drop-request", times=2)
survives("a lost answer is asked for again", "drop-reply")
survives("an answer with a wrong id is not taken", "wrong-id")
survives("an answer that was tampered with is not taken", "corrupt", kinds=(Bind,))
survives("answers that come twice do no harm", "duplicate", times=None)
survives("answers that come late are waited for", "delay", times=3, seconds=0.4, kinds=(Bind,))
survives("answers that dribble in over TCP are put together", "dribble", times=None, kinds=(Bind, Knot),
         matches=is_any)
survives("truncated answers are asked for over TCP", "truncate", times=None, kinds=(Bind,))


@tap.test("a truncated answer of the server itself is asked for over TCP")
def truly_truncated(lab):
    """60 addresses do not fit into 512 bytes."""
    addresses = ["192.0.2.%d" % number for number in range(1, 61)]
    server, proxy = behind_proxy(lab, Bind, ["pool 300 IN A %s" % address for address in addresses], transfer=False,
                                 extra="max-udp-size 512; edns-udp-size 512;")
    lab.policy(proxy, samples.domain("ttl = 5m", *("record = pool A %s" % address for address in addresses)))
    lab.plan(0)
    assert proxy.count(is_query, "tcp"), "TCP was not used"


@tap.test("an answer that is tampered with every time is never believed")
def always_corrupt(lab):
    server, proxy = behind_proxy(lab)
    proxy.on(is_any, "corrupt", times=None)
    lab.policy(proxy, samples.SEED)
    lab.plan(1)
    lab.apply(1)
    server.must_hold("contoso.com")


@tap.test("a transfer that breaks off is not an empty zone")
def broken_transfer(lab):
    for action in ("half-reply", "reset"):
        server, proxy = behind_proxy(lab, Bind, samples.SEED_RECORDS)
        proxy.on(is_transfer, action, times=None)
        lab.policy(proxy, samples.SEED, options="read = axfr")
        result = lab.plan(1)
        assert "+ " not in result.out, result
        lab.apply(1)
        server.must_hold("contoso.com", *samples.SEED_RECORDS)


@tap.test("a transfer that breaks off once is made again")
def transfer_again(lab):
    for action in ("half-reply", "reset", "reset-request"):
        server, proxy = behind_proxy(lab, Bind, samples.SEED_RECORDS)
        proxy.on(is_transfer, action)
        lab.policy(proxy, samples.SEED)
        lab.plan(0)


@tap.test("a large zone is transferred whole, message by message")
def large_transfer(lab):
    others = ["host%d 300 IN A 10.%d.%d.1" % (number, number // 250, number % 250) for number in range(20000)]
    for kind in EVERY:
        server = lab.server(kind, {"contoso.com": zone_text(*others, *samples.SEED_RECORDS)})
        lab.policy(server, samples.SEED, options="read = axfr")
        lab.plan(0)
        server.stop()


tap.main()
