import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BatchArrays } from '../training/train.js'
import { type Task, weightsOf } from './learner.js'

/**
 * torch on one thread, in a process of its own. It is given a file: a line of JSON {widths, rows, batches, rates, every},
 * then float32 numbers, of each layer the weights [inputs][outputs] and the bias, then of each batch input, target and
 * weight. It takes a step for each rate, the batches in turn, and prints the seconds of each step and every so many steps
 * the parameters.
 */
const SCRIPT = `
import base64, json, sys, time
import numpy, torch

torch.set_num_threads(1)
with open(sys.argv[1], "rb") as file:
    task = json.loads(file.readline())
    numbers = torch.from_numpy(numpy.frombuffer(bytearray(file.read()), dtype="<f4"))
widths, rows = task["widths"], task["rows"]
place = 0

def take(*shape):
    global place
    size = int(numpy.prod(shape))
    place += size
    return numbers[place - size : place].reshape(shape)

layers, modules = [], []
for n, m in zip(widths, widths[1:]):
    layer = torch.nn.Linear(n, m)
    with torch.no_grad():
        layer.weight.copy_(take(n, m).T)
        layer.bias.copy_(take(m))
    layers.append(layer)
    modules += [layer, torch.nn.SiLU()]
net = torch.nn.Sequential(*modules[:-1])
batches = [(take(rows, widths[0]), take(rows, widths[-1]), take(rows)) for _ in range(task["batches"])]
adam = torch.optim.Adam(net.parameters())
seconds, kept = [], []
for step, rate in enumerate(task["rates"]):
    x, y, w = batches[step % len(batches)]
    start = time.perf_counter()
    adam.param_groups[0]["lr"] = rate
    adam.zero_grad()
    ((net(x) - y).square().sum(1) * w).sum().backward()
    adam.step()
    seconds.append(time.perf_counter() - start)
    if (step + 1) % task["every"] == 0:
        flat = [p for layer in layers for p in (layer.weight.detach().T.reshape(-1), layer.bias.detach())]
        kept.append(base64.b64encode(torch.cat(flat).numpy().tobytes()).decode())
print(json.dumps({"seconds": seconds, "kept": kept}))
`

export interface TorchRun {
  /** Of each step. */
  readonly seconds: readonly number[]
  /** Every `every` steps, of each layer the weights and the bias. */
  readonly kept: readonly Float32Array[]
}

/** Debian's python3 finds python3-torch; another one is named by ALPHABAR_PYTHON. */
const PYTHON = process.env.ALPHABAR_PYTHON ?? '/usr/bin/python3'

/** @throws Error where python or torch is not installed. */
export function torch(task: Task, batches: readonly BatchArrays[], steps: number, every: number): TorchRun {
  const folder = mkdtempSync(join(tmpdir(), 'alphabar-torch-'))
  try {
    const file = join(folder, 'task')
    const rates = Array.from({ length: steps }, (_, k) => task.rate(k + 1))
    const { widths } = task.network
    const head = JSON.stringify({ widths, rows: task.rows, batches: batches.length, rates, every })
    const arrays = [
      ...weightsOf(task).flatMap(({ w, b }) => [w, b]),
      ...batches.flatMap(({ input, target, weight }) => [input, target, weight]),
    ]
    writeFileSync(file, Buffer.concat([Buffer.from(`${head}\n`), ...arrays.map(bytesOf)]))
    const ran = spawnSync(PYTHON, ['-c', SCRIPT, file], { encoding: 'utf8', maxBuffer: 2 ** 28 })
    if (ran.status !== 0)
      throw new Error(
        `${ran.stderr?.trim().split('\n').at(-1) ?? `no ${PYTHON}`}. Remedy: apt-get install python3-torch, or name a python that has torch in ALPHABAR_PYTHON`,
      )
    const { seconds, kept } = JSON.parse(ran.stdout) as { seconds: number[]; kept: string[] }
    return { seconds, kept: kept.map((text) => floats(Buffer.from(text, 'base64'))) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength)
const floats = ({ buffer, byteOffset, byteLength }: Buffer) =>
  new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength))
