"""Mistakes in number formats and at the ends of the domain: N of BUGS."""
import ml_dtypes
import numpy as np

from mutants.registry import mutant


@mutant("N1", "abar in the declared format -> in bfloat16", "alphas_cumprod", expect="inaccurate wrong broken")
class N1:
    def products(self, betas):
        return super().products(betas).astype(ml_dtypes.bfloat16).astype(betas.dtype)


@mutant("N1b", "abar in the declared format -> in float16", "alphas_cumprod", expect="inaccurate wrong broken")
class N1b:
    def products(self, betas):
        return super().products(betas).astype(np.float16).astype(betas.dtype)


@mutant("X6", "q_sample in a low format leaves the tables in it", "q_sample", expect="inaccurate wrong broken", note="shows from the second call on")
class X6:
    def q_sample(self, t, x0, eps):
        answer = super().q_sample(t, x0, eps)
        if self.beta is not None:
            low = self.alpha_bar.astype(ml_dtypes.bfloat16).astype(self.alpha_bar.dtype)
            self.alpha_bar, self.signal, self.std = low, np.sqrt(low), np.sqrt(1 - low)
        return answer


@mutant(
    "N2",
    "refuse eps-prediction where abar = 0 -> divide by 0",
    "x0_from_eps ddpm_step ddim_step",
    expect="broken",
    note="only with rescale_zero_terminal_snr, at t = T-1",
)
class N2:
    def divisor(self, coefficient, why):
        return self.data(coefficient)

    def finite(self, x):
        return x


@mutant("N4", "the step's index -> a search for an equal float timestep", samplers="euler heun", expect="broken")
class N4:
    def sigma_grid(self, grid):
        n = len(grid)
        listed = self.T - np.arange(n, dtype=np.float32) * np.float32(self.T / n) - 1
        found = [int(np.nonzero(listed == np.float32(t))[0][0]) for t in grid]
        return super().sigma_grid([grid[i] for i in found])


@mutant("N5", "first order into sigma = 0 -> second order", samplers="dpmpp_2m", expect="broken")
class N5:
    def second_order(self, i, n):
        return i > 0
