"""Mistakes in the forward process and the conversions: F and C of BUGS."""
import numpy as np

from mutants.registry import mutant


@mutant("F1", "sqrt(1-abar) z -> (1-abar) z", "q_sample ddim_reverse_step")
class F1:
    def q_sample(self, t, x0, eps):
        t = self.index(t)
        return self.data(self.signal[t]) * x0 + self.data(self.std[t] ** 2) * eps


@mutant("F2", "sqrt(1-abar) z -> beta z", "q_sample ddim_reverse_step")
class F2:
    def q_sample(self, t, x0, eps):
        self.chain()
        t = self.index(t)
        return self.data(self.signal[t]) * x0 + self.data(self.beta[t]) * eps


@mutant("F2b", "sqrt(1-abar) z -> sqrt(beta) z, the noise of one step", "q_sample ddim_reverse_step")
class F2b:
    def q_sample(self, t, x0, eps):
        self.chain()
        t = self.index(t)
        return self.data(self.signal[t]) * x0 + self.data(np.sqrt(self.beta[t])) * eps


@mutant("F3", "sqrt(1-abar) -> sqrt(abar)", "q_sample ddim_reverse_step")
class F3:
    def q_sample(self, t, x0, eps):
        t = self.index(t)
        return self.data(self.signal[t]) * x0 + self.data(self.signal[t]) * eps


@mutant("F4", "std -> std * x_0", "q_sample ddim_reverse_step")
class F4:
    def q_sample(self, t, x0, eps):
        t = self.index(t)
        return self.data(self.signal[t]) * x0 + self.data(self.std[t]) * x0 * eps


@mutant("F6", "x + sigma eps (VE) -> sqrt(abar) x + sqrt(1-abar) eps", "q_sample", "ve_geometric")
class F6:
    def q_sample(self, t, x0, eps):
        if self.kind != "ve_geometric":
            return super().q_sample(t, x0, eps)
        sigma = self.data(self.std[self.index(t)])
        return (x0 + sigma * eps) / np.sqrt(sigma * sigma + self.D(1))


@mutant("F7", "noise to level t -> t+1", "q_sample ddim_reverse_step")
class F7:
    def q_sample(self, t, x0, eps):
        return super().q_sample(np.minimum(self.index(t) + 1, self.T - 1), x0, eps)


@mutant("C1", "eps = (x - sqrt(abar) x_0)/sqrt(1-abar) -> negated", "eps_from_x0 ddim_step")
class C1:
    def eps_from_x0(self, t, xt, x0):
        return -super().eps_from_x0(t, xt, x0)


@mutant("C3", "eps from x_0 or v -> the model output", "ddim_step ddim_reverse_step")
class C3:
    def x0_and_eps(self, t, xt, model_output, prediction_type):
        return super().x0_and_eps(t, xt, model_output, prediction_type)[0], model_output


@mutant("C4", "recompute eps after clipping -> keep it", "ddim_step", expect="wrong convention", note="only with clip_x0")
class C4:
    def ddim_step(self, *args, rederive_eps=True, **named):
        return super().ddim_step(*args, rederive_eps=False, **named)


@mutant("C6", "v = sqrt(abar) eps - sqrt(1-abar) x_0 -> plus", "v_from_x0_eps")
class C6:
    def v_from_x0_eps(self, t, x0, eps):
        return super().v_from_x0_eps(t, -x0, eps)


@mutant("C6b", "x_0 = sqrt(abar) x - sqrt(1-abar) v -> plus", "x0_from_v ddpm_step ddim_step ddim_reverse_step")
class C6b:
    def x0_from_v(self, t, xt, v):
        return super().x0_from_v(t, xt, -v)


@mutant("C7", "score = -eps/sqrt(1-abar) -> -eps", "score_from_eps")
class C7:
    def score_from_eps(self, t, eps, xt=None):
        self.index(t)
        return -eps


@mutant("X5", "a batch takes the coefficients of its first row", "q_sample", note="only with a batch of t")
class X5:
    def q_sample(self, t, x0, eps):
        t = np.asarray(t)
        return super().q_sample(np.full_like(t, t.flat[0]), x0, eps)
