#!/usr/bin/python3
"""`plan --format nsupdate` is a script that nsupdate itself takes, with the same effect and the same prerequisites."""

import samples
import tap
from servers import EVERY, Bind, zone_text

BEFORE = zone_text("xmpp 3600 IN A 131.107.155.9", "_sip._udp 300 IN SRV 0 0 5060 sip", "alias 60 IN CNAME www",
                   "note 60 IN TXT old")
BODY = samples.SEED + """adopt  = yes
record = alias 300 A 192.0.2.1
record = note 300 TXT "one; two" "\\"three\\""
record = @ 300 CAA 0 issue "ca.example.net"
remove = _sip._udp SRV
"""


def script_for(lab, server, body):
    lab.policy(server, body)
    path = lab.write("script", lab.plan(2, "--format", "nsupdate").out)
    return ["nsupdate", "-k", "waymark.key", path]


@tap.test_on("nsupdate does with the script what apply does", *EVERY)
def same_effect(lab, kind):
    by_hand = lab.server(kind, {"contoso.com": BEFORE})
    by_waymark = lab.server(kind, {"contoso.com": BEFORE})
    lab.run(script_for(lab, by_hand, BODY), 0)
    lab.plan(0)
    lab.policy(by_waymark, BODY)
    lab.apply(0)
    assert by_hand.read("contoso.com") == by_waymark.read("contoso.com")


@tap.test("so it does with the 31 records of the generic example")
def generic(lab):
    server = lab.server(Bind, {"example.com": samples.EMPTY})
    lab.run(script_for(lab, server, samples.GENERIC), 0)
    server.must_hold("example.com", *samples.GENERIC_RECORDS)


@tap.test_on("a script that is out of date is refused as a whole", *EVERY)
def stale(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    script = script_for(lab, server, BODY)
    for step in (("add", "xmpp.contoso.com.", 3600, "A", "192.0.2.66"),
                 ("delete", "xmpp.contoso.com.", "A"),
                 ("add", "_xmpp-server._tcp.contoso.com.", 60, "SRV", "0 0 5269 www.contoso.com.")):
        server.change("contoso.com", step)
        before = server.read("contoso.com")
        assert lab.run(script).code != 0
        assert server.read("contoso.com") == before


@tap.test("a plan in sync is a script that changes nothing")
def nothing(lab):
    server = lab.server(Bind, {"contoso.com": zone_text(*samples.SEED_RECORDS)})
    lab.policy(server, samples.SEED)
    path = lab.write("script", lab.plan(0, "--format", "nsupdate").out)
    serial = server.serial("contoso.com")
    lab.run(["nsupdate", "-k", "waymark.key", path], 0)
    assert server.serial("contoso.com") == serial


tap.main()
