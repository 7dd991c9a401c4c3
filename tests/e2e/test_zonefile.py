#!/usr/bin/python3
"""The zonefile provider: a master file is brought in line, whole or not at all."""

import os
import stat

import samples
import tap
from servers import zone_text

POLICY = """[provider main]
type = zonefile
file = contoso.com.zone
zone = contoso.com
""" + samples.SEED


def start(lab, *records):
    lab.write("policy.ini", POLICY)
    return lab.write("contoso.com.zone", "$ORIGIN contoso.com.\n" + zone_text(*records), 0o640)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


@tap.test("the example goes into the file, the serial rises, and the file is a zone for named-checkzone")
def goes_in(lab):
    path = start(lab, *samples.FOREIGN)
    lab.converge()
    checked = lab.run(["/usr/bin/named-checkzone", "-q", "-i", "none", "-D", "contoso.com", path], 0).out
    assert "131.107.155.10" in checked and "v=DKIM1" in checked, checked
    assert " 1 3600 600 86400 300" not in checked, "the serial has not moved"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640
    before = read(path)
    lab.apply(0)
    assert read(path) == before, "an apply in sync must not write"


@tap.test("nothing but the zone's file is left in its folder")
def no_litter(lab):
    start(lab)
    names = sorted(os.listdir(lab.folder))
    lab.apply(0)
    assert sorted(os.listdir(lab.folder)) == names


@tap.test("a file that is not there, or broken, is not an empty zone")
def unreadable(lab):
    path = start(lab)
    os.remove(path)
    lab.plan(1).says("contoso.com.zone")
    lab.write("contoso.com.zone", zone_text("xmpp IN A 300.1.1.1"))
    lab.plan(1).says("contoso.com.zone")
    lab.apply(1)


@tap.test("a disk that is full leaves the old file")
def full_disk(lab):
    """On a file system of a few kilobytes, in a mount namespace of our own."""
    lab.write("policy.ini", POLICY.replace("contoso.com.zone", "disk/contoso.com.zone"))
    os.mkdir(lab.path("disk"))
    lab.write("zone", "$ORIGIN contoso.com.\n" + zone_text(*("host%d 300 IN A 192.0.2.1" % n for n in range(200))))
    script = """mount -t tmpfs -o size=16k none disk && cp zone disk/contoso.com.zone || exit 99
        head -c 100000 /dev/zero > disk/filler 2>/dev/null
        %s
        status=$?
        cmp zone disk/contoso.com.zone || exit 98
        [ "$(ls disk)" = "$(printf 'contoso.com.zone\\nfiller')" ] || exit 97
        exit $status""" % " ".join(lab.command("apply", ["--yes"], "policy.ini"))
    result = lab.run(["unshare", "-rm", "sh", "-c", script])
    if "unshare" in result.err or result.code == 99:
        raise tap.Skip("no mount namespaces here")
    assert result.code == 1, result
    result.says("contoso.com.zone")


tap.main()
