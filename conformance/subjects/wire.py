"""The protocol alphabar/1 on standard input and output, for the programs in this folder.

A subject has `claims` (a dict), `answer(call)` and, if it has samplers, `session(opening)`: a generator that yields
("timesteps", list), then ("evaluate", dict) for each evaluation of the model (and is sent the output), and last
("done", sample). Refusals are exceptions: Unsupported ("not here") and Undefined ("no such number").
"""
import json
import math
import os
import sys


class Unsupported(Exception):
    """What was asked is not offered."""


class Undefined(Exception):
    """What was asked has no value: a division by zero, an index out of range."""


SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


def number(x):
    """A number that JSON cannot carry arrives as a string."""
    if isinstance(x, list):
        return [number(y) for y in x]
    return SPECIAL.get(x, x) if isinstance(x, str) else x


def encoded(x):
    """Numbers, numpy scalars and arrays, nested lists, as JSON that the protocol allows."""
    if hasattr(x, "tolist"):
        x = x.tolist()
    if isinstance(x, (list, tuple)):
        return [encoded(y) for y in x]
    if isinstance(x, bool) or isinstance(x, int):
        return x
    x = float(x)
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return "-0" if x == 0 and math.copysign(1, x) < 0 else x


class Server:
    def __init__(self, subject):
        self.subject = subject
        self.sessions = {}
        # stdout is the protocol's alone: what a library prints goes to stderr
        self.out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)

    def say(self, message):
        self.out.write(json.dumps(message, allow_nan=False) + "\n")

    def serve(self):
        for line in sys.stdin:
            if not line.strip():
                continue
            message = json.loads(line)
            if message["type"] == "bye":
                break
            self.take(message)
            self.out.flush()
        self.out.flush()

    def take(self, message):
        kind = message["type"]
        if kind == "hello":
            self.say({"type": "hello", **self.subject.claims})
        elif kind == "batch":
            for call in message["calls"]:
                self.take({"type": "run", **call})
        elif kind == "run":
            self.guarded(message["id"], lambda: {"output": encoded(self.subject.answer(message))})
        elif kind == "open":
            self.guarded(message["id"], lambda: self.opened(message))
            self.proceed(message["id"], None)
        elif kind == "model":
            self.proceed(message["id"], number(message["output"]))
        else:
            raise ValueError("unknown message " + kind)

    def guarded(self, id, action):
        try:
            self.say({"id": id, **action()})
        except Unsupported as e:
            self.say({"id": id, "unsupported": str(e)})
        except Exception as e:  # whatever the implementation raises is its answer
            self.say({"id": id, "error": type(e).__name__ + ": " + str(e)})

    def opened(self, message):
        session = self.subject.session(message)
        _, timesteps = next(session)
        self.sessions[message["id"]] = session
        return {"timesteps": encoded(timesteps)}

    def proceed(self, id, output):
        session = self.sessions.get(id)
        if session is None:
            return
        try:
            kind, value = session.send(output)
        except Exception as e:
            del self.sessions[id]
            self.say({"id": id, "error": type(e).__name__ + ": " + str(e)})
            return
        if kind == "done":
            del self.sessions[id]
            self.say({"type": "done", "id": id, "sample": encoded(value)})
        else:
            self.say({"type": "evaluate", "id": id, **{k: encoded(v) for k, v in value.items()}})
