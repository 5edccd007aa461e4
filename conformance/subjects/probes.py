"""Calls of every operation on schedules and arguments that hide nothing, to compare two subjects in process."""
import inspect

import numpy as np

from textbook.library import OPERATIONS, Library

ALPHA = {"kind": "linear", "params": {"beta_start": "0.001", "beta_end": "0.03"}, "T": 37}
SCHEDULES = [
    ALPHA,
    {"kind": "scaled_linear", "params": {"beta_start": "0.00085", "beta_end": "0.012"}, "T": 90},
    {"kind": "squaredcos_cap_v2", "params": {"s": "0.008", "max_beta": "0.999"}, "T": 41},
    {"kind": "sigmoid", "params": {"beta_start": "0.0001", "beta_end": "0.02", "start": "-6", "end": "6"}, "T": 50},
    {"kind": "sigmoid_alpha_bar", "params": {"start": "-3", "end": "3", "tau": "1", "max_beta": "0.999"}, "T": 35},
    {"kind": "vp_linear", "params": {"beta_min": "0.1", "beta_max": "20"}, "T": 70},
    {"kind": "subvp_linear", "params": {"beta_min": "0.1", "beta_max": "20"}, "T": 70},
    {"kind": "ve_geometric", "params": {"sigma_min": "0.01", "sigma_max": "50"}, "T": 30},
    {"kind": "vdm_fixed_linear_gamma", "params": {"gamma_min": "-9", "gamma_max": "5"}, "T": 40},
    {"kind": "betas", "betas": ["0.1", "0.2", "0.05", "0.3"]},
    {**ALPHA, "rescale_zero_terminal_snr": True},
]
PREDICTIONS = ("epsilon", "sample", "v_prediction")
VARIANCES = ("fixed_small", "fixed_large", "fixed_small_log", "fixed_large_log", "learned_range")


def arguments(op, T, rng, i):
    """Arguments for the i-th call, all numbers dyadic. The first three start at the last t and end in clean data."""
    last = i < 3
    row = lambda n=3: [float(x) / 64 for x in rng.integers(-192, 192, n)]
    t = T - 1 if last else int(rng.integers(2, T))
    end = -1 if last else int(rng.integers(0, t))
    sigma = float(rng.integers(8, 400)) / 16
    variance = str(rng.choice(VARIANCES if end >= 0 else VARIANCES[:2] if op == "get_variance" else VARIANCES))
    known = {
        "t": t, "t_prev": end, "t_next": int(rng.integers(t, T)), "n": int(rng.integers(2, T + 1)), "T": T,
        "spacing": str(rng.choice(["leading", "trailing", "linspace"])), "sigma": sigma,
        "sigma_next": sigma * float(rng.choice([2**-12, 0.5, 0.75, 0.96875])), "sigma_min": 0.0625, "sigma_max": 40, "rho": 5,
        "eta": float(rng.choice([0.25, 0.5, 1])), "use_timesteps": [0, 1, T - 1], "variance_type": variance,
        "prediction_type": PREDICTIONS[i % 3], "steps_offset": 0, "clip_x0": float(rng.choice([0.5, 1])),
        "rederive_eps": True, "clamp_min": 0.0,
    }  # fmt: skip
    if op == "get_variance" and variance == "learned_range":
        known["variance_type"] = "fixed_large_log"
    if op in ("q_posterior_log_variance_clipped", "learned_range_log_variance"):
        known["t_prev"] = max(end, 0)
    names = inspect.signature(getattr(Library, op)).parameters
    chosen = {p: known.get(p, row()) for p in names if p != "self"}
    for p in ("clip_x0", "clamp_min", "T"):
        if rng.random() < 0.5:
            chosen.pop(p, None)
    if op == "ddpm_step" and variance == "learned_range":
        chosen["model_output"] = row(6)
    return chosen


def many(inputs, rng):
    """The same call for a batch of two, the other at the step before."""
    rows = {p: [x, x[::-1]] if isinstance(x, list) and p != "use_timesteps" else x for p, x in inputs.items()}
    return {**rows, "t": [inputs["t"], max(inputs["t"] - 1, inputs.get("t_prev", -1) + 1)], **{
        p: [inputs[p]] * 2 for p in ("t_prev", "t_next") if p in inputs
    }}  # fmt: skip


def calls(seed, dtype="float64", each=6, ops=OPERATIONS):
    rng = np.random.default_rng(seed)
    for schedule in SCHEDULES:
        T = len(schedule.get("betas", ())) or schedule["T"]
        for op in ops:
            for i in range(each):
                inputs = arguments(op, T, rng, i)
                if "t" in inputs and i % 3 == 2:
                    inputs = many(inputs, rng)
                yield {"op": op, "schedule": schedule, "dtype": dtype, "inputs": inputs}


def outcome(subject, call):
    """What is answered, as an array, or the kind of refusal."""
    try:
        return np.asarray(subject.answer(call)).astype(float)
    except Exception as e:
        return type(e).__name__


def openings(dtype="float64", samplers=Library.SAMPLERS):
    rng = np.random.default_rng(3)
    row = lambda: [float(x) / 64 for x in rng.integers(-128, 128, 3)]
    for schedule in (ALPHA, SCHEDULES[2]):
        for n in (1, 2, 3, 5, 11, schedule["T"]):
            for sampler in samplers:
                for spacing in ("leading", "trailing", "linspace"):
                    yield {
                        "sampler": sampler, "schedule": schedule, "dtype": dtype, "n": n, "spacing": spacing,
                        "prediction_type": PREDICTIONS[n % 3], "eta": 0.5 if sampler == "ddim" else 0, "x_T": row(),
                        "noise": [row() for _ in range(n)],
                    }  # fmt: skip


def session_outcome(subject, opening):
    """The sample, with a model that answers half of what it is given."""
    try:
        session = subject.session(opening)
        next(session)
        kind, value = session.send(None)
        while kind == "evaluate":
            kind, value = session.send(np.asarray(value["x"], float) / 2)
        return np.asarray(value, float)
    except Exception as e:
        return type(e).__name__


def distance(one, other):
    """The largest difference, relative to the largest entry; infinite between answers of two kinds."""
    if isinstance(one, str) or isinstance(other, str) or one.shape != other.shape:
        return 0.0 if isinstance(one, str) and isinstance(other, str) and one == other else np.inf
    if not (np.isfinite(one) == np.isfinite(other)).all():
        return np.inf
    one, other = one[np.isfinite(one)], other[np.isfinite(other)]
    scale = max(np.abs(one).max(initial=0), np.abs(other).max(initial=0))
    return 0.0 if scale == 0 else float(np.abs(one - other).max() / scale)
