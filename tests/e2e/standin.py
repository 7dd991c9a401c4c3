#!/usr/bin/python3
"""A stand-in for the APIs of DNS hosters: it keeps their rules, holds its records in memory and breaks on demand.

Started by cloud.py as a program of its own, with one JSON object on its standard input: {"api", "token", "zones",
"certificate", "key"}. It prints the ports on which it listens, TLS and plain, and serves until it is killed. Paths
that begin with /-/ are for the test alone: the records, the requests so far, and the faults to come.
"""

import http.server
import ipaddress
import json
import re
import socket
import ssl
import sys
import threading
import time
import urllib.parse

HOST = "127.0.0.1"
SILENCE_S = 8
HUGE = 1 << 30


class Refusal(Exception):
    """The API says no: a status, a code and a message."""

    def __init__(self, status, code, message, cause=None):
        super().__init__(message)
        self.status = status
        self.code = code
        self.cause = cause


# ---- Cloudflare, API v4 ----

HOSTNAME = re.compile(r"^(\*|[A-Za-z0-9_-]{1,63})(\.[A-Za-z0-9_-]{1,63})*$")
NUMBER_8 = (int, 255)
NUMBER_16 = (int, 65535)
# What `data` holds; types without a row have `content`.
CLOUDFLARE_DATA = {
    "SRV": {"priority": NUMBER_16, "weight": NUMBER_16, "port": NUMBER_16, "target": "host"},
    "NAPTR": {"order": NUMBER_16, "preference": NUMBER_16, "flags": str, "service": str, "regex": str,
              "replacement": "host"},
    "CAA": {"flags": NUMBER_8, "tag": str, "value": str},
    "TLSA": {"usage": NUMBER_8, "selector": NUMBER_8, "matching_type": NUMBER_8, "certificate": str},
    "SSHFP": {"algorithm": NUMBER_8, "type": NUMBER_8, "fingerprint": str},
    "HTTPS": {"priority": NUMBER_16, "target": "host", "value": str},
    "SVCB": {"priority": NUMBER_16, "target": "host", "value": str},
    "URI": {"weight": NUMBER_16, "target": str},
}
CLOUDFLARE_CONTENT = {"A", "AAAA", "CNAME", "MX", "NS", "PTR", "TXT"}
PRIORITY = {"MX", "URI"}
ADDRESSES = {"A", "AAAA", "CNAME"}


def invalid(why):
    return Refusal(400, 1004, "DNS Validation Error", (9000, why))


def check_host(text):
    text = text[:-1] if text.endswith(".") and text != "." else text
    if text != "." and not HOSTNAME.match(text):
        raise invalid("%r is not a valid hostname." % text)
    return text.lower()


def check_member(value, kind):
    if kind == "host" and isinstance(value, str):
        return check_host(value)
    if kind is str and isinstance(value, str):
        return value
    if isinstance(kind, tuple) and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= kind[1]:
        return value
    raise invalid("%r is not what this field takes." % (value,))


def check_content(type_, content):
    if not isinstance(content, str):
        raise invalid("content is missing.")
    try:
        if type_ == "A":
            return str(ipaddress.IPv4Address(content))
        if type_ == "AAAA":
            return str(ipaddress.IPv6Address(content))
    except ValueError:
        raise invalid("Content for %s record is invalid." % type_) from None
    return content if type_ == "TXT" else check_host(content)


class Cloudflare:
    base = "/client/v4"
    def __init__(self, config):
        self.token = config["token"]
        self.count = 0
        self.batch_limit = config.get("batch", 200)
        self.page_limit = config.get("page", 7)  # far below what is asked for, so that every listing has pages
        self.zones = {}  # name to id
        self.records = {}  # id of the zone to its records
        for name in config["zones"]:
            self.zones[name] = self.new_id()
            self.records[self.zones[name]] = []

    def new_id(self):
        self.count += 1
        return "%032x" % (0x5EED0000 + self.count)

    # ---- records ----

    def check(self, zone, record):
        """A record as the API keeps it, from what it was sent."""
        type_, ttl = record.get("type"), record.get("ttl", 1)
        if type_ not in CLOUDFLARE_DATA and type_ not in CLOUDFLARE_CONTENT:
            raise invalid("This type is not supported.")
        if isinstance(ttl, bool) or not isinstance(ttl, int) or not (ttl == 1 or 60 <= ttl <= 86400):
            raise invalid("TTL must be between 60 and 86400 seconds, or 1 for Automatic.")
        name = check_host(record.get("name", ""))
        if name != zone and not name.endswith("." + zone):
            raise invalid("This name is not in the zone.")
        kept = {"id": record.get("id") or self.new_id(), "name": name, "type": type_, "proxiable": type_ in ADDRESSES,
                "proxied": bool(record.get("proxied")), "ttl": ttl, "settings": {}, "meta": {},
                "tags": [], "created_on": "2025-08-27T20:36:29.522064Z",
                "modified_on": "2025-08-27T20:36:29.522064Z"}
        if type_ in PRIORITY:
            kept["priority"] = check_member(record.get("priority"), NUMBER_16)
        if type_ in CLOUDFLARE_DATA:
            data = record.get("data")
            if not isinstance(data, dict):
                raise invalid("data is missing.")
            kept["data"] = {key: check_member(data.get(key), kind) for key, kind in CLOUDFLARE_DATA[type_].items()}
            kept["content"] = " ".join(str(value) for value in kept["data"].values())
        else:
            kept["content"] = check_content(type_, record.get("content"))
        return kept

    @staticmethod
    def stand_beside(record, records):
        """The rules that a new record must keep with those that are there."""
        for other in records:
            if other["name"] != record["name"]:
                continue
            same = [other[key] == record[key] for key in ("type", "content")] + [
                other.get("priority") == record.get("priority")]
            if all(same) and other["ttl"] == record["ttl"]:
                raise Refusal(400, 81058, "An identical record already exists.")
            if all(same):
                raise Refusal(400, 81057, "The record already exists.")
            if other["type"] == "CNAME":
                raise Refusal(400, 81054, "A CNAME record with that host already exists.")
            if record["type"] == "CNAME":
                raise Refusal(400, 81053, "An A, AAAA, or CNAME record with that host already exists.")

    @staticmethod
    def take(records, item):
        for index, record in enumerate(records):
            if record["id"] == item.get("id"):
                return records.pop(index)
        raise Refusal(404, 81044, "Record does not exist.")

    def put(self, zone, records, item):
        record = self.check(zone, item)
        self.stand_beside(record, records)
        records.insert(0, record)
        return record

    def batch(self, zone, zone_id, body):
        """All or none: deletes, patches, puts, posts, in this order."""
        if sum(len(part) for part in body.values()) > self.batch_limit:
            raise invalid("Too many operations in one batch.")
        records = list(self.records[zone_id])
        result = {"deletes": [self.take(records, item) for item in body.get("deletes", [])], "patches": [], "puts": []}
        for item in body.get("patches", []):
            result["patches"].append(self.put(zone, records, {**self.take(records, item), **item}))
        for item in body.get("puts", []):
            self.take(records, item)
            result["puts"].append(self.put(zone, records, item))
        result["posts"] = [self.put(zone, records, item) for item in body.get("posts", [])]
        self.records[zone_id] = records
        return result

    # ---- calls ----

    def page(self, items, query, least, most):
        try:
            number, size = int(query.get("page", 1)), int(query.get("per_page", 20))
        except ValueError:
            raise Refusal(400, 1004, "Invalid page") from None
        if number < 1 or not least <= size <= most:
            raise Refusal(400, 1004, "Invalid page or per_page")
        size = min(size, self.page_limit)
        part = items[(number - 1) * size:number * size]
        return part, {"page": number, "per_page": size, "count": len(part), "total_count": len(items),
                      "total_pages": max(1, -(-len(items) // size))}

    def list_zones(self, query):
        items = [{"id": self.zones[name], "name": name, "status": "active", "paused": False, "type": "full",
                  "development_mode": 0, "original_registrar": None, "original_dnshost": None,
                  "original_name_servers": None, "modified_on": "2025-06-27T16:15:05.621864Z",
                  "created_on": "2025-06-27T16:15:01.206882Z", "activated_on": "2025-06-27T16:15:05.465417Z",
                  "name_servers": ["a.ns.example", "b.ns.example"], "account": {"id": "a" * 32, "name": "account"},
                  "owner": {"type": "user"}, "meta": {"step": 4}}
                 for name in self.zones if query.get("name", name) == name]
        return self.page(items, query, 5, 50)

    def list_records(self, zone_id, query):
        items = [record for record in self.records[zone_id]
                 if query.get("name", record["name"]) == record["name"]
                 and query.get("type", record["type"]) == record["type"]]
        return self.page(items, query, 1, 5000000)

    def call(self, method, path, query, body):
        """The result of a call, and its `result_info` or None."""
        parts = path.strip("/").split("/")
        if method == "GET" and parts == ["zones"]:
            return self.list_zones(query)
        names = {zone_id: name for name, zone_id in self.zones.items()}
        if len(parts) < 3 or parts[0] != "zones" or parts[2] != "dns_records" or parts[1] not in names:
            raise Refusal(404, 7003, "Could not route to %s, perhaps your object identifier is invalid?" % path)
        zone_id = parts[1]
        if method == "GET" and len(parts) == 3:
            return self.list_records(zone_id, query)
        if method == "POST" and parts[3:] == ["batch"]:
            return self.batch(names[zone_id], zone_id, body), None
        if method == "POST" and len(parts) == 3:
            return self.batch(names[zone_id], zone_id, {"posts": [body]})["posts"][0], None
        if method == "PATCH" and len(parts) == 4:
            return self.batch(names[zone_id], zone_id, {"patches": [{**body, "id": parts[3]}]})["patches"][0], None
        if method == "DELETE" and len(parts) == 4:
            self.batch(names[zone_id], zone_id, {"deletes": [{"id": parts[3]}]})
            return {"id": parts[3]}, None
        raise Refusal(405, 7001, "Method %s not available for that URI." % method)

    def authorize(self, headers):
        word = headers.get("Authorization", "")
        if not word.startswith("Bearer ") or len(word) < 15:
            raise Refusal(400, 6003, "Invalid request headers", (6111, "Invalid format for Authorization header"))
        if word != "Bearer " + self.token:
            raise Refusal(403, 9109, "Invalid access token")

    def answer(self, method, path, query, headers, body):
        """Status, headers and body of any request below BASE."""
        limits = [("Ratelimit-Policy", '"default";q=1200;w=300'), ("Ratelimit", '"default";r=1100;t=200')]
        envelope = {"result": None, "success": False, "errors": [], "messages": []}
        try:
            self.authorize(headers)
            try:
                content = json.loads(body) if body else {}
            except ValueError:
                raise Refusal(400, 9207, "Request body is invalid.") from None
            envelope["result"], info = self.call(method, path, query, content)
            envelope["success"] = True
            if info:
                envelope["result_info"] = info
            status = 200
        except Refusal as why:
            error = {"code": why.code, "message": str(why)}
            if why.cause:
                error["error_chain"] = [{"code": why.cause[0], "message": why.cause[1]}]
            envelope["errors"].append(error)
            status = why.status
        return status, limits, json.dumps(envelope).encode()

    # ---- for the test ----

    def dump(self):
        return {name: self.records[zone_id] for name, zone_id in self.zones.items()}

    def load(self, zones):
        """Records that were there before, free of most rules: `settings` and `meta` stay, any type."""
        for name, records in zones.items():
            kept = self.records[self.zones[name]]
            for record in records:
                known = record["type"] in CLOUDFLARE_DATA or record["type"] in CLOUDFLARE_CONTENT
                full = self.check(name, record) if known else {"id": self.new_id(), "proxied": False, **record}
                kept.append({**full, **{key: record[key] for key in ("settings", "meta") if key in record}})

    def disturb(self):
        """One record goes, another comes: the totals stay, the pages shift."""
        for name, zone_id in self.zones.items():
            records = self.records[zone_id]
            if len(records) > self.page_limit:
                self.put(name, records, {"name": "moved%d.%s" % (self.count, name), "type": "A", "ttl": 60,
                                         "content": "192.0.2.99"})


APIS = {"cloudflare": Cloudflare}


# ---- faults ----


class Faults:
    """What goes wrong: each fault waits for requests that begin with its `on`, lets `skip` of them pass, and then hits
    `times`."""

    def __init__(self):
        self.waiting = []
        self.lock = threading.Lock()

    def set(self, faults):
        with self.lock:
            self.waiting = [{"on": "", "skip": 0, "times": 1, **fault} for fault in faults]

    def next(self, request):
        with self.lock:
            for fault in self.waiting:
                if not re.search(fault["on"], request) or not fault["times"]:
                    continue
                if fault["skip"]:
                    fault["skip"] -= 1
                    continue
                fault["times"] -= 1
                return fault
        return {"kind": None}


# ---- HTTP ----


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    config = api = faults = None
    log = []
    lock = threading.Lock()

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass

    def reply(self, status, headers, body, kind="application/json"):
        self.send_response(status)
        for name, value in [("Content-Type", kind), ("Content-Length", str(len(body))), *headers]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path.startswith("/-/"):
            return self.admin(url.path[3:], json.loads(body) if body else None)
        with self.lock:
            self.log.append("%s %s" % (self.command, self.path))
        fault = self.faults.next("%s %s" % (self.command, self.path))
        if fault["kind"] == "status":
            return self.reply(fault["status"], list(fault.get("headers", {}).items()), fault.get("body", "").encode(),
                              fault.get("type", "application/json"))
        if fault["kind"] == "silent":
            time.sleep(SILENCE_S)
            return self.hang_up()
        if not url.path.startswith(self.api.base + "/"):
            return self.reply(404, [], b"404 page not found", "text/plain")
        with self.lock:
            if fault["kind"] == "disturb":
                self.api.disturb()
            status, headers, answer = self.api.answer(self.command, url.path[len(self.api.base):], query, self.headers,
                                                      body)
        return self.finish_with(fault["kind"], status, headers, answer)

    def finish_with(self, kind, status, headers, answer):
        """The request has done what it does; now its answer, whole or not."""
        if kind == "lost":
            time.sleep(SILENCE_S)
            return self.hang_up()
        if kind == "garbage":
            answer = answer[:-2] + b"\xff{"
        if kind == "huge":
            return self.flood()
        if kind == "cut":
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer[:len(answer) // 2])
            self.wfile.flush()
            return self.hang_up()
        return self.reply(status, headers, answer)

    def flood(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(HUGE))
        self.end_headers()
        for _ in range(HUGE >> 16):
            self.wfile.write(b" " * 65536)

    def admin(self, what, body):
        with self.lock:
            if what == "reset":
                Handler.api = APIS[self.config["api"]](self.config)
            elif what == "load":
                self.api.load(body)
            elif what == "faults":
                self.faults.set(body)
            elif what == "forget":
                self.log.clear()
            elif what == "token":
                self.api.token = body
            answers = {"log": self.log, "left": sum(fault["times"] for fault in self.faults.waiting)}
            answer = answers[what] if what in answers else self.api.dump()
            self.reply(200, [], json.dumps(answer).encode())

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Peers hang up; that is what is being tested."""


class TlsServer(Server):
    """The handshake is the thread's, so that one peer cannot hold up the others."""

    tls = None

    def finish_request(self, request, client_address):
        request.settimeout(2 * SILENCE_S)
        super().finish_request(self.tls.wrap_socket(request, server_side=True), client_address)


def main():
    config = json.load(sys.stdin)
    Handler.config = config
    Handler.api = APIS[config["api"]](config)
    Handler.faults = Faults()
    tls = TlsServer((HOST, 0), Handler)
    tls.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.tls.load_cert_chain(config["certificate"], config["key"])
    plain = Server((HOST, 0), Handler)
    print(json.dumps([tls.server_port, plain.server_port]), flush=True)
    threading.Thread(target=plain.serve_forever, daemon=True).start()
    tls.serve_forever()


if __name__ == "__main__":
    main()
