"""The posterior, written otherwise."""
import numpy as np

from equivalents.registry import equivalent

MEANS = "q_posterior_mean ddpm_step"
VARIANCES = "q_posterior_variance get_variance ddim_sigma"


@equivalent("precisions", "mean and variance by adding precisions", MEANS + " " + VARIANCES)
class Precisions:
    def precisions(self, t, s):
        before, beta = self.before(t, s), self.beta_between(t, s)
        return before, beta, 1 / (1 - before), (1 - beta) / beta

    def mean_coefficients(self, t, s):
        before, beta, prior, likelihood = self.precisions(t, s)
        total = prior + likelihood
        c1, c2 = np.sqrt(before) * prior / total, np.sqrt(1 - beta) / beta / total
        # clean data are known exactly: infinite precision
        return np.where(s < 0, 1, c1).astype(c1.dtype), np.where(s < 0, 0, c2).astype(c2.dtype)

    def small(self, t, s):
        _, _, prior, likelihood = self.precisions(t, s)
        return 1 / (prior + likelihood)


@equivalent("ratios", "beta_{t|s} = 1 - abar_t/abar_s, between neighbours too", "get_variance " + MEANS)
class Ratios:
    def beta_between(self, t, s):
        return 1 - self.alpha_bar_at(t) / self.alpha_bar_at(s)

    def mean_coefficients(self, t, s):
        before, noise, beta = self.before(t, s), 1 - self.alpha_bar_at(t), self.beta_between(t, s)
        return np.sqrt(before) * beta / noise, np.sqrt(1 - beta) * (1 - before) / noise

    def small(self, t, s):
        return self.small_variance(self.beta_between(t, s), self.before(t, s), self.alpha_bar_at(t))


@equivalent("expm1", "1 - abar_t/abar_s = -expm1(log abar_t - log abar_s)", "get_variance q_posterior_mean q_posterior_variance")
class Expm1:
    def beta_between(self, t, s):
        with np.errstate(divide="ignore"):
            ratio = np.log(self.alpha_bar_at(t)) - np.log(self.alpha_bar_at(s))
        return -np.expm1(ratio)


@equivalent("mean-by-eps", "(x - beta eps/sqrt(1-abar))/sqrt(alpha), eps from x_0", "q_posterior_mean")
class MeanByEps:
    """Not for a step of DDPM: where x_0 was clipped, or far away, the difference loses digits."""

    def q_posterior_mean(self, t, x0, xt, t_prev=None):
        t, s = self.earlier(t, t_prev)
        beta, std = self.beta_between(t, s), self.std[t]
        if (beta == 1).any():
            return self.posterior_mean(t, s, x0, xt)
        eps = (xt - self.data(self.signal[t]) * x0) / self.data(std)
        return (xt - self.data(beta / std) * eps) / self.data(np.sqrt(1 - beta))


@equivalent("parallel-sum", "beta (1-a_s)/(1-a_t) = beta (1-a_s)/(beta + alpha (1-a_s))", VARIANCES)
class ParallelSum:
    def small(self, t, s):
        before, beta = 1 - self.before(t, s), self.beta_between(t, s)
        return beta * before / (beta + (1 - beta) * before)


@equivalent("variance-ratio-first", "((1-a_s)/(1-a_t)) beta", "posterior_variance " + VARIANCES)
class VarianceRatioFirst:
    def small_variance(self, beta, previous, alpha_bar):
        return (1 - previous) / (1 - alpha_bar) * beta


@equivalent("range-ratio", "f log b + (1-f) log a = log a + f log(b/a)", "learned_range_log_variance ddpm_step")
class RangeRatio:
    def log_range(self, t, s, v):
        low = self.log_small(t, s)
        width = np.log(self.large(t, s)) - low
        return self.data(low) + (v + self.D(1)) * self.data(width / 2)


@equivalent("xprev-quotients", "x_0 = xprev/c1 - (c2/c1) x", "x0_from_xprev")
class XprevQuotients:
    def x0_from_xprev(self, t, xt, xprev):
        t, s = self.earlier(t, None)
        c1, c2 = self.mean_coefficients(t, s)
        self.divisor(c1, "x_0 does not enter the mean")
        return self.data(1 / c1) * xprev - self.data(c2 / c1) * xt
