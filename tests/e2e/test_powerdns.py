#!/usr/bin/python3
"""PowerDNS through its HTTP API: what is particular to it.

That it does what every provider does is in the suites that run on EVERY_WAY (test_main_job.py, test_changes.py,
test_conflict.py); what can go wrong on the way is in test_powerdns_faults.py.
"""

import os
import time

import samples
import tap
from http_proxy import HttpProxy, is_read, is_write
from lab import WAYMARK
from servers import HOST, PowerDNSApi, zone_text

ZONE = "contoso.com"


def start(lab, records=(), body=samples.SEED, options=""):
    server = lab.server(PowerDNSApi, {ZONE: zone_text(*records)})
    proxy = lab.keep(HttpProxy(server))
    lab.policy(proxy, body, options=options)
    return server, proxy


@tap.test("the example passes check")
def example(lab):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../conf/examples/powerdns.ini"),
              encoding="utf-8") as file:
        lab.write("policy.ini", file.read())
    lab.write("powerdns.key", "hush\n", 0o600)
    done = lab.waymark("check")
    assert "warning" not in done.out + done.err, done


# ---- requests ----

@tap.test("each step asks for what it needs, and no more")
def requests(lab):
    server, proxy = start(lab)
    lab.plan(2)
    assert proxy.count() == 2, "list the zones, read the zone"
    lab.apply(0)
    assert proxy.count() == 2 + 5, "list, read, read again, write, verify"
    assert proxy.count(is_write) == 1
    server.must_hold(ZONE, *samples.SEED_RECORDS)
    lab.plan(0)
    assert proxy.count() == 2 + 5 + 2


@tap.test("two thousand RRsets are one request, carried out as a whole")
def large(lab):
    server, proxy = start(lab, body=samples.domain(*("record = h%d 300 A 192.0.2.%d" % (n, n % 250 + 1)
                                                     for n in range(2000))))
    begin = time.monotonic()
    lab.apply(0)
    assert proxy.count(is_write) == 1
    assert time.monotonic() - begin < 20
    assert len(server.rrsets(ZONE)) == 2001
    lab.plan(0)


@tap.test("a zone whose name has a slash in it")
def slash(lab):
    zone = "128/26.2.0.192.in-addr.arpa"
    server = lab.server(PowerDNSApi, {ZONE: samples.EMPTY, zone: samples.EMPTY})
    lab.policy(server, samples.domain("record = 129.%s. 300 PTR sip.contoso.com." % zone))
    lab.converge()
    server.must_hold(zone, "129.%s. 300 IN PTR sip.contoso.com." % zone)


@tap.test("the serial rises by one for each change of a zone")
def serial(lab):
    server, _ = start(lab)
    before = server.serial(ZONE)
    lab.apply(0)
    assert server.serial(ZONE) == before + 1


# ---- tokens ----

@tap.test("a wrong key is told with what to check, and nothing is written")
def wrong_key(lab):
    server, _ = start(lab)
    lab.write("api.key", "wrong\n", 0o600)
    for verb in (["plan"], ["apply", "--yes"]):
        lab.waymark(*verb, code=1).says("401", "check that the token of provider 'main' is right", "api-key")
    server.must_hold(ZONE)


@tap.test("the key comes from a file, the environment or systemd, and never shows")
def tokens(lab):
    server = lab.server(PowerDNSApi, {ZONE: samples.EMPTY})
    line = "token-file = api.key\n"
    text = server.provider(lab)
    credentials = lab.path("credentials")
    os.mkdir(credentials, 0o700)
    lab.write("credentials/pdns", server.api_key, 0o440)
    lab.write("api.key", server.api_key + "\n", 0o600)
    shown = ""
    for other in (line, "token-env = PDNS_API_KEY\n", "credential = pdns\n"):
        lab.write("policy.ini", "[provider main]\n" + text.replace(line, other) + samples.SEED)
        for verb in ("check", "plan", "records"):
            result = lab.run(lab.command(verb, ["-v"] if verb == "plan" else [], "policy.ini"),
                             env=dict(os.environ, PDNS_API_KEY=server.api_key, CREDENTIALS_DIRECTORY=credentials))
            assert result.code in (0, 2), result
            shown += str(result)
    assert server.api_key not in shown


@tap.test("a token that is not there, or there twice, is an error in the policy")
def bad_tokens(lab):
    server = lab.server(PowerDNSApi, {ZONE: samples.EMPTY})
    text = server.provider(lab)
    line = "token-file = api.key\n"
    for lines, words in (("", "lacks its token"),
                         (line + "token-env = HOME\n", "'token-env' beside 'token-file'"),
                         ("token-env = PDNS_API_KEY_THAT_IS_NOT_SET\n", "is not set"),
                         ("credential = pdns\n", "CREDENTIALS_DIRECTORY")):
        lab.write("policy.ini", "[provider main]\n" + text.replace(line, lines) + samples.SEED)
        lab.run([WAYMARK, "check", "-c", "policy.ini"], 78,
                env={name: value for name, value in os.environ.items() if name != "CREDENTIALS_DIRECTORY"}).says(words)


@tap.test("over http:// only this machine itself is asked")
def clear(lab):
    server = lab.server(PowerDNSApi, {ZONE: samples.EMPTY})
    text = server.provider(lab)
    lab.write("policy.ini", "[provider main]\n" + text.replace(HOST, "192.0.2.1") + samples.SEED)
    lab.plan(78).says("in the clear", "https://")


# ---- zones ----

@tap.test("a zone that the server does not have, or that `zones` does not name")
def unknown_zone(lab):
    server = lab.server(PowerDNSApi, {"fabrikam.com": samples.EMPTY, ZONE: samples.EMPTY})
    lab.policy(server, samples.SEED, options="zones = fabrikam.com")
    lab.apply(1).says("is in the zone contoso.com., which `zones` of provider 'main' does not name")
    lab.policy(server, samples.SEED.replace("contoso.com", "litwareinc.com"))
    lab.apply(1).says("litwareinc.com. is in none of the 2 zones that provider 'main' can see")
    server.must_hold(ZONE)


@tap.test("a secondary zone is refused: its primary would undo what is written")
def secondary(lab):
    server, _ = start(lab)
    server.api("PUT", "/zones/%s." % ZONE, {"kind": "Slave", "masters": ["192.0.2.1"]})
    lab.apply(1).says("contoso.com. is a secondary zone", "change it at its primary")


# ---- data that no RRset can express ----

@tap.test("disabled, LUA and ALIAS records are held and never touched, and so are comments")
def foreign(lab):
    server, _ = start(lab, samples.FOREIGN, samples.domain(
        "adopt = yes", "record = lua 300 A 192.0.2.1", "record = alias 300 A 192.0.2.1",
        "record = off 300 A 192.0.2.1", "record = half 300 A 192.0.2.1", "record = new 300 A 192.0.2.1",
        "record = alias2 300 CNAME www", "remove = off2 A", "record = noted 300 TXT new"))
    server.put(ZONE, "lua.contoso.com.", "LUA", "A \"ifportup(443, {'192.0.2.9'})\"")
    for name in ("alias", "alias2"):
        server.put(ZONE, name + ".contoso.com.", "ALIAS", "www.contoso.com.")
    for name in ("off", "off2", "half"):
        server.put(ZONE, name + ".contoso.com.", "A", "192.0.2.8", disabled=True)
    server.put(ZONE, "noted.contoso.com.", "TXT", '"old"', comments=["ask Ada first"])
    before = server.rrsets(ZONE)
    lab.plan(2, "-v").says("a LUA record", "an ALIAS record", "a disabled record", "change or remove it at the provider")
    lab.apply(2)
    after = server.rrsets(ZONE)
    new = after.pop(("new.contoso.com.", "A"))
    assert [record["content"] for record in new["records"]] == ["192.0.2.1"], new
    noted = after.pop(("noted.contoso.com.", "TXT"))
    assert noted["records"][0]["content"] == '"new"' and noted["comments"][0]["content"] == "ask Ada first", noted
    del before[("noted.contoso.com.", "TXT")]
    assert before == after, "only what is wanted may change"


@tap.test("everything else in the zone is left as it was, byte for byte")
def untouched(lab):
    server, _ = start(lab, samples.FOREIGN)
    before = server.rrsets(ZONE)
    lab.converge()
    after = server.rrsets(ZONE)
    assert {key: after[key] for key in before} == before
    server.must_hold(ZONE, *samples.FOREIGN, *samples.SEED_RECORDS)


@tap.test("the same zone through the API and by dynamic update is the same zone")
def both_ways(lab):
    server, _ = start(lab)
    lab.apply(0)
    lab.write("waymark.key", server.key.statement(), 0o600)
    lab.write("update.ini", "[key waymark]\nfile = waymark.key\n[provider main]\ntype = rfc2136\nserver = %s:%d\n"
              "key = waymark\n%s" % (HOST, server.port, samples.SEED))
    lab.plan(0, policy="update.ini")


# ---- somebody else, between reading and writing ----

@tap.test("what changes while the plan is on its way is not overwritten")
def raced(lab):
    server, proxy = start(lab, ["xmpp 300 IN A 192.0.2.9"], options="adopt = yes")
    # The third reading is the one right before the write.
    proxy.on(is_read, "call", skip=2, function=lambda: server.put(ZONE, "xmpp.contoso.com.", "A", "192.0.2.66"))
    lab.apply(2).says("xmpp.contoso.com. A", "changed after the plan was made")
    server.must_hold(ZONE, "xmpp 60 IN A 192.0.2.66")
    assert proxy.count(is_write) == 0


@tap.test("a CNAME that appears after the last look is refused by the server, and called a conflict")
def raced_late(lab):
    server, proxy = start(lab, options="adopt = yes")
    proxy.on(is_write, "call", function=lambda: server.put(ZONE, "xmpp.contoso.com.", "CNAME", "x.example.net."))
    lab.apply(2).says("changed after the plan was made")
    server.must_hold(ZONE, "xmpp 60 IN CNAME x.example.net.")


tap.main()
