"""Plays a conversation with a program that speaks alphabar/1 and says what does not come back as it should.

    python3 conformance/subjects/smoke.py CMD...

Standard library only. Every operation that is claimed is asked once in one batch, every sampler is run once on three
steps, two questions cannot be answered; then it must leave by itself. The numbers are not judged: alphabar validate does.
"""
import json
import subprocess
import sys

SCHEDULE = {"kind": "linear", "params": {"beta_start": "0.001", "beta_end": "0.03"}, "T": 40}
ROW = [0.5, -0.25]
INPUTS = {
    "betas": "", "alphas_cumprod": "", "sigmas": "", "snr": "", "posterior_variance": "", "posterior_mean_coef1": "",
    "posterior_mean_coef2": "", "posterior_log_variance_clipped": "", "timesteps": "n T spacing",
    "karras_sigmas": "n sigma_min sigma_max rho", "exponential_sigmas": "n sigma_min sigma_max",
    "respaced_betas": "use_timesteps", "t_from_sigma": "sigma", "q_sample": "t x0 eps", "q_posterior_mean": "t t_prev x0 xt",
    "q_posterior_variance": "t t_prev", "q_posterior_log_variance_clipped": "t t_prev", "x0_from_eps": "t xt eps",
    "eps_from_x0": "t xt x0", "v_from_x0_eps": "t x0 eps", "x0_from_v": "t xt v", "eps_from_v": "t xt v",
    "score_from_eps": "t xt eps", "x0_from_xprev": "t xt xprev", "denoised_from_eps_ve": "sigma x eps",
    "denoised_from_v_ve": "sigma x v", "eps_from_v_ve": "sigma x v", "get_variance": "t t_prev variance_type",
    "learned_range_log_variance": "t v", "ddim_sigma": "t t_prev eta", "ancestral_sigmas": "sigma sigma_next eta",
    "ddpm_step": "t t_prev xt model_output prediction_type variance_type noise",
    "ddim_step": "t t_prev xt model_output prediction_type eta noise",
    "ddim_reverse_step": "t t_next xt model_output prediction_type",
    "euler_step": "sigma sigma_next x model_output prediction_type",
    "euler_ancestral_step": "sigma sigma_next x model_output prediction_type noise eta",
    "heun_step": "sigma sigma_next x model_output model_output_next prediction_type",
}  # fmt: skip
VALUES = {
    "t": 30, "t_prev": 20, "t_next": 40 - 1, "n": 4, "T": 40, "spacing": "leading", "sigma": 0.75, "sigma_next": 0.5,
    "sigma_min": 0.25, "sigma_max": 8, "rho": 7, "eta": 1, "use_timesteps": [0, 19, 39], "variance_type": "fixed_small",
    "prediction_type": "epsilon",
}  # fmt: skip


class Program:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("SMOKE: the program ended before it answered")
        return json.loads(line)


def calls(hello):
    for dtype in hello["dtypes"]:
        for op in hello["ops"]:
            names = INPUTS.get(op, "t").split()
            yield {"op": op, "schedule": SCHEDULE, "dtype": dtype, "inputs": {x: VALUES.get(x, ROW) for x in names}}


def sampled(program, opening):
    """How a session ends; the model answers half of what it is given."""
    program.say({"type": "open", **opening})
    answer = program.hear()
    if "timesteps" not in answer:
        return answer
    while True:
        answer = program.hear()
        if answer.get("type") != "evaluate":
            return answer
        program.say({"type": "model", "id": answer["id"], "output": [x / 2 for x in answer["x"]]})


def main(command):
    program, bad = Program(command), []
    program.say({"type": "hello", "protocol": "alphabar/1"})
    hello = program.hear()
    missing = [name for name in ("implementation", "ops", "schedules", "dtypes", "tableDtypes") if name not in hello]
    if missing:
        raise SystemExit("SMOKE: the answer to hello lacks " + ", ".join(missing))
    asked = [{"id": i, **call} for i, call in enumerate(calls(hello))]
    program.say({"type": "batch", "calls": asked})
    answers = {}
    for _ in asked:
        answer = program.hear()
        answers[answer["id"]] = answer
    refused = 0
    for call in asked:
        answer = answers.get(call["id"], {})
        refused += "unsupported" in answer
        if "output" not in answer and "unsupported" not in answer:
            bad.append("%s in %s: %s" % (call["op"], call["dtype"], answer))
    for i, sampler in enumerate(hello.get("samplers", [])):
        opening = {"id": 100000 + i, "sampler": sampler, "schedule": SCHEDULE, "dtype": hello["dtypes"][-1], "n": 3}
        more = {"spacing": "trailing", "prediction_type": "epsilon", "eta": 0, "x_T": [1, -2], "noise": [ROW] * 3}
        answer = sampled(program, {**opening, **more})
        if answer.get("type") != "done" or len(answer["sample"]) != 2:
            bad.append("%s: %s" % (sampler, answer))
    for op, key in (("no_such_operation", "unsupported"), (hello["ops"][-1], "error")):
        program.say({"type": "run", "id": 7, "op": op, "schedule": SCHEDULE, "dtype": hello["dtypes"][0], "inputs": {"no": 1}})
        if key not in program.hear():
            bad.append("%s without its inputs is not answered by %s" % (op, key))
    program.say({"type": "bye"})
    rest = program.process.stdout.read()
    if rest or program.process.wait(timeout=10) != 0:
        bad.append("after bye: %r, exit status %s" % (rest, program.process.returncode))
    for line in bad:
        print("SMOKE: " + line)
    name = hello["implementation"]["name"]
    print("%s: %d calls (%d unsupported), %d samplers, %d faults" % (name, len(asked), refused, len(hello.get("samplers", [])), len(bad)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
