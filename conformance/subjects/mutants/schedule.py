"""Mistakes in the tables and grids: S of BUGS, and what libraries add."""
import math

import numpy as np

from mutants.registry import mutant

CAPPED = "squaredcos_cap_v2 sigmoid_alpha_bar"
POSTERIOR = """posterior_variance posterior_log_variance_clipped posterior_mean_coef1 posterior_mean_coef2
    posterior_mean_coef1_at posterior_mean_coef2_at q_posterior_mean q_posterior_variance
    q_posterior_log_variance_clipped ddpm_step get_variance"""


@mutant("S1", "alpha_bar = prod(1-beta) -> prod(beta)", "alphas_cumprod")
class S1:
    def products(self, betas):
        return np.cumprod(betas)


@mutant("S2", "alpha_bar_prev = [1, a_1, ...] -> [a_1, ..., a_(T-1), 1]", POSTERIOR)
class S2:
    def shifted(self, alpha_bar):
        return np.concatenate([alpha_bar[:-1], np.ones_like(alpha_bar[:1])])


@mutant("S3", "cos^2 -> cos", "betas", "squaredcos_cap_v2")
class S3:
    def cosine_f(self, u):
        return math.sqrt(super().cosine_f(u))


@mutant("S4", "s = 0.008 -> 0.08", "betas", "squaredcos_cap_v2")
class S4:
    def param(self, name, default=None):
        return super().param(name, default) * (10 if name == "s" else 1)


@mutant("S6", "alpha_bar from the capped betas -> from f, not capped", "alphas_cumprod", "squaredcos_cap_v2")
class S6:
    def products(self, betas):
        if self.kind != "squaredcos_cap_v2":
            return super().products(betas)
        f = [self.cosine_f(i / self.T) for i in range(self.T + 1)]
        return np.array([y / f[0] for y in f[1:]], betas.dtype)


@mutant("S7", "Karras grid i = 0..N-1 -> 0..N-2", "karras_sigmas", expect="wrong broken")
class S7:
    def karras_sigmas(self, n, sigma_min, sigma_max, rho):
        grid = super().karras_sigmas(n, sigma_min, sigma_max, rho)
        return np.delete(grid, n - 1)


@mutant("S7b", "Karras grid i/(N-1) -> i/N: sigma_min is never reached", "karras_sigmas")
class S7b:
    def karras_sigmas(self, n, sigma_min, sigma_max, rho):
        return np.delete(super().karras_sigmas(n + 1, sigma_min, sigma_max, rho), n)


@mutant("S9", "beta scaled by 1/T -> by 1/1000 always", "betas", "vp_linear", note="hidden at T = 1000")
class S9:
    def vp_linear(self):
        return self.line(self.param("beta_min"), self.param("beta_max")) / self.formats.compute.type(1000)


@mutant("S10", "min(beta, 0.999) -> beta", "betas", CAPPED, expect="wrong broken")
class S10:
    def max_beta(self):
        return math.inf


@mutant("S12", "beta_max - beta_min = 19.9 -> 19.1", "betas", "vp_linear")
class S12:
    def param(self, name, default=None):
        value = super().param(name, default)
        return value if name != "beta_max" else self.param("beta_min") + (value - self.param("beta_min")) * 19.1 / 19.9


@mutant("S13", "SNR of the rescaled alpha_bar -> of the one before", "snr log_snr gamma", note="rescale_zero_terminal_snr")
class S13:
    def rescaled(self, betas):
        self.old = self.keep(self.products(betas))
        return super().rescaled(betas)

    def snr(self):
        return self.old / (1 - self.old) if self.rescale else super().snr()


@mutant("S14", "grid of step 1/T -> 1/(T-1)", "betas", CAPPED, expect="wrong broken")
class S14:
    def from_alpha_bar(self, f):
        last = max(self.T - 1, 1)
        betas = [min(1 - f(i / last) / f(max(i - 1, 0) / last), self.max_beta()) for i in range(self.T)]
        return np.array(betas, self.formats.compute)


@mutant("S15", "s = list[i+1] -> t - T//n", samplers="ddim", note="hidden where n divides T")
class S15:
    def following(self, grid, i):
        return grid[i] - self.T // len(grid)


@mutant("X2", "trailing grid counted by a float step: n+1 entries for some n", "timesteps", expect="wrong broken")
class X2:
    def grid(self, n, T, spacing, steps_offset=0):
        if spacing != "trailing":
            return super().grid(n, T, spacing, steps_offset)
        return [int(t) - 1 for t in np.round(np.arange(T, 0, -T / n))]


@mutant("X3", "leading grid of every T//n from 0 to T: more than n entries", "timesteps", expect="wrong broken")
class X3:
    def grid(self, n, T, spacing, steps_offset=0):
        grid = super().grid(n, T, spacing, steps_offset)
        return list(range(0, T, T // n))[::-1] if spacing == "leading" else grid


@mutant("D22b", "timesteps from noise to data -> from data to noise", "timesteps")
class D22b:
    def grid(self, n, T, spacing, steps_offset=0):
        return super().grid(n, T, spacing, steps_offset)[::-1]


@mutant(
    "X8",
    "the ends of the sigmoid in float32, the rest in float64",
    "betas",
    "sigmoid_alpha_bar",
    expect="wrong inaccurate",
    dtypes="float64",
)
class X8:
    def sigmoid_alpha_bar(self):
        start, end, tau = (self.param(*x) for x in (("start", -3.0), ("end", 3.0), ("tau", 1.0)))
        logistic = lambda x: 1 / (1 + np.exp(-x))
        first, last = (float(logistic(np.float32(x / tau))) for x in (start, end))
        return self.from_alpha_bar(lambda u: (last - logistic((u * (end - start) + start) / tau)) / (last - first))
