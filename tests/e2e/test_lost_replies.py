#!/usr/bin/python3
"""The answer to an UPDATE is lost: Waymark reads before it writes again, and ends where it should."""

import samples
import tap
from proxy import is_any, is_update
from servers import EVERY, Bind


def start(lab, kind=Bind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY})
    proxy = lab.proxy(server)
    lab.policy(proxy, samples.SEED)
    return server, proxy


def was_applied(name, action, kinds=(Bind,)):
    """The server has done it: nothing is sent twice."""

    @tap.test_on(name, *kinds)
    def run(lab, kind):
        server, proxy = start(lab, kind)
        fault = proxy.on(is_update, action)
        lab.apply(0)
        assert fault.struck == 1
        assert proxy.count(is_update) == 1, "the UPDATE was sent %d times" % proxy.count(is_update)
        server.must_hold("contoso.com", *samples.SEED_RECORDS)
        lab.plan(0)


was_applied("applied, and the answer is lost", "drop-reply", EVERY)
was_applied("applied, and half of the answer comes", "half-reply")
was_applied("applied, and the connection is reset", "reset", EVERY)
was_applied("applied, and the answer's signature is broken", "corrupt")
was_applied("applied, and the answer has another id", "wrong-id")


def was_not_applied(name, action, kinds=(Bind,)):
    """The server has not seen it: after a look it is sent again."""

    @tap.test_on(name, *kinds)
    def run(lab, kind):
        server, proxy = start(lab, kind)
        proxy.on(is_update, action)
        lab.apply(0)
        assert proxy.count(is_update) == 2
        server.must_hold("contoso.com", *samples.SEED_RECORDS)


was_not_applied("not applied, and no answer comes", "drop-request", EVERY)
was_not_applied("not applied, and the connection is reset", "reset-request")


@tap.test("answers to UPDATE that dribble, come late or come twice are answers")
def odd_answers(lab):
    for action in ("dribble", "delay", "duplicate"):
        server, proxy = start(lab)
        proxy.on(is_update, action, seconds=0.5)
        lab.apply(0)
        assert proxy.count(is_update) == 1
        server.must_hold("contoso.com", *samples.SEED_RECORDS)


@tap.test("if nothing is heard any more, the outcome is called unknown")
def gone(lab):
    server, proxy = start(lab)

    def go_silent():
        proxy.on(is_any, "drop-request", times=None)

    proxy.on(is_update, "call-request", function=go_silent)
    lab.apply(1).says("unknown")
    server.must_hold("contoso.com", *samples.SEED_RECORDS)


@tap.test("a server that never takes the UPDATE is not asked for ever")
def never_taken(lab):
    server, proxy = start(lab)
    proxy.on(is_update, "drop-request", times=None)
    lab.apply(1)
    assert proxy.count(is_update) <= 4
    server.must_hold("contoso.com")


@tap.test("an UPDATE that is refused is not sent twice")
def refused_once(lab):
    server = lab.server(Bind, {"contoso.com": samples.EMPTY}, grants=("A",))
    proxy = lab.proxy(server)
    lab.policy(proxy, samples.SEED)
    lab.apply(1)
    assert proxy.count(is_update) <= 1 + 2, "one UPDATE, and for each RRset a probe that changes nothing"


tap.main()
