"""Whole samplers, driven as a pipeline drives them."""
import torch

from huggingface import compat
from huggingface.schedulers import DTYPES, made, noise_given
from wire import Unsupported, number

SAMPLERS = {
    "ddpm": compat.DDPMScheduler,
    "ddim": compat.DDIMScheduler,
    "euler": compat.EulerDiscreteScheduler,
    "euler_ancestral": compat.EulerAncestralDiscreteScheduler,
    "heun": compat.HeunDiscreteScheduler,
    "dpmpp_2m": compat.DPMSolverMultistepScheduler,
}
CLIPPED = ("ddpm", "ddim", "heun")
IN_SIGMA = ("euler", "euler_ancestral", "heun")


def session(opening):
    name, dtype = opening["sampler"], DTYPES[opening["dtype"]]
    if name not in SAMPLERS:
        raise Unsupported("no sampler " + name)
    row = lambda xs: torch.tensor(number(xs), dtype=dtype)[None]
    how = {"timestep_spacing": opening["spacing"], "prediction_type": opening["prediction_type"]}
    if name in CLIPPED:
        how["clip_sample"] = False
    scheduler = made(SAMPLERS[name], opening["schedule"], **how)
    scheduler.set_timesteps(opening["n"])
    listed = numbers(scheduler.timesteps)
    # Heun's list has an entry for each evaluation: a timestep twice
    yield "timesteps", listed[:1] + listed[1::2] if name == "heun" else listed

    x = row(opening["x_T"]) * scheduler.init_noise_sigma
    noise = opening.get("noise") or []
    for i, t in enumerate(scheduler.timesteps):
        scaled = scheduler.scale_model_input(x, t)
        if name in IN_SIGMA:
            # in the coordinates x_0 + sigma eps the sample is x; the network would be given `scaled`
            point = {"x": numbers(x[0]), "t": t.item(), "sigma": scheduler.sigmas[scheduler.step_index].item()}
        else:
            point = {"x": numbers(scaled[0]), "t": t.item()}
        output = row((yield "evaluate", point))
        x = stepped(scheduler, name, output, t, x, row(noise[i]) if i < len(noise) else None, opening.get("eta", 0))
    yield "done", numbers(x[0])


def stepped(scheduler, name, output, t, x, noise, eta):
    if name == "ddim":
        return scheduler.step(output, t, x, eta=float(eta), variance_noise=noise).prev_sample
    if name in ("ddpm", "euler_ancestral"):
        with noise_given(scheduler, noise):
            return scheduler.step(output, t, x).prev_sample
    return scheduler.step(output, t, x).prev_sample


def numbers(x):
    return x.to(torch.float64).tolist() if x.is_floating_point() else x.tolist()
