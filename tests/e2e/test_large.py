#!/usr/bin/python3
"""Plans that do not fit into one message are split, hosts first, and end where they should whatever happens between."""

import samples
import tap
from proxy import is_update
from servers import EVERY, Bind

HOSTS = 3000
LINES = ["record = host%d 300 A 10.1.%d.%d" % (n, n // 250, n % 250 + 1) for n in range(HOSTS)] + \
    ["record = _sip%d._tcp 300 SRV 0 0 5060 host%d" % (n, n) for n in range(0, HOSTS, 10)]
RECORDS = [line.replace("record = ", "").replace(" 300 ", " 300 IN ") for line in LINES]


def start(lab, kind):
    server = lab.server(kind, {"contoso.com": samples.EMPTY})
    proxy = lab.proxy(server)
    lab.policy(proxy, samples.domain(*LINES))
    return server, proxy


@tap.test_on("3,300 records go out in a few messages of at most 60,000 bytes", *EVERY)
def split(lab, kind):
    server, proxy = start(lab, kind)
    lab.apply(0)
    sizes = [len(message) for _, message in proxy.seen if is_update(message)]
    assert 2 <= len(sizes) <= 20 and max(sizes) <= 60200, sizes
    server.must_hold("contoso.com", *RECORDS)
    lab.plan(0)


@tap.test("hosts are there before the SRV records that point at them")
def hosts_first(lab):
    server, proxy = start(lab, Bind)
    dangling = []

    def look():
        zone = server.read("contoso.com")
        hosts = {line.split()[0] for line in zone if " A " in line}
        dangling.extend(line for line in zone if " SRV " in line and line.split()[-1] not in hosts)

    proxy.on(is_update, "call", times=None, function=look)
    lab.apply(0)
    assert not dangling, dangling[:5]


def killed(name, **fault):
    @tap.test(name)
    def run(lab):
        server, proxy = start(lab, Bind)
        process = None

        def kill():
            process.kill()
            process.wait()

        proxy.on(is_update, function=kill, **fault)
        process = lab.start_waymark("apply", "--yes")
        process.wait(60)
        assert process.returncode == -9, process.returncode
        proxy.faults.clear()
        lab.apply(0)
        server.must_hold("contoso.com", *RECORDS)
        lab.plan(0)


killed("killed before the first message, the next run finishes", action="call-request")
killed("killed when the first message is done, the next run finishes", action="call")
killed("killed between two messages, the next run finishes", action="call-request", skip=1)
killed("killed when the second message is done, the next run finishes", action="call", skip=1)


@tap.test("a lost answer in the middle of a split plan is looked into, and the rest follows")
def lost_in_the_middle(lab):
    server, proxy = start(lab, Bind)
    proxy.on(is_update, "drop-reply", skip=1)
    lab.apply(0)
    server.must_hold("contoso.com", *RECORDS)


tap.main()
