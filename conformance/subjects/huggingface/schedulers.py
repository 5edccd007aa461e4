"""Schedulers of diffusers by the schedules of the vocabulary, and their noise given instead of drawn."""
import inspect
import sys
from contextlib import contextmanager

import torch

from huggingface.compat import DDPMScheduler
from wire import Unsupported

DTYPES = {"float64": torch.float64, "float32": torch.float32, "bfloat16": torch.bfloat16}
CONSTANTS = {"s": 0.008, "max_beta": 0.999, "start": -6.0, "end": 6.0}


def config(cls, schedule):
    """What a scheduler is made from. A parameter that the library has as a constant must be that constant."""
    kind, params = schedule["kind"], schedule.get("params", {})
    known = {"num_train_timesteps": schedule.get("T"), "rescale_betas_zero_snr": bool(schedule.get("rescale_zero_terminal_snr"))}
    if kind == "betas":
        betas = [float(b) for b in schedule["betas"]]
        known.update(trained_betas=betas, num_train_timesteps=len(betas))
    elif kind in ("linear", "scaled_linear", "squaredcos_cap_v2") or (kind == "sigmoid" and cls is DDPMScheduler):
        known["beta_schedule"] = kind
    else:
        raise Unsupported("%s has no schedule of kind %s" % (cls.__name__, kind))
    for name, value in params.items():
        if name in ("beta_start", "beta_end"):
            known[name] = float(value)
        elif float(value) != CONSTANTS[name]:
            raise Unsupported("the library has %s = %g as a constant" % (name, CONSTANTS[name]))
    if known["rescale_betas_zero_snr"] and "rescale_betas_zero_snr" not in inspect.signature(cls).parameters:
        raise Unsupported(cls.__name__ + " cannot rescale to zero terminal SNR")
    return {name: value for name, value in known.items() if name in inspect.signature(cls).parameters}


def made(cls, schedule, **more):
    return cls(**config(cls, schedule), **more)


class Kept:
    """Schedulers made once for each configuration."""

    def __init__(self):
        self.known = {}

    def get(self, cls, schedule, **more):
        key = (cls, repr(schedule), repr(sorted(more.items())))
        if key not in self.known:
            self.known[key] = made(cls, schedule, **more)
        return self.known[key]


@contextmanager
def noise_given(scheduler, noise):
    """While this lasts, the scheduler draws `noise`, whatever it asks for."""
    module = sys.modules[type(scheduler).__module__]
    drawn = module.randn_tensor
    module.randn_tensor = lambda shape, **_: noise.reshape(shape)
    try:
        yield
    finally:
        module.randn_tensor = drawn


def clipping(clip_x0):
    return {"clip_sample": False} if clip_x0 is None else {"clip_sample": True, "clip_sample_range": float(clip_x0)}
