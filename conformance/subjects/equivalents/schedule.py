"""Schedules and grids, written otherwise."""
import math

import numpy as np

from equivalents.registry import equivalent

TABLES = "alphas_cumprod q_sample posterior_variance"


@equivalent("EQ1", "cosine betas from the table f(i/T)/f(0) instead of from f", "betas", "squaredcos_cap_v2")
class EQ1:
    def from_alpha_bar(self, f):
        table = np.array([f(i / self.T) / f(0) for i in range(self.T + 1)])
        return np.minimum(1 - table[1:] / table[:-1], self.max_beta()).astype(self.formats.compute)


@equivalent("cosine-sines", "1 - cos^2 b / cos^2 a = sin(a+b) sin(b-a) / cos^2 a", "betas", "squaredcos_cap_v2")
class CosineSines:
    def squaredcos_cap_v2(self):
        s = self.param("s", 0.008)
        angle = lambda i: (i / self.T + s) / (1 + s) * math.pi / 2
        step = math.pi / 2 / (1 + s) / self.T
        betas = [math.sin(angle(i) + angle(i + 1)) * math.sin(step) / math.cos(angle(i)) ** 2 for i in range(self.T)]
        return np.minimum(betas, self.max_beta()).astype(self.formats.compute)


@equivalent("linear-weights", "start + (end-start) w = start (1-w) + end w", "betas", "linear vp_linear")
class LinearWeights:
    def line(self, first, last):
        w = np.arange(self.T, dtype=self.formats.compute) / self.formats.compute.type(max(self.T - 1, 1))
        c = self.formats.compute.type
        return c(first) * (1 - w) + c(last) * w


@equivalent("scaled-linear-square", "(a + (b-a) w)^2 = (a (1-w))^2 + 2ab w(1-w) + (b w)^2", "betas", "scaled_linear")
class ScaledLinearSquare:
    def scaled_linear(self):
        c = self.formats.compute.type
        a, b = c(self.param("beta_start")), c(self.param("beta_end"))
        w = self.line(0, 1)
        return a * (1 - w) ** 2 + 2 * np.sqrt(a * b) * w * (1 - w) + b * w**2


@equivalent("sigmoid-tanh", "logistic(x) = (1 + tanh(x/2))/2", "betas", "sigmoid")
class SigmoidTanh:
    def sigmoid(self):
        c = self.formats.compute.type
        low, high = self.param("beta_start"), self.param("beta_end")
        half = (1 + np.tanh(self.line(self.param("start", -6.0), self.param("end", 6.0)) / 2)) / 2
        return c(low) * (1 - half) + c(high) * half


@equivalent("log-space", "prod(1-beta) = exp(sum(log1p(-beta)))", TABLES)
class LogSpace:
    def products(self, betas):
        return np.exp(np.cumsum(np.log1p(-betas)))


@equivalent("own-products", "each alpha_bar by a product of its own, in pairs", TABLES)
class OwnProducts:
    def products(self, betas):
        def product(a):
            return a[0] if len(a) == 1 else product(a[: len(a) // 2]) * product(a[len(a) // 2 :])

        alphas = 1 - betas
        return np.array([product(alphas[: i + 1]) for i in range(len(alphas))], betas.dtype)


@equivalent("carried-noise", "1 - alpha_bar carried along: v <- alpha v + beta", "sqrt_one_minus_alphas_cumprod_at q_sample")
class CarriedNoise:
    def build_chain(self, beta, alpha_bar):
        super().build_chain(beta, alpha_bar)
        if self.kind in ("vdm_fixed_linear_gamma",):
            return
        noise, v = [], beta.dtype.type(0)
        for b in beta:
            v = (1 - b) * v + b
            noise.append(v)
        self.std = self.keep(np.sqrt(np.array(noise, beta.dtype)))


@equivalent("snr-inverse", "abar/(1-abar) = 1/(1/abar - 1)", "snr")
class SnrInverse:
    def snr(self):
        return super().snr() if self.beta is None else 1 / (1 / self.alpha_bar - 1)


@equivalent("log-snr-difference", "log(abar/(1-abar)) = log abar - log(1-abar)", "log_snr gamma")
class LogSnrDifference:
    def log_snr(self, t):
        t = self.index(t)
        if self.beta is None:
            return super().log_snr(t)
        with np.errstate(divide="ignore"):
            return np.log(self.alpha_bar[t]) - np.log(1 - self.alpha_bar[t])


@equivalent("karras-log", "(a + i (b-a))^rho = exp(rho log(a + i (b-a))), a = exp(log(sigma)/rho)", "karras_sigmas")
class KarrasLog:
    def karras_sigmas(self, n, sigma_min, sigma_max, rho):
        ramp = np.linspace(1, 0, n, dtype=self.formats.data)
        low, high = np.exp(np.log(sigma_min) / rho), np.exp(np.log(sigma_max) / rho)
        return np.append(np.exp(rho * np.log(low + ramp * (high - low))), self.D(0))


@equivalent("exponential-ratio", "exp(line of logs) = sigma_max (sigma_min/sigma_max)^i", "exponential_sigmas")
class ExponentialRatio:
    def exponential_sigmas(self, n, sigma_min, sigma_max):
        ramp = np.linspace(0, 1, n, dtype=self.formats.data)
        return np.append(sigma_max * (sigma_min / sigma_max) ** ramp, self.D(0))


@equivalent("grids-numpy", "grids by numpy's ranges", "timesteps")
class GridsNumpy:
    def grid(self, n, T, spacing, steps_offset=0):
        super().grid(n, T, spacing, steps_offset)  # for what it refuses
        if spacing == "leading":
            return [int(t) + steps_offset for t in np.arange(0, T, T // n)[:n][::-1]]
        if spacing == "trailing":
            return [int(t) - 1 for t in np.round(np.arange(n, 0, -1) * T / n)]
        return [int(t) for t in np.linspace(0, T - 1, n).round()[::-1]] if n > 1 else [T - 1]


@equivalent("respaced-log", "1 - a_t/a_s = -expm1(log a_t - log a_s)", "respaced_betas")
class RespacedLog:
    def respaced_betas(self, use_timesteps):
        super().respaced_betas(use_timesteps)
        with np.errstate(divide="ignore"):
            logs = np.log(self.alpha_bar[sorted(use_timesteps)])
        return -np.expm1(np.diff(logs, prepend=logs.dtype.type(0)))
