#!/usr/bin/python3
"""Cloudflare, by a stand-in that keeps its rules: the main job, what is not ours, and where the token goes."""

import os

import cloud
import samples
import tap
from servers import zone_text

ORIGIN = samples.SEED_ORIGIN
OTHERS = cloud.OTHERS


def start(lab, zones=None, **options):
    zones = zones or {ORIGIN: zone_text(*OTHERS)}
    return lab.keep(cloud.StandIn(lab.folder, "cloudflare", zones, **options)).start()


@tap.test("the seed and the generic example go live among other people's records, and are then in sync")
def main_job(lab):
    server = start(lab, {ORIGIN: zone_text(*OTHERS), samples.GENERIC_ORIGIN: zone_text(*OTHERS),
                         "sub.example.net": samples.EMPTY})
    cloud.write_policy(lab, server, samples.SEED)
    lab.plan(2).says("_xmpp-server._tcp.contoso.com.", "0 0 5269 xmpp.contoso.com.", "131.107.155.10")
    server.must_hold(ORIGIN, *OTHERS)
    lab.apply(0)
    server.must_hold(ORIGIN, *OTHERS, *samples.SEED_RECORDS)
    lab.plan(0)
    server.forget_requests()
    lab.apply(0)
    assert not [line for line in server.requests() if not line.startswith("GET")], "an apply in sync must not write"
    cloud.write_policy(lab, server, samples.GENERIC)
    lab.converge()
    server.must_hold(samples.GENERIC_ORIGIN, *OTHERS, *samples.GENERIC_RECORDS)
    assert sum("/batch" in line for line in server.requests()) == 1, "31 records are one call"


@tap.test("every type goes out and is found in sync")
def types(lab):
    server = start(lab)
    records = ('t1 300 TXT "v=spf1 -all"', 't2 300 TXT "%s" "second ; \\"quoted\\" \\\\"' % ("x" * 255),
               "m 300 MX 10 mail.example.net.", "m0 300 MX 0 .", "n 300 NS ns.example.net.",
               "c 300 CNAME www.example.net.", '@ 300 CAA 0 issue "ca.example.net; a=b"', "_s._tcp 300 SRV 0 0 0 .",
               '@ 300 NAPTR 10 10 "u" "E2U+sip" "!^.*$!sip:a@contoso.com!" .', "a 86400 AAAA 2001:db8::1",
               "_5061._tcp 60 TLSA 3 1 1 " + samples.DIGEST, "* 60 A 192.0.2.1")
    cloud.write_policy(lab, server, samples.domain(*("record = " + record for record in records)))
    lab.converge()
    found = server.lines(ORIGIN)
    for record in records:
        owner, ttl, rest = record.split(" ", 2)
        assert any(" %s %s " % (ttl, rest.split(" ")[0]) in line for line in found), record
    texts = [record["content"] for record in server.records(ORIGIN) if record["name"] == "t2." + ORIGIN]
    assert texts == ['"%s" "second ; \\"quoted\\" \\\\"' % ("x" * 255)], texts


@tap.test("what differs is held, taken over with adopt, and removed by name")
def ownership(lab):
    server = start(lab, {ORIGIN: zone_text(*OTHERS, "xmpp 300 IN A 192.0.2.9")})
    body = samples.domain("record = xmpp 300 A 192.0.2.1")
    cloud.write_policy(lab, server, body)
    lab.apply(2).says("held")
    server.must_hold(ORIGIN, *OTHERS, "xmpp 300 IN A 192.0.2.9")
    lab.apply(0, "--adopt")
    server.must_hold(ORIGIN, *OTHERS, "xmpp 300 IN A 192.0.2.1")
    cloud.write_policy(lab, server, samples.domain("remove = xmpp A"))
    lab.converge()
    server.must_hold(ORIGIN, *OTHERS)


@tap.test("CNAME and address swap in one call, and a new TTL keeps the record's id")
def swap(lab):
    server = start(lab, {ORIGIN: zone_text(*OTHERS, "xmpp 300 IN A 192.0.2.9", "keep 300 IN A 192.0.2.8")})
    before = {record["name"]: record["id"] for record in server.records(ORIGIN)}
    cloud.write_policy(lab, server, samples.domain("adopt = yes", "record = xmpp 300 CNAME www.example.net.",
                                                   "record = keep 600 A 192.0.2.8"))
    lab.converge()
    server.must_hold(ORIGIN, *OTHERS, "xmpp 300 IN CNAME www.example.net.", "keep 600 IN A 192.0.2.8")
    after = {record["name"]: record["id"] for record in server.records(ORIGIN)}
    assert before["keep." + ORIGIN] == after["keep." + ORIGIN]
    cloud.write_policy(lab, server, samples.domain("adopt = yes", "record = xmpp 300 A 192.0.2.1"))
    lab.converge()
    server.must_hold(ORIGIN, *OTHERS, "xmpp 300 IN A 192.0.2.1", "keep 600 IN A 192.0.2.8")


@tap.test("a TTL of auto is 300 seconds; one that is too short is brought within the bounds")
def ttl(lab):
    server = start(lab)
    server.create(ORIGIN, name="auto." + ORIGIN, type="A", content="192.0.2.1", ttl=1)
    cloud.write_policy(lab, server, samples.domain("record = auto 300 A 192.0.2.1", "record = short 5 A 192.0.2.2"))
    lab.converge()
    found = {record["name"]: record["ttl"] for record in server.records(ORIGIN)}
    assert (found["auto." + ORIGIN], found["short." + ORIGIN]) == (1, 60), found


@tap.test("proxied records and those of Cloudflare's products are held, even against adopt, and stay")
def foreign(lab):
    server = start(lab)
    server.create(ORIGIN, name="p." + ORIGIN, type="A", content="192.0.2.1", proxied=True)
    server.load({ORIGIN: [
        {"name": "r." + ORIGIN, "type": "MX", "content": "route.example.net", "priority": 5, "ttl": 300,
         "meta": {"read_only": True}},
        {"name": "d." + ORIGIN, "type": "LOC", "content": "52 N 4 E 0m", "ttl": 300}]})
    before = server.records(ORIGIN)
    cloud.write_policy(lab, server, samples.domain(
        "adopt = yes", "record = p 300 A 192.0.2.9", "record = r 300 MX 1 mail.example.net.",
        "record = d 300 CNAME www.example.net."))
    lab.apply(2).says("a proxied record", "a product of cloudflare", "does not know")
    assert server.records(ORIGIN) == before
    # beside them there is room for what does not collide
    cloud.write_policy(lab, server, samples.domain('record = p 300 TXT "x"', "record = d 300 A 192.0.2.1"))
    lab.converge()
    assert [record for record in server.records(ORIGIN) if record in before] == before


@tap.test("what somebody changes while the question is asked is not overwritten")
def drift(lab):
    server = start(lab, {ORIGIN: zone_text(*OTHERS, "xmpp 300 IN A 192.0.2.9")})
    cloud.write_policy(lab, server, samples.domain("adopt = yes", "record = xmpp 300 A 192.0.2.1",
                                                   "record = chat 300 A 192.0.2.2"))
    terminal = lab.terminal("apply")
    terminal.read_until("?")
    server.edit(ORIGIN, "xmpp." + ORIGIN, content="192.0.2.77")
    terminal.type("y\n")
    result = terminal.finish()
    lab.last.append(result)
    assert result.code == 2, result
    assert "xmpp.%s. 300 A 192.0.2.77" % ORIGIN in server.lines(ORIGIN)
    lab.apply(0)
    server.must_hold(ORIGIN, *OTHERS, "xmpp 300 IN A 192.0.2.1", "chat 300 IN A 192.0.2.2")


@tap.test("a policy larger than a batch goes in several calls")
def batches(lab):
    server = start(lab, {samples.GENERIC_ORIGIN: samples.EMPTY}, batch=10)
    cloud.write_policy(lab, server, samples.GENERIC, "batch = 10")
    lab.converge()
    server.must_hold(samples.GENERIC_ORIGIN, *samples.GENERIC_RECORDS)
    assert sum("/batch" in line for line in server.requests()) >= 4


@tap.test("a zone of another account is not found, and `zones` narrows what may be used")
def zones(lab):
    server = start(lab, {ORIGIN: samples.EMPTY, "fabrikam.com": samples.EMPTY})
    cloud.write_policy(lab, server, samples.SEED.replace(ORIGIN, "litwareinc.com"))
    lab.plan(1).says("litwareinc.com", "none of the 2 zones")
    cloud.write_policy(lab, server, samples.SEED, "zones = fabrikam.com")
    lab.apply(1).says("does not name")
    server.must_hold(ORIGIN)


@tap.test("the token goes to no server whose certificate is not right")
def wrong_certificate(lab):
    for options in ({"subject": "DNS:api.example"}, {"authority": "other"}):
        server = start(lab, **options)
        cloud.write_policy(lab, server, samples.SEED)
        server.forget_requests()
        result = lab.plan(1).says("certificate")
        assert server.requests() == [], "a request went out: %s" % server.requests()
        assert server.token not in str(result)


@tap.test("the token stands in no output, whatever is asked for")
def canary(lab):
    server = start(lab)
    cloud.write_policy(lab, server, samples.SEED)
    lab.waymark("check")
    lab.plan(2, "--verbose")
    if "--trace-http" in lab.run([tap.WAYMARK, "help", "plan"]).out:
        lab.plan(2, "--trace-http").says("GET")
    server.faults({"on": "", "kind": "status", "status": 403, "times": 99, "body":
                   '{"success":false,"errors":[{"code":9109,"message":"your token is %s"}]}' % server.token})
    lab.plan(1, "--verbose").says("403")
    lab.plan(1, "--json")
    server.faults()
    lab.apply(0, "--json", "--verbose")
    for result in lab.last:
        assert server.token not in result.out + result.err, "the token is in %s" % result.command
    for folder, _, names in os.walk(lab.folder):
        holding = [name for name in names if server.token.encode() in open(os.path.join(folder, name), "rb").read()]
        assert holding in ([], ["token"]), holding


@tap.test("requests and answers are what the vendor's own description says (Prism)")
def prism(lab):
    spec = cloud.find_spec("cloudflare-dns.json")
    server = start(lab, {samples.GENERIC_ORIGIN: zone_text("www 300 IN A 192.0.2.80", "xmpp 600 IN A 192.0.2.20",
                                                           "xmpp 600 IN AAAA 2001:db8::20")}, page=50)
    front = lab.keep(cloud.Prism(spec, "http://127.0.0.1:%d/client/v4" % server.plain, lab.path("prism.log"))).start()
    cloud.write_policy(lab, server, samples.GENERIC, "adopt = yes", front.url())
    lab.converge()
    server.must_hold(samples.GENERIC_ORIGIN, "www 300 IN A 192.0.2.80", *samples.GENERIC_RECORDS)
    cloud.write_policy(lab, server, samples.GENERIC.replace("192.0.2.20", "192.0.2.21"), "adopt = yes", front.url())
    lab.converge()
    assert "violation" not in front.last_words().lower(), front.last_words()


tap.main()
