"""Hugging Face diffusers behind alphabar/1: its schedulers, live.

    python conformance/subjects/diffusers_adapter.py

Runs in the environment that .ci/python makes: requirements-diffusers.txt says what is in it.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from wire import Server, Unsupported, number  # noqa: E402

SERVER = Server(None)  # takes stdout before anything is imported that may print there

import torch  # noqa: E402
from huggingface import compat  # noqa: E402
from huggingface.operations import OPERATIONS, Operations  # noqa: E402
from huggingface.schedulers import DTYPES  # noqa: E402
from huggingface.sessions import SAMPLERS, numbers, session  # noqa: E402


class Subject:
    claims = {
        "implementation": {
            "name": "diffusers",
            "version": compat.diffusers.__version__,
            "language": "python",
            "torch": torch.__version__,
        },
        "ops": OPERATIONS,
        "schedules": ["linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid", "betas"],
        "dtypes": list(DTYPES),
        "tableDtypes": ["float32"],
        "samplers": list(SAMPLERS),
        "spacings": ["leading", "trailing", "linspace"],
        "conventions": {
            "v": "sqrt(abar)*eps - sqrt(1-abar)*x0",
            "learned_range": "model_output holds the prediction, then v",
            "eps after clipping": "kept, unless rederive_eps",
            "end of ddim": "abar = 1",
        },
    }

    def answer(self, call):
        if call["op"] not in OPERATIONS:
            raise Unsupported("no operation " + call["op"])
        if call["dtype"] not in DTYPES:
            raise Unsupported("no dtype " + call["dtype"])
        inputs = {name: x for name, x in call["inputs"].items() if name == "clip_x0" or x is not None}
        try:
            answer = getattr(Operations(call["schedule"], call["dtype"]), call["op"])(**inputs)
        except NotImplementedError as e:
            raise Unsupported(str(e)) from e
        return numbers(answer)

    def session(self, opening):
        return session(opening)


if __name__ == "__main__":
    SERVER.subject = Subject()
    SERVER.serve()
