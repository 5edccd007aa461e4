"""Operations of the vocabulary by the library's own methods. Nothing is computed here that the library computes.

Rows are tensors of shape (1, n): the second dimension is what the library takes for channels.
"""
from fractions import Fraction

import torch

from huggingface import compat
from huggingface.schedulers import DTYPES, Kept, clipping, noise_given
from wire import Unsupported, number

KEPT = Kept()
DDPM, DDIM, INVERSE = compat.DDPMScheduler, compat.DDIMScheduler, compat.DDIMInverseScheduler
EULER, ANCESTRAL, HEUN = compat.EulerDiscreteScheduler, compat.EulerAncestralDiscreteScheduler, compat.HeunDiscreteScheduler


class Operations:
    def __init__(self, schedule, dtype):
        self.schedule, self.dtype = schedule, DTYPES[dtype]

    def row(self, xs):
        x = torch.tensor(number(xs), dtype=self.dtype)
        return x if x.ndim == 2 else x[None]

    def like(self, t, rows):
        """One row for one t, all rows for a batch of them."""
        return rows if isinstance(t, list) else rows[0]

    def one(self, t):
        if isinstance(t, list):
            raise Unsupported("a step is taken at one timestep for all of a batch")
        return t

    def get(self, cls, **more):
        return KEPT.get(cls, self.schedule, **more)

    # tables and grids

    def betas(self):
        return self.get(DDPM).betas

    def alphas_cumprod(self):
        return self.get(DDPM).alphas_cumprod

    def sigmas(self):
        """The table before any sampler has chosen from it: from noise to data, then 0."""
        return compat.EulerDiscreteScheduler(**self.get(EULER).config).sigmas[:-1].flip(0)

    def sigma_ve(self, t):
        return self.sigmas()[t]

    def timesteps(self, n, spacing, T=None, steps_offset=0):
        schedule = self.schedule if T is None or T == self.schedule.get("T") else {"kind": "linear", "T": T}
        scheduler = KEPT.get(DDIM, schedule, timestep_spacing=spacing, steps_offset=steps_offset)
        scheduler.set_timesteps(n)
        return scheduler.timesteps

    def grid_of_sigmas(self, n, sigma_min, sigma_max, **which):
        scheduler = self.get(EULER, sigma_min=sigma_min, sigma_max=sigma_max, **which)
        scheduler.set_timesteps(n)
        return scheduler.sigmas

    def karras_sigmas(self, n, sigma_min, sigma_max, rho=7):
        if rho != 7:
            raise Unsupported("the library has rho = 7 as a constant")
        return self.grid_of_sigmas(n, sigma_min, sigma_max, use_karras_sigmas=True)

    def exponential_sigmas(self, n, sigma_min, sigma_max):
        return self.grid_of_sigmas(n, sigma_min, sigma_max, use_exponential_sigmas=True)

    # forward, posterior, conversions

    def times(self, t):
        return torch.tensor(t if isinstance(t, list) else [t])

    def q_sample(self, t, x0, eps):
        return self.like(t, self.get(DDPM).add_noise(self.row(x0), self.row(eps), self.times(t)))

    def v_from_x0_eps(self, t, x0, eps):
        return self.like(t, self.get(DDPM).get_velocity(self.row(x0), self.row(eps), self.times(t)))

    def ancestral_scheduler(self, t, t_prev, **more):
        """DDPM on the timesteps t and t_prev alone; in its last step it goes to clean data."""
        scheduler = self.get(DDPM, **more)
        scheduler.set_timesteps(timesteps=[t] if t_prev < 0 else [t, t_prev])
        return scheduler

    def taken(self, t, t_prev, xt, model_output, noise=None, **more):
        scheduler = self.ancestral_scheduler(self.one(t), t_prev, **more)
        output, xt = self.row(model_output), self.row(xt)
        with noise_given(scheduler, torch.zeros_like(xt) if noise is None else self.row(noise)):
            return scheduler.step(output, t, xt)

    def x0_from_eps(self, t, xt, eps):
        return self.taken(t, -1, xt, eps, clip_sample=False).pred_original_sample[0]

    def x0_from_v(self, t, xt, v):
        return self.taken(t, -1, xt, v, clip_sample=False, prediction_type="v_prediction").pred_original_sample[0]

    def q_posterior_mean(self, t, x0, xt, t_prev=None):
        t_prev = self.one(t) - 1 if t_prev is None else t_prev
        return self.taken(t, t_prev, xt, x0, clip_sample=False, prediction_type="sample").prev_sample[0]

    def q_posterior_variance(self, t, t_prev=None, clamp_min=None):
        if clamp_min:
            raise Unsupported("the library has no clamp of one's own")
        return self.get(DDIM)._get_variance(self.one(t), t - 1 if t_prev is None else t_prev)

    def get_variance(self, t, t_prev=None, variance_type="fixed_small"):
        t_prev = self.one(t) - 1 if t_prev is None else t_prev
        return self.ancestral_scheduler(t, t_prev)._get_variance(t, variance_type=variance_type)

    def learned_range_log_variance(self, t, v, t_prev=None):
        scheduler = self.ancestral_scheduler(self.one(t), t - 1 if t_prev is None else t_prev)
        v = torch.tensor(number(v), dtype=self.dtype)
        return scheduler._get_variance(t, predicted_variance=v, variance_type="learned_range")

    # steps

    def ddpm_step(self, t, t_prev, xt, model_output, prediction_type, variance_type, noise, clip_x0=None):
        types = {"prediction_type": prediction_type, "variance_type": variance_type, **clipping(clip_x0)}
        return self.taken(t, t_prev, xt, model_output, noise, **types).prev_sample[0]

    def stride(self, cls, t, s, **more):
        """A scheduler whose stride T // n leads from t to s, or beyond: a fraction for n gives every stride."""
        scheduler = self.get(cls, **more)
        scheduler.set_timesteps(1)
        if s >= 0:
            scheduler.num_inference_steps = Fraction(scheduler.config.num_train_timesteps, t - s)
        return scheduler

    def ddim_step(self, t, t_prev, xt, model_output, prediction_type, eta, noise=None, clip_x0=None, rederive_eps=False):
        """Without a word about rederive_eps what the library does by itself."""
        scheduler = self.stride(DDIM, self.one(t), t_prev, prediction_type=prediction_type, **clipping(clip_x0))
        noise = None if noise is None else self.row(noise)
        # as a plain number: that is how samplers pass it
        how = {"eta": float(eta), "use_clipped_model_output": rederive_eps, "variance_noise": noise}
        return scheduler.step(self.row(model_output), t, self.row(xt), **how).prev_sample[0]

    def ddim_reverse_step(self, t, t_next, xt, model_output, prediction_type):
        scheduler = self.stride(INVERSE, self.one(t_next), t, prediction_type=prediction_type, clip_sample=False)
        return scheduler.step(self.row(model_output), t_next, self.row(xt)).prev_sample[0]

    def between(self, cls, sigmas, prediction_type):
        """A scheduler on these sigmas instead of its own."""
        scheduler = self.get(cls, prediction_type=prediction_type)
        scheduler.set_timesteps(len(sigmas) - 1 if cls is not HEUN else 1 if sigmas[1] == 0 else 2)
        scheduler.sigmas = torch.tensor(sigmas, dtype=torch.float32)
        return scheduler

    def stepped(self, scheduler, i, x, model_output):
        t = scheduler.timesteps[i]
        scheduler.scale_model_input(x, t)
        return scheduler.step(self.row(model_output), t, x).prev_sample

    def euler_step(self, sigma, sigma_next, x, model_output, prediction_type, noise=None):
        scheduler = self.between(EULER, [sigma, sigma_next], prediction_type)
        return self.stepped(scheduler, 0, self.row(x), model_output)[0]

    def euler_ancestral_step(self, sigma, sigma_next, x, model_output, prediction_type, noise, eta=1):
        if eta != 1:
            raise Unsupported("the library has eta = 1 as a constant")
        scheduler = self.between(ANCESTRAL, [sigma, sigma_next], prediction_type)
        with noise_given(scheduler, self.row(noise)):
            return self.stepped(scheduler, 0, self.row(x), model_output)[0]

    def heun_step(self, sigma, sigma_next, x, model_output, model_output_next, prediction_type):
        sigmas = [sigma, 0] if sigma_next == 0 else [sigma, sigma_next, sigma_next, 0]
        scheduler = self.between(HEUN, sigmas, prediction_type)
        end = self.stepped(scheduler, 0, self.row(x), model_output)
        return end[0] if sigma_next == 0 else self.stepped(scheduler, 1, end, model_output_next)[0]


OPERATIONS = [
    name
    for name in vars(Operations)
    if name not in "row like one get times grid_of_sigmas ancestral_scheduler taken stride between stepped".split()
    and not name.startswith("_")
]
