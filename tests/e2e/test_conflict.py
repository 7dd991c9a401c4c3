#!/usr/bin/python3
"""Somebody changes the zone while Waymark waits at its question: compare and swap."""

import samples
import tap
from servers import EVERY, Bind

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


@tap.test_on("yes at the question applies", *EVERY)
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
        assert apply_after(lab, server, answer=answer).code in (1, 2)
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.9")


@tap.test_on("an RRset that was changed behind the plan is not overwritten", *EVERY)
def changed(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    result = apply_after(lab, server, ("delete", "xmpp.contoso.com.", "A"),
                         ("add", "xmpp.contoso.com.", 300, "A", "192.0.2.66"))
    assert result.code == 1, result
    result.says("changed")
    assert server.ask("xmpp.contoso.com", "A") == ["192.0.2.66"]


@tap.test_on("an RRset that appeared behind the plan is not overwritten", *EVERY)
def appeared(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    assert apply_after(lab, server, ("add", "chat.contoso.com.", 60, "A", "192.0.2.66")).code == 1
    assert server.ask("chat.contoso.com", "A") == ["192.0.2.66"]


@tap.test_on("a CNAME that appeared at a wanted name is not overwritten", *EVERY)
def cname_appeared(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    assert apply_after(lab, server, ("add", "chat.contoso.com.", 60, "CNAME", "www.contoso.com.")).code == 1
    assert server.ask("chat.contoso.com", "CNAME") == ["www.contoso.com."]


@tap.test_on("a change elsewhere in the zone does not stand in the way", *EVERY)
def elsewhere(lab, kind):
    server = lab.server(kind, {"contoso.com": BEFORE})
    lab.policy(server, BODY)
    assert apply_after(lab, server, ("add", "www.contoso.com.", 60, "A", "192.0.2.66")).code == 0
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.1", "chat 300 IN A 192.0.2.2", "www 60 IN A 192.0.2.66")


@tap.test_on("what somebody else did exactly as planned is well", *EVERY)
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
    result = lab.waymark("apply", code=None).says("--yes")
    assert result.code in (1, 2, 64), result
    server.must_hold("contoso.com", "xmpp 300 IN A 192.0.2.9")


tap.main()
