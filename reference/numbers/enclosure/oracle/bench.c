/*
 * Microseconds of the work in ../../../data/certified.bench.ts by Arb called from C: two-component mixture in one dimension,
 * posterior weights, score and log-density at a point.
 *
 * whole: everything from the weights, means and variances. point: what does not depend on x is made once, as a caller with many
 * points would. "to a double" starts at 64 bits and doubles until arb_can_round_arf decides every output. Prints name and median.
 */
#include <arb.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define K 2
#define ROUNDS 301
#define REPEATS 200

static arb_t weight[K], mean[K], variance[K], a, v, x;
static arb_t total[K], centre[K], logConstant[K], logTwoPi;
static arb_t logs[K], scores[K], powers[K], post[K], score, logDensity, z, r, t;

static void parse(slong p) {
  const char *weights[K] = {"0.3", "0.7"}, *means[K] = {"-1", "2"}, *variances[K] = {"0.25", "0.5"};
  for (int k = 0; k < K; k++) {
    arb_set_str(weight[k], weights[k], p);
    arb_set_str(mean[k], means[k], p);
    arb_set_str(variance[k], variances[k], p);
  }
  arb_set_str(a, "0.6", p);
  arb_set_str(v, "0.64", p);
  arb_set_str(x, "0.37", p);
}

static void prepare(slong p) {
  for (int k = 0; k < K; k++) {
    arb_mul(t, a, a, p);
    arb_mul(t, t, variance[k], p);
    arb_add(total[k], t, v, p);
    arb_mul(centre[k], a, mean[k], p);
    arb_log(logConstant[k], weight[k], p);
    arb_log(t, total[k], p);
    arb_mul_2exp_si(t, t, -1);
    arb_sub(logConstant[k], logConstant[k], t, p);
  }
  arb_const_pi(logTwoPi, p);
  arb_mul_2exp_si(logTwoPi, logTwoPi, 1);
  arb_log(logTwoPi, logTwoPi, p);
  arb_mul_2exp_si(logTwoPi, logTwoPi, -1);
}

static void point(slong p) {
  for (int k = 0; k < K; k++) {
    arb_sub(r, x, centre[k], p);
    arb_div(scores[k], r, total[k], p);
    arb_mul(t, r, scores[k], p);
    arb_mul_2exp_si(t, t, -1);
    arb_sub(logs[k], logConstant[k], t, p);
    arb_neg(scores[k], scores[k]);
    arb_exp(powers[k], logs[k], p);
  }
  arb_add(z, powers[0], powers[1], p);
  arb_zero(score);
  for (int k = 0; k < K; k++) {
    arb_div(post[k], powers[k], z, p);
    arb_addmul(score, post[k], scores[k], p);
  }
  arb_log(logDensity, z, p);
  arb_sub(logDensity, logDensity, logTwoPi, p);
}

static void whole(slong p) {
  prepare(p);
  point(p);
}

static int decided(void) {
  int all = arb_can_round_arf(score, 53, ARF_RND_NEAR) && arb_can_round_arf(logDensity, 53, ARF_RND_NEAR);
  for (int k = 0; k < K; k++) all = all && arb_can_round_arf(post[k], 53, ARF_RND_NEAR);
  return all;
}

/* The inputs are doubles, so that they are the same at every precision. */
static void toDouble(slong unused) {
  (void)unused;
  for (slong p = 64;; p *= 2) {
    whole(p);
    if (decided()) return;
  }
}

static slong sharp;
static void pointToDouble(slong unused) {
  (void)unused;
  /* prepared at 64 bits; whoever needs more starts again */
  point(64);
  if (!decided()) {
    sharp++;
    whole(128);
    if (!decided()) abort();
    prepare(64);
  }
}

static int compare(const void *p, const void *q) {
  double d = *(const double *)p - *(const double *)q;
  return (d > 0) - (d < 0);
}

static void measure(const char *name, void (*work)(slong), slong p) {
  double times[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int j = 0; j < REPEATS; j++) work(p);
    clock_gettime(CLOCK_MONOTONIC, &to);
    times[i] = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / 1e3 / REPEATS;
  }
  qsort(times, ROUNDS, sizeof *times, compare);
  printf("Arb in C, %s: %.2f µs\n", name, times[ROUNDS / 2]);
}

int main(void) {
  arb_ptr all[] = {a, v, x, logTwoPi, score, logDensity, z, r, t};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) arb_init(all[i]);
  for (int k = 0; k < K; k++) {
    arb_ptr each[] = {weight[k], mean[k], variance[k], total[k], centre[k], logConstant[k], logs[k], scores[k], powers[k], post[k]};
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) arb_init(each[i]);
  }
  parse(53);
  for (int k = 0; k < K; k++) {
    arb_get_mid_arb(weight[k], weight[k]);
    arb_get_mid_arb(mean[k], mean[k]);
    arb_get_mid_arb(variance[k], variance[k]);
  }
  arb_get_mid_arb(a, a);
  arb_get_mid_arb(v, v);
  arb_get_mid_arb(x, x);
  measure("whole, to a double", toDouble, 0);
  prepare(64);
  measure("point, to a double", pointToDouble, 0);
  slong bits[] = {53, 128, 256, 1024};
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
    char name[64];
    parse(bits[i]);
    snprintf(name, sizeof name, "whole, %ld bits", (long)bits[i]);
    measure(name, whole, bits[i]);
    prepare(bits[i]);
    snprintf(name, sizeof name, "point, %ld bits", (long)bits[i]);
    measure(name, point, bits[i]);
  }
  return 0;
}
