"""mpmath.quad on the work of ../integral.bench.ts. Its error is an estimate, not a bound: nothing is proved of the digits.

Usage: entropy.py N…: for each N, in numbers of one digit more, prints N, the median milliseconds, the estimated error and the value, as
entropy.c does.
"""
import statistics
import sys
import time

from mpmath import mp


def entropy():
    law = [('0.3', '-0.6', '0.73'), ('0.7', '1.2', '0.82')]
    terms = []
    for weight, mean, variance in law:
        variance = mp.mpf(variance)
        terms.append((mp.mpf(weight) / mp.sqrt(2 * mp.pi * variance), mp.mpf(mean), 2 * variance))

    def integrand(x):
        q = sum(peak * mp.exp(-(x - mean) ** 2 / double) for peak, mean, double in terms)
        return -q * mp.log(q)

    # e^-r²/2 has fallen below the digits beyond r = √(2·ln 10·digits) deviations
    reach = int(2.5 + mp.sqrt(2 * mp.dps * mp.log(10)))
    return mp.quad(integrand, [-reach, 0, reach], error=True)


for digits in map(int, sys.argv[1:]):
    mp.dps = digits + 1
    times = []
    for _ in range(9):
        start = time.perf_counter()
        value, error = entropy()
        times.append((time.perf_counter() - start) * 1e3)
    print(digits, f'{statistics.median(times[2:]):.4f}', mp.nstr(error, 3, min_fixed=0, max_fixed=0), mp.nstr(value, 45))
