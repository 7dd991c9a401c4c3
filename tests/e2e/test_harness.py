#!/usr/bin/python3
"""The test bed itself: servers start and stop, and each fault of the proxy is the one that it is called."""

import dns.exception
import dns.message
import dns.query
import dns.tsig

import samples
import tap
from proxy import is_any
from servers import EVERY, HOST, Bind, zone_text

NAME = "www.contoso.com."
ZONE = {"contoso.com": zone_text("www 300 IN A 192.0.2.1")}
ANSWER = "192.0.2.1"

# What a plain client gets to see of each fault: an answer, no answer records (None), or an exception.
SEEN = (
    ("udp", "pass", ANSWER),
    ("udp", "drop-request", dns.exception.Timeout),
    ("udp", "drop-reply", dns.exception.Timeout),
    ("udp", "truncate", None),
    ("udp", "wrong-id", dns.query.BadResponse),
    ("udp", "corrupt", dns.tsig.BadSignature),
    ("udp", "delay", ANSWER),
    ("tcp", "pass", ANSWER),
    ("tcp", "drop-request", dns.exception.Timeout),
    ("tcp", "drop-reply", dns.exception.Timeout),
    ("tcp", "wrong-id", dns.query.BadResponse),
    ("tcp", "corrupt", dns.tsig.BadSignature),
    ("tcp", "half-reply", EOFError),
    ("tcp", "reset", ConnectionResetError),
    ("tcp", "reset-request", ConnectionResetError),
    ("tcp", "dribble", ANSWER),
    ("tcp", "delay", ANSWER),
    ("tcp", "duplicate", ANSWER),
    ("tcp", "lie", None),
)


def ask(transport, place):
    question = dns.message.make_query(NAME, "A")
    question.use_tsig(place.key.dnspython())
    reply = getattr(dns.query, transport)(question, HOST, port=place.port, timeout=0.6)
    return reply.answer[0][0].to_text() if reply.answer else None


@tap.test("each fault is what it says")
def faults(lab):
    server = lab.server(Bind, ZONE)
    for transport, action, want in SEEN:
        proxy = lab.proxy(server)
        proxy.on(is_any, action, seconds=0.1)
        try:
            got = ask(transport, proxy)
        except Exception as failure:  # the wanted one or another: compared below
            got = type(failure)
        assert got == want, (transport, action, got)
        assert ask(transport, proxy) == ANSWER, "it strikes once"


@tap.test_on("a server holds what it was given, is changed, is restarted, and stops", *EVERY)
def servers(lab, kind):
    server = lab.server(kind, ZONE)
    server.must_hold("contoso.com", "www 300 IN A 192.0.2.1")
    before = server.serial("contoso.com")
    server.change("contoso.com", ("delete", NAME, "A"), ("add", "a.contoso.com.", 60, "TXT", '"x"'))
    assert server.serial("contoso.com") > before
    server.restart()
    server.must_hold("contoso.com", 'a 60 IN TXT "x"')
    server.stop()
    try:
        ask("tcp", server)
        raise AssertionError("it still answers")
    except OSError:
        pass


@tap.test_on("every record of the samples survives a server", *EVERY)
def sample_zones(lab, kind):
    server = lab.server(kind, {"example.com": zone_text(*samples.GENERIC_RECORDS),
                               "contoso.com": zone_text(*samples.FOREIGN)})
    server.must_hold("example.com", *samples.GENERIC_RECORDS)
    server.must_hold("contoso.com", *samples.FOREIGN)


tap.main()
