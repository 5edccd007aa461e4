"""One step of a sampler in the coordinates of the chain: DDPM (Ho et al. 2020), DDIM (Song et al. 2020)."""
import numpy as np

from wire import Unsupported


class Steps:
    def clipped(self, x0, clip_x0):
        return x0 if clip_x0 is None else np.clip(x0, -clip_x0, clip_x0)

    def last(self, s):
        """Where a step ends in clean data, and nothing is added."""
        return s[:, None] < 0 if s.ndim == 1 else s < 0

    def predicted_variance(self, xt, model_output, variance_type):
        """With a learned variance the model says twice as much: the prediction, then v."""
        if variance_type != "learned_range":
            return model_output, None
        if model_output.shape[-1] != 2 * xt.shape[-1]:
            raise ValueError("learned_range needs a model output twice as long as xt")
        return np.split(model_output, 2, axis=-1)

    def ddpm_std(self, t, s, v, variance_type):
        if variance_type == "fixed_small":
            return self.data(np.sqrt(self.small(t, s)))
        if variance_type == "fixed_large":
            return self.data(np.sqrt(self.large(t, s)))
        half = self.D(0.5)
        # in the last step nothing is added, so that any earlier step's variance will do there
        s = np.where(s < 0, t - 1, s)
        if variance_type == "fixed_small_log":
            return np.exp(half * self.data(self.log_small(t, s)))
        if variance_type == "fixed_large_log":
            return np.exp(half * self.data(np.log(self.large(t, s))))
        if variance_type == "learned_range":
            return np.exp(half * self.log_range(t, s, v))
        raise Unsupported("no variance type " + str(variance_type))

    def ddpm_noise(self, t, s, v, variance_type, noise):
        return self.ddpm_std(t, s, v, variance_type) * noise

    def given_noise(self, t, xt, prediction, prediction_type, noise):
        return noise

    def ddpm_step(self, t, t_prev, xt, model_output, prediction_type, variance_type, noise, clip_x0=None):
        t, s = self.earlier(t, t_prev)
        prediction, v = self.predicted_variance(xt, model_output, variance_type)
        x0 = self.clipped(self.x0_of(t, xt, prediction, prediction_type), clip_x0)
        mean = self.posterior_mean(t, s, x0, xt)
        if self.last(s).all():
            return mean
        noise = self.given_noise(t, xt, prediction, prediction_type, noise)
        return np.where(self.last(s), mean, mean + self.ddpm_noise(t, s, v, variance_type, noise))

    def ddim_sigma_of(self, t, s, eta):
        """Song et al. 2020, eq. (16)."""
        return eta * self.data(np.sqrt(self.small(t, s)))

    def ddim_sigma(self, t, t_prev, eta):
        t, s = self.earlier(t, t_prev)
        sigma = self.ddim_sigma_of(t, s, eta)
        return sigma[:, 0] if t.ndim == 1 else sigma

    def direction(self, s, sigma, eta):
        """The coefficient of eps in eq. (12). Rounding may make the radicand negative where it is 0."""
        return np.sqrt(np.maximum(self.data(1 - self.alpha_bar_at(s)) - sigma * sigma, self.D(0)))

    def ddim_step(
        self, t, t_prev, xt, model_output, prediction_type, eta, noise=None, clip_x0=None, rederive_eps=True
    ):
        t, s = self.earlier(t, t_prev)
        x0, eps = self.x0_and_eps(t, xt, model_output, prediction_type)
        if clip_x0 is not None:
            x0 = self.clipped(x0, clip_x0)
            eps = self.eps_from_x0(t, xt, x0) if rederive_eps else eps
        sigma = self.ddim_sigma_of(t, s, eta)
        mean = self.data(np.sqrt(self.alpha_bar_at(s))) * x0 + self.direction(s, sigma, eta) * eps
        return mean if noise is None or eta == 0 else mean + sigma * noise

    def ddim_reverse_step(self, t, t_next, xt, model_output, prediction_type):
        """The deterministic step run backwards: the same eps, more of it."""
        self.chain()
        x0, eps = self.x0_and_eps(t, xt, model_output, prediction_type)
        return self.q_sample(t_next, x0, eps)
