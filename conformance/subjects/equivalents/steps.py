"""Steps and samplers, written otherwise."""
import numpy as np

from equivalents.registry import equivalent


class Collected:
    """A DDIM step by what remains of x_t and of x_0, or in other coordinates."""

    def ddim_step(self, t, t_prev, xt, model_output, prediction_type, eta, noise=None, clip_x0=None, rederive_eps=True):
        if clip_x0 is not None and not rederive_eps:
            return super().ddim_step(t, t_prev, xt, model_output, prediction_type, eta, noise, clip_x0, rederive_eps)
        t, s = self.earlier(t, t_prev)
        x0, eps = self.x0_and_eps(t, xt, model_output, prediction_type)
        if clip_x0 is not None:
            x0 = self.clipped(x0, clip_x0)
            eps = self.eps_from_x0(t, xt, x0)
        sigma = self.ddim_sigma_of(t, s, eta)
        mean = self.moved(t, s, xt, x0, eps, self.direction(s, sigma, eta))
        return mean if noise is None or eta == 0 else mean + sigma * noise


@equivalent("ddim-collected", "c x + (sqrt(a_s) - c sqrt(a_t)) x_0, c = direction/std_t", "ddim_step", samplers="ddim")
class DdimCollected(Collected):
    def moved(self, t, s, xt, x0, eps, along):
        c = along / self.data(self.std[t])
        return c * xt + (self.data(np.sqrt(self.alpha_bar_at(s))) - c * self.data(self.signal[t])) * x0


@equivalent("ddim-in-sigma", "sqrt(a_s) (x/sqrt(a_t) + (direction/sqrt(a_s) - sigma_t) eps)", "ddim_step", samplers="ddim")
class DdimInSigma(Collected):
    def moved(self, t, s, xt, x0, eps, along):
        signal, after = self.data(self.signal[t]), self.data(np.sqrt(self.alpha_bar_at(s)))
        if (signal == 0).any() or self.last(s).any():
            return after * x0 + along * eps
        return after * (xt / signal + (along / after - self.data(self.std[t] / self.signal[t])) * eps)


@equivalent("ddim-renoised", "x_0 noised anew, with old and fresh noise mixed", "ddim_step", samplers="ddim")
class DdimRenoised:
    def ddim_step(self, t, t_prev, xt, model_output, prediction_type, eta, noise=None, clip_x0=None, rederive_eps=True):
        t, s = self.earlier(t, t_prev)
        x0, eps = self.x0_and_eps(t, xt, model_output, prediction_type)
        if clip_x0 is not None:
            x0 = self.clipped(x0, clip_x0)
            eps = self.eps_from_x0(t, xt, x0) if rederive_eps else eps
        # the share of fresh noise in the noise of level s
        share = eta * self.data(np.sqrt(self.beta_between(t, s) / (1 - self.alpha_bar_at(t))))
        old = np.sqrt(np.maximum((self.D(1) - share) * (self.D(1) + share), self.D(0)))
        mixed = old * eps if noise is None else old * eps + share * noise
        return self.data(np.sqrt(self.alpha_bar_at(s))) * x0 + self.data(np.sqrt(1 - self.alpha_bar_at(s))) * mixed


@equivalent("ddpm-by-eps", "the mean sqrt(a_s) x_0 + sqrt(alpha) (1-a_s)/sqrt(1-a_t) eps: that of DDIM with eta = 1", "ddpm_step")
class DdpmByEps:
    def posterior_mean(self, t, s, x0, xt):
        before, beta = self.alpha_bar_at(s), self.beta_between(t, s)
        along = np.sqrt(1 - beta) * (1 - before) / self.std[t]
        return self.data(np.sqrt(before)) * x0 + self.data(along) * self.eps_from_x0(t, xt, x0)


@equivalent("ddim-sigma-roots", "sqrt((1-a_s)/(1-a_t)) sqrt(1-a_t/a_s), as printed", "ddim_sigma ddim_step")
class DdimSigmaRoots:
    def ddim_sigma_of(self, t, s, eta):
        left = np.sqrt((1 - self.alpha_bar_at(s)) / (1 - self.alpha_bar_at(t)))
        return eta * self.data(left) * self.data(np.sqrt(self.beta_between(t, s)))


@equivalent("euler-mean", "x + (s'-s)(x-D)/s = (s'/s) x + (1-s'/s) D", "euler_step euler_ancestral_step", samplers="euler")
class EulerMean:
    def euler_step(self, sigma, sigma_next, x, model_output, prediction_type, noise=None):
        self.slope(sigma, x, model_output, prediction_type)  # for what it refuses
        ratio = sigma_next / sigma
        return ratio * x + (self.D(1) - ratio) * self.denoised(sigma, x, model_output, prediction_type)


@equivalent("heun-correction", "x + dt (d+d')/2 = Euler's point + dt (d'-d)/2", "heun_step", samplers="heun")
class HeunCorrection:
    def heun_step(self, sigma, sigma_next, x, model_output, model_output_next, prediction_type):
        end = self.euler_step(sigma, sigma_next, x, model_output, prediction_type)
        if sigma_next == 0:
            return end
        first = self.slope(sigma, x, model_output, prediction_type)
        again = self.slope(sigma_next, end, model_output_next, prediction_type)
        return end + (sigma_next - sigma) / self.D(2) * (again - first)


@equivalent("ancestral-hypot", "sigma_down = sigma_next hypot(sqrt(1-eta^2), eta sigma_next/sigma)", "ancestral_sigmas euler_ancestral_step")
class AncestralHypot:
    def ancestral(self, sigma, sigma_next, eta):
        _, up = super().ancestral(sigma, sigma_next, eta)
        rest = np.sqrt(np.maximum((self.D(1) - eta) * (self.D(1) + eta), self.D(0)))
        return sigma_next * np.hypot(rest, eta * sigma_next / sigma), up


@equivalent("multistep-in-sigma", "DPM-Solver++(2M) on x/sqrt(abar), by the ratio of sigmas", samplers="dpmpp_2m")
class MultistepInSigma:
    def dpmpp_2m(self, grid, prediction_type, eta, x, noise):
        sigma = np.append(self.std[grid] / self.signal[grid], 0)
        if not np.isfinite(sigma).all():
            yield from super().dpmpp_2m(grid, prediction_type, eta, x, noise)
            return
        y = x / self.data(self.signal[grid[0]])
        before = None
        for i, t in enumerate(grid):
            x = y * self.data(self.signal[t])
            output = self.received((yield "evaluate", {"x": x, "t": t}))
            x0 = self.x0_of(t, x, output, prediction_type)
            estimate = x0
            if self.second_order(i, len(grid)):
                ratio = np.log(sigma[i] / sigma[i + 1]) / np.log(sigma[i - 1] / sigma[i])
                estimate = x0 + self.data(ratio / 2) * (x0 - before)
            keep = self.data(sigma[i + 1] / sigma[i])
            y, before = keep * y + (self.D(1) - keep) * estimate, x0
        yield "done", y
