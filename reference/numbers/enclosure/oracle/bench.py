"""The work of ../../../data/certified.bench.ts by Arb (python-flint calls C once an operation) and by mpmath's intervals.

Two-component mixture in one dimension: posterior weights, score and log-density at a point, all from weights, means and
variances. Prints a line of JSON a figure: microseconds, the median of many rounds, or why there is none.
"""
import json
import statistics
import time


def work(F):
    weights, means, variances = (F('0.3'), F('0.7')), (F(-1), F(2)), (F('0.25'), F('0.5'))
    a, v, halfLogTwoPi = F('0.6'), F('0.64'), F.log(2 * F.pi()) / 2

    def at(x):
        logs, scores = [], []
        for w, m, s in zip(weights, means, variances):
            total = a * a * s + v
            r = x - a * m
            g = r / total
            logs.append(F.log(w) - (F.log(total) + r * g) / 2)
            scores.append(-g)
        powers = [F.exp(l) for l in logs]
        z = powers[0] + powers[1]
        post = [p / z for p in powers]
        return post, post[0] * scores[0] + post[1] * scores[1], F.log(z) - halfLogTwoPi

    return at


def measure(peer, bits, F):
    at = work(F)
    points = [F(j - 128) / 32 for j in range(0, 256, 8)]
    times = []
    for _ in range(20):
        start = time.perf_counter()
        for x in points:
            at(x)
        times.append((time.perf_counter() - start) * 1e6 / len(points))
    print(json.dumps({'peer': peer, 'work': f'whole, {bits} bits', 'time': statistics.median(times[2:])}))


def absent(peer, why):
    print(json.dumps({'peer': peer, 'absent': why}))


try:
    from flint import arb, ctx

    class Arb:
        def __call__(self, text):
            return arb(text)

        log = staticmethod(lambda b: b.log())
        exp = staticmethod(lambda b: b.exp())
        pi = staticmethod(arb.pi)

    for bits in (128, 256, 1024):
        ctx.prec = bits
        measure('Arb through python-flint', bits, Arb())
except ImportError:
    absent('Arb through python-flint', 'python-flint is not installed')

try:
    from mpmath import iv

    class Iv:
        def __call__(self, text):
            return iv.mpf(text)

        log = staticmethod(iv.log)
        exp = staticmethod(iv.exp)
        pi = staticmethod(lambda: iv.pi)

    for bits in (128, 256, 1024):
        iv.prec = bits
        measure('mpmath.iv', bits, Iv())
except ImportError:
    absent('mpmath.iv', 'mpmath is not installed')
