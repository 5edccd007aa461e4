"""Lets `npx alphabar validate -- python3 adapter.py` ask your code and judge its answers.

Fill in what you have, one function an operation; what is not here is not asked. Return numbers, lists, numpy arrays or
torch tensors. t counts from 0, one step of noise; a t_prev below 0 is clean data. Where # stands right before code, the
code is a whole example: take the # away to see it judged.
"""
import functools, inspect, json, os, sys

# stdout is for answers alone: whatever else prints from here on, in Python or in C, prints to stderr.
stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

# Import your library here, below the lines above.

CLAIMS = {
    "implementation": {"name": "my library", "version": "0", "language": "python"},
    "schedules": [],  # the kinds that build() knows: linear, scaled_linear, squaredcos_cap_v2, ...
    "dtypes": ["float64"],  # the formats that it calculates in: float64, float32, float16, bfloat16
    "tableDtypes": [],  # those of its tables, where they are others; "float64->float32": computed in one, kept in the other
    "spacings": [],  # that timesteps() knows: leading, trailing, linspace
    "conventions": {},  # what yours does otherwise, in words
}
#CLAIMS["schedules"].append("linear")
BATCHED = []  # the operations that also take a list of t, one for each row of x0, xt, eps, ...


class Unsupported(Exception):
    """To be raised, saying why, for what your code does not offer: that is no mistake."""


@functools.cache
def build(kind, dtype, T=None, betas=(), rescale_zero_terminal_snr=False, **params):
    """Your scheduler: the first argument of every operation. Its parameters are decimals, in strings."""
    #if kind == "linear" and not rescale_zero_terminal_snr:
        #start, end = float(params["beta_start"]), float(params["beta_end"])
        #return [start + (end - start) * i / (T - 1) for i in range(T)]
    raise Unsupported(f"no schedule {kind}")


OPERATIONS, SAMPLERS = {}, {}
operation = lambda f: OPERATIONS.setdefault(f.__name__, f)
sampler = lambda f: SAMPLERS.setdefault(f.__name__, f)

# betas(s), alphas_cumprod(s), q_sample(s, t, x0, eps), q_posterior_mean(s, t, t_prev, x0, xt), x0_from_eps(s, t, xt, eps),
# ddim_step(s, t, t_prev, xt, model_output, prediction_type, eta, noise), timesteps(s, n, T, spacing), and more: `npx
# alphabar init --help` has the list. An argument that a function does not take is not supported, and is told so.
#@operation
#def q_sample(s, t, x0, eps):
    #kept = 1.0
    #for beta in s[: t + 1]:
        #kept *= 1 - beta
    #return [kept**0.5 * x + (1 - kept) ** 0.5 * e for x, e in zip(x0, eps)]

# A sampler yields its timesteps, then (x, t) wherever it needs its model, or (x, t, sigma) where x = x0 + sigma * eps, and
# is given the model's output; it returns the sample:
#     @sampler
#     def ddim(s, n, spacing, prediction_type, eta, x_T, noise):
#         yield timesteps
#         output = yield x_T, timesteps[0]
#         ...
#         return x


# What follows speaks the protocol and needs no change.
def plain(value, words={"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "-0.0": "-0"}):
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {name: plain(entry) for name, entry in value.items()}
    return words.get(repr(value), value) if isinstance(value, float) else value


def numbers(value, words={"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf", "-0": "-0.0"}):
    if isinstance(value, list):
        return [numbers(entry) for entry in value]
    return float(words[value]) if isinstance(value, str) and value in words else value


def call(functions, name, schedule, dtype, inputs):
    if name not in functions:
        raise Unsupported(f"no {name}")
    fields = {**schedule, **schedule.get("params", {}), "params": None, "betas": tuple(schedule.get("betas", ()))}
    s = build(dtype=dtype, **{k: v for k, v in fields.items() if v is not None})
    given = {k: numbers(v) for k, v in inputs.items() if v is not None}
    if isinstance(given.get("t"), list) and name not in BATCHED:
        raise Unsupported(f"{name} takes one t at a time")
    try:
        inspect.signature(functions[name]).bind(s, **given)
    except TypeError as error:
        raise Unsupported(f"{name}: {error}")
    return functions[name](s, **given)


def answer(id, work):
    say = lambda message: json.dumps({"id": id, **message}, allow_nan=False)
    try:
        text = say(work())
    except StopIteration as end:
        text = say({"type": "done", "sample": plain(end.value)})
    except Unsupported as error:
        text = say({"unsupported": str(error)})
    except Exception as error:
        text = say({"error": f"{type(error).__name__}: {error}"})
    print(text, file=stdout)


def run(id, op, schedule, dtype, inputs, **_):
    answer(id, lambda: {"output": plain(call(OPERATIONS, op, schedule, dtype, inputs))})


def opened(id, sampler, schedule, dtype, type, **inputs):
    session = call(SAMPLERS, sampler, schedule, dtype, inputs)
    timesteps = plain(next(session))
    sessions[id] = session
    return {"timesteps": timesteps}


def evaluate(id, output):
    values = sessions[id].send(output)
    return {"type": "evaluate", **dict(zip(("x", "t", "sigma"), map(plain, values)))}


sessions = {}
for line in sys.stdin:
    message = json.loads(line)
    kind = message["type"]
    if kind == "hello":
        hello = {"type": kind, **CLAIMS, "ops": list(OPERATIONS), "samplers": list(SAMPLERS)}
        print(json.dumps(hello), file=stdout)
    for one in {"run": [message], "batch": message.get("calls")}.get(kind, []):
        run(**one)
    if kind == "open":
        answer(message["id"], lambda: opened(**message))
    if kind in ("open", "model") and message["id"] in sessions:
        answer(message["id"], lambda: evaluate(message["id"], numbers(message.get("output"))))
    stdout.flush()
    if kind == "bye":
        break
