"""Noise schedules by their definitions."""
import math

import numpy as np

from wire import Unsupported

CHAINS = ("linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid", "sigmoid_alpha_bar", "vp_linear", "betas")
KINDS = CHAINS + ("vdm_fixed_linear_gamma", "subvp_linear", "ve_geometric")


def logistic(x):
    return 1 / (1 + np.exp(-x))


def softplus(x):
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)


class Schedules:
    """Tables of one schedule: x_t = signal_t x_0 + std_t eps, and for a chain its betas and their products."""

    def __init__(self, schedule, formats):
        self.kind = schedule["kind"]
        self.params = {name: float(value) for name, value in schedule.get("params", {}).items()}
        self.given = schedule.get("betas")
        self.rescale = schedule.get("rescale_zero_terminal_snr", False)
        self.formats = formats
        self.D = formats.data.type
        if self.kind not in KINDS:
            raise Unsupported("no schedule of kind " + self.kind)
        self.T = len(self.given) if self.kind == "betas" else schedule["T"]
        with np.errstate(divide="ignore", invalid="ignore"):
            self.build()

    def param(self, name, default=None):
        if name not in self.params and default is None:
            raise ValueError("the schedule lacks " + name)
        return self.params.get(name, default)

    def line(self, first, last):
        """T values from first to last."""
        return np.linspace(first, last, self.T, dtype=self.formats.compute)

    # betas of the chains

    def linear(self):
        return self.line(self.param("beta_start"), self.param("beta_end"))

    def scaled_linear(self):
        return self.line(math.sqrt(self.param("beta_start")), math.sqrt(self.param("beta_end"))) ** 2

    def sigmoid(self):
        low, high = self.param("beta_start"), self.param("beta_end")
        c = self.formats.compute.type
        return c(low) + c(high - low) * logistic(self.line(self.param("start", -6.0), self.param("end", 6.0)))

    def vp_linear(self):
        return self.line(self.param("beta_min"), self.param("beta_max")) / self.formats.compute.type(self.T)

    def cosine_f(self, u):
        s = self.param("s", 0.008)
        return math.cos((u + s) / (1 + s) * math.pi / 2) ** 2

    def squaredcos_cap_v2(self):
        """Nichol and Dhariwal 2021, eq. (17). In doubles, whatever the tables are: 1 - f/f cancels."""
        return self.from_alpha_bar(self.cosine_f)

    def sigmoid_alpha_bar(self):
        """Chen 2023: alpha_bar is a piece of a logistic curve, scaled to run from 1 to 0."""
        start, end, tau = self.param("start", -3.0), self.param("end", 3.0), self.param("tau", 1.0)
        first, last = logistic(start / tau), logistic(end / tau)
        return self.from_alpha_bar(lambda u: (last - logistic((u * (end - start) + start) / tau)) / (last - first))

    def from_alpha_bar(self, f):
        T = self.T
        betas = [min(1 - f((i + 1) / T) / f(i / T), self.max_beta()) for i in range(T)]
        return np.array(betas, self.formats.compute)

    def max_beta(self):
        return self.param("max_beta", 0.999)

    def betas_of_the_kind(self):
        if self.kind == "betas":
            return np.array([float(b) for b in self.given], self.formats.compute)
        return getattr(self, self.kind)()

    def rescaled(self, betas):
        """Zero terminal SNR: Lin et al. 2023, algorithm 1."""
        root = np.sqrt(self.products(betas))
        first, last = root[0].copy(), root[-1].copy()
        alpha_bar = ((root - last) * (first / (first - last))) ** 2
        alphas = np.concatenate([alpha_bar[:1], alpha_bar[1:] / alpha_bar[:-1]])
        return 1 - alphas

    def products(self, betas):
        return np.cumprod(1 - betas)

    def shifted(self, alpha_bar):
        """alpha_bar one step earlier; before the first step nothing was lost."""
        return np.concatenate([np.ones_like(alpha_bar[:1]), alpha_bar[:-1]])

    # tables

    def keep(self, table):
        return np.asarray(table).astype(self.formats.store)

    def build(self):
        self.beta = None
        if self.kind in CHAINS:
            betas = self.betas_of_the_kind()
            if self.rescale:
                betas = self.rescaled(betas)
            self.build_chain(betas, self.products(betas))
        elif self.rescale:
            raise Unsupported("rescaling to zero terminal SNR is for chains of betas")
        elif self.kind == "vdm_fixed_linear_gamma":
            gamma = self.line(self.param("gamma_min"), self.param("gamma_max"))
            betas = -np.expm1(softplus(gamma[:-1]) - softplus(gamma[1:]))
            self.build_chain(np.concatenate([logistic(gamma[:1]), betas]), logistic(-gamma))
        elif self.kind == "ve_geometric":
            low, high = self.param("sigma_min"), self.param("sigma_max")
            sigma = low * (high / low) ** self.line(0.0, 1.0)
            self.build_marginals(np.ones_like(sigma), sigma)
        else:
            u = (np.arange(self.T, dtype=self.formats.compute) + 1) / self.formats.compute.type(self.T)
            low, high = self.param("beta_min"), self.param("beta_max")
            integral = low * u + (high - low) * u * u / 2
            self.build_marginals(np.exp(-integral / 2), -np.expm1(-integral))

    def build_marginals(self, signal, std):
        self.signal, self.std = self.keep(signal), self.keep(std)

    def build_chain(self, beta, alpha_bar):
        previous = self.shifted(alpha_bar)
        noise = 1 - alpha_bar
        self.build_marginals(np.sqrt(alpha_bar), np.sqrt(noise))
        self.beta, self.alpha_bar = self.keep(beta), self.keep(alpha_bar)
        self.log_noise = self.keep(np.log(noise))
        self.recip_signal = self.keep(np.sqrt(1 / alpha_bar))
        self.recip_m1 = self.keep(np.sqrt(1 / alpha_bar - 1))
        variance = self.small_variance(beta, previous, alpha_bar)
        self.posterior_var = self.keep(variance)
        # there is no second step to borrow from in a chain of one
        clipped = np.concatenate([variance[1:2], variance[1:]]) if self.T > 1 else variance
        self.posterior_logvar = self.keep(np.log(clipped))
        self.coef1 = self.keep(beta * np.sqrt(previous) / noise)
        self.coef2 = self.keep((1 - previous) * np.sqrt(1 - beta) / noise)

    def small_variance(self, beta, previous, alpha_bar):
        """The variance of q(x_s | x_t, x_0): Ho et al. 2020, eq. (7)."""
        return beta * (1 - previous) / (1 - alpha_bar)
