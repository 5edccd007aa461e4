"""Cases for the enclosures, with the answers of Arb (python-flint), one a line on standard output.

Usage: cases.py COUNT SEED random|adversarial [BITS]: with BITS, precisions up to that and the operations that are compiled.

A line: operation, precision, then for each operand  mid exp rad x : the ball (mid ± rad)·2^exp that is given to the operation
and the exponent-exp integer x within it at which the true result is taken; then  lo hi exp : Arb's enclosure of the true
result, at a precision much higher than the one under test, and  width : the logarithm base 2 of the radius that Arb itself
gives at that precision (for ball operands the radius that Arb gives for the ball). All integers are hexadecimal.
"""
import math
import random
import sys

from flint import arb, ctx, fmpz

UNARY = ['sqrt', 'exp', 'log', 'expm1', 'log1p', 'sin', 'cos', 'tanh', 'erf', 'erfc']
BINARY = ['add', 'sub', 'mul', 'div']
OTHERS = ['pi', 'logSumExp', 'softmax']
COMPILED = BINARY + ['sqrt', 'exp', 'log', 'expm1', 'log1p', 'logSumExp', 'softmax']
OPERANDS = {**{op: 1 for op in UNARY}, **{op: 2 for op in BINARY}, 'pi': 0, 'logSumExp': 3, 'softmax': 3}

APPLY = {
    'add': lambda a, b: a + b,
    'sub': lambda a, b: a - b,
    'mul': lambda a, b: a * b,
    'div': lambda a, b: a / b,
    'sqrt': lambda a: a.sqrt(),
    'exp': lambda a: a.exp(),
    'log': lambda a: a.log(),
    'expm1': lambda a: a.expm1(),
    'log1p': lambda a: a.log1p(),
    'sin': lambda a: a.sin(),
    'cos': lambda a: a.cos(),
    'tanh': lambda a: a.tanh(),
    'erf': lambda a: a.erf(),
    'erfc': lambda a: a.erfc(),
    'pi': arb.pi,
    'logSumExp': lambda a, b, c: (a.exp() + b.exp() + c.exp()).log(),
    'softmax': lambda a, b, c: a.exp() / (a.exp() + b.exp() + c.exp()),
}

# The largest |x| < 2^top at which the operation is asked, and the least of interest.
LARGEST = {'exp': 30, 'expm1': 30, 'sin': 300, 'cos': 300, 'tanh': 30, 'erf': 12, 'erfc': 12, 'logSumExp': 20, 'softmax': 20}


def precision(rng):
    """2 to 4096 bits, small ones more often."""
    return min(4096, max(2, int(2 ** rng.uniform(1, 12)) if rng.random() < 0.15 else int(2 ** rng.uniform(1, 9))))


def dyadic(rng, bits, top):
    """A random integer of `bits` bits and the exponent that puts it just below 2^top."""
    mid = rng.getrandbits(bits) | 1 << (bits - 1)
    return mid, top - bits


def magnitude(rng, op):
    top = LARGEST.get(op, 2000)
    kind = rng.random()
    if kind < 0.5:
        return rng.randint(-8, min(8, top))
    if kind < 0.9:
        return rng.randint(-300, min(300, top))
    return rng.randint(-20000, top)


def random_operand(rng, op, p):
    bits = rng.choice([p, p, p, rng.randint(1, p), 53, 2 * p])
    mid, exp = dyadic(rng, max(1, bits), magnitude(rng, op))
    if op not in ('sqrt', 'log') and rng.random() < 0.5:
        mid = -mid
    return mid, exp


def adversarial_operand(rng, op, p):
    """Exact values, one unit from them, long runs of zeros and ones, poles, branch points, and borders of the algorithms."""
    kind = rng.randrange(8)
    sign = -1 if op not in ('sqrt', 'log') and rng.random() < 0.5 else 1
    depth = rng.choice([p - 1, p, p + 1, 2 * p, 2 * p + 1, rng.randint(1, 3 * p + 80)])
    if kind == 0:  # a small integer or half of one, exactly
        return sign * rng.randint(1, 40), rng.choice([0, 0, 0, -1, -2, -3, 1])
    if kind == 1:  # next to a small integer
        n = rng.randint(1, 20)
        return sign * ((n << depth) + rng.choice([-1, 1])), -depth
    if kind == 2:  # a power of two, exactly or nearly
        top = rng.randint(-3 * p - 20, min(LARGEST.get(op, 500), 500))
        return (sign, top) if rng.random() < 0.5 else (sign * ((1 << depth) + rng.choice([-1, 1])), top - depth)
    if kind == 3:  # tiny
        return sign * (rng.getrandbits(p) | 1), -rng.randint(p, 20 * p + 3000)
    if kind == 4:  # a square, one unit from a square
        root = rng.getrandbits(p) | 1
        return sign * max(1, root * root + rng.choice([-1, 0, 1])), -2 * p + 2 * rng.randint(0, 3)
    if kind == 5:  # next to a multiple of π/2 or of log 2, or to a zero of the argument reduction
        old = ctx.prec
        ctx.prec = p + 200
        c = (arb.pi() / 2 if rng.random() < 0.5 else arb(2).log()) * rng.randint(1, 200)
        ctx.prec = max(2, rng.choice([p, 2 * p, p + 100]))
        m, e = (+c).mid().man_exp()
        ctx.prec = old
        return sign * int(m), int(e)
    if kind == 6:  # a border between two methods
        s = rng.choice([2.0 ** -5, 2.0 ** -6, 2.0 ** -7, 2.0 ** -8, 0.5, 1.0, 2.0, math.sqrt(0.6932 * p + 1), math.sqrt(p), 4.0 * p])
        s = min(s, 2.0 ** LARGEST.get(op, 100))
        m = int(s * 2 ** 60) + rng.randint(-4, 4)
        return sign * m, -60
    top = LARGEST.get(op, 40000)  # as large as it goes
    m, e = dyadic(rng, max(1, rng.randint(1, p)), top)
    return sign * m, e


INVERSE = {
    'sqrt': lambda y: y * y,
    'exp': lambda y: y.log(),
    'log': lambda y: y.exp(),
    'expm1': lambda y: y.log1p(),
    'log1p': lambda y: y.expm1(),
    'sin': lambda y: y.asin(),
    'cos': lambda y: y.acos(),
    'tanh': lambda y: y.atanh(),
    'erf': lambda y: y.erfinv(),
    'erfc': lambda y: y.erfcinv(),
}
ABOVE_ZERO = ('sqrt', 'exp', 'erfc')
BELOW_ONE = ('sin', 'cos', 'tanh', 'erf', 'erfc')


def boundary_operand(rng, op, p):
    """An argument whose result lies half-way between two numbers of p bits, to within 2^−p of their distance or so."""
    target = rng.getrandbits(p + 1) | 1 | 1 << p
    top = rng.choice([0, 0, -1, -2, -rng.randint(0, 30)]) if op in BELOW_ONE else rng.randint(-20, 6)
    ctx.prec = 3 * p + 128
    y = arb(fmpz(target)) * arb(2) ** (top - p - 1)
    if op not in ABOVE_ZERO and op != 'expm1' and rng.random() < 0.5:
        y = -y
    ctx.prec = 2 * p + 64
    m, e = INVERSE[op](y).mid().man_exp()
    return int(m), int(e)


def ball_of(mid, exp, rad):
    return arb(fmpz(mid), 0) * arb(2) ** exp if rad == 0 else arb(arb(fmpz(mid)), fmpz(rad)) * arb(2) ** exp


def point_of(x, exp):
    old = ctx.prec
    ctx.prec = max(64, x.bit_length() + 8)
    value = arb(fmpz(x)) * arb(2) ** exp
    ctx.prec = old
    return value


def truth(op, points, p):
    """Arb's enclosure, at growing precision until its radius is below 2^−(p+60) of it (or it is exact)."""
    work = p + 120
    while True:
        ctx.prec = work
        value = APPLY[op](*points)
        if value.is_finite() and (value.rel_accuracy_bits() > p + 60 or value.rad() == 0):
            return value
        if work > 200000:
            return None
        work *= 2


def hexed(n):
    return format(int(n), 'x') if n >= 0 else '-' + format(-int(n), 'x')


def line(rng, op, p, make):
    operands = []
    if make is adversarial_operand and op in INVERSE and rng.random() < 0.3:
        mid, exp = boundary_operand(rng, op, p)
        return [(mid, exp, 0, mid)]
    for _ in range(OPERANDS[op]):
        mid, exp = make(rng, op, p)
        rad, x = 0, mid
        if rng.random() < 0.3:  # a ball; the true result is taken at its ends, its middle or between
            # Keep the radius in what the ball type holds: a double.
            rad = rng.choice([1, 1, 2, 3, 1 << rng.randint(0, 30), rng.getrandbits(30)])
            if rng.random() < 0.3:  # a wide one
                rad = max(1, min(1 << 38, abs(mid) // rng.choice([1, 2, 3, 10, 100, 1000, 10 ** 6])))
            x = mid + rng.choice([-rad, rad, rng.randint(-rad, rad)])
        operands.append((mid, exp, rad, x))
    return operands


def low_bound(op, mid, rad, exp):
    """Is the whole ball in the domain?"""
    if op in ('sqrt', 'log'):
        return mid - rad > 0 or (op == 'sqrt' and mid - rad == 0)
    if op == 'log1p':
        return exp >= 0 and mid - rad > -1 or exp < 0 and (exp < -100000 or (mid - rad) > -(1 << -exp))
    return True


def main():
    count, seed, kind = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    rng = random.Random(seed)
    make = random_operand if kind == 'random' else adversarial_operand
    most = int(sys.argv[4]) if len(sys.argv) > 4 else None
    operations = COMPILED if most else BINARY + UNARY + OTHERS
    written = 0
    out = sys.stdout
    while written < count:
        op = operations[written % len(operations)]
        p = precision(rng)
        if most and p > most:
            continue
        operands = line(rng, op, p, make)
        if op in ('sqrt', 'log', 'log1p') and not all(low_bound(op, m, r, e) for m, e, r, _ in operands):
            continue
        if op == 'div' and abs(operands[1][0]) <= operands[1][2]:
            continue
        limit = LARGEST.get(op)
        if limit is not None and any((abs(m) + r).bit_length() + e > limit + 2 for m, e, r, _ in operands):
            continue
        points = [point_of(x, e) for _, e, _, x in operands]
        value = truth(op, points, p)
        if value is None:
            continue
        ctx.prec = p
        balls = []
        for m, e, r, _ in operands:
            ctx.prec = max(p, m.bit_length() + 8)
            balls.append(ball_of(m, e, r))
        ctx.prec = p
        rad = APPLY[op](*balls).rad()
        width = '-inf' if rad == 0 else 'nan'
        if rad != 0 and rad.is_finite():
            rm, re = rad.man_exp()
            width = f'{math.log2(int(rm)) + int(re):.3f}'
        ctx.prec = 300000
        low, high = value.lower(), value.upper()
        (lm, le), (hm, he) = low.man_exp(), high.man_exp()
        least = min(int(le), int(he))
        ends = [int(lm) << (int(le) - least), int(hm) << (int(he) - least)]
        fields = [op, str(p)]
        for m, e, r, x in operands:
            fields += [hexed(m), str(e), hexed(r), hexed(x)]
        fields += [hexed(ends[0]), hexed(ends[1]), str(least), width]
        out.write(' '.join(fields) + '\n')
        written += 1


main()
