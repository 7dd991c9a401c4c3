#!/usr/bin/python3
"""The policies in conf/ are sound: each one, with a key of its own, passes `waymark check` without a warning."""

import glob
import os
import shutil

import tap

CONF = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "conf")
KEY = 'key "ddns-edge" { algorithm hmac-sha256; secret "c2VjcmV0IGJ5dGVzIGZvciBubyBvbmU="; };\n'


def copy(lab):
    """All of conf/ in the lab's folder, with a key beside each policy."""
    shutil.copytree(CONF, lab.folder, dirs_exist_ok=True)
    lab.write("ddns-edge.key", KEY, 0o600)
    lab.write("examples/ddns-edge.key", KEY, 0o600)


@tap.test("every example passes check")
def examples(lab):
    copy(lab)
    policies = ["waymark.ini"] + sorted(
        os.path.relpath(path, lab.folder) for path in glob.glob(os.path.join(lab.folder, "examples", "*.ini")))
    assert len(policies) >= 5, policies
    for policy in policies:
        done = lab.waymark("check", code=0, policy=policy)
        assert "warning" not in done.out + done.err, done.out + done.err


tap.main()
