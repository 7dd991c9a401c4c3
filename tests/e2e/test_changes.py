#!/usr/bin/python3
"""Every kind of change on every server: swaps of type, TTLs, what is held, adopted, removed."""

import samples
import tap
from proxy import is_update
from servers import EVERY_WAY, Bind, Knot, zone_text


def becomes(name, before, lines, after, kinds=EVERY_WAY):
    """A zone with these records, a domain with these lines, and what must then stand in the zone."""

    @tap.test_on(name, *kinds)
    def run(lab, kind):
        server = lab.server(kind, {"contoso.com": zone_text(*before)})
        lab.policy(server, samples.domain("ttl = 5m", *lines))
        lab.converge()
        server.must_hold("contoso.com", *after)


becomes("a CNAME becomes an address", ["alias 300 IN CNAME www", "www 300 IN A 192.0.2.80"],
        ["adopt = yes", "record = alias A 192.0.2.1", "record = alias AAAA 2001:db8::1"],
        ["alias 300 IN A 192.0.2.1", "alias 300 IN AAAA 2001:db8::1", "www 300 IN A 192.0.2.80"])
becomes("addresses become a CNAME", ["sip 300 IN A 192.0.2.1", "sip 300 IN AAAA 2001:db8::1", "sip 60 IN TXT old"],
        ["adopt = yes", "record = sip CNAME pool.example.net."],
        ["sip 300 IN CNAME pool.example.net."])
becomes("a CNAME becomes another CNAME", ["sip 300 IN CNAME a.example.net."],
        ["adopt = yes", "record = sip CNAME b.example.net."], ["sip 300 IN CNAME b.example.net."])
becomes("only the TTL changes", ["xmpp 3600 IN A 192.0.2.1", "xmpp 3600 IN A 192.0.2.2"],
        ["adopt = yes", "record = xmpp A 192.0.2.1", "record = xmpp A 192.0.2.2"],
        ["xmpp 300 IN A 192.0.2.1", "xmpp 300 IN A 192.0.2.2"])
becomes("a SRV changes its priority and leaves no second one", ["_sip._tls 300 IN SRV 0 0 443 sip"],
        ["adopt = yes", "record = _sip._tls SRV 10 5 443 sip"], ["_sip._tls 300 IN SRV 10 5 443 sip"])
becomes("values are added and taken away", ["xmpp 300 IN A 192.0.2.%d" % n for n in (1, 2, 3)],
        ["adopt = yes"] + ["record = xmpp A 192.0.2.%d" % n for n in (2, 3, 4)],
        ["xmpp 300 IN A 192.0.2.%d" % n for n in (2, 3, 4)])
becomes("what is to be removed goes, whoever wrote it", ["_sip._udp 300 IN SRV 0 0 5060 sip", "sip 300 IN A 192.0.2.1"],
        ["remove = _sip._udp SRV"], ["sip 300 IN A 192.0.2.1"])
becomes("the letters of a TXT record are kept", [],
        ['record = a TXT "one two" "" "quote \\" backslash \\\\ semicolon ;"', 'record = b TXT "\\226\\130\\172"'],
        ['a 300 IN TXT "one two" "" "quote \\" backslash \\\\ semicolon ;"', 'b 300 IN TXT "\\226\\130\\172"'])
becomes("all the common types are written as they should be", [], [
    "record = @ CAA 0 issue \"ca.example.net\"",
    "record = @ MX 10 mail",
    "record = mail A 192.0.2.25",
    "record = _443._tcp.www TLSA 3 1 1 " + samples.DIGEST,
    "record = www HTTPS 1 . alpn=h2 port=8443",
    "record = _dns SVCB 1 dns.example.net. alpn=dot",
    'record = _sip._udp URI 10 1 "sip:info@contoso.com"',
    "record = ssh SSHFP 4 2 " + samples.DIGEST,
    "record = old DNAME new.example.net.",
    "record = 1.0.0.127 PTR localhost.",
    'record = 8.4.3.0 NAPTR 10 100 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .',
], [
    "@ 300 IN CAA 0 issue \"ca.example.net\"",
    "@ 300 IN MX 10 mail",
    "mail 300 IN A 192.0.2.25",
    "_443._tcp.www 300 IN TLSA 3 1 1 " + samples.DIGEST,
    "www 300 IN HTTPS 1 . alpn=h2 port=8443",
    "_dns 300 IN SVCB 1 dns.example.net. alpn=dot",
    '_sip._udp 300 IN URI 10 1 "sip:info@contoso.com"',
    "ssh 300 IN SSHFP 4 2 " + samples.DIGEST,
    "old 300 IN DNAME new.example.net.",
    "1.0.0.127 300 IN PTR localhost.",
    '8.4.3.0 300 IN NAPTR 10 100 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .',
])


# PowerDNS answers FORMERR to types that it does not know.
becomes("a type that nobody knows is written too", [], ["record = odd TYPE65280 \\# 3 abcdef"],
        ["odd 300 IN TYPE65280 \\# 3 abcdef"], kinds=(Bind, Knot))


@tap.test_on("what somebody else wrote is held and shown; --adopt replaces it", *EVERY_WAY)
def held(lab, kind):
    server = lab.server(kind, {"contoso.com": zone_text("xmpp 3600 IN A 192.0.2.9")})
    lab.policy(server, samples.SEED)
    lab.plan(2).says("held", "192.0.2.9", "--adopt")
    lab.apply(2)
    server.must_hold("contoso.com", samples.SEED_RECORDS[0], "xmpp 3600 IN A 192.0.2.9")
    lab.plan(2)
    lab.apply(0, "--adopt")
    server.must_hold("contoso.com", *samples.SEED_RECORDS)
    lab.plan(0)


@tap.test_on("a TTL that differs is held too", *EVERY_WAY)
def held_ttl(lab, kind):
    server = lab.server(kind, {"contoso.com": zone_text("xmpp 60 IN A 131.107.155.10")})
    lab.policy(server, samples.SEED)
    lab.apply(2).says("held")
    server.must_hold("contoso.com", samples.SEED_RECORDS[0], "xmpp 60 IN A 131.107.155.10")


@tap.test_on("what the policy no longer asks for stays", *EVERY_WAY)
def nothing_deleted(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY})
    lab.policy(server, samples.SEED)
    lab.apply(0)
    lab.policy(server, samples.domain("record = chat 300 A 192.0.2.2"))
    lab.apply(0)
    server.must_hold("contoso.com", *samples.SEED_RECORDS, "chat 300 IN A 192.0.2.2")


@tap.test_on("a zone whose apex is the record itself is found and filled", *EVERY_WAY)
def pin_point(lab, kind):
    name = "_sipinternaltls._tcp.contoso.com"
    server = lab.server(kind, {name: samples.EMPTY, "pool01.contoso.com": samples.EMPTY})
    lab.policy(server, samples.domain("record = _sipinternaltls._tcp 86400 SRV 0 0 5061 pool01",
                                      "record = pool01 300 A 192.0.2.5"))
    lab.converge()
    server.must_hold(name, name + ". 86400 IN SRV 0 0 5061 pool01.contoso.com.")
    server.must_hold("pool01.contoso.com", "pool01.contoso.com. 300 IN A 192.0.2.5")


@tap.test_on("records go to the longest zone that holds them", *EVERY_WAY)
def longest_zone(lab, kind):
    server = lab.server(kind, {"contoso.com": zone_text("emea 3600 IN NS ns1.invalid."), "emea.contoso.com": samples.EMPTY})
    lab.policy(server, samples.domain("record = a 300 A 192.0.2.1", "record = b.emea 300 A 192.0.2.2"))
    lab.converge()
    server.must_hold("contoso.com", "emea 3600 IN NS ns1.invalid.", "a 300 IN A 192.0.2.1")
    server.must_hold("emea.contoso.com", "b.emea.contoso.com. 300 IN A 192.0.2.2")


@tap.test_on("an international domain lives under its A-label", *EVERY_WAY)
def international(lab, kind):
    server = lab.server(kind, {"xn--bcher-kva.example": samples.EMPTY})
    lab.policy(server, samples.SEED.replace("contoso.com", "b\u00fccher.example"))
    lab.converge()
    server.must_hold("xn--bcher-kva.example", *(record.replace("contoso.com", "xn--bcher-kva.example")
                                                for record in samples.SEED_RECORDS))


@tap.test("a server that says NOERROR and does nothing is found out")
def liar(lab):
    server = lab.server(Bind, {"contoso.com": samples.EMPTY})
    proxy = lab.proxy(server)
    lab.policy(proxy, samples.SEED)
    proxy.on(is_update, "lie", times=None)
    assert lab.apply(None).code in (1, 3)
    server.must_hold("contoso.com")


@tap.test("a message that the server rolls back as a whole changes nothing")
def rolled_back(lab):
    server = lab.server(Bind, {"contoso.com": samples.EMPTY}, extra="max-records 6;")
    lab.policy(server, samples.domain(*("record = host%d 300 A 192.0.2.%d" % (n, n) for n in range(1, 11))))
    lab.apply(1).says("contoso.com", "SERVFAIL")
    server.must_hold("contoso.com")


tap.main()
