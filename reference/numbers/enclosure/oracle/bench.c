/*
 * The work of ../../../data/certified.bench.ts by Arb called from C: two-component mixture in one dimension, posterior weights,
 * score and log-density at 256 points, from doubles.
 *
 * whole: all from weights, means and variances, but log 2π. point: what does not depend on x is made once. "to a double" begins
 * with 64 bits and goes to 128 where arb_can_round_arf does not decide every output. Prints a line of JSON a figure: microseconds,
 * the median of many rounds.
 */
#include <arb.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define K 2
#define ROUNDS 61
#define POINTS 256

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
  arb_const_pi(logTwoPi, p);
  arb_mul_2exp_si(logTwoPi, logTwoPi, 1);
  arb_log(logTwoPi, logTwoPi, p);
  arb_mul_2exp_si(logTwoPi, logTwoPi, -1);
}

/* The doubles nearest to those numbers, exactly. */
static void parseDoubles(slong p) {
  parse(53);
  for (int k = 0; k < K; k++) {
    arb_get_mid_arb(weight[k], weight[k]);
    arb_get_mid_arb(mean[k], mean[k]);
    arb_get_mid_arb(variance[k], variance[k]);
  }
  arb_get_mid_arb(a, a);
  arb_get_mid_arb(v, v);
  arb_const_pi(logTwoPi, p);
  arb_mul_2exp_si(logTwoPi, logTwoPi, 1);
  arb_log(logTwoPi, logTwoPi, p);
  arb_mul_2exp_si(logTwoPi, logTwoPi, -1);
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

static slong undecided;

static void wholeToDouble(slong p) {
  whole(p);
  if (decided()) return;
  undecided++;
  parseDoubles(128);
  whole(128);
  if (!decided()) abort();
  parseDoubles(p);
}

static void pointToDouble(slong p) {
  point(p);
  if (decided()) return;
  undecided++;
  parseDoubles(128);
  whole(128);
  if (!decided()) abort();
  parseDoubles(p);
  prepare(p);
}

static int compare(const void *p, const void *q) {
  double d = *(const double *)p - *(const double *)q;
  return (d > 0) - (d < 0);
}

static void measure(const char *name, void (*work)(slong), slong p) {
  double times[ROUNDS];
  undecided = 0;
  for (int i = 0; i < ROUNDS; i++) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int j = 0; j < POINTS; j++) {
      arb_set_si(x, j - 128);
      arb_mul_2exp_si(x, x, -5);
      work(p);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    times[i] = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / 1e3 / POINTS;
  }
  qsort(times, ROUNDS, sizeof *times, compare);
  printf("{\"peer\": \"Arb in C\", \"work\": \"%s\", \"time\": %.3f}\n", name, times[ROUNDS / 2]);
}

int main(void) {
  arb_ptr all[] = {a, v, x, logTwoPi, score, logDensity, z, r, t};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) arb_init(all[i]);
  for (int k = 0; k < K; k++) {
    arb_ptr each[] = {weight[k], mean[k], variance[k], total[k], centre[k], logConstant[k], logs[k], scores[k], powers[k], post[k]};
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) arb_init(each[i]);
  }
  parseDoubles(64);
  measure("whole, to a double", wholeToDouble, 64);
  prepare(64);
  measure("point, to a double", pointToDouble, 64);
  slong bits[] = {128, 256, 1024};
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
