"""Real name servers on loopback: BIND, Knot and PowerDNS, each with its files in a folder of its own.

Every server gets two TSIG keys: "admin", with which the test looks and meddles, and the one that Waymark is given. A
server is ready when it answers a SOA query signed with admin over UDP and over TCP. The secret is fresh for each
server, so another process on the same port is never taken for it.
"""

import base64
import ctypes
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.tsig
import dns.tsigkeyring
import dns.update
import dns.zone

HOST = "127.0.0.1"
READY_S = 20
PR_SET_PDEATHSIG = 1
SOA = "@ 3600 IN SOA ns1.invalid. hostmaster.invalid. 1 3600 600 86400 300\n@ 3600 IN NS ns1.invalid.\n"


def zone_text(*records):
    """A master file: SOA, NS and these lines."""
    return "$TTL 3600\n" + SOA + "".join(record + "\n" for record in records)


def content(zone):
    """What a dnspython zone holds, but for its SOA, as a set of lines that compare."""
    return {
        "%s %d %s %s" % (name.to_text().lower(), ttl, dns.rdatatype.to_text(rdata.rdtype), rdata.to_text())
        for name, ttl, rdata in zone.iterate_rdatas()
        if rdata.rdtype != dns.rdatatype.SOA
    }


def expected(origin, text):
    """The same set from a master file."""
    return content(dns.zone.from_text(text, origin=origin, relativize=False))


def free_port():
    """A port that is free for UDP and TCP now, below the range that the kernel gives out itself."""
    while True:
        port = random.SystemRandom().randrange(20000, 32000)
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
                udp.bind((HOST, port))
                tcp.bind((HOST, port))
                return port
        except OSError:
            continue


def die_with_parent():
    """In the child: if this test is killed, so is the server."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Key:
    def __init__(self, name, algorithm="hmac-sha256", secret=None):
        self.name = name
        self.algorithm = algorithm
        self.secret = secret or base64.b64encode(os.urandom(32)).decode()

    def statement(self):
        """As tsig-keygen prints it."""
        return 'key "%s" {\n\talgorithm %s;\n\tsecret "%s";\n};\n' % (self.name, self.algorithm, self.secret)

    def dnspython(self):
        return dns.tsig.Key(self.name, self.secret, self.algorithm)


class Server:
    """One running server.

    GRANTS are the types that Waymark's key may write: None = all, empty = it may write nothing. TRANSFER says whether
    it may transfer zones. NOTIFY are ports that hear of changes, EXTRA goes into the configuration as it is.
    """

    title = "?"

    def __init__(self, folder, zones, key=None, grants=None, transfer=True, extra="", notify=()):
        self.folder = folder
        self.zones = zones
        self.key = key or Key("waymark")
        self.admin = Key("admin")
        self.grants = grants
        self.transfer = transfer
        self.extra = extra
        self.notify = notify
        self.port = 0
        self.process = None
        self.log = os.path.join(folder, "server.log")

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def write_zones(self):
        for name, text in self.zones.items():
            self.write(name + ".zone", text)

    def start(self):
        for _ in range(5):
            self.port = free_port()
            self.run()
            if self.is_ready():
                return self
            self.stop()
        raise AssertionError("%s does not start:\n%s" % (self.title, self.last_words()))

    def run(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.configure(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, preexec_fn=die_with_parent)

    def restart(self):
        """The same server again, on the same port."""
        self.stop()
        self.run()
        assert self.is_ready(), self.last_words()

    def stop(self, how=signal.SIGTERM):
        if not self.process:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def is_ready(self):
        deadline = time.monotonic() + READY_S
        waiting = [(zone, ask) for zone in self.zones for ask in (dns.query.tcp, dns.query.udp)]
        while waiting and time.monotonic() < deadline and self.process.poll() is None:
            zone, ask = waiting[0]
            try:
                question = dns.message.make_query(zone, "SOA")
                question.use_tsig(self.admin.dnspython())
                if ask(question, HOST, timeout=0.5, port=self.port).answer:
                    waiting.pop(0)
                    continue
            except (dns.exception.DNSException, OSError, EOFError):
                pass
            time.sleep(0.02)
        return not waiting

    def last_words(self):
        with open(self.log, encoding="utf-8", errors="backslashreplace") as log:
            return "".join(log.readlines()[-8:])

    # ---- what a test asks ----

    def read(self, zone):
        """The zone as the server transfers it: a set of lines, without the SOA."""
        return content(self.transferred(zone))

    def transferred(self, zone):
        key = self.admin.dnspython()
        return dns.zone.from_xfr(dns.query.xfr(HOST, zone, port=self.port, keyring=key, keyalgorithm=key.algorithm,
                                               relativize=False, timeout=10), relativize=False)

    def must_hold(self, zone, *records):
        """The zone holds these records beside its SOA and NS, and nothing else."""
        want, have = expected(zone, zone_text(*records)), self.read(zone)
        assert want == have, "missing: %s\nnot expected: %s" % (sorted(want - have), sorted(have - want))

    def serial(self, zone):
        return self.transferred(zone).get_soa().serial

    def change(self, zone, *steps):
        """An UPDATE by somebody else: steps are ("add", name, ttl, type, data) or ("delete", name, [type, [data]])."""
        update = dns.update.Update(zone, keyring=self.admin.dnspython())
        for verb, name, *rest in steps:
            getattr(update, verb)(dns.name.from_text(name), *rest)
        reply = dns.query.tcp(update, HOST, timeout=10, port=self.port)
        assert reply.rcode() == dns.rcode.NOERROR, dns.rcode.to_text(reply.rcode())

    def ask(self, name, kind):
        """The answer section of one question, as sorted lines of data."""
        question = dns.message.make_query(name, kind)
        question.use_tsig(self.admin.dnspython())
        reply = dns.query.tcp(question, HOST, timeout=10, port=self.port)
        return sorted(rdata.to_text() for rrset in reply.answer for rdata in rrset)


def named_program(folder):
    """Debian's AppArmor profile lets /usr/sbin/named see its own folders only; a copy elsewhere is not confined."""
    program = shutil.which("named", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    try:
        with open("/sys/module/apparmor/parameters/enabled", encoding="ascii") as state:
            confined = state.read().startswith("Y")
    except OSError:
        confined = False
    return shutil.copy(program, folder) if confined else program


class Bind(Server):
    title = "BIND"

    options = """
        pid-file none; session-keyfile none; lock-file none; listen-on-v6 { none; };
        recursion no; dnssec-validation no; notify explicit; notify-delay 0; notify-rate 1000;
        startup-notify-rate 1000; serial-query-rate 1000; empty-zones-enable no;"""

    def stanza(self, zone):
        grants = "" if self.grants == () else "grant %s zonesub %s;" % (self.key.name, " ".join(self.grants or ["ANY"]))
        readers = "key admin; key %s;" % self.key.name if self.transfer else "key admin;"
        return """zone "%s" { type primary; file "%s.zone";
            update-policy { grant admin zonesub ANY; %s };
            allow-transfer { %s }; also-notify { %s }; };\n""" % (
            zone, zone, grants, readers,
            " ".join("%s port %d;" % (HOST, port) for port in self.notify))

    def configure(self):
        self.write_zones()
        self.write("named.conf", self.admin.statement() + self.key.statement() +
                   'options { directory "%s"; listen-on port %d { %s; };%s %s };\ncontrols { };\n' % (
                       self.folder, self.port, HOST, self.options, self.extra) +
                   "".join(self.stanza(zone) for zone in self.zones))
        return [named_program(self.folder), "-g", "-n", "1", "-c", os.path.join(self.folder, "named.conf")]


class BindSecondary(Bind):
    """Takes its zones from PRIMARY, which must notify our port: give that port to both."""

    title = "BIND secondary"

    def __init__(self, folder, primary, port):
        super().__init__(folder, dict.fromkeys(primary.zones, ""), key=primary.key)
        self.admin = primary.admin
        self.primary = primary
        self.port = port

    def start(self):
        self.run()
        assert self.is_ready(), self.last_words()
        return self

    def write_zones(self):
        """It has none to begin with."""

    def stanza(self, zone):
        return """zone "%s" { type secondary; file "%s.copy"; masterfile-format text;
            primaries { %s port %d key admin; }; allow-transfer { key admin; }; };\n""" % (
            zone, zone, HOST, self.primary.port)


class Knot(Server):
    title = "Knot"

    def configure(self):
        self.write_zones()
        for name in ("run", "db"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        keys = "".join("  - id: %s\n    algorithm: %s\n    secret: %s\n" % (key.name, key.algorithm, key.secret)
                       for key in (self.admin, self.key))
        types = "    update-type: [%s]\n" % ", ".join(self.grants) if self.grants else ""
        rules = ["admin"] + ([] if self.grants == () else ["write"]) + (["transfer"] if self.transfer else [])
        zones = "".join("  - domain: %s\n    acl: [%s]\n" % (zone, ", ".join(rules)) for zone in self.zones)
        self.write("knot.conf", """server:
    rundir: %(folder)s/run
    listen: %(host)s@%(port)d
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
control:
    listen: %(folder)s/s
log:
  - target: stderr
    any: info
database:
    storage: %(folder)s/db
    journal-db-max-size: 64M
    kasp-db-max-size: 16M
    timer-db-max-size: 16M
key:
%(keys)sacl:
  - id: admin
    key: admin
    action: [transfer, update]
  - id: write
    key: %(key)s
    action: update
%(types)s  - id: transfer
    key: %(key)s
    action: transfer
template:
  - id: default
    storage: %(folder)s
    file: "%%s.zone"
    zonefile-sync: -1
    journal-content: changes
    semantic-checks: off
zone:
%(zones)s%(extra)s""" % {"folder": self.folder, "host": HOST, "port": self.port, "keys": keys, "types": types,
                         "key": self.key.name, "zones": zones, "extra": self.extra})
        return [shutil.which("knotd", path="/usr/sbin:/usr/local/sbin:/usr/bin"), "-c",
                os.path.join(self.folder, "knot.conf")]


class PowerDNS(Server):
    title = "PowerDNS"

    # The tables that the gsqlite3 backend asks for.
    schema = """
        CREATE TABLE domains (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, master TEXT,
            last_check INTEGER, type TEXT NOT NULL, notified_serial INTEGER, account TEXT, options TEXT, catalog TEXT);
        CREATE TABLE records (id INTEGER PRIMARY KEY, domain_id INTEGER, name TEXT, type TEXT, content TEXT,
            ttl INTEGER, prio INTEGER, disabled BOOLEAN DEFAULT 0, ordername TEXT, auth BOOL DEFAULT 1);
        CREATE INDEX by_name ON records (name, type);
        CREATE INDEX by_zone ON records (domain_id, name, type);
        CREATE INDEX by_order ON records (domain_id, ordername);
        CREATE TABLE supermasters (ip TEXT, nameserver TEXT COLLATE NOCASE, account TEXT);
        CREATE TABLE comments (id INTEGER PRIMARY KEY, domain_id INTEGER, name TEXT, type TEXT, modified_at INTEGER,
            account TEXT, comment TEXT);
        CREATE TABLE domainmetadata (id INTEGER PRIMARY KEY, domain_id INTEGER, kind TEXT COLLATE NOCASE, content TEXT);
        CREATE TABLE cryptokeys (id INTEGER PRIMARY KEY, domain_id INTEGER, flags INTEGER, active BOOL,
            published BOOL DEFAULT 1, content TEXT);
        CREATE TABLE tsigkeys (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, algorithm TEXT COLLATE NOCASE,
            secret TEXT);
        """

    def fill(self):
        """The database: zones, rights and keys, in SQL for sqlite3's shell."""
        yield self.schema
        for key in (self.admin, self.key):
            yield "INSERT INTO tsigkeys (name, algorithm, secret) VALUES ('%s', '%s', '%s');" % (
                key.name, key.algorithm, key.secret)
        readers = ["admin", self.key.name] if self.transfer else ["admin"]
        for number, (name, text) in enumerate(self.zones.items(), 1):
            yield "INSERT INTO domains (id, name, type) VALUES (%d, '%s', 'NATIVE');" % (number, name)
            metadata = [("SOA-EDIT-DNSUPDATE", "INCREASE"), ("ALLOW-DNSUPDATE-FROM", "127.0.0.0/8")]
            writers = ["admin"] if self.grants == () else ["admin", self.key.name]
            metadata += [("TSIG-ALLOW-DNSUPDATE", key) for key in writers]
            metadata += [("TSIG-ALLOW-AXFR", key) for key in readers]
            for kind, value in metadata:
                yield "INSERT INTO domainmetadata (domain_id, kind, content) VALUES (%d, '%s', '%s');" % (
                    number, kind, value)
            zone = dns.zone.from_text(text, origin=name, relativize=False)
            for owner, ttl, rdata in zone.iterate_rdatas():
                yield ("INSERT INTO records (domain_id, name, type, content, prio, ttl) "
                       "VALUES (%d, '%s', '%s', '%s', %s, %d);") % (
                           number, owner.to_text(omit_final_dot=True), dns.rdatatype.to_text(rdata.rdtype),
                           *self.stored(rdata), ttl)

    @staticmethod
    def stored(rdata):
        """PowerDNS keeps names without their final dot, and the priority of MX and SRV in a column of its own."""
        words = rdata.to_text().replace("'", "''").split(" ")
        words = [word[:-1] if word.endswith(".") and len(word) > 1 else word for word in words]
        if rdata.rdtype in (dns.rdatatype.MX, dns.rdatatype.SRV):
            return " ".join(words[1:]), words[0]
        return " ".join(words), "0"

    def configure(self):
        database = os.path.join(self.folder, "zones.sqlite")
        if not os.path.exists(database):
            subprocess.run(["sqlite3", database], input="BEGIN;\n%s\nCOMMIT;\n" % "\n".join(self.fill()), text=True,
                           check=True)
        self.write("pdns.conf", """launch=gsqlite3
gsqlite3-database=%s
gsqlite3-pragma-synchronous=0
local-address=%s
local-port=%d
socket-dir=%s
dnsupdate=yes
allow-dnsupdate-from=127.0.0.0/8
allow-axfr-ips=
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
zone-metadata-cache-ttl=0
consistent-backends=no
receiver-threads=1
distributor-threads=1
security-poll-suffix=
version-string=anonymous
%s""" % (database, HOST, self.port, self.folder, self.extra))
        return [shutil.which("pdns_server", path="/usr/sbin:/usr/local/sbin:/usr/bin"), "--config-dir=" + self.folder,
                "--guardian=no", "--daemon=no", "--disable-syslog"]


class PowerDNSApi(PowerDNS):
    """The same server, which Waymark reaches through its HTTP API; the test still looks and meddles by DNS."""

    title = "PowerDNS by its API"

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.api_key = "api-" + base64.b64encode(os.urandom(18)).decode()
        self.api_port = 0

    def fill(self):
        yield from super().fill()
        # Else the API leaves the serial as it is.
        for number in range(1, len(self.zones) + 1):
            yield "INSERT INTO domainmetadata (domain_id, kind, content) VALUES (%d, 'SOA-EDIT-API', 'INCREASE');" % number

    def start(self):
        self.api_port = free_port()
        return super().start()

    def configure(self):
        command = super().configure()
        with open(os.path.join(self.folder, "pdns.conf"), "a", encoding="utf-8") as file:
            file.write("""
api=yes
api-key=%s
webserver=yes
webserver-address=%s
webserver-port=%d
webserver-allow-from=127.0.0.0/8
enable-lua-records=yes
""" % (self.api_key, HOST, self.api_port))
        return command

    def is_ready(self):
        deadline = time.monotonic() + READY_S
        while super().is_ready() and time.monotonic() < deadline:
            try:
                self.api("GET", "")
                return True
            except (OSError, AssertionError):
                time.sleep(0.02)
        return False

    def api(self, method, path, body=None):
        """The answer to one request below /api/v1/servers/localhost, as it comes out of JSON."""
        connection = http.client.HTTPConnection(HOST, self.api_port, timeout=10)
        try:
            connection.request(method, "/api/v1/servers/localhost" + path,
                               body=json.dumps(body) if body is not None else None,
                               headers={"X-API-Key": self.api_key, "Content-Type": "application/json"})
            reply = connection.getresponse()
            text = reply.read()
            if reply.status >= 300:
                raise AssertionError("the API answers %d %s" % (reply.status, text))
            return json.loads(text) if text else None
        finally:
            connection.close()

    def rrsets(self, zone):
        """Everything in the zone but its SOA, disabled records and comments too, by name and type."""
        return {(rrset["name"], rrset["type"]): rrset for rrset in self.api("GET", "/zones/%s." % zone)["rrsets"]
                if rrset["type"] != "SOA"}

    def put(self, zone, name, kind, *contents, ttl=60, disabled=False, comments=()):
        """An RRset by somebody else, through the API."""
        self.api("PATCH", "/zones/%s." % zone, {"rrsets": [{
            "name": name, "type": kind, "ttl": ttl, "changetype": "REPLACE",
            "records": [{"content": text, "disabled": disabled} for text in contents],
            "comments": [{"content": text, "account": "somebody"} for text in comments]}]})

    def provider(self, lab, port=0):
        """Waymark's way to it, as lines of a [provider]."""
        lab.write("api.key", self.api_key + "\n", 0o600)
        return "type       = powerdns\nurl        = http://%s:%d\ntoken-file = api.key\ntimeout    = 2s\n" % (
            HOST, port or self.api_port)


EVERY = (Bind, Knot, PowerDNS)
EVERY_WAY = EVERY + (PowerDNSApi,)  # for what must be so however the changes get there
