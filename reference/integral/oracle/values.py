"""Integrals over mixtures of Gaussians by Arb (python-flint), as JSON lines that ../arb.test.ts holds ours against.

Usage: values.py [COUNT SEED]. Each line is a mixture p, a mixture q, a kernel (signal a, variance v), and of x = a·x0 + sqrt(v)·ε for
x0 of p: its entropy, KL(p ‖ q), and E Var(x0|x), all as decimals of 30 digits.
"""
import json
import random
import sys

from flint import acb, arb, ctx

ctx.prec = 160


def exact(text):
    num, _, den = text.partition('/')
    return arb(num) / arb(den or '1')


def decimal(value):
    return value.str(30, radius=False)


def noised(law, a, v):
    return [(exact(w), a * exact(m), a * a * exact(s) + v, exact(m), exact(s)) for w, m, s in law]


def terms(law, x):
    root = (2 * arb.pi()).sqrt()
    return [w / (root * V.sqrt()) * (-(x - m) ** 2 / (2 * V)).exp() for w, m, V, _, _ in law]


def whole(f, law):
    """Over 30 standard deviations: what is left out is below 1e-180 times a polynomial."""
    low = min(float(m) - 30 * float(V) ** 0.5 for _, m, V, _, _ in law)
    high = max(float(m) + 30 * float(V) ** 0.5 for _, m, V, _, _ in law)
    total = acb(0)
    edges = [low + (high - low) * i / 40 for i in range(41)]
    for left, right in zip(edges, edges[1:]):
        total += acb.integral(lambda x, analytic: f(x, analytic), left, right, rel_tol=0, abs_tol=arb(2) ** -130, eval_limit=10**6)
    return total.real


def entropy(p):
    return whole(lambda x, analytic: -sum(terms(p, x)) * acb.log(sum(terms(p, x)), analytic=analytic), p)


def kl(p, q):
    def f(x, analytic):
        P, Q = sum(terms(p, x)), sum(terms(q, x))
        return P * (acb.log(P, analytic=analytic) - acb.log(Q, analytic=analytic))

    return whole(f, p)


def error(p, a, v):
    def f(x, analytic):
        P = terms(p, x)
        total = sum(P)
        means = [m0 + a * s / V * (x - m) for _, m, V, m0, s in p]
        mean = sum(t * u for t, u in zip(P, means)) / total
        return sum(t * (v * s / V + (u - mean) ** 2) for t, u, (_, _, V, _, s) in zip(P, means, p))

    return whole(f, p)


def law(rng):
    K = rng.randint(1, 4)
    parts = [rng.randint(1, 9) for _ in range(K)]
    return [
        [f'{part}/{sum(parts)}', f'{rng.randint(-30, 30)}/10', f'{rng.choice([1, 2, 5, 10, 20, 40])}/20']
        for part in parts
    ]


count, seed = (int(n) for n in (sys.argv[1:] + ['40', '1'][len(sys.argv) - 1:]))
rng = random.Random(seed)
for _ in range(count):
    p, q = law(rng), law(rng)
    a, v = rng.choice(['1/10', '1/2', '9/10', '1']), rng.choice(['1/10', '1/2', '1', '3'])
    P, Q = (noised(x, exact(a), exact(v)) for x in (p, q))
    values = {'entropy': entropy(P), 'kl': kl(P, Q), 'error': error(P, exact(a), exact(v))}
    print(json.dumps({'p': p, 'q': q, 'signal': a, 'variance': v, **{k: decimal(x) for k, x in values.items()}}))
