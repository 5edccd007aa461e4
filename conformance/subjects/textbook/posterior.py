"""q(x_s | x_t, x_0) for s < t (Ho et al. 2020, eqs. 6 and 7), and the variances that samplers use."""
import numpy as np

from wire import Undefined, Unsupported


class Posterior:
    def earlier(self, t, t_prev):
        """t and t_prev as arrays of one shape; without t_prev the step before."""
        self.chain()
        t = self.index(t)
        s = t - 1 if t_prev is None else np.broadcast_to(np.asarray(t_prev), t.shape)
        if (s >= t).any():
            raise Undefined("t_prev must be below t")
        return t, s

    def alpha_bar_at(self, s):
        one = np.ones((), self.alpha_bar.dtype)
        return np.where(s < 0, one, self.alpha_bar[np.maximum(s, 0)])

    def beta_between(self, t, s):
        """beta_{t|s} = 1 - alpha_bar_t / alpha_bar_s, which for neighbours is beta_t."""
        ratio = self.alpha_bar_at(t) / self.alpha_bar_at(s)
        return np.where(s == t - 1, self.beta[t], 1 - ratio)

    def before(self, t, s):
        """alpha_bar where the posterior lives."""
        return self.alpha_bar_at(s)

    def mean_coefficients(self, t, s):
        before, noise = self.before(t, s), 1 - self.alpha_bar_at(t)
        beta = self.beta_between(t, s)
        c1 = np.sqrt(before) * beta / noise
        c2 = np.sqrt(1 - beta) * (1 - before) / noise
        return np.where(s == t - 1, self.coef1[t], c1), np.where(s == t - 1, self.coef2[t], c2)

    def small(self, t, s):
        strided = self.small_variance(self.beta_between(t, s), self.before(t, s), self.alpha_bar_at(t))
        return np.where(s == t - 1, self.posterior_var[t], strided)

    def large(self, t, s):
        return self.beta_between(t, s)

    def log_small(self, t, s):
        """The logarithm of 0 in the last step is replaced by that of the step before it, as Ho et al. do."""
        if ((s < 0) & (t > 0)).any() or self.T == 1:
            raise Undefined("the logarithm of variance 0, with no earlier step to take instead")
        with np.errstate(divide="ignore"):
            return np.where(s == t - 1, self.posterior_logvar[t], np.log(self.small(t, s)))

    # operations

    def posterior_mean(self, t, s, x0, xt):
        c1, c2 = self.mean_coefficients(t, s)
        return self.data(c1) * x0 + self.data(c2) * xt

    def q_posterior_mean(self, t, x0, xt, t_prev=None):
        return self.posterior_mean(*self.earlier(t, t_prev), x0, xt)

    def q_posterior_variance(self, t, t_prev=None, clamp_min=None):
        variance = self.small(*self.earlier(t, t_prev))
        return variance if clamp_min is None else np.maximum(variance, variance.dtype.type(clamp_min))

    def q_posterior_log_variance_clipped(self, t, t_prev=None):
        return self.log_small(*self.earlier(t, t_prev))

    def posterior_variance(self):
        self.chain()
        return self.posterior_var

    def posterior_log_variance_clipped(self):
        self.chain()
        if self.T == 1:
            raise Undefined("a chain of one step has variance 0 and no other to take instead")
        return self.posterior_logvar

    def posterior_mean_coef1(self):
        self.chain()
        return self.coef1

    def posterior_mean_coef2(self):
        self.chain()
        return self.coef2

    def posterior_mean_coef1_at(self, t):
        self.chain()
        return self.coef1[self.index(t)]

    def posterior_mean_coef2_at(self, t):
        self.chain()
        return self.coef2[self.index(t)]

    def x0_from_xprev(self, t, xt, xprev):
        t, s = self.earlier(t, None)
        c1, c2 = self.mean_coefficients(t, s)
        return (xprev - self.data(c2) * xt) / self.divisor(c1, "x_0 does not enter the mean")

    def get_variance(self, t, t_prev=None, variance_type="fixed_small"):
        t, s = self.earlier(t, t_prev)
        if variance_type == "fixed_small":
            return self.small(t, s)
        if variance_type == "fixed_large":
            return self.large(t, s)
        if variance_type == "fixed_small_log":
            return self.log_small(t, s)
        if variance_type == "fixed_large_log":
            return np.log(self.large(t, s))
        raise Unsupported("no variance type " + str(variance_type))

    def log_range(self, t, s, v):
        """Nichol and Dhariwal 2021, eq. (15): between the two fixed variances, linear in their logarithms."""
        fraction = (v + self.D(1)) / self.D(2)
        low, high = self.data(self.log_small(t, s)), self.data(np.log(self.large(t, s)))
        return fraction * high + (self.D(1) - fraction) * low

    def learned_range_log_variance(self, t, v, t_prev=None):
        return self.log_range(*self.earlier(t, t_prev), v)
