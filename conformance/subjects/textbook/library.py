"""The library whole, and the subject that answers for it."""
import inspect
import json

import numpy as np

from textbook.formats import DEFAULT_TABLES, FORMATS, Formats
from textbook.grids import Grids
from textbook.marginals import Marginals
from textbook.posterior import Posterior
from textbook.samplers import Samplers
from textbook.schedules import KINDS, Schedules
from textbook.sigma_steps import SigmaSteps
from textbook.steps import Steps
from wire import Unsupported, number

OPERATIONS = """
    betas alphas_cumprod sigmas snr log_snr timesteps karras_sigmas exponential_sigmas respaced_betas
    sqrt_alphas_cumprod_at sqrt_one_minus_alphas_cumprod_at log_one_minus_alphas_cumprod_at
    sqrt_recip_alphas_cumprod_at sqrt_recipm1_alphas_cumprod_at sigma_ve alpha_sigma gamma t_to_sigma t_from_sigma
    q_sample q_posterior_mean q_posterior_variance q_posterior_log_variance_clipped posterior_variance
    posterior_log_variance_clipped posterior_mean_coef1 posterior_mean_coef2 posterior_mean_coef1_at
    posterior_mean_coef2_at
    x0_from_eps eps_from_x0 v_from_x0_eps x0_from_v eps_from_v score_from_eps x0_from_xprev denoised_from_eps_ve
    denoised_from_v_ve eps_from_v_ve
    ddpm_step ddim_step ddim_reverse_step euler_step euler_ancestral_step heun_step ancestral_sigmas ddim_sigma
    get_variance learned_range_log_variance
""".split()

WHOLE = {"t", "t_prev", "t_next", "n", "T", "steps_offset", "use_timesteps"}


class Library(Schedules, Marginals, Posterior, Steps, SigmaSteps, Grids, Samplers):
    """One noise schedule in one set of formats. An operation is the method of its name."""


class Subject:
    def __init__(self, name="textbook", library=Library, dtypes=("float64", "float32"), tables=None, ops=None):
        tables = list(tables or [DEFAULT_TABLES[d] for d in dtypes])
        if len(tables) == 1:
            tables *= len(dtypes)
        self.formats = {d: Formats(d, table) for d, table in zip(dtypes, tables)}
        self.library = library
        self.kept = {}
        self.claims = {
            "implementation": {"name": name, "version": "1", "language": "python", "numpy": np.__version__},
            "ops": list(ops or OPERATIONS),
            "schedules": list(KINDS),
            "dtypes": list(dtypes),
            "tableDtypes": tables,
            "samplers": list(library.SAMPLERS),
            "spacings": ["leading", "trailing", "linspace"],
            "conventions": {
                "v": "sqrt(abar)*eps - sqrt(1-abar)*x0",
                "posterior log-variance at t = 0": "that of t = 1",
                "variance types that end in _log": "get_variance answers the logarithm",
                "learned_range": "model_output holds the prediction, then v",
                "end of ddim": "abar = 1",
            },
        }

    def of(self, message):
        dtype = message["dtype"]
        if dtype not in self.formats:
            raise Unsupported("no dtype " + dtype)
        key = json.dumps([message["schedule"], dtype], sort_keys=True)
        if key not in self.kept:
            self.kept[key] = self.library(message["schedule"], self.formats[dtype])
        return self.kept[key]

    def value(self, name, x):
        """Indices as integers, text and flags as they are, all other numbers in the format of the data."""
        if x is None or isinstance(x, (str, bool)):
            return x
        if name in WHOLE:
            # between two timesteps it stays a number of Python
            return np.asarray(x).tolist() if np.any(np.asarray(x) % 1) else np.asarray(x).astype(int).tolist()
        return lambda D: np.asarray(x, D)[()]

    def answer(self, call):
        if call["op"] not in self.claims["ops"]:
            raise Unsupported("no operation " + call["op"])
        library = self.of(call)
        method = getattr(library, call["op"])
        inputs = {name: self.value(name, number(x)) for name, x in call["inputs"].items()}
        inputs = {name: x(library.formats.data) if callable(x) else x for name, x in inputs.items()}
        inspect.signature(method).bind(**inputs)
        with np.errstate(all="ignore"):
            return method(**inputs)

    def session(self, opening):
        library = self.of(opening)
        row = lambda xs: np.asarray(number(xs), library.formats.data)
        asked = {name: opening[name] for name in ("sampler", "n", "spacing", "prediction_type")}
        noise = [row(xs) for xs in opening.get("noise") or []]
        with np.errstate(all="ignore"):
            yield from library.sample(
                **asked, eta=row(opening.get("eta", 0))[()], x_T=row(opening["x_T"]), noise=noise
            )


def options(parser):
    parser.add_argument("--dtype", default="float64,float32", help="formats of the data: " + ", ".join(FORMATS))
    parser.add_argument("--tables", help="formats of the tables, one for all or one for each: float64, float64->float32")
    parser.add_argument("--ops", help="claim only these operations")
    return parser


def subject(name, library, args):
    split = lambda text: text.split(",") if text else None
    return Subject(name, library, split(args.dtype), split(args.tables), split(args.ops))
