"""A DNS proxy that does harm on request, between Waymark and a real server, over UDP and TCP.

A fault is planned with Proxy.on(): for messages that match, the action is done, as often as told. Actions:
    pass           nothing; for counting
    drop-request   the server never sees it
    drop-reply     the server does it, nobody hears of it
    truncate       over UDP: TC is set, nothing but the question is left
    wrong-id       the reply carries another id
    corrupt        one bit of the reply's last byte, its MAC's or its record's, is flipped
    half-reply     over TCP: half of the reply, then the connection closes
    reset          over TCP: the connection is reset when the reply has come from the server
    reset-request  over TCP: the connection is reset instead of passing the request on
    dribble        over TCP: the reply comes byte by byte, later in pieces of 50
    lie            over TCP: NOERROR, rightly signed, though the server has never seen the request
    deny           over TCP: the server does it, but an unsigned REFUSED comes instead of its reply
    delay          the reply comes SECONDS late
    duplicate      the reply comes twice
    call           the function is called when the reply has come, before it is passed on
    call-request   the function is called before the request is passed on
"""

import select
import socket
import struct
import threading
import time

import dns.message
import dns.opcode
import dns.rcode

from servers import HOST, free_port

QTYPE_SOA, QTYPE_AXFR = 6, 252


def opcode_of(message):
    return dns.opcode.from_flags(struct.unpack("!H", message[2:4])[0])


def type_of(message):
    """The type of the first question."""
    at = 12
    while message[at]:
        at += message[at] + 1
    return struct.unpack("!H", message[at + 1:at + 3])[0]


def is_update(message):
    return opcode_of(message) == dns.opcode.UPDATE


def is_query(message):
    return opcode_of(message) == dns.opcode.QUERY


def is_transfer(message):
    return is_query(message) and type_of(message) == QTYPE_AXFR


def is_any(message):
    return len(message) >= 12


class Fault:
    def __init__(self, matches, action, times, skip, seconds, function):
        self.matches = matches
        self.action = action
        self.times = times  # how often it strikes; None = always
        self.skip = skip    # matching messages that pass first
        self.seconds = seconds
        self.function = function
        self.struck = 0


class Proxy:
    def __init__(self, server):
        self.upstream = server.port
        self.key = server.key
        self.port = free_port()
        self.faults = []
        self.seen = []  # (transport, request) in the order of arrival
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.tcp = socket.socket()
        self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for listener in (self.udp, self.tcp):
            listener.bind((HOST, self.port))
            listener.settimeout(0.1)
        self.tcp.listen(32)
        for loop in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=loop, daemon=True).start()

    def on(self, matches, action, times=1, skip=0, seconds=0.0, function=None):
        fault = Fault(matches, action, times, skip, seconds, function)
        self.faults.append(fault)
        return fault

    def count(self, matches, transport=None):
        with self.lock:
            return sum(1 for kind, message in self.seen if matches(message) and transport in (None, kind))

    def stop(self):
        self.stopped.set()
        self.udp.close()
        self.tcp.close()

    def fault_for(self, transport, request):
        """The planned fault that strikes this request, or None."""
        with self.lock:
            self.seen.append((transport, request))
            for fault in self.faults:
                if not fault.matches(request):
                    continue
                if fault.skip:
                    fault.skip -= 1
                elif fault.times is None or fault.struck < fault.times:
                    fault.struck += 1
                    return fault
        return Fault(is_any, "pass", None, 0, 0.0, None)

    # ---- UDP: one thread per datagram ----

    def serve_udp(self):
        while not self.stopped.is_set():
            try:
                request, client = self.udp.recvfrom(65535)
            except socket.timeout:
                continue
            except OSError:
                return
            threading.Thread(target=self.relay_udp, args=(request, client), daemon=True).start()

    def relay_udp(self, request, client):
        fault = self.fault_for("udp", request)
        if fault.action == "call-request":
            fault.function()
        if fault.action == "drop-request":
            return
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as upstream:
            upstream.settimeout(10)
            upstream.connect((HOST, self.upstream))
            try:
                upstream.send(request)
                reply = upstream.recv(65535)
            except OSError:
                return
        if fault.action == "drop-reply":
            return
        if fault.action == "truncate":
            end = request.index(b"\0", 12) + 5
            flags = struct.unpack("!H", reply[2:4])[0] | 0x0200
            reply = reply[:2] + struct.pack("!HHHHH", flags, 1, 0, 0, 0) + request[12:end]
        for piece in self.harm(fault, reply):
            try:
                self.udp.sendto(piece, client)
            except OSError:
                return

    @staticmethod
    def harm(fault, reply):
        """The messages that take the reply's place; for both transports."""
        if fault.action == "call":
            fault.function()
        elif fault.action == "delay":
            time.sleep(fault.seconds)
        elif fault.action == "wrong-id":
            return [bytes([reply[0] ^ 0x5A]) + reply[1:]]
        elif fault.action == "corrupt":
            # The TSIG record ends with original id, error and length of other data: 6 bytes behind the MAC.
            at = len(reply) - 7
            return [reply[:at] + bytes([reply[at] ^ 1]) + reply[at + 1:]]
        elif fault.action == "duplicate":
            return [reply, reply]
        return [reply]

    # ---- TCP: one thread per connection ----

    def serve_tcp(self):
        while not self.stopped.is_set():
            try:
                client, _ = self.tcp.accept()
            except socket.timeout:
                continue
            except OSError:
                return
            threading.Thread(target=self.serve_connection, args=(client,), daemon=True).start()

    def serve_connection(self, client):
        faults = {}  # by message id
        with client:
            try:
                client.settimeout(10)
                with socket.create_connection((HOST, self.upstream), 10) as upstream:
                    going_on = True
                    while going_on and not self.stopped.is_set():
                        ready = select.select([client, upstream], [], [], 0.1)[0]
                        if client in ready:
                            going_on = self.pass_request(client, upstream, faults)
                        elif upstream in ready:
                            reply = read_message(upstream)
                            going_on = self.pass_reply(client, reply, faults.get(reply[:2]))
            except (OSError, EOFError):
                return

    def pass_request(self, client, upstream, faults):
        """False: the connection is over."""
        request = read_message(client)
        fault = self.fault_for("tcp", request)
        if fault.action == "call-request":
            fault.function()
        if fault.action == "reset-request":
            reset(client)
            return False
        if fault.action == "lie":
            client.sendall(self.lie(request))
        elif fault.action != "drop-request":
            faults[request[:2]] = fault
            upstream.sendall(struct.pack("!H", len(request)) + request)
        return True

    def lie(self, request):
        key = self.key.dnspython()
        reply = dns.message.make_response(dns.message.from_wire(request, keyring=key)).to_wire()
        return struct.pack("!H", len(reply)) + reply

    def pass_reply(self, client, reply, fault):
        """False: the connection is over."""
        if not fault:
            client.sendall(struct.pack("!H", len(reply)) + reply)
            return True
        if fault.action == "drop-reply":
            return True
        if fault.action == "reset":
            reset(client)
            return False
        if fault.action == "deny":
            flags = struct.unpack("!H", reply[2:4])[0]
            denial = reply[:2] + struct.pack("!H", flags & 0xfff0 | dns.rcode.REFUSED) + bytes(8)
            client.sendall(struct.pack("!H", len(denial)) + denial)
            return True
        if fault.action == "half-reply":
            client.sendall((struct.pack("!H", len(reply)) + reply)[:2 + len(reply) // 2])
            return False
        for message in self.harm(fault, reply):
            whole = struct.pack("!H", len(message)) + message
            if fault.action == "dribble":
                dribble(client, whole)
            else:
                client.sendall(whole)
        return True


def read_exactly(connection, length):
    data = b""
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def read_message(connection):
    return read_exactly(connection, struct.unpack("!H", read_exactly(connection, 2))[0])


def reset(connection):
    """The next close sends RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def dribble(connection, data):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    at = 0
    while at < len(data):
        size = 1 if at < 40 else 50
        connection.sendall(data[at:at + size])
        at += size
        time.sleep(0.002)
