"""Whole samplers, as generators: they yield where the model is to be evaluated and are sent what it said."""
import numpy as np

from wire import Unsupported


class Samplers:
    SAMPLERS = ("ddim", "euler", "heun", "dpmpp_2m")

    def sample(self, sampler, n, spacing, prediction_type, eta, x_T, noise):
        if sampler not in self.SAMPLERS:
            raise Unsupported("no sampler " + str(sampler))
        self.chain()
        grid = self.grid(n, self.T, spacing)
        yield "timesteps", grid
        yield from getattr(self, sampler)(grid, prediction_type, eta, x_T, noise)

    def received(self, output):
        return np.asarray(output, self.formats.data)

    def row(self, noise, i, x_T):
        return noise[i] if i < len(noise) else None

    def following(self, grid, i):
        return grid[i + 1] if i + 1 < len(grid) else -1

    def ddim(self, grid, prediction_type, eta, x_T, noise):
        x = x_T
        for i, t in enumerate(grid):
            output = self.received((yield "evaluate", {"x": x, "t": t}))
            row = self.row(noise, i, x_T)
            x = self.ddim_step(t, self.following(grid, i), x, output, prediction_type, eta, row)
        yield "done", x

    def start(self, sigma, x):
        """Noise of the first level, from standard normal noise."""
        return x * sigma[0]

    def sigma_grid(self, grid):
        return np.append(self.sigmas()[grid], 0).astype(self.formats.data)

    def euler(self, grid, prediction_type, eta, x, noise):
        sigma = self.sigma_grid(grid)
        x = self.start(sigma, x)
        for i, t in enumerate(grid):
            output = self.received((yield "evaluate", {"x": x, "t": t, "sigma": sigma[i]}))
            x = self.euler_step(sigma[i], sigma[i + 1], x, output, prediction_type)
        yield "done", x

    def heun(self, grid, prediction_type, eta, x, noise):
        sigma = self.sigma_grid(grid)
        x = self.start(sigma, x)
        for i, t in enumerate(grid):
            output = self.received((yield "evaluate", {"x": x, "t": t, "sigma": sigma[i]}))
            again = None
            if sigma[i + 1] > 0:
                end = self.euler_step(sigma[i], sigma[i + 1], x, output, prediction_type)
                again = self.received((yield "evaluate", {"x": end, "t": grid[i + 1], "sigma": sigma[i + 1]}))
            x = self.heun_step(sigma[i], sigma[i + 1], x, output, again, prediction_type)
        yield "done", x

    def multistep_ratio(self, h, h_last):
        return h_last / h

    def second_order(self, i, n):
        """A step into sigma = 0 has infinite length in log-SNR: it is taken at first order, and so is the first."""
        return 0 < i < n - 1

    def dpmpp_2m(self, grid, prediction_type, eta, x, noise):
        """DPM-Solver++(2M): Lu et al. 2022, algorithm 2."""
        signal, std = np.append(self.signal[grid], 1), np.append(self.std[grid], 0)
        with np.errstate(divide="ignore"):
            lam = np.log(signal) - np.log(std)
        h = np.diff(lam)
        before = None
        for i, t in enumerate(grid):
            output = self.received((yield "evaluate", {"x": x, "t": t}))
            x0 = self.x0_of(t, x, output, prediction_type)
            estimate = x0
            if self.second_order(i, len(grid)):
                weight = self.data(1 / (2 * self.multistep_ratio(h[i], h[i - 1])))
                estimate = (self.D(1) + weight) * x0 - weight * before
            keep, gain = self.data(std[i + 1] / std[i]), self.data(-signal[i + 1] * np.expm1(-h[i]))
            x, before = keep * x + gain * estimate, x0
        yield "done", x
