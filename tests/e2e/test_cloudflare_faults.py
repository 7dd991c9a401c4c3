#!/usr/bin/python3
"""Cloudflare, when all goes wrong that can: the zone is as it was or as it shall be, and the next run gets there."""

import cloud
import samples
import tap
from servers import expected, zone_text

ORIGIN = samples.SEED_ORIGIN
OTHERS = cloud.OTHERS
BATCH = "^POST .*/batch"
RECORDS = "^GET .*dns_records"
ZONES = "^GET .*/zones[?]"
PAGE = "<html><head><title>502 Bad Gateway</title></head><body>cf</body></html>"
EVERYWHERE = (ZONES, RECORDS, BATCH)
PLACES = {"lost": (BATCH,), "disturb": (RECORDS,)}
AFTER = expected(ORIGIN, zone_text(*samples.SEED_RECORDS))
# Each comes once. What says no, or makes no sense, ends a run; the others it gets over.
FAULTS = {
    "429 with Retry-After": {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}},
    "429 without Retry-After": {"kind": "status", "status": 429},
    "500": {"kind": "status", "status": 500, "body": '{"success":false,"errors":[{"code":1,"message":"internal"}]}'},
    "502 with a page": {"kind": "status", "status": 502, "body": PAGE, "type": "text/html"},
    "503 with Retry-After": {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
    "a time-out before it took effect": {"kind": "silent"},
    "a time-out after it took effect": {"kind": "lost"},
    "a connection cut within the answer": {"kind": "cut"},
    "invalid JSON": {"kind": "garbage"},
    "success: false with status 200": {"kind": "status", "status": 200, "body":
                                       '{"success":false,"errors":[{"code":1,"message":"no"}],"messages":[]}'},
    "an expired token": {"kind": "status", "status": 403, "body":
                         '{"success":false,"errors":[{"code":9109,"message":"Invalid access token"}]}'},
    "a token that is none": {"kind": "status", "status": 401},
    "a listing that changes under way": {"kind": "disturb", "skip": 1},
    "an answer of 1 GB": {"kind": "huge"},
    "a redirect": {"kind": "status", "status": 302, "headers": {"Location": "https://127.0.0.1:1/"}},
}
LASTING = ("invalid JSON", "success: false with status 200", "an expired token", "a token that is none",
           "an answer of 1 GB", "a redirect")
DONE = ("garbage", "huge")  # of a write: it took effect, and reading back shows it


def must_be_before_or_after(server, before):
    """All of the policy is there or nothing of it, and all else as it was, but for what the fault itself moved."""
    found = {line for line in server.lines(ORIGIN) if not line.startswith("moved")}
    assert found in (before, before | AFTER), "neither before nor after: %s" % sorted(found ^ before)


def must_be_after(server, before):
    found = {line for line in server.lines(ORIGIN) if not line.startswith("moved")}
    assert found == before | AFTER, "not as wanted: %s" % sorted(found ^ (before | AFTER))


def start(lab):
    return lab.keep(cloud.StandIn(lab.folder, "cloudflare", {ORIGIN: zone_text(*OTHERS)})).start()


def survive(lab, name, fault):
    server = start(lab)
    before = server.lines(ORIGIN)
    cloud.write_policy(lab, server, samples.SEED)
    for place in PLACES.get(fault["kind"], EVERYWHERE):
        server.faults({"on": place, **fault})
        result = lab.apply(None)
        assert server.faults_left() == 0, "%s at %s never came: %s" % (name, place, result)
        stops = name in LASTING and not (place == BATCH and fault["kind"] in DONE)
        assert result.code == (1 if stops else 0), "%s at %s: %s" % (name, place, result)
        assert server.token not in result.out + result.err
        must_be_before_or_after(server, before)
        lab.apply(0)
        lab.plan(0)
        must_be_after(server, before)
        server.reset()


def add_fault_test(name, fault):
    end = "is told, and the next run converges" if name in LASTING else "does not keep the run from its end"
    tap.test("%s %s" % (name, end))(lambda lab: survive(lab, name, fault))


for each in FAULTS.items():
    add_fault_test(*each)


@tap.test("faults that last are told, and the zone stays as it was")
def lasting(lab):
    server = start(lab)
    cloud.write_policy(lab, server, samples.SEED)
    for place, fault, words in (
            (ZONES, FAULTS["an expired token"], ("9109", "token", "Zone Read")),
            (BATCH, FAULTS["an expired token"], ("9109", "DNS Write")),
            (RECORDS, FAULTS["502 with a page"], ("502", "reading the zone contoso.com.")),
            (RECORDS, FAULTS["an answer of 1 GB"], ("contoso.com.",)),
            (RECORDS, FAULTS["invalid JSON"], ("contoso.com.",)),
            (BATCH, {"kind": "status", "status": 400, "body":
                     '{"success":false,"errors":[{"code":81058,"message":"An identical record already exists."}]}'},
             ("changed",)),
            (BATCH, {"kind": "status", "status": 400, "body": '{"success":false,"errors":[{"code":1004,'
                     '"message":"DNS Validation Error \\u001b[31m","error_chain":[{"code":9005,"message":"odd"}]}]}'},
             ("1004: DNS Validation Error \\027[31m (9005: odd)",))):
        server.faults({"on": place, **fault, "times": 99})
        result = lab.apply(None).says(*words)
        assert result.code in (1, 2), result
        server.must_hold(ORIGIN, *OTHERS)


tap.main()
