#!/usr/bin/python3
"""PowerDNS through its HTTP API, and a network or server that fails: Waymark gets over it, or says what is wrong."""

import signal
import time

import samples
import tap
from http_proxy import HttpProxy, answer, is_read, is_write
from servers import PowerDNSApi, zone_text

ZONE = "contoso.com"
HTML = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def start(lab, records=()):
    server = lab.server(PowerDNSApi, {ZONE: zone_text(*records)})
    proxy = lab.keep(HttpProxy(server))
    lab.policy(proxy, samples.SEED)
    return server, proxy


def was_applied(name, action, **fault):
    """The server has done it: nothing is sent twice."""

    @tap.test(name)
    def run(lab):
        server, proxy = start(lab)
        planned = proxy.on(is_write, action, **fault)
        lab.apply(0)
        assert planned.struck == 1
        assert proxy.count(is_write) == 1, "it was written %d times" % proxy.count(is_write)
        server.must_hold(ZONE, *samples.SEED_RECORDS)
        lab.plan(0)


was_applied("written, and the answer is lost", "drop-reply")
was_applied("written, and the connection is reset", "reset")
was_applied("written, and half of the answer comes", "half-reply")
was_applied("written, and a gateway says 502 in HTML", "answer-after", reply=answer(502, "Bad Gateway", HTML))
was_applied("written, and the answer is 500", "answer-after", reply=answer(500, "Internal Server Error"))


def was_not_applied(name, action, writes=2, **fault):
    """The server has not seen it: after a look it is sent again."""

    @tap.test(name)
    def run(lab):
        server, proxy = start(lab)
        proxy.on(is_write, action, **fault)
        lab.apply(0)
        assert proxy.count(is_write) == writes
        server.must_hold(ZONE, *samples.SEED_RECORDS)


was_not_applied("not written, and no answer comes", "drop-request")
was_not_applied("not written, and the connection is reset", "reset-request")
was_not_applied("not written, and a gateway says 503 in HTML", "answer", reply=answer(503, "Unavailable", HTML))
was_not_applied("not written, and too many requests are complained of", "answer",
                reply=answer(429, "Too Many Requests", b"", "Retry-After: 1"))


def survives(name, action, times=1, **fault):
    """A fault in reading that Waymark gets over on its own."""

    @tap.test(name)
    def run(lab):
        for skip in range(2):
            server, proxy = start(lab, samples.FOREIGN)
            planned = proxy.on(is_read, action, times=times, skip=skip, **fault)
            lab.apply(0)
            assert planned.struck, "the fault was not met"
            server.must_hold(ZONE, *samples.FOREIGN, *samples.SEED_RECORDS)
            server.stop()
            proxy.stop()


survives("a question that gets no answer is asked again", "drop-request")
survives("a connection that breaks is made again", "reset")
survives("half an answer is not taken for a whole one", "half-reply")
survives("502 in HTML is asked again", "answer", reply=answer(502, "Bad Gateway", HTML))
survives("too many requests: the time that Retry-After says is waited for", "answer",
         reply=answer(429, "Too Many Requests", b"", "Retry-After: 1"))


def fails(name, words, reply):
    """An answer that must not be taken for an empty zone: nothing is written."""

    @tap.test(name)
    def run(lab):
        for skip in range(2):
            server, proxy = start(lab, samples.FOREIGN)
            proxy.on(is_read, "answer", times=None, skip=skip, reply=reply)
            lab.apply(1).says(words)
            assert proxy.count(is_write) == 0
            server.must_hold(ZONE, *samples.FOREIGN)
            server.stop()
            proxy.stop()


fails("an answer that is not JSON", "not JSON", answer(200, "OK", b"<html>login</html>"))
fails("an answer of another shape", "expected", answer(200, "OK", b'{"rrsets": 1}'))
fails("a redirect is not followed", "redirect", answer(302, "Found", b"", "Location: http://127.0.0.1:1/"))
fails("401 from a gateway", "check that the token", answer(401, "Unauthorized", b"Unauthorized"))
fails("a server that is always busy", "429", answer(429, "Too Many Requests", b"", "Retry-After: 0"))


@tap.test("a dead server is named, and soon")
def dead(lab):
    server = lab.server(PowerDNSApi, {ZONE: samples.EMPTY})
    lab.policy(server, samples.SEED)
    server.stop()
    begin = time.monotonic()
    lab.plan(1).says("127.0.0.1:%d" % server.api_port)
    lab.apply(1)
    assert time.monotonic() - begin < 40


@tap.test("a server that dies before the write leaves the zone as it was, and the next run converges")
def dies(lab):
    server, proxy = start(lab)
    proxy.on(is_write, "call", function=lambda: server.stop(signal.SIGKILL))
    lab.apply(1)
    server.run()
    assert server.is_ready(), server.last_words()
    server.must_hold(ZONE)
    lab.converge()
    server.must_hold(ZONE, *samples.SEED_RECORDS)


@tap.test("a server that never takes the write is not asked for ever")
def never(lab):
    server, proxy = start(lab)
    proxy.on(is_write, "drop-request", times=None)
    lab.apply(1)
    assert proxy.count(is_write) <= 4
    server.must_hold(ZONE)


@tap.test("waymark killed while it writes: the next run converges")
def killed(lab):
    server, proxy = start(lab)
    reached = []
    proxy.on(is_write, "call", function=lambda: reached.append(time.sleep(0.5)))
    process = lab.start_waymark("apply", "--yes")
    deadline = time.monotonic() + 20
    while not proxy.count(is_write) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()
    while not reached and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)
    lab.apply(0)
    server.must_hold(ZONE, *samples.SEED_RECORDS)
    lab.plan(0)


tap.main()
