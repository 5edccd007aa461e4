# Lets `npx alphabar validate -- python3 adapter.py` ask your code and judge its answers. Fill in Scheduler, in any order: a
# method is an operation, its arguments are the inputs, by name; what is not there is not asked. Return numbers, lists, numpy
# arrays or torch tensors. Where # stands right before code, the code is a whole example: take the # away to see it judged.
import functools, inspect, json, os, sys, traceback
answers = os.fdopen(os.dup(1), "w")  # stdout is for answers alone:
os.dup2(2, 1)  # whatever prints from here on, in Python or in C, prints to stderr; import your library here

CLAIMS = {
    "implementation": {"name": "my library", "version": "0", "language": "python"},
    "schedules": [],  # the kinds that __init__ knows: linear, scaled_linear, squaredcos_cap_v2, ...
    "dtypes": ["float64"],  # the formats that it calculates in: float64, float32, float16, bfloat16
    "tableDtypes": [],  # those of its tables, if they are others; "float64->float32": computed in one, kept in the other
    "spacings": [],  # that timesteps() knows: leading, trailing, linspace
}
#CLAIMS["schedules"].append("linear")
BATCHED = []  # the operations that also take a list of t, one for each row of x0, xt, eps, ...
array = lambda numbers, dtype: numbers  # what is given in place of lists: numpy.array(numbers, dtype), ...

class Scheduler:
    """Yours, for one schedule. Raise NotImplementedError for what it does not offer: that is no mistake."""
    def __init__(self, kind, T, dtype, params={}, betas=None, rescale_zero_terminal_snr=False):
        if kind not in CLAIMS["schedules"] or rescale_zero_terminal_snr:
            raise NotImplementedError(f"no such {kind} schedule")
        #start, end = float(params["beta_start"]), float(params["beta_end"])  # they are decimals, in strings
        #self.alphas = [1 - (start + (end - start) * i / (T - 1)) for i in range(T)]

    # t counts from 0, one step of noise; a t_prev below 0 is clean data. `npx alphabar init --help` has all operations:
    # betas(self), alphas_cumprod(self), x0_from_eps(self, t, xt, eps), ddim_step(self, t, t_prev, xt, model_output, ...), ...
    #def q_sample(self, t, x0, eps):
        #kept = functools.reduce(float.__mul__, self.alphas[: t + 1])
        #return [kept**0.5 * x + (1 - kept) ** 0.5 * e for x, e in zip(x0, eps)]
    # A sampler takes a model too: it says publish(timesteps), asks model(x, t), or model(x, t, sigma) where x = x0 + sigma *
    # eps, and returns its sample. ddim(self, publish, model, n, spacing, prediction_type, eta, x_T, noise), heun(...), ...

# What follows speaks the protocol and needs no change. A name that begins with _ is no operation.
METHODS = {name: f for name, f in vars(Scheduler).items() if inspect.isfunction(f) and name[0] != "_"}
SAMPLERS = [name for name, f in METHODS.items() if "model" in inspect.signature(f).parameters]
scheduler = functools.cache(lambda text: Scheduler(**json.loads(text)))
plain = lambda x: json.loads(json.dumps(x, default=lambda y: y.tolist()), parse_constant=str)
say = lambda **said: print(json.dumps(plain(said)), file=answers, flush=True)
read = lambda x: [*map(read, x)] if isinstance(x, list) else float(x) if x in ("NaN", "Infinity", "-Infinity", "-0") else x
given = lambda x, dtype: array(read(x), dtype) if isinstance(x, list) else read(x)

def where(error):
    *_, frame = traceback.extract_tb(error.__traceback__)
    return "" if frame.name == "call" else f" at {os.path.basename(frame.filename)}:{frame.lineno}"

def call(name, schedule, dtype, inputs, **functions):
    if name not in METHODS or isinstance(inputs.get("t"), list) and name not in BATCHED:
        raise NotImplementedError(f"{name} takes one t at a time" if name in METHODS else f"no {name}")
    inputs = {key: x if key in ("t", "use_timesteps") else given(x, dtype) for key, x in inputs.items() if x is not None}
    one = scheduler(json.dumps({**schedule, "dtype": dtype}))
    try:
        inspect.signature(METHODS[name]).bind(one, **inputs, **functions)
    except TypeError as error:  # an input that it does not take is not offered; one that is not given is a mistake
        raise NotImplementedError(f"{name}: {error}") if "unexpected" in str(error) else error.with_traceback(None)
    return METHODS[name](one, **inputs, **functions)

def answer(type, id, schedule, dtype, op=None, sampler=None, inputs=None, **opening):
    def model(x, t, sigma=None):
        say(type="evaluate", id=id, x=x, t=t, sigma=sigma)
        return given(json.loads(sys.stdin.readline())["output"], dtype)
    publish = lambda timesteps: say(id=id, timesteps=timesteps)
    try:
        if op: say(id=id, output=call(op, schedule, dtype, inputs))
        else: say(type="done", id=id, sample=call(sampler, schedule, dtype, opening, publish=publish, model=model))
    except Exception as error:
        say(id=id, **({"unsupported": str(error)} if isinstance(error, NotImplementedError) else {"error": repr(error) + where(error)}))

for message in map(json.loads, sys.stdin):
    if message["type"] == "hello":
        say(type="hello", **CLAIMS, ops=[name for name in METHODS if name not in SAMPLERS], samplers=SAMPLERS)
    for one in message.get("calls", [message] if "id" in message else []):
        answer(**one)
