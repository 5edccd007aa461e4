"""Mistakes in DDIM, the samplers over sigma and whole samplers: D of BUGS."""
import numpy as np

from mutants.registry import mutant


@mutant("D1", "sigma = eta sqrt(beta tilde) -> eta sqrt(1-abar_t)", "ddim_sigma ddim_step", note="hidden at eta = 0")
class D1:
    def ddim_sigma_of(self, t, s, eta):
        return eta * self.data(self.std[t])


@mutant("D3", "1-abar_s-eta^2 variance -> eta variance", "ddim_step", note="hidden at eta = 0 and 1")
class D3:
    def direction(self, s, sigma, eta):
        return super().direction(s, sigma / np.sqrt(eta) if eta > 0 else sigma, eta)


@mutant("D5", "(abar_t, abar_s) -> both one index lower", "ddim_step")
class D5:
    def ddim_step(self, t, t_prev, *args, **named):
        # at t = 0 there is nothing lower
        t, s = np.asarray(t), np.asarray(t_prev)
        return super().ddim_step(np.maximum(t - 1, 0), np.where(t > 0, np.maximum(s - 1, -1), s), *args, **named)


@mutant("D6", "the inverse step t+k -> t-k", "ddim_reverse_step")
class D6:
    def ddim_reverse_step(self, t, t_next, *args, **named):
        return super().ddim_reverse_step(t, np.maximum(2 * np.asarray(t) - np.asarray(t_next), 0), *args, **named)


@mutant("D7", "Heun's second stage at sigma_next -> at sigma", "heun_step", samplers="heun", note="hidden for epsilon")
class D7:
    def heun_slope(self, sigma, sigma_next, x_next, model_output_next, prediction_type):
        return self.slope(sigma, x_next, model_output_next, prediction_type)


@mutant("D18", "Heun's second slope (x - D)/sigma -> x/sigma", "heun_step", samplers="heun")
class D18:
    def heun_slope(self, sigma, sigma_next, x_next, model_output_next, prediction_type):
        return x_next / sigma_next


@mutant(
    "D10",
    "sigma_down by itself -> sqrt(sigma_next^2 - sigma_up^2)",
    "ancestral_sigmas euler_ancestral_step",
    expect="inaccurate broken",
    dtypes="float32",
    note="shows where sigma_next is far below sigma",
)
class D10:
    def ancestral(self, sigma, sigma_next, eta):
        super().ancestral(sigma, sigma_next, eta)
        to, of = sigma_next * sigma_next, sigma * sigma
        up = eta * np.sqrt(to * (of - to) / of)
        return np.sqrt(to - up * up), up


@mutant("X9", "sigma = eta sqrt(variance) -> sqrt(eta variance)", "ddim_sigma ddim_step", expect="convention")
class X9:
    def ddim_sigma_of(self, t, s, eta):
        return super().ddim_sigma_of(t, s, np.sqrt(eta))


@mutant("X10", "DDIM ends at abar = 1 -> at abar_0", "ddim_step", expect="convention", note="only with t_prev < 0")
class X10:
    def ddim_step(self, t, t_prev, *args, **named):
        # at t = 0 the step would go nowhere
        s = np.asarray(t_prev)
        return super().ddim_step(t, np.where((s < 0) & (np.asarray(t) > 0), 0, s), *args, **named)


@mutant("D12", "multistep: the last step's length -> this one's", samplers="dpmpp_2m")
class D12:
    def multistep_ratio(self, h, h_last):
        return h / h


@mutant("D22", "start at the first noise level -> at the last", samplers="euler heun")
class D22:
    def start(self, sigma, x):
        return x * sigma[-2]


@mutant("D24b", "each step's noise -> the initial noise again", samplers="ddim", note="only with eta > 0")
class D24b:
    def row(self, noise, i, x_T):
        return x_T
