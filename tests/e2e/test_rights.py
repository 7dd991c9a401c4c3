#!/usr/bin/python3
"""Keys, clocks and rights: each refusal says what to do, and the zone stays as it was."""

import samples
import tap
from servers import EVERY, Bind, Key, Knot, PowerDNS

SECURE = (Bind, Knot)


def refused(lab, server, *words, prefix=()):
    """Neither plan nor apply gets anywhere, and both say why."""
    for verb in ("plan", "apply"):
        arguments = ["--yes"] if verb == "apply" else []
        lab.waymark(verb, *arguments, code=1, prefix=prefix).says(*words)
    server.must_hold("contoso.com")


@tap.test_on("a wrong secret", *SECURE)
def wrong_secret(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY})
    lab.policy(server, samples.SEED, key=Key(server.key.name))
    refused(lab, server, "BADSIG", "secret")


@tap.test_on("a key name that the server does not know", *SECURE)
def unknown_key(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY})
    lab.policy(server, samples.SEED, key=Key("somebody", secret=server.key.secret))
    refused(lab, server, "BADKEY")


@tap.test_on("a wrong algorithm", *SECURE)
def wrong_algorithm(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY})
    lab.policy(server, samples.SEED, key=Key(server.key.name, "hmac-sha512", server.key.secret))
    refused(lab, server, "BADKEY", "hmac-sha512")


@tap.test("a wrong secret, a wrong name and a wrong algorithm change nothing (PowerDNS)")
def powerdns_keys(lab):
    server = lab.server(PowerDNS, {"contoso.com": samples.EMPTY})
    for key in (Key(server.key.name), Key("somebody", secret=server.key.secret),
                Key(server.key.name, "hmac-sha512", server.key.secret)):
        lab.policy(server, samples.SEED, key=key)
        refused(lab, server, "key")


@tap.test_on("every algorithm is understood", *EVERY)
def algorithms(lab, kind):
    for algorithm in ("hmac-md5", "hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512"):
        server = lab.server(kind, {"contoso.com": samples.EMPTY}, key=Key("waymark", algorithm))
        lab.policy(server, samples.SEED)
        lab.converge()
        server.must_hold("contoso.com", *samples.SEED_RECORDS)
        server.stop()


@tap.test_on("a clock that is an hour ahead", *SECURE)
def clock_ahead(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY})
    lab.policy(server, samples.SEED)
    refused(lab, server, "clock", "behind", prefix=["faketime", "--exclude-monotonic", "-f", "+1h"])


@tap.test_on("a clock that is an hour behind", *SECURE)
def clock_behind(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY})
    lab.policy(server, samples.SEED)
    refused(lab, server, "clock", "ahead", prefix=["faketime", "--exclude-monotonic", "-f", "-1h"])


@tap.test("a clock that is off (PowerDNS)")
def clock_powerdns(lab):
    server = lab.server(PowerDNS, {"contoso.com": samples.EMPTY})
    lab.policy(server, samples.SEED)
    refused(lab, server, prefix=["faketime", "--exclude-monotonic", "-f", "+1h"])


@tap.test_on("a clock that is four minutes off is good enough", *EVERY)
def clock_near(lab, kind):
    for offset in ("+4m", "-4m"):
        server = lab.server(kind, {"contoso.com": samples.EMPTY})
        lab.policy(server, samples.SEED)
        lab.waymark("apply", "--yes", prefix=["faketime", "--exclude-monotonic", "-f", offset])
        server.must_hold("contoso.com", *samples.SEED_RECORDS)
        server.stop()


@tap.test_on("a zone that the server does not have", *EVERY)
def unknown_zone(lab, kind):
    server = lab.server(kind, {"fabrikam.com": samples.EMPTY})
    for options in ("", "zones = contoso.com"):
        lab.policy(server, samples.SEED, options=options)
        lab.plan(1).says("contoso.com")
        lab.apply(1).says("contoso.com")


@tap.test_on("a type that the key may not write is named, and nothing is written", *SECURE)
def ungranted_type(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY}, grants=("A",))
    lab.policy(server, samples.SEED)
    lab.plan(2)
    result = lab.apply(1)
    line = [line for line in (result.out + result.err).splitlines() if "failed:" in line][0]
    assert "_xmpp-server._tcp.contoso.com. SRV" in line, line
    assert "xmpp.contoso.com. A" not in line, "only what was not granted is to be named: " + line
    server.must_hold("contoso.com")


@tap.test_on("a key that may read but not write", *EVERY)
def no_rights(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY}, grants=())
    lab.policy(server, samples.SEED)
    lab.plan(2)
    lab.apply(1)
    server.must_hold("contoso.com")


@tap.test_on("without a key an open server is read, and one that wants a key refuses", *EVERY)
def no_key(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY})
    lab.policy(server, samples.SEED)
    with open(lab.path("policy.ini"), encoding="utf-8") as file:
        text = file.read()
    lab.write("policy.ini", text.replace("key     = waymark\n", ""))
    lab.apply(1)
    server.must_hold("contoso.com")


@tap.test("a key file that others may read is an error, and the secret never shows")
def key_file(lab):
    server = lab.server(Bind, {"contoso.com": samples.EMPTY})
    lab.policy(server, samples.SEED)
    shown = str(lab.waymark("plan", "-v", code=2)) + str(lab.waymark("apply", "-v", "--yes")) + \
        str(lab.waymark("check")) + str(lab.waymark("plan", "--format", "nsupdate"))
    assert server.key.secret not in shown
    lab.write("waymark.key", server.key.statement(), 0o644)
    result = lab.plan(78).says("waymark.key")
    assert server.key.secret not in str(result)


tap.main()
