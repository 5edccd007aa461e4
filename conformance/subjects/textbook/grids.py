"""Which timesteps a sampler of n steps visits (Lin et al. 2023, table 2), and the chain of only those."""
from fractions import Fraction

import numpy as np

from wire import Undefined, Unsupported


class Grids:
    def grid(self, n, T, spacing, steps_offset=0):
        if not 1 <= n <= T:
            raise Undefined("n must be within 1..%d" % T)
        if spacing == "leading":
            grid = [i * (T // n) + steps_offset for i in range(n)][::-1]
        elif spacing == "trailing":
            grid = [round(T - Fraction(i * T, n)) - 1 for i in range(n)]
        elif spacing == "linspace":
            # a single step starts in noise
            grid = [round(Fraction(i * (T - 1), n - 1)) for i in range(n)][::-1] if n > 1 else [T - 1]
        else:
            raise Unsupported("no spacing " + str(spacing))
        if grid[0] >= T:
            raise Undefined("the offset leads beyond the last timestep")
        return grid

    def timesteps(self, n, spacing, T=None, steps_offset=0):
        return self.grid(n, T or self.T, spacing, steps_offset)

    def respaced_betas(self, use_timesteps):
        """Nichol and Dhariwal 2021, section 4: the betas of the chain that visits only these."""
        self.chain()
        alpha_bar = self.alpha_bar[self.index(sorted(use_timesteps))]
        before = np.concatenate([np.ones_like(alpha_bar[:1]), alpha_bar[:-1]])
        return 1 - alpha_bar / before
