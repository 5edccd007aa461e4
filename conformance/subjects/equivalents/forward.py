"""The forward process and conversions, written otherwise."""
import numpy as np

from equivalents.registry import equivalent
from wire import Undefined

STEPS = " ddpm_step ddim_step"


@equivalent("scaled-noise", "sqrt(abar) x_0 + std eps = sqrt(abar) (x_0 + sigma eps)", "q_sample")
class ScaledNoise:
    def q_sample(self, t, x0, eps):
        t = self.index(t)
        if (self.signal[t] == 0).any():
            return super().q_sample(t, x0, eps)
        return self.data(self.signal[t]) * (x0 + self.data(self.std[t] / self.signal[t]) * eps)


@equivalent("reciprocals", "x_0 = sqrt(1/abar) x - sqrt(1/abar - 1) eps", "x0_from_eps" + STEPS)
class Reciprocals:
    def x0_from_eps(self, t, xt, eps):
        t = self.index(t)
        if self.beta is None or (self.signal[t] == 0).any():
            return super().x0_from_eps(t, xt, eps)
        return self.data(self.recip_signal[t]) * xt - self.data(self.recip_m1[t]) * eps


@equivalent("eps-in-sigma", "eps = (x/sqrt(abar) - x_0)/sigma", "eps_from_x0 ddim_step")
class EpsInSigma:
    def eps_from_x0(self, t, xt, x0):
        t = self.index(t)
        if (self.signal[t] == 0).any():
            return super().eps_from_x0(t, xt, x0)
        sigma = self.divisor(self.std[t] / self.signal[t], "no noise at this t")
        return (xt / self.data(self.signal[t]) - x0) / sigma


@equivalent("rotation", "v, x_0 and eps by the angle of (sqrt(abar), sqrt(1-abar))", "v_from_x0_eps x0_from_v eps_from_v" + STEPS)
class Rotation:
    def angle(self, t):
        self.variance_preserving()
        t = self.index(t)
        angle = np.arctan2(self.std[t], self.signal[t])
        return self.data(np.cos(angle)), self.data(np.sin(angle))

    def v_from_x0_eps(self, t, x0, eps):
        c, s = self.angle(t)
        return c * eps - s * x0

    def x0_from_v(self, t, xt, v):
        c, s = self.angle(t)
        return c * xt - s * v

    def eps_from_v(self, t, xt, v):
        c, s = self.angle(t)
        return s * xt + c * v


@equivalent("score-inverse", "eps/std = eps (1/std)", "score_from_eps")
class ScoreInverse:
    def score_from_eps(self, t, eps, xt=None):
        t = self.index(t)
        self.divisor(self.std[t], "no noise at this t")
        return eps * -self.data(1 / self.std[t])


@equivalent("EQ3", "v-prediction over sigma on the scaled sample: (x_in - sigma v)/sqrt(sigma^2+1)", "denoised_from_v_ve euler_step heun_step")
class EQ3:
    def denoised_from_v_ve(self, sigma, x, v):
        root = np.sqrt(sigma * sigma + self.D(1))
        return (x / root - sigma * v) / root


@equivalent("eps-of-v-slope", "eps = (x - denoised)/sigma", "eps_from_v_ve")
class EpsOfVSlope:
    def eps_from_v_ve(self, sigma, x, v):
        if np.any(sigma == 0):
            raise Undefined("no slope at sigma = 0")
        return (x - self.denoised_from_v_ve(sigma, x, v)) / sigma


@equivalent("sigma-squared", "sigma = sqrt(1/abar - 1)", "sigmas sigma_ve")
class SigmaSquared:
    def ratio(self):
        return super().ratio() if self.beta is None else np.sqrt(1 / self.alpha_bar - 1)


@equivalent("sigma-quotient", "sigma = sqrt(1-abar)/sqrt(abar)", "sigmas sigma_ve")
class SigmaQuotient:
    def ratio(self):
        return super().ratio() if self.beta is None else np.sqrt(1 - self.alpha_bar) / np.sqrt(self.alpha_bar)
