/*
 * Arb's integrator on the work of ../integral.bench.ts: the entropy of 0.3·N(-0.6, 0.73) + 0.7·N(1.2, 0.82).
 *
 * entropy N…: for each N the least median time in which a radius of at most 10^-N was delivered, over several tolerances asked and
 * working precisions; prints N, milliseconds, that radius and the middle.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#if __has_include("flint/acb_calc.h")
#include "flint/acb_calc.h"
#else
#include "acb_calc.h"
#endif

#define K 2
static arb_t peak[K], mean[K], half[K];

/* -q log q; log by its analytic version where the integrator asks whether the integrand is analytic. */
static int integrand(acb_ptr out, const acb_t z, void *param, slong order, slong prec)
{
    acb_t q, t;
    acb_init(q);
    acb_init(t);
    for (int k = 0; k < K; k++) {
        acb_sub_arb(t, z, mean[k], prec);
        acb_mul(t, t, t, prec);
        acb_mul_arb(t, t, half[k], prec);
        acb_neg(t, t);
        acb_exp(t, t, prec);
        acb_mul_arb(t, t, peak[k], prec);
        acb_add(q, q, t, prec);
    }
    acb_log_analytic(t, q, order != 0, prec);
    acb_mul(out, q, t, prec);
    acb_neg(out, out);
    acb_clear(q);
    acb_clear(t);
    return 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void constants(slong prec)
{
    const char *weights[K] = {"0.3", "0.7"}, *means[K] = {"-0.6", "1.2"}, *variances[K] = {"0.73", "0.82"};
    arb_t v, pi;
    arb_init(v);
    arb_init(pi);
    arb_const_pi(pi, prec);
    for (int k = 0; k < K; k++) {
        arb_set_str(mean[k], means[k], prec);
        arb_set_str(v, variances[k], prec);
        arb_mul_2exp_si(half[k], v, 1);
        arb_mul(peak[k], half[k], pi, prec);
        arb_rsqrt(peak[k], peak[k], prec);
        arb_inv(half[k], half[k], prec);
        arb_set_str(v, weights[k], prec);
        arb_mul(peak[k], peak[k], v, prec);
    }
    arb_clear(v);
    arb_clear(pi);
}

/* Sets value and gives the median milliseconds. */
static double run(acb_t value, slong digits, slong extra)
{
    enum { RUNS = 41 };
    double times[RUNS], reach = digits > 15 ? 12 : 9;
    slong prec = 3.33 * digits + extra;
    acb_t from, to;
    mag_t tolerance;
    acb_init(from);
    acb_init(to);
    mag_init(tolerance);
    mag_set_ui_2exp_si(tolerance, 1, -(slong)(3.3219280948873623 * digits));
    acb_set_d(from, -reach);
    acb_set_d(to, reach);
    for (int i = 0; i < RUNS; i++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        constants(prec);
        acb_calc_integrate(value, integrand, NULL, from, to, digits * 3.33, tolerance, NULL, prec);
        clock_gettime(CLOCK_MONOTONIC, &end);
        times[i] = (end.tv_sec - start.tv_sec) * 1e3 + (end.tv_nsec - start.tv_nsec) / 1e6;
    }
    qsort(times, RUNS, sizeof *times, by_size);
    acb_clear(from);
    acb_clear(to);
    mag_clear(tolerance);
    return times[RUNS / 2];
}

int main(int argc, char **argv)
{
    acb_t value;
    acb_init(value);
    for (int k = 0; k < K; k++) {
        arb_init(peak[k]);
        arb_init(mean[k]);
        arb_init(half[k]);
    }
    for (int i = 1; i < argc; i++) {
        slong wanted = atol(argv[i]), best_digits = 0, best_extra = 0;
        double best = HUGE_VAL, radius = 0;
        for (slong digits = wanted; digits <= wanted + 3; digits++)
            for (slong extra = 10; extra <= 60; extra += 25) {
                double ms = run(value, digits, extra), got = mag_get_d(arb_radref(acb_realref(value)));
                if (got > pow(10, -wanted) || ms >= best)
                    continue;
                best = ms, best_digits = digits, best_extra = extra, radius = got;
            }
        if (best == HUGE_VAL)
            continue;
        run(value, best_digits, best_extra);
        printf("%ld %.4f %.3g ", wanted, best, radius);
        arf_printd(arb_midref(acb_realref(value)), 30);
        printf("\n");
    }
    return 0;
}
