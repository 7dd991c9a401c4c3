#!/usr/bin/python3
"""Somebody changes the zone while Waymark waits at its question: compare and swap."""

import samples
import tap
from proxy import is_any
from servers import EVERY_WAY, Bind

QUESTION = "?"
BODY = samples.domain("adopt = yes", "record = xmpp 300 A 192.0.2.1", "record = chat 300 A 192.0.2.2")
BEFORE = samples.zone_text("xmpp 300 IN A 192.0.2.9")


def apply_after(lab, server, *steps, answer="y\n"):
    """Run apply on a terminal, change the zone when it asks, answer."""
    terminal = lab.terminal("apply")
    terminal.read_until(QUESTION)
    if steps:
        server.change("contoso.com", *steps)
    terminal.type(answer)
    result = terminal.finish()
    lab.last.append(result)
    return result


@tap.test_on("yes at the question applies", *EVERY_WAY)
def yes(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    assert apply_after(lab, server).code == 0
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.1", "chat 300 IN A 192.0.2.2")


@tap.test("no at the question, or just Return, changes nothing")
def no(lab):
    server = lab.server(Bind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    for answer in ("n\n", "\n", "\x04"):
        assert apply_after(lab, server, answer=answer).code == 2
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.9")


def conflict(lab, server, name, *steps):
    """Nothing is written, the name at fault is given, and the exit code says that there is still something to do."""
    result = apply_after(lab, server, *steps)
    assert result.code == 2, result
    result.says("changed after the plan was made", name)


@tap.test_on("an RRset that was changed behind the plan is not overwritten", *EVERY_WAY)
def changed(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    conflict(lab, server, "xmpp.contoso.com. A", ("delete", "xmpp.contoso.com.", "A"),
             ("add", "xmpp.contoso.com.", 300, "A", "192.0.2.66"))
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.66")


@tap.test_on("an RRset that appeared behind the plan is not overwritten", *EVERY_WAY)
def appeared(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    conflict(lab, server, "chat.contoso.com. A", ("add", "chat.contoso.com.", 60, "A", "192.0.2.66"))
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.9", "chat 60 IN A 192.0.2.66")


@tap.test_on("a CNAME that appeared at a wanted name is not overwritten", *EVERY_WAY)
def cname_appeared(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    conflict(lab, server, "chat.contoso.com.", ("add", "chat.contoso.com.", 60, "CNAME", "www.contoso.com."))
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.9", "chat 60 IN CNAME www")


@tap.test_on("an RRset that vanished behind the plan is not put back", *EVERY_WAY)
def vanished(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    conflict(lab, server, "xmpp.contoso.com. A", ("delete", "xmpp.contoso.com.", "A"))
    server.must_hold("contoso.com")


@tap.test_on("a change elsewhere in the zone does not stand in the way", *EVERY_WAY)
def elsewhere(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    assert apply_after(lab, server, ("add", "www.contoso.com.", 60, "A", "192.0.2.66")).code == 0
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.1", "chat 300 IN A 192.0.2.2", "www 60 IN A 192.0.2.66")


@tap.test_on("what somebody else did exactly as planned is well", *EVERY_WAY)
def done_already(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    assert apply_after(lab, server, ("add", "chat.contoso.com.", 300, "A", "192.0.2.2")).code == 0
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.1", "chat 300 IN A 192.0.2.2")


@tap.test("apply on a pipe refuses to go on without --yes")
def pipe(lab):
    server = lab.server(Bind, {"contoso.com": BEFORE})
    proxy = lab.proxy(server)
    lab.policy(proxy, BODY)
    lab.waymark("apply", code=64).says("--yes")
    assert proxy.count(is_any) == 0, "nothing is to be sent"
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.9")


tap.main()
