"""An HTTP proxy that does harm on request, between Waymark and a real server's API.

A fault is planned with HttpProxy.on(): for requests that match, the action is done, as often as told. Actions:
    pass           nothing; for counting
    drop-request   the server never sees it, and no answer comes
    drop-reply     the server does it, nobody hears of it
    reset-request  the connection is reset instead of passing the request on
    reset          the connection is reset when the answer has come from the server
    half-reply     half of the answer, then the connection closes
    answer         ANSWER, whole as it goes over the line, though the server has never seen the request
    answer-after   the same in place of the server's own answer
    call           the function is called before the request is passed on
"""

import socket
import struct
import threading
import time

from servers import HOST, free_port


def is_read(request):
    return request.startswith(b"GET ")


def is_write(request):
    return not is_read(request)


def is_any(request):
    return bool(request)


def answer(status, reason, body=b"", *headers):
    """An answer as it goes over the line."""
    lines = ["HTTP/1.1 %d %s" % (status, reason), "Content-Length: %d" % len(body), "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Fault:
    def __init__(self, matches, action, times, skip, reply, function):
        self.matches = matches
        self.action = action
        self.times = times  # how often it strikes; None = always
        self.skip = skip    # matching requests that pass first
        self.reply = reply
        self.function = function
        self.struck = 0


class HttpProxy:
    def __init__(self, server):
        self.server = server
        self.upstream = server.api_port
        self.port = free_port()
        self.faults = []
        self.seen = []  # requests in the order of arrival
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((HOST, self.port))
        self.listener.settimeout(0.1)
        self.listener.listen(32)
        threading.Thread(target=self.serve, daemon=True).start()

    def provider(self, lab):
        return self.server.provider(lab, self.port)

    def on(self, matches, action, times=1, skip=0, reply=b"", function=None):
        fault = Fault(matches, action, times, skip, reply, function)
        self.faults.append(fault)
        return fault

    def count(self, matches=is_any):
        with self.lock:
            return sum(1 for request in self.seen if matches(request))

    def stop(self):
        self.stopped.set()
        self.listener.close()

    def fault_for(self, request):
        """The planned fault that strikes this request."""
        with self.lock:
            self.seen.append(request)
            for fault in self.faults:
                if not fault.matches(request):
                    continue
                if fault.skip:
                    fault.skip -= 1
                elif fault.times is None or fault.struck < fault.times:
                    fault.struck += 1
                    return fault
        return Fault(is_any, "pass", None, 0, b"", None)

    def serve(self):
        while not self.stopped.is_set():
            try:
                client, _ = self.listener.accept()
            except socket.timeout:
                continue
            except OSError:
                return
            threading.Thread(target=self.serve_connection, args=(client,), daemon=True).start()

    def serve_connection(self, client):
        """One request a connection: the server closes after its answer, as it is asked to."""
        with client:
            client.settimeout(10)
            try:
                request = read_request(client)
                if request:
                    self.relay(client, request, self.fault_for(request))
            except OSError:
                return

    def relay(self, client, request, fault):
        if fault.action == "call":
            fault.function()
        if fault.action == "drop-request":
            self.wait_for_end(client)
        elif fault.action == "reset-request":
            reset(client)
        elif fault.action == "answer":
            client.sendall(fault.reply)
        else:
            self.pass_on(client, self.ask(request), fault)

    def ask(self, request):
        head, _, body = request.partition(b"\r\n\r\n")
        with socket.create_connection((HOST, self.upstream), 10) as upstream:
            upstream.sendall(head + b"\r\nConnection: close\r\n\r\n" + body)
            reply = b""
            while True:
                piece = upstream.recv(65536)
                if not piece:
                    return reply
                reply += piece

    def pass_on(self, client, reply, fault):
        if fault.action == "drop-reply":
            self.wait_for_end(client)
        elif fault.action == "reset":
            reset(client)
        elif fault.action == "half-reply":
            client.sendall(reply[:len(reply) // 2])
        elif fault.action == "answer-after":
            client.sendall(fault.reply)
        else:
            client.sendall(reply)

    def wait_for_end(self, client):
        """Say nothing until the other side has had enough."""
        client.settimeout(0.1)
        while not self.stopped.is_set():
            try:
                if not client.recv(65536):
                    return
            except socket.timeout:
                time.sleep(0.01)


def read_request(client):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = client.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        piece = client.recv(65536)
        if not piece:
            return b""
        body += piece
    return head + b"\r\n\r\n" + body


def reset(connection):
    """The next close sends RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
