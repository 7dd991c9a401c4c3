"""Stand-ins for DNS hosters, started and looked at; certificates of the test's own; Prism, which knows what the vendors
themselves say about their APIs."""

import json
import os
import ssl
import subprocess
import sys
import time
import urllib.request

import dns.rdatatype
import dns.zone
import samples
import tap
from servers import HOST, READY_S, die_with_parent, expected, free_port, zone_text

HERE = os.path.dirname(os.path.abspath(__file__))
PRISM = "@stoplight/prism-cli@5.14.2"
INSTALL_S = 240
# Other people's records, so many that every listing has several pages.
OTHERS = samples.FOREIGN + tuple("host%02d 300 IN A 192.0.2.%d" % (number, number) for number in range(1, 20))


# ---- certificates ----


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def make_authority(folder, name):
    """A CA of its own: NAME.pem and NAME.key."""
    openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".pem")


def make_certificate(folder, authority, name, subject):
    """A certificate for SUBJECT ("IP:127.0.0.1"), signed by AUTHORITY: NAME.pem and NAME.key."""
    with open(os.path.join(folder, name + ".ext"), "w", encoding="ascii") as file:
        file.write("subjectAltName=%s\n" % subject)
    openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=" + name,
            "-keyout", name + ".key", "-out", name + ".csr")
    openssl(folder, "x509", "-req", "-in", name + ".csr", "-CA", authority + ".pem", "-CAkey", authority + ".key",
            "-CAcreateserial", "-days", "2", "-extfile", name + ".ext", "-out", name + ".pem")


# ---- records ----


def cloudflare_record(owner, ttl, rdata):
    """A dnspython record as Cloudflare's API takes it."""
    def bare(name):
        return name.to_text(omit_final_dot=True) if name != dns.name.root else "."

    type_ = dns.rdatatype.to_text(rdata.rdtype)
    record = {"name": bare(owner), "type": type_, "ttl": ttl}
    if type_ == "SRV":
        record["data"] = {"priority": rdata.priority, "weight": rdata.weight, "port": rdata.port,
                          "target": bare(rdata.target)}
    elif type_ == "NAPTR":
        record["data"] = {"order": rdata.order, "preference": rdata.preference, "flags": rdata.flags.decode(),
                          "service": rdata.service.decode(), "regex": rdata.regexp.decode(),
                          "replacement": bare(rdata.replacement)}
    elif type_ == "TLSA":
        record["data"] = {"usage": rdata.usage, "selector": rdata.selector, "matching_type": rdata.mtype,
                          "certificate": rdata.cert.hex()}
    elif type_ == "CAA":
        record["data"] = {"flags": rdata.flags, "tag": rdata.tag.decode(), "value": rdata.value.decode()}
    elif type_ == "MX":
        record.update(priority=rdata.preference, content=bare(rdata.exchange))
    elif type_ in ("CNAME", "NS", "PTR"):
        record["content"] = bare(rdata.target)
    else:
        record["content"] = rdata.to_text()
    return record


def cloudflare_line(record):
    """A record of Cloudflare's as a line of a master file."""
    def full(name):
        return name.rstrip(".") + "."

    type_, data = record["type"], record.get("data")
    if type_ == "SRV":
        text = "%d %d %d %s" % (data["priority"], data["weight"], data["port"], full(data["target"]))
    elif type_ == "NAPTR":
        text = '%d %d "%s" "%s" "%s" %s' % (data["order"], data["preference"], data["flags"], data["service"],
                                            data["regex"], full(data["replacement"]))
    elif type_ == "TLSA":
        text = "%d %d %d %s" % (data["usage"], data["selector"], data["matching_type"], data["certificate"])
    elif type_ == "CAA":
        text = '%d %s "%s"' % (data["flags"], data["tag"], data["value"])
    elif type_ == "MX":
        text = "%d %s" % (record["priority"], full(record["content"]))
    elif type_ in ("CNAME", "NS", "PTR"):
        text = full(record["content"])
    elif type_ == "TXT" and not record["content"].startswith('"'):
        text = '"%s"' % record["content"]
    else:
        text = record["content"]
    return "%s %d IN %s %s" % (full(record["name"]), record["ttl"], type_, text)


# ---- the stand-in ----


class StandIn:
    """One API with one account: zones, records, and whatever goes wrong."""

    def __init__(self, folder, api, zones, subject="IP:127.0.0.1", authority="ca", **options):
        self.folder = folder
        self.api = api
        self.token = "canary%s" % os.urandom(12).hex()
        self.process = None
        self.port = self.plain = 0
        for name in {"ca", authority}:
            make_authority(folder, name)
        make_certificate(folder, authority, "server", subject)
        self.config = {"api": api, "token": self.token, "zones": list(zones), **options,
                       "certificate": os.path.join(folder, "server.pem"), "key": os.path.join(folder, "server.key")}
        self.zones = zones

    def start(self):
        self.process = subprocess.Popen([sys.executable, os.path.join(HERE, "standin.py")], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        self.process.stdin.write(json.dumps(self.config))
        self.process.stdin.close()
        self.port, self.plain = json.loads(self.process.stdout.readline())
        self.reset()
        return self

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()

    @staticmethod
    def parse(origin, text):
        """Without SOA and NS of the apex, which are the hoster's own business."""
        zone = dns.zone.from_text(text, origin=origin, relativize=False)
        return [(name, ttl, rdata) for name, ttl, rdata in zone.iterate_rdatas()
                if name != zone.origin or rdata.rdtype not in (dns.rdatatype.SOA, dns.rdatatype.NS)]

    def url(self, path="/client/v4"):
        return "https://%s:%d%s" % (HOST, self.port, path)

    def ask(self, path, body=None, headers=None, method=None):
        """Over the plain port, where no certificate is in the way."""
        request = urllib.request.Request("http://%s:%d%s" % (HOST, self.plain, path), method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers=headers or {})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    # ---- for tests ----

    def reset(self):
        """The records with which it began, and nothing else."""
        self.ask("/-/reset")
        self.load({origin: [cloudflare_record(*row) for row in self.parse(origin, text)]
                   for origin, text in self.zones.items()})

    def load(self, zones):
        return self.ask("/-/load", zones)

    def faults(self, *faults):
        self.ask("/-/faults", list(faults))

    def faults_left(self):
        return self.ask("/-/left")

    def requests(self):
        return self.ask("/-/log")

    def forget_requests(self):
        self.ask("/-/forget", {})

    def records(self, origin):
        return self.ask("/-/dump")[origin]

    def lines(self, origin):
        """What DNS would serve of the zone, as lines that compare with those of expected()."""
        lines = "".join(cloudflare_line(record) + "\n" for record in self.records(origin)
                        if record["type"] in KNOWN and not record["proxied"])
        return expected(origin, zone_text() + lines)

    def must_hold(self, origin, *records):
        found, wanted = self.lines(origin), expected(origin, zone_text(*records))
        assert found == wanted, "in %s:\nmissing: %s\ntoo much: %s" % (origin, sorted(wanted - found),
                                                                     sorted(found - wanted))

    def call(self, method, path, body=None):
        """As somebody else who has the token, too."""
        return self.ask("/client/v4" + path, body, {"Authorization": "Bearer " + self.token}, method)["result"]

    def zone_id(self, origin):
        return self.call("GET", "/zones?per_page=50&name=" + origin)[0]["id"]

    def create(self, origin, **record):
        return self.call("POST", "/zones/%s/dns_records" % self.zone_id(origin), {"ttl": 300, **record})

    def edit(self, origin, name, **changes):
        """Change the one record that stands at NAME."""
        found, = [record for record in self.records(origin) if record["name"] == name]
        return self.call("PATCH", "/zones/%s/dns_records/%s" % (self.zone_id(origin), found["id"]), changes)


KNOWN = ("A", "AAAA", "CNAME", "MX", "NS", "PTR", "TXT", "SRV", "NAPTR", "TLSA", "CAA")


def write_policy(lab, standin, body, options="", url=None):
    """A policy with one provider "main" at the stand-in, and then BODY."""
    lab.write("token", standin.token + "\n", 0o600)
    return lab.write("policy.ini", """[provider main]
type       = %s
url        = %s
token-file = token
ca-file    = ca.pem
timeout    = 1s
%s
%s""" % (standin.api, url or standin.url(), options, body))


# ---- Prism ----


def find_spec(name):
    folder = os.environ.get("WAYMARK_API_SPECS")
    if not folder:
        raise tap.Skip("WAYMARK_API_SPECS does not say where the vendors' descriptions are")
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        raise tap.Skip("no %s" % path)
    return path


def install_prism():
    """The program, installed once into the build tree."""
    home = os.path.join(os.environ.get("WAYMARK_BUILD") or os.path.join(HERE, "../../build"), "prism")
    program = os.path.join(home, "node_modules/.bin/prism")
    if os.path.exists(program):
        return program
    os.makedirs(home, exist_ok=True)
    try:
        subprocess.run(["npm", "install", "--prefix", home, "--no-audit", "--no-fund", "--ignore-scripts", PRISM],
                       check=True, capture_output=True, timeout=INSTALL_S)
    except FileNotFoundError:
        raise tap.Skip("no npm, so no Prism to check requests and answers by the vendor's description") from None
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise tap.Skip("npm could not install %s" % PRISM) from None
    return program


class Prism:
    """Stands in front of a stand-in: what the vendor's description forbids does not pass, in either direction."""

    def __init__(self, spec, upstream, log):
        self.port = free_port()
        self.log = log
        self.command = [install_prism(), "proxy", "--errors", "-h", HOST, "-p", str(self.port), spec, upstream]
        self.process = None

    def start(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            preexec_fn=die_with_parent)
        deadline = time.monotonic() + 2 * READY_S
        while "Prism is listening" not in self.last_words():
            assert self.process.poll() is None and time.monotonic() < deadline, self.last_words()
            time.sleep(0.1)
        return self

    def url(self):
        return "http://%s:%d" % (HOST, self.port)

    def last_words(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
