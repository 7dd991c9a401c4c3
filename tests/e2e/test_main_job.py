#!/usr/bin/python3
"""The main job on each server: policy in, records live, nothing left to do."""

import samples
import tap
from servers import EVERY_WAY, zone_text


@tap.test_on("the seed example goes live and is then in sync", *EVERY_WAY)
def seed(lab, kind):
    server = lab.server(kind, {samples.SEED_ORIGIN: samples.EMPTY})
    lab.policy(server, samples.SEED)
    lab.plan(2).says("_xmpp-server._tcp.contoso.com.", "0 0 5269 xmpp.contoso.com.", "131.107.155.10")
    server.must_hold(samples.SEED_ORIGIN)
    lab.apply(0)
    server.must_hold(samples.SEED_ORIGIN, *samples.SEED_RECORDS)
    lab.plan(0)
    serial = server.serial(samples.SEED_ORIGIN)
    lab.apply(0)
    assert server.serial(samples.SEED_ORIGIN) == serial, "an apply in sync must not write"


@tap.test_on("the generic SIP and XMPP example goes live, all 31 records and nothing else", *EVERY_WAY)
def generic(lab, kind):
    server = lab.server(kind, {samples.GENERIC_ORIGIN: samples.EMPTY})
    lab.policy(server, samples.GENERIC)
    lab.converge()
    assert len(samples.GENERIC_RECORDS) == 31
    server.must_hold(samples.GENERIC_ORIGIN, *samples.GENERIC_RECORDS)


@tap.test_on("records of others in the zone stay as they are", *EVERY_WAY)
def foreign(lab, kind):
    zone = zone_text(*samples.FOREIGN)
    server = lab.server(kind, {samples.SEED_ORIGIN: zone, samples.GENERIC_ORIGIN: zone})
    lab.policy(server, samples.SEED)
    lab.converge()
    server.must_hold(samples.SEED_ORIGIN, *samples.FOREIGN, *samples.SEED_RECORDS)
    server.must_hold(samples.GENERIC_ORIGIN, *samples.FOREIGN)


@tap.test_on("when the edge moves, its address changes and the SRV is not touched", *EVERY_WAY)
def moved_edge(lab, kind):
    server = lab.server(kind, {samples.SEED_ORIGIN: samples.EMPTY})
    lab.policy(server, samples.SEED)
    lab.apply(0)
    lab.policy(server, samples.SEED.replace("131.107.155.10", "131.107.155.50, 2001:db8::50"), options="adopt = yes")
    plan = lab.plan(2).says("131.107.155.10", "131.107.155.50", "2001:db8::50")
    assert "_xmpp-server" not in plan.out, plan
    lab.apply(0)
    server.must_hold(samples.SEED_ORIGIN, samples.SEED_RECORDS[0], "xmpp 3600 IN A 131.107.155.50",
                     "xmpp 3600 IN AAAA 2001:db8::50")


@tap.test_on("two domains in two zones are applied each on its own, and one that is missing stops neither", *EVERY_WAY)
def two_zones(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY, "fabrikam.com": samples.EMPTY})
    body = samples.SEED
    for name in ("fabrikam.com", "litwareinc.com"):
        body += "\n[domain %s]\nproviders = main\nedge = amsterdam\nservices = xmpp-federation\n" % name
    lab.policy(server, body)
    lab.apply(1).says("litwareinc.com")
    server.must_hold("contoso.com", *samples.SEED_RECORDS)
    server.must_hold("fabrikam.com", *(record.replace("contoso", "fabrikam") for record in samples.SEED_RECORDS))


@tap.test_on("what is there already, in another case, is in sync", *EVERY_WAY)
def same_already(lab, kind):
    server = lab.server(kind, {"contoso.com": zone_text("_XMPP-Server._TCP 3600 IN SRV 0 0 5269 XMPP.Contoso.COM.",
                                                       "Xmpp 3600 IN A 131.107.155.10")})
    lab.policy(server, samples.SEED)
    lab.plan(0)


tap.main()
