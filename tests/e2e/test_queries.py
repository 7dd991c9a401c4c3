#!/usr/bin/python3
"""Without the right to transfer the zone is read name by name; wildcards must not pass for records."""

import samples
import tap
from proxy import is_transfer
from servers import EVERY, Bind, zone_text


def start(lab, kind, *records):
    return lab.server(kind, {"contoso.com": zone_text(*records)}, transfer=False)


@tap.test_on("the examples go live without a transfer", *EVERY)
def examples(lab, kind):
    server = lab.server(kind, {"contoso.com": zone_text(*samples.FOREIGN), "example.com": samples.EMPTY},
                        transfer=False)
    lab.policy(server, samples.SEED)
    lab.converge()
    server.must_hold("contoso.com", *samples.FOREIGN, *samples.SEED_RECORDS)
    lab.policy(server, samples.GENERIC)
    lab.converge()
    server.must_hold("example.com", *samples.GENERIC_RECORDS)


@tap.test("where only a transfer is allowed to do, its refusal is an error")
def transfer_only(lab):
    server = start(lab, Bind)
    lab.policy(server, samples.SEED, options="read = axfr")
    lab.plan(1).says("transfer")


@tap.test("where only queries are to be used, no transfer is tried")
def queries_only(lab):
    server = lab.server(Bind, {"contoso.com": samples.EMPTY})
    proxy = lab.proxy(server)
    lab.policy(proxy, samples.SEED, options="read = query")
    lab.converge()
    assert proxy.count(is_transfer) == 0


WANTED = samples.domain("ttl = 5m", "record = xmpp A 192.0.2.1", "record = _xmpp-server._tcp SRV 0 0 5269 xmpp",
                        "record = note TXT hello")
WANTED_RECORDS = ("xmpp 300 IN A 192.0.2.1", "_xmpp-server._tcp 300 IN SRV 0 0 5269 xmpp", "note 300 IN TXT hello")


def unmasked(name, *wildcards):
    """What a wildcard makes up is not there: it is created."""

    @tap.test_on(name, *EVERY)
    def run(lab, kind):
        server = start(lab, kind, *wildcards)
        lab.policy(server, WANTED)
        lab.converge()
        server.must_hold("contoso.com", *wildcards, *WANTED_RECORDS)


unmasked("a wildcard address is not taken for a record", "* 300 IN A 192.0.2.66")
unmasked("nor one that says just what is wanted", "* 300 IN A 192.0.2.1")
unmasked("nor a wildcard of several types", "* 60 IN A 192.0.2.66", "* 60 IN TXT no", "* 60 IN MX 10 mail")
unmasked("nor a wildcard CNAME", "* 300 IN CNAME www", "www 300 IN A 192.0.2.80")
unmasked("nor one deeper down", "*._tcp 300 IN SRV 0 0 5269 xmpp", "*.note 60 IN TXT hello")


@tap.test_on("a true record that looks like the wildcard is seen as the record it is", *EVERY)
def true_record(lab, kind):
    server = start(lab, kind, "* 300 IN A 192.0.2.1", *WANTED_RECORDS)
    lab.policy(server, WANTED)
    lab.plan(0)


@tap.test_on("a wildcard that the policy itself asks for is read as such", *EVERY)
def wanted_wildcard(lab, kind):
    server = start(lab, kind)
    lab.policy(server, samples.domain("ttl = 5m", "record = * A 192.0.2.1", "record = xmpp A 192.0.2.2"))
    lab.converge()
    server.must_hold("contoso.com", "* 300 IN A 192.0.2.1", "xmpp 300 IN A 192.0.2.2")


@tap.test_on("a name below a delegation is not created behind its back", *EVERY)
def delegated(lab, kind):
    server = start(lab, kind, *samples.FOREIGN)
    lab.policy(server, samples.domain("record = xmpp.sub A 192.0.2.1"))
    lab.plan(1)
    lab.apply(1)
    server.must_hold("contoso.com", *samples.FOREIGN)


@tap.test_on("held, adopted and removed records read the same without a transfer", *EVERY)
def ownership(lab, kind):
    server = start(lab, kind, "xmpp 300 IN A 192.0.2.9", "old 300 IN TXT gone", "alias 300 IN CNAME xmpp")
    lab.policy(server, samples.domain("ttl = 5m", "record = xmpp A 192.0.2.1", "remove = old TXT",
                                      "record = alias A 192.0.2.3"))
    lab.plan(2).says("192.0.2.9", "held", "--adopt")
    lab.apply(0, "--adopt")
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.1", "alias 300 IN A 192.0.2.3")


tap.main()
