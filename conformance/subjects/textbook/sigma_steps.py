"""Samplers where x = x_0 + sigma eps (Karras et al. 2022): conversions, grids of sigma, one step."""
import numpy as np

from wire import Undefined, Unsupported


class SigmaSteps:
    def denoised_from_eps_ve(self, sigma, x, eps):
        return x - sigma * eps

    def denoised_from_v_ve(self, sigma, x, v):
        square = sigma * sigma + self.D(1)
        return x / square - v * (sigma / np.sqrt(square))

    def eps_from_v_ve(self, sigma, x, v):
        square = sigma * sigma + self.D(1)
        return x * (sigma / square) + v / np.sqrt(square)

    def denoised(self, sigma, x, model_output, prediction_type):
        if prediction_type == "epsilon":
            return self.denoised_from_eps_ve(sigma, x, model_output)
        if prediction_type == "sample":
            return model_output
        if prediction_type == "v_prediction":
            return self.denoised_from_v_ve(sigma, x, model_output)
        raise Unsupported("no prediction type " + str(prediction_type))

    def slope(self, sigma, x, model_output, prediction_type):
        """dx/dsigma of the probability flow."""
        if np.any(sigma == 0):
            raise Undefined("no slope at sigma = 0")
        return (x - self.denoised(sigma, x, model_output, prediction_type)) / sigma

    def euler_step(self, sigma, sigma_next, x, model_output, prediction_type, noise=None):
        return x + (sigma_next - sigma) * self.slope(sigma, x, model_output, prediction_type)

    def ancestral(self, sigma, sigma_next, eta):
        """sigma_down^2 + sigma_up^2 = sigma_next^2, as sums of positive terms: nothing cancels."""
        if np.any(sigma == 0):
            raise Undefined("no step from sigma = 0")
        ratio, one = sigma_next / sigma, self.D(1)
        up = np.minimum(eta * sigma_next * np.sqrt((one - ratio) * (one + ratio)), sigma_next)
        down = sigma_next * np.sqrt(np.maximum((one - eta) * (one + eta) + (eta * ratio) ** 2, self.D(0)))
        return down, up

    def ancestral_sigmas(self, sigma, sigma_next, eta):
        return np.stack(self.ancestral(sigma, sigma_next, eta))

    def euler_ancestral_step(self, sigma, sigma_next, x, model_output, prediction_type, noise, eta=None):
        down, up = self.ancestral(sigma, sigma_next, self.D(1) if eta is None else eta)
        return self.euler_step(sigma, down, x, model_output, prediction_type) + up * noise

    def heun_average(self, slope, slope_next):
        return (slope + slope_next) / self.D(2)

    def heun_slope(self, sigma, sigma_next, x_next, model_output_next, prediction_type):
        return self.slope(sigma_next, x_next, model_output_next, prediction_type)

    def heun_step(self, sigma, sigma_next, x, model_output, model_output_next, prediction_type):
        """Karras et al. 2022, algorithm 1: model_output_next is the prediction at the end of the Euler step."""
        slope = self.slope(sigma, x, model_output, prediction_type)
        dt = sigma_next - sigma
        if sigma_next == 0:
            return x + dt * slope
        again = self.heun_slope(sigma, sigma_next, x + dt * slope, model_output_next, prediction_type)
        return x + dt * self.heun_average(slope, again)

    # grids

    def karras_sigmas(self, n, sigma_min, sigma_max, rho):
        """Karras et al. 2022, eq. (5), with the 0 that it ends in."""
        ramp = np.linspace(0, 1, n, dtype=self.formats.data)
        low, high = sigma_min ** (1 / rho), sigma_max ** (1 / rho)
        return np.append((high + ramp * (low - high)) ** rho, self.D(0))

    def exponential_sigmas(self, n, sigma_min, sigma_max):
        line = np.linspace(np.log(sigma_max), np.log(sigma_min), n, dtype=self.formats.data)
        return np.append(np.exp(line), self.D(0))

    def t_to_sigma(self, t):
        """Between timesteps sigma is interpolated in its logarithm."""
        logs = np.log(self.sigmas())
        low = np.clip(np.floor(t).astype(int), 0, max(self.T - 2, 0))
        high = np.minimum(low + 1, self.T - 1)
        weight = (np.asarray(t) - low).astype(logs.dtype)
        return np.exp((1 - weight) * logs[low] + weight * logs[high])

    def t_from_sigma(self, sigma):
        logs = np.log(self.sigmas())
        wanted = np.log(np.asarray(sigma).astype(logs.dtype))
        low = np.clip(np.searchsorted(logs, wanted, side="right") - 1, 0, max(self.T - 2, 0))
        high = np.minimum(low + 1, self.T - 1)
        return low.astype(logs.dtype) + (wanted - logs[low]) / (logs[high] - logs[low])
