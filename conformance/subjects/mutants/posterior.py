"""Mistakes in the posterior, its variances and the DDPM step: P of BUGS."""
import numpy as np

from mutants.registry import mutant

VARIANCES = "posterior_variance q_posterior_variance get_variance ddpm_step ddim_sigma ddim_step"
STRIDED = "q_posterior_mean q_posterior_variance get_variance ddpm_step"


@mutant("P1", "(1-abar_s) beta/(1-abar_t) -> (1-abar_s) beta", VARIANCES)
class P1:
    def small_variance(self, beta, previous, alpha_bar):
        return beta * (1 - previous)


@mutant("P2", "sqrt(variance) z -> variance z", "ddpm_step")
class P2:
    def ddpm_noise(self, t, s, v, variance_type, noise):
        return self.ddpm_std(t, s, v, variance_type) ** 2 * noise


@mutant("P3", "beta tilde -> beta", VARIANCES)
class P3:
    def small_variance(self, beta, previous, alpha_bar):
        return beta


@mutant("P4", "beta_{t|s} -> beta_t", STRIDED, note="hidden at stride 1")
class P4:
    def beta_between(self, t, s):
        return self.beta[t]


@mutant("P5", "abar_s -> abar_{t-1}", STRIDED, note="hidden at stride 1")
class P5:
    def before(self, t, s):
        return self.alpha_bar_at(t - 1)


@mutant("X4", "the stride is ignored: every step goes to t-1", STRIDED + " ddim_step", note="hidden at stride 1")
class X4:
    def earlier(self, t, t_prev):
        return super().earlier(t, None)


@mutant("P7", "std = exp(log(beta)/2) -> sqrt(log beta)", "ddpm_step", expect="broken")
class P7:
    def ddpm_std(self, t, s, v, variance_type):
        if variance_type != "fixed_large_log":
            return super().ddpm_std(t, s, v, variance_type)
        return np.sqrt(self.data(np.log(self.large(t, s))))


@mutant("P8", "no noise in the last step -> noise", "ddpm_step", note="only with t_prev < 0 and another variance than fixed_small")
class P8:
    def last(self, s):
        return np.zeros_like(super().last(s))


@mutant("P10", "fresh noise -> the predicted noise", "ddpm_step")
class P10:
    def given_noise(self, t, xt, prediction, prediction_type, noise):
        return self.x0_and_eps(t, xt, prediction, prediction_type)[1]


@mutant("X1", "the learned range, linear in log-variances -> in variances", "learned_range_log_variance ddpm_step")
class X1:
    def log_range(self, t, s, v):
        fraction = (v + self.D(1)) / self.D(2)
        low, high = self.data(np.exp(self.log_small(t, s))), self.data(self.large(t, s))
        return np.log(fraction * high + (self.D(1) - fraction) * low)


@mutant("D21", "z -> sqrt(alpha) z", "ddpm_step")
class D21:
    def ddpm_noise(self, t, s, v, variance_type, noise):
        return super().ddpm_noise(t, s, v, variance_type, noise) * self.data(np.sqrt(1 - self.beta_between(t, s)))


@mutant("D24", "the given noise -> noise of its own", "ddpm_step")
class D24:
    def given_noise(self, t, xt, prediction, prediction_type, noise):
        return np.random.default_rng().standard_normal(noise.shape).astype(noise.dtype)
