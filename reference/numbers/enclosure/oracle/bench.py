"""Microseconds of the work in ../../../data/certified.bench.ts by Arb (python-flint calls C once an operation) and mpmath.iv.

Usage: bench.py; one line a figure, the median of many rounds, the first round left out. Two-component mixture in one dimension:
posterior weights, score and log-density at a point, from doubles.
"""
import statistics
import time


def work(F, x):
    weights, means, variances = (F('0.3'), F('0.7')), (F(-1), F(2)), (F('0.25'), F('0.5'))
    a, v = F('0.6'), F('0.64')
    logs, scores = [], []
    for w, m, s in zip(weights, means, variances):
        total = a * a * s + v
        r = x - a * m
        logs.append(F.log(w) - (F.log(total) + r * r / total) / 2)
        scores.append(-r / total)
    powers = [F.exp(l) for l in logs]
    z = powers[0] + powers[1]
    post = [p / z for p in powers]
    return post, post[0] * scores[0] + post[1] * scores[1], F.log(z) - F.log(2 * F.pi()) / 2


def measure(name, F):
    x = F('0.37')
    times = []
    for _ in range(400):
        start = time.perf_counter()
        work(F, x)
        times.append((time.perf_counter() - start) * 1e6)
    print(f'{name}: {statistics.median(times[20:]):.1f} µs')


try:
    from flint import arb, ctx

    class Arb:
        def __call__(self, text):
            return arb(text)

        log = staticmethod(lambda b: b.log())
        exp = staticmethod(lambda b: b.exp())
        pi = staticmethod(arb.pi)

    for bits in (53, 128, 256, 1024):
        ctx.prec = bits
        measure(f'Arb through python-flint, {bits} bits', Arb())
except ImportError:
    print('Arb: python-flint is not installed')

try:
    from mpmath import iv

    class Iv:
        def __call__(self, text):
            return iv.mpf(text)

        log = staticmethod(iv.log)
        exp = staticmethod(iv.exp)
        pi = staticmethod(lambda: iv.pi)

    for bits in (53, 128, 256, 1024):
        iv.prec = bits
        measure(f'mpmath.iv, {bits} bits', Iv())
except ImportError:
    print('mpmath.iv: mpmath is not installed')
