"""Imports diffusers on the torch that Debian packages.

diffusers asks torch.accelerator for a device when it is imported; torch has had that attribute since 2.6. An answer of "no
accelerator" is put there for older ones. The schedulers never use it.
"""
import os
import types

os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", DIFFUSERS_VERBOSITY="error")

import torch  # noqa: E402

if not hasattr(torch, "accelerator"):
    torch.accelerator = types.SimpleNamespace(is_available=lambda: False)

import diffusers  # noqa: E402, F401
from diffusers.schedulers import (  # noqa: E402, F401
    DDIMInverseScheduler,
    DDIMScheduler,
    DDPMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    HeunDiscreteScheduler,
)

torch.set_num_threads(1)
