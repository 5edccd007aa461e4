"""The tables as operations, the forward process, and conversions between predictions."""
import numpy as np

from wire import Undefined, Unsupported


class Marginals:
    # looking things up

    def chain(self):
        if self.beta is None:
            raise Unsupported("the schedule " + self.kind + " has no chain of betas here")

    def variance_preserving(self):
        self.chain()

    def index(self, t):
        """Indices into a table: a library raises for those outside."""
        t = np.asarray(t)
        if t.dtype.kind not in "iu" or (t < 0).any() or (t >= self.T).any():
            raise Undefined("t is no index of 0..%d: %s" % (self.T - 1, t))
        return t

    def data(self, coefficient):
        """A coefficient in the format of the data; one for each row of a batch."""
        c = np.asarray(coefficient).astype(self.formats.data)
        return c[:, None] if c.ndim == 1 else c

    def divisor(self, coefficient, why):
        c = self.data(coefficient)
        if (c == 0).any():
            raise Undefined("division by zero: " + why)
        return c

    # tables

    def betas(self):
        self.chain()
        return self.beta

    def alphas_cumprod(self):
        self.chain()
        return self.alpha_bar

    def ratio(self):
        """std / signal, the noise level where the signal is scaled to 1."""
        if self.beta is None:
            return self.std / self.signal
        return np.sqrt((1 - self.alpha_bar) / self.alpha_bar)

    def snr(self):
        if self.beta is None:
            return (self.signal / self.std) ** 2
        return self.alpha_bar / (1 - self.alpha_bar)

    def sigmas(self):
        with np.errstate(divide="ignore"):
            return self.ratio()

    def sigma_ve(self, t):
        return self.sigmas()[self.index(t)]

    def log_snr(self, t):
        with np.errstate(divide="ignore"):
            return np.log(self.snr()[self.index(t)])

    def gamma(self, t):
        return -self.log_snr(t)

    def alpha_sigma(self, t):
        t = self.index(t)
        return np.stack([self.signal[t], self.std[t]], axis=-1)

    def sqrt_alphas_cumprod_at(self, t):
        return self.signal[self.index(t)]

    def sqrt_one_minus_alphas_cumprod_at(self, t):
        self.chain()
        return self.std[self.index(t)]

    def log_one_minus_alphas_cumprod_at(self, t):
        self.chain()
        return self.log_noise[self.index(t)]

    def sqrt_recip_alphas_cumprod_at(self, t):
        self.chain()
        return self.finite(self.recip_signal[self.index(t)])

    def sqrt_recipm1_alphas_cumprod_at(self, t):
        self.chain()
        return self.finite(self.recip_m1[self.index(t)])

    def finite(self, x):
        if not np.isfinite(x).all():
            raise Undefined("no signal is left at this t")
        return x

    # forward and conversions

    def q_sample(self, t, x0, eps):
        t = self.index(t)
        return self.data(self.signal[t]) * x0 + self.data(self.std[t]) * eps

    def x0_from_eps(self, t, xt, eps):
        t = self.index(t)
        return (xt - self.data(self.std[t]) * eps) / self.divisor(self.signal[t], "no signal is left at this t")

    def eps_from_x0(self, t, xt, x0):
        t = self.index(t)
        return (xt - self.data(self.signal[t]) * x0) / self.divisor(self.std[t], "no noise at this t")

    def v_from_x0_eps(self, t, x0, eps):
        self.variance_preserving()
        t = self.index(t)
        return self.data(self.signal[t]) * eps - self.data(self.std[t]) * x0

    def x0_from_v(self, t, xt, v):
        self.variance_preserving()
        t = self.index(t)
        return self.data(self.signal[t]) * xt - self.data(self.std[t]) * v

    def eps_from_v(self, t, xt, v):
        self.variance_preserving()
        t = self.index(t)
        return self.data(self.signal[t]) * v + self.data(self.std[t]) * xt

    def score_from_eps(self, t, eps, xt=None):
        return -eps / self.divisor(self.std[self.index(t)], "no noise at this t")

    def x0_and_eps(self, t, xt, model_output, prediction_type):
        """Both predictions from the one that the model makes."""
        if prediction_type == "epsilon":
            return self.x0_from_eps(t, xt, model_output), model_output
        if prediction_type == "sample":
            return model_output, self.eps_from_x0(t, xt, model_output)
        if prediction_type == "v_prediction":
            return self.x0_from_v(t, xt, model_output), self.eps_from_v(t, xt, model_output)
        raise Unsupported("no prediction type " + str(prediction_type))

    def x0_of(self, t, xt, model_output, prediction_type):
        if prediction_type == "sample":
            return model_output
        return self.x0_and_eps(t, xt, model_output, prediction_type)[0]
