#!/usr/bin/python3
"""A secondary hears of what Waymark did on its primary."""

import time

import samples
import tap
from servers import Bind, BindSecondary, expected, free_port, zone_text


@tap.test("a BIND secondary serves the same zone within seconds")
def secondary(lab):
    port = free_port()
    primary = lab.server(Bind, {"contoso.com": zone_text(*samples.FOREIGN)}, notify=(port,))
    copy = lab.server(BindSecondary, primary, port)
    lab.policy(primary, samples.SEED)
    lab.converge()
    want = expected("contoso.com", zone_text(*samples.FOREIGN, *samples.SEED_RECORDS))
    deadline = time.monotonic() + 10
    while copy.read("contoso.com") != want:
        assert time.monotonic() < deadline, copy.read("contoso.com")
        time.sleep(0.05)


@tap.test("an UPDATE sent to a secondary is refused, and said so")
def update_to_secondary(lab):
    port = free_port()
    primary = lab.server(Bind, {"contoso.com": samples.EMPTY}, notify=(port,))
    copy = lab.server(BindSecondary, primary, port)
    lab.policy(copy, samples.SEED, options="read = query")
    lab.plan(2)
    lab.apply(1).says("refused")
    primary.must_hold("contoso.com")


tap.main()
