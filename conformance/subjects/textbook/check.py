"""Checks the textbook library against the mathematics, and its formats.

    python3 conformance/subjects/textbook/check.py

The library runs on 80-bit numbers (19 digits) and is held against another route to the same number at 50 digits: Bayes'
rule for the posterior, what a step does to x_0 and eps for the samplers, a change of coordinates between sigma and the
chain. Agreement is asked to 11 digits: cancellation costs 8 at most on these schedules, and a wrong formula leaves
none. Then every operation runs in every format: the answer must be in the format of the data or of the tables.
"""
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from mpmath import mp, mpf

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from textbook.formats import FORMATS, Formats  # noqa: E402
from textbook.library import OPERATIONS, Library, Subject  # noqa: E402
from wire import Unsupported  # noqa: E402

mp.dps = 50
LONG = np.dtype(np.longdouble)
assert np.finfo(LONG).nmant >= 63, "this machine has no 80-bit numbers"
EXTENDED = SimpleNamespace(data=LONG, compute=LONG, store=LONG)
RNG = np.random.default_rng(1)

LINEAR = {"kind": "linear", "params": {"beta_start": "0.0003", "beta_end": "0.03"}, "T": 400}
SCHEDULES = [
    LINEAR,
    {"kind": "scaled_linear", "params": {"beta_start": "0.00085", "beta_end": "0.012"}, "T": 300},
    {"kind": "squaredcos_cap_v2", "params": {"s": "0.008", "max_beta": "0.999"}, "T": 50},
    {"kind": "sigmoid", "params": {"beta_start": "0.0001", "beta_end": "0.02", "start": "-6", "end": "6"}, "T": 100},
    {"kind": "sigmoid_alpha_bar", "params": {"start": "-3", "end": "3", "tau": "1", "max_beta": "0.999"}, "T": 60},
    {"kind": "vp_linear", "params": {"beta_min": "0.1", "beta_max": "20"}, "T": 200},
    {"kind": "vdm_fixed_linear_gamma", "params": {"gamma_min": "-9", "gamma_max": "5"}, "T": 40},
    {"kind": "betas", "betas": ["0.1", "0.2", "0.05", "0.3"]},
    {**LINEAR, "rescale_zero_terminal_snr": True},
]


def exact(x):
    """An 80-bit number without loss."""
    mantissa, exponent = np.frexp(np.longdouble(x))
    return mpf(int(mantissa * np.longdouble(2) ** 64)) * mpf(2) ** (int(exponent) - 64)


def agree(what, got, expected):
    got, expected = np.atleast_1d(got).ravel(), np.atleast_1d(np.asarray(expected, object)).ravel()
    assert len(got) == len(expected), what
    scale = max(abs(mpf(e)) for e in expected) + mpf(10) ** -30
    for g, e in zip(got, expected):
        if not abs(exact(g) - e) <= scale * mpf(10) ** -11:
            raise SystemExit("WRONG: %s: %s is not %s" % (what, g, mp.nstr(e, 20)))
    agree.count += 1


agree.count = 0


def normals(n=3):
    x = RNG.standard_normal(n).astype(LONG)
    return x, np.array([exact(y) for y in x], object)


def check_chain(schedule):
    lib = Library(schedule, EXTENDED)
    a, T = [exact(x) for x in lib.alphas_cumprod()], lib.T
    beta = [exact(x) for x in lib.betas()]
    product = mpf(1)
    for i in range(T):
        product *= 1 - beta[i]
        agree("alpha_bar", lib.alphas_cumprod()[i], product)
    if schedule.get("rescale_zero_terminal_snr"):
        assert a[-1] == 0 and beta[-1] == 1
        old = [mp.sqrt(exact(x)) for x in Library(LINEAR, EXTENDED).alphas_cumprod()]
        for i in (1, T // 2, T - 2):
            agree("rescaling is affine in sqrt(alpha_bar)", mp.sqrt(a[i]), old[0] * (old[i] - old[-1]) / (old[0] - old[-1]))
    for _ in range(20):
        t = int(RNG.integers(1, T - 1 if schedule.get("rescale_zero_terminal_snr") else T))
        s = int(RNG.integers(-1, t))
        check_pair(lib, t, s, a[t], a[s] if s >= 0 else mpf(1), beta[t])


def check_pair(lib, t, s, at, as_, beta):
    (x0, X0), (e, E), (z, Z) = normals(), normals(), normals()
    signal, std = mp.sqrt(at), mp.sqrt(1 - at)
    xt, v = lib.q_sample(t, x0, e), lib.v_from_x0_eps(t, x0, e)
    XT, V = signal * X0 + std * E, signal * E - std * X0
    agree("q_sample", xt, XT)
    agree("v", v, V)
    for name, got, expected in (
        ("x0_from_eps", lib.x0_from_eps(t, xt, e), X0),
        ("eps_from_x0", lib.eps_from_x0(t, xt, x0), E),
        ("x0_from_v", lib.x0_from_v(t, xt, v), X0),
        ("eps_from_v", lib.eps_from_v(t, xt, v), E),
        ("score: gradient of the log density", lib.score_from_eps(t, e), -(XT - signal * X0) / (1 - at)),
        ("log_snr", lib.log_snr(t), mp.log(at / (1 - at))),
        ("snr", lib.snr()[t], at / (1 - at)),
        ("sigma_ve", lib.sigma_ve(t), std / signal),
        ("recip", lib.sqrt_recip_alphas_cumprod_at(t), 1 / signal),
        ("recipm1", lib.sqrt_recipm1_alphas_cumprod_at(t), mp.sqrt(1 / at - 1)),
        ("log noise", lib.log_one_minus_alphas_cumprod_at(t), mp.log(1 - at)),
    ):
        agree(name, got, expected)

    # Bayes: precisions add, of x_s given x_0 and of x_t given x_s
    step = 1 - at / as_
    if s >= 0:
        precision = 1 / (1 - as_) + (at / as_) / step
        variance = 1 / precision
        mean = variance * (mp.sqrt(as_) * X0 / (1 - as_) + mp.sqrt(at / as_) * XT / step)
        agree("log variance", lib.q_posterior_log_variance_clipped(t, s), mp.log(variance))
        learned = lib.learned_range_log_variance(t, lib.D(0.25), s)
        agree("learned range", learned, mp.log(step) * 5 / 8 + mp.log(variance) * 3 / 8)
    else:
        variance, mean = mpf(0), X0
    agree("posterior variance", lib.q_posterior_variance(t, s), variance)
    agree("posterior mean", lib.q_posterior_mean(t, x0, xt, s), mean)
    agree("large variance", lib.get_variance(t, s, "fixed_large"), step)
    previous = lib.q_posterior_mean(t, x0, xt)
    agree("x0_from_xprev", lib.x0_from_xprev(t, xt, previous), X0)

    noise = Z if s >= 0 else 0 * Z
    for prediction, output in (("epsilon", e), ("sample", x0), ("v_prediction", v)):
        for kind, size in (("fixed_small", variance), ("fixed_large", step), ("fixed_large_log", step)):
            got = lib.ddpm_step(t, s, xt, output, prediction, kind, z)
            agree("ddpm " + prediction + kind, got, mean + mp.sqrt(size) * noise)
        both = np.concatenate([output, np.full(3, LONG.type(0.25))])
        got = lib.ddpm_step(t, s, xt, both, prediction, "learned_range", z)
        agree("ddpm learned", got, mean + (step**mpf("0.3125") * variance**mpf("0.1875")) * noise)
        agree("ddim with eta 1 is ddpm", lib.ddim_step(t, s, xt, output, prediction, lib.D(1), z), mean + mp.sqrt(variance) * noise)
        sigma = lib.ddim_sigma(t, s, lib.D(0.5))
        agree("ddim sigma", sigma, mp.sqrt(variance) / 2)
        moved = mp.sqrt(as_) * X0 + mp.sqrt(1 - as_ - variance / 4) * E + mp.sqrt(variance) / 2 * Z
        agree("ddim", lib.ddim_step(t, s, xt, output, prediction, lib.D(0.5), z), moved)
        if s >= 0:
            u, w = mp.sqrt(as_), mp.sqrt(1 - as_)
            there = lib.q_sample(s, x0, e)
            given = {"epsilon": e, "sample": x0, "v_prediction": lib.v_from_x0_eps(s, x0, e)}[prediction]
            agree("ddim reversed", lib.ddim_reverse_step(s, t, there, given, prediction), XT)
    clip = lib.D(0.5)
    CX0 = [min(max(x, mpf("-0.5")), mpf("0.5")) for x in X0]
    again = [(x - signal * c) / std for x, c in zip(XT, CX0)]
    got = lib.ddim_step(t, s, xt, e, "epsilon", lib.D(0), z, clip)
    agree("ddim clipped", got, [mp.sqrt(as_) * c + mp.sqrt(1 - as_) * g for c, g in zip(CX0, again)])


def check_sigma():
    lib = Library(LINEAR, EXTENDED)
    for _ in range(50):
        (x0, X0), (e, E), (z, Z) = normals(), normals(), normals()
        t = int(RNG.integers(1, lib.T))
        sigma = lib.sigma_ve(t)
        lower = sigma * LONG.type(RNG.random())
        S, L = exact(sigma), exact(lower)
        x, v = x0 + sigma * e, lib.v_from_x0_eps(t, x0, e)
        agree("denoised from v", lib.denoised_from_v_ve(sigma, x, v), X0)
        agree("eps from v", lib.eps_from_v_ve(sigma, x, v), E)
        eta = LONG.type(RNG.random())
        down, up = (exact(y) for y in lib.ancestral_sigmas(sigma, lower, eta))
        agree("ancestral variance", mp.sqrt(down**2 + up**2), L)
        agree("ancestral share", up, exact(eta) * L * mp.sqrt(S**2 - L**2) / S)
        for prediction, output in (("epsilon", e), ("sample", x0), ("v_prediction", v)):
            agree("euler", lib.euler_step(sigma, lower, x, output, prediction), X0 + L * E)
            got = lib.euler_ancestral_step(sigma, lower, x, output, prediction, z, eta)
            agree("ancestral", got, X0 + down * E + up * Z)
        # heun on a slope linear in sigma is the trapezoid rule: dx/dsigma = eps, other at the end
        (e2, E2) = normals()
        heun = lib.heun_step(sigma, lower, x, e, e2, "epsilon")
        agree("heun", heun, X0 + S * E + (L - S) * (E + E2) / 2)
    n, rho = 9, LONG.type(7)
    grid = [exact(y) for y in lib.karras_sigmas(n, LONG.type(0.002), LONG.type(80), rho)]
    roots = [y ** (mpf(1) / 7) for y in grid[:-1]]
    agree("karras ends", [grid[0], grid[-2], grid[-1]], [mpf(80), exact(LONG.type(0.002)), 0])
    for i in range(n):
        agree("karras spacing", roots[i], roots[0] + (roots[-1] - roots[0]) * i / (n - 1))
    logs = [mp.log(exact(y)) for y in lib.exponential_sigmas(n, LONG.type(0.002), LONG.type(80))[:-1]]
    for i in range(n):
        agree("exponential spacing", logs[i], logs[0] + (logs[-1] - logs[0]) * i / (n - 1))
    agree("t of sigma of t", lib.t_from_sigma(lib.t_to_sigma(LONG.type(12.5))), mpf("12.5"))


def check_kinds():
    vdm = Library(SCHEDULES[6], EXTENDED)
    for i in (0, 7, 39):
        gamma = -9 + mpf(14) * i / 39
        agree("vdm", vdm.gamma(i), gamma)
    sub = Library({"kind": "subvp_linear", "params": {"beta_min": "0.1", "beta_max": "20"}, "T": 200}, EXTENDED)
    ve = Library({"kind": "ve_geometric", "params": {"sigma_min": "0.01", "sigma_max": "50"}, "T": 30}, EXTENDED)
    for t in (0, 100, 199):
        signal, std = (exact(x) for x in sub.alpha_sigma(t))
        agree("sub-VP", std, 1 - signal**2)
        integral = mp.quad(lambda u: exact(0.1) + u * (20 - exact(0.1)), [0, mpf(t + 1) / 200])
        agree("sub-VP signal", signal, mp.exp(-integral / 2))
    for t in range(1, 30):
        agree("VE ratio", exact(ve.sigmas()[t]) / exact(ve.sigmas()[t - 1]), (50 / exact(0.01)) ** (mpf(1) / 29))
    (x0, X0), (e, E) = normals(), normals()
    agree("VE forward", ve.q_sample(4, x0, e), X0 + exact(ve.sigma_ve(4)) * E)
    for schedule in SCHEDULES[:2]:
        lib, T = Library(schedule, EXTENDED), schedule["T"]
        first, last = exact(float(schedule["params"]["beta_start"])), exact(float(schedule["params"]["beta_end"]))
        root = 1 if schedule["kind"] == "linear" else mpf(1) / 2
        for i in (0, 1, T // 3, T - 1):
            agree("betas", lib.betas()[i], (first**root + (last**root - first**root) * i / (T - 1)) ** (1 / mpf(root)))


def run(session, model):
    """The sample of a session, and where its model was evaluated."""
    at, (kind, grid) = [], next(session)
    kind, value = session.send(None)
    while kind == "evaluate":
        at.append(value)
        kind, value = session.send(model(value))
    return value, at, grid


def check_sessions():
    lib = Library(LINEAR, EXTENDED)
    signal, std = lib.signal, lib.std
    x0 = normals()[0]
    xT = normals()[0]

    def output(prediction, x, t, sigma=None):
        """The model that is sure of x0: in either coordinates, whatever it is asked to predict."""
        eps = (x - signal[t] * x0) / std[t] if sigma is None else (x - x0) / sigma
        return {"epsilon": eps, "sample": x0, "v_prediction": signal[t] * eps - std[t] * x0}[prediction]

    for n in (1, 2, 3, 7, 24):
        for prediction in ("epsilon", "sample", "v_prediction"):
            for sampler in Library.SAMPLERS:
                session = lib.sample(sampler, n, "trailing", prediction, lib.D(0), xT, [])
                got, at, grid = run(session, lambda q: output(prediction, **q))
                agree(sampler + " of one point", got, [exact(x) for x in x0])
                assert len(at) == (2 * n - 1 if sampler == "heun" else n) and len(grid) == n
                for q in at:  # it moves along a straight line in eps
                    e = xT if "sigma" not in q else xT * 1 - x0 / lib.sigma_ve(grid[0])
                    eps0 = (xT - signal[grid[0]] * x0) / std[grid[0]] if "sigma" not in q else e
                    scale = (signal[q["t"]], std[q["t"]]) if "sigma" not in q else (1, q["sigma"])
                    agree(sampler + " path", q["x"], [exact(x) for x in scale[0] * x0 + scale[1] * eps0])
    check_orders()
    check_midpoints()


def check_midpoints():
    """DPM-Solver++(2M) where x_0 is linear in log-SNR: it looks ahead to the middle of the step, however uneven the steps."""
    lib = Library(SCHEDULES[2], EXTENDED)
    half = [mp.log(exact(x)) / 2 for x in lib.snr()]
    session = lib.sample("dpmpp_2m", 9, "linspace", "sample", lib.D(0), normals()[0], [])
    at = run(session, lambda q: np.full(3, LONG.type(mp.nstr(half[q["t"]], 25))))[1]
    for here, there in zip(at[1:], at[2:]):
        (a, b) = (exact(lib.std[q["t"]]) for q in (here, there))
        middle, h = (half[here["t"]] + half[there["t"]]) / 2, half[there["t"]] - half[here["t"]]
        gain = exact(lib.signal[there["t"]]) * (1 - mp.exp(-h))
        agree("multistep", there["x"], [b / a * exact(x) + gain * middle for x in here["x"]])


def check_orders():
    """Data from N(0, v): the flow keeps x / sqrt(variance of x) as it is, and the error falls with the solver's order."""
    v = LONG.type(0.3)
    lib = Library({**LINEAR, "params": {"beta_start": "0.00003", "beta_end": "0.003"}, "T": 4000}, EXTENDED)
    for sampler, order in (("ddim", 1), ("euler", 1), ("heun", 2), ("dpmpp_2m", 2)):
        errors = []
        for n in (100, 200, 400):
            session = lib.sample(sampler, n, "trailing", "sample", lib.D(0), np.ones(1, LONG), [])
            at = run(session, lambda q: gaussian(lib, v, **q))[1]
            kept = {q["t"]: q["x"][0] / np.sqrt(sum(parts(lib, v, **q))) for q in at}
            errors.append(abs(kept[lib.T // 2 - 1] / kept[lib.T - 1] - 1))
        rates = [float(np.log2(a / b)) for a, b in zip(errors, errors[1:])]
        print("  %-9s order %s, wanted %d" % (sampler, ", ".join("%.2f" % r for r in rates), order))
        assert min(rates) > order - 0.2, sampler


def gaussian(lib, v, x, t, sigma=None):
    """E[x_0 | x_t] for x_0 from N(0, v)."""
    data, noise = parts(lib, v, x, t, sigma)
    return data / (data + noise) * x / (lib.signal[t] if sigma is None else 1)


def parts(lib, v, x, t, sigma=None):
    """The variance of x, what the data give to it and what the noise."""
    return (lib.signal[t] ** 2 * v, lib.std[t] ** 2) if sigma is None else (v, sigma**2)


def check_grids():
    for T in (1, 2, 7, 50, 1000):
        lib = Library({"kind": "betas", "betas": ["0.1"] * T}, EXTENDED)
        for n in range(1, T + 1):
            places = {
                "leading": [(n - 1 - i) * (T // n) for i in range(n)],
                "trailing": [T - 1 - mpf(i * T) / n for i in range(n)],
                "linspace": [T - 1 - mpf(i * (T - 1)) / max(n - 1, 1) for i in range(n)],
            }
            for spacing, wanted in places.items():
                grid = lib.timesteps(n, spacing)
                assert len(grid) == n and all(a > b for a, b in zip(grid, grid[1:])) and grid[-1] >= 0
                assert all(abs(t - u) <= mpf("0.5") for t, u in zip(grid, wanted)), (T, n, spacing, grid)


ARGUMENTS = {
    "t": 7, "t_prev": 4, "t_next": 9, "n": 5, "T": 10, "spacing": "trailing", "sigma": 0.75, "sigma_next": 0.5, "sigma_min": 0.25,
    "sigma_max": 8, "rho": 7, "eta": 0.5, "use_timesteps": [0, 3, 8], "variance_type": "fixed_small",
    "prediction_type": "v_prediction", "v": [0.5, 0.25],
}  # fmt: skip


def check_formats():
    import inspect

    for data in FORMATS:
        for tables in ("float64", "float32", "float64->float32", "float64->bfloat16", "float64->float16"):
            subject = Subject(dtypes=[data], tables=[tables])
            allowed = {FORMATS[data], Formats(data, tables).store}
            for op in OPERATIONS:
                names = [p for p in inspect.signature(getattr(Library, op)).parameters if p not in ("self", "clamp_min")]
                inputs = {p: ARGUMENTS.get(p, [0.5, -0.25]) for p in names if p not in ("clip_x0", "rederive_eps", "steps_offset")}
                schedule = {**LINEAR, "T": 10, "params": {"beta_start": "0.125", "beta_end": "0.5"}}
                answer = np.asarray(subject.answer({"op": op, "schedule": schedule, "dtype": data, "inputs": inputs}))
                assert answer.dtype in allowed or op == "timesteps", (op, data, tables, answer.dtype)
                assert op == "timesteps" or np.isfinite(answer.astype(float)).all(), (op, data, tables, answer)
                if "t" in names:
                    many = {p: [x, x] if p in ("t", "t_prev", "t_next") or isinstance(x, list) else x for p, x in inputs.items()}
                    rows = np.asarray(subject.answer({"op": op, "schedule": schedule, "dtype": data, "inputs": many}))
                    same = all((row == answer).all() for row in rows)
                    assert len(rows) == 2 and same and rows.dtype == answer.dtype, (op, data, rows, answer)


if __name__ == "__main__":
    for schedule in SCHEDULES:
        check_chain(schedule)
    check_sigma()
    check_kinds()
    check_grids()
    check_sessions()
    check_formats()
    print("textbook: %d identities hold, and every operation keeps to its formats" % agree.count)
