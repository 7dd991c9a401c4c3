"""The smallest test framework that serves: functions marked with @test run one after the other and print TAP.

A test takes a Lab and fails by any exception. Run a file with words as arguments, and only the tests whose name holds
one of them run.
"""

import os
import sys
import time
import traceback

from lab import WAYMARK, Lab

_tests = []


class Skip(Exception):
    """This machine cannot run the test; the text says why."""


def test(name):
    """Register a test under its sentence."""

    def register(function):
        _tests.append((name, function, ()))
        return function

    return register


def test_on(name, *kinds):
    """Register a test once for each kind of server; the function gets the class as its second argument."""

    def register(function):
        for kind in kinds:
            _tests.append(("%s (%s)" % (name, kind.title), function, (kind,)))
        return function

    return register


def _where():
    """The exception at hand: our own lines that led to it, and what it says."""
    kind, why, trace = sys.exc_info()
    here = os.path.dirname(os.path.abspath(__file__))
    frames = [frame for frame in traceback.extract_tb(trace) if frame.filename.startswith(here)]
    lines = ["%s:%d: %s" % (os.path.basename(frame.filename), frame.lineno, frame.line) for frame in frames[1:]]
    return "\n".join(lines + ["%s: %s" % (kind.__name__, why)]) + "\n"


def _run(number, name, function, arguments):
    lab = Lab()
    start = time.monotonic()
    note = ""
    try:
        try:
            function(lab, *arguments)
        finally:
            lab.close()
    except Skip as why:
        note = " # SKIP %s" % why
    except Exception:  # whatever it is, it is this test's failure and the next one goes on
        print("not ok %d - %s" % (number, name))
        for line in (_where() + lab.story()).splitlines():
            print("# " + line)
        return False
    finally:
        lab.remove()
    print("ok %d - %s%s" % (number, name, note))
    print("# %.1f s" % (time.monotonic() - start))
    return True


def main():
    words = sys.argv[1:]
    chosen = [row for row in _tests if not words or any(word in row[0] for word in words)]
    print("1..%d" % len(chosen), flush=True)
    if not os.access(WAYMARK, os.X_OK):
        sys.exit("Bail out! no program %s: run make first" % WAYMARK)
    failed = 0
    for number, (name, function, arguments) in enumerate(chosen, 1):
        failed += not _run(number, name, function, arguments)
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
