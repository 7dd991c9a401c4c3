"""What a test works with: a temporary folder, servers and proxies that are gone afterwards, and Waymark itself."""

import os
import pty
import select
import shutil
import signal
import subprocess
import tempfile
import time

from proxy import Proxy
from servers import HOST, die_with_parent

WAYMARK = os.environ.get("WAYMARK") or os.path.join(os.path.dirname(__file__), "../../build/waymark")
PATIENCE_S = 60


class Result:
    """One finished run: exit code, standard output, standard error."""

    def __init__(self, command, code, out, err):
        self.command = command
        self.code = code
        self.out = out
        self.err = err

    def __str__(self):
        return "$ %s\n%s%s[exit %d]\n" % (" ".join(self.command), self.out, self.err, self.code)

    def says(self, *words):
        """Each word stands somewhere in what was printed, upper and lower case alike."""
        text = (self.out + self.err).lower()
        for word in words:
            assert word.lower() in text, "%r is missing in:\n%s" % (word, self)
        return self


class Terminal:
    """Waymark on a terminal of its own, with a person who reads and types."""

    def __init__(self, command, folder):
        self.text = ""
        self.command = command
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                die_with_parent()
                os.chdir(folder)
                os.environ["TERM"] = "dumb"
                os.execv(command[0], command)
            finally:
                os._exit(127)

    def read_until(self, words):
        deadline = time.monotonic() + PATIENCE_S
        while words not in self.text:
            assert time.monotonic() < deadline, "no %r in:\n%s" % (words, self.text)
            assert self.read_some(), "ended before %r:\n%s" % (words, self.text)
        return self.text

    def read_some(self):
        try:
            if not select.select([self.fd], [], [], 1)[0]:
                return True
            piece = os.read(self.fd, 65536)
        except OSError:  # how Linux says that the other side is gone
            return False
        self.text += piece.decode(errors="backslashreplace").replace("\r\n", "\n")
        return bool(piece)

    def type(self, text):
        os.write(self.fd, text.encode())

    def finish(self):
        """Read to the end; the exit code."""
        deadline = time.monotonic() + PATIENCE_S
        while self.read_some():
            assert time.monotonic() < deadline, "it does not end:\n" + self.text
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.pid = 0
        return Result(self.command, code, self.text, "")

    def stop(self):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0
        os.close(self.fd)


class Lab:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="waymark-e2e-")
        self.things = []  # whatever has a stop()
        self.count = 0
        self.last = []  # runs of Waymark, for the story of a failure

    def keep(self, thing):
        self.things.append(thing)
        return thing

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def server(self, kind, zones, *arguments, **options):
        """Start a server of a kind from servers.py, in a folder of its own."""
        self.count += 1
        folder = self.path("%d" % self.count)
        os.mkdir(folder)
        server = self.keep(kind(folder, zones, *arguments, **options))
        return server.start()

    def proxy(self, server):
        return self.keep(Proxy(server))

    # ---- policies ----

    def policy(self, where, body, key=None, options=""):
        """A policy with one provider "main", at a server or proxy or a list of such, and then BODY."""
        where = where if isinstance(where, list) else [where]
        if hasattr(where[0], "provider"):
            return self.write("policy.ini", "[provider main]\n%s%s\n%s" % (where[0].provider(self), options, body))
        self.write("waymark.key", (key or where[-1].key).statement(), 0o600)
        return self.write("policy.ini", """[key waymark]
file = waymark.key

[provider main]
type    = rfc2136
server  = %s
key     = waymark
timeout = 1s
tries   = 2
%s
%s""" % (", ".join("%s:%d" % (HOST, place.port) for place in where), options, body))

    # ---- Waymark ----

    def command(self, verb, arguments, policy):
        return [WAYMARK, verb, "-c", policy, *arguments]

    def run(self, command, code=None, **options):
        """Run anything in the lab's folder; with CODE, its exit code must be that."""
        done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="backslashreplace", timeout=PATIENCE_S, check=False, **options)
        result = Result(command, done.returncode, done.stdout, done.stderr)
        self.last.append(result)
        assert code is None or result.code == code, "exit %d was expected" % code
        return result

    def waymark(self, verb, *arguments, code=0, policy="policy.ini", prefix=()):
        return self.run([*prefix, *self.command(verb, arguments, policy)], code)

    def plan(self, code, *arguments, **options):
        return self.waymark("plan", *arguments, code=code, **options)

    def apply(self, code, *arguments, **options):
        return self.waymark("apply", "--yes", *arguments, code=code, **options)

    def converge(self):
        """The main job: a plan with changes, applied, and then there is nothing left to do."""
        self.plan(2)
        self.apply(0)
        self.plan(0)

    def start_waymark(self, verb, *arguments, policy="policy.ini"):
        """Waymark in the background, for tests that kill it."""
        process = subprocess.Popen(self.command(verb, arguments, policy), cwd=self.folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        self.keep(Background(process))
        return process

    def terminal(self, verb, *arguments, policy="policy.ini"):
        return self.keep(Terminal(self.command(verb, arguments, policy), self.folder))

    # ---- the end ----

    def story(self):
        """What happened last, for the report of a failure."""
        text = "".join(str(result) for result in self.last[-3:])
        for thing in self.things:
            if hasattr(thing, "last_words"):
                text += "---- %s:\n%s" % (type(thing).__name__, thing.last_words())
        return text

    def close(self):
        for thing in reversed(self.things):
            thing.stop()

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Background:
    def __init__(self, process):
        self.process = process

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
