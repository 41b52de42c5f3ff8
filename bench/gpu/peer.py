"""Times one case in PyTorch and prints one line of JSON.

    python3 peer.py NET train|infer BATCH eager|graph|compile float32|tf32|bf16 [SECONDS]

eager: as written, inputs resident, channels last for images. graph: the same, captured once in a CUDA graph and replayed.
compile: torch.compile(mode="max-autotune"), which captures graphs of its own. bf16: autocast, float32 weights.
Each call is timed by CUDA events around it; calls are timed one by one, then many back to back with one wait at the end.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn

from nets import NETS


def main():
    name, task, batch, mode, precision = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
    seconds = float(sys.argv[6]) if len(sys.argv) > 6 else 2.0
    make, shape, classes, momentum, decay = NETS[name]
    torch.manual_seed(1)
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    layout = torch.channels_last if shape[0] > 1 else torch.contiguous_format
    net = make().cuda().to(memory_format=layout)
    x = torch.randn(batch, *shape, device="cuda").to(memory_format=layout)
    y = torch.zeros(batch, dtype=torch.long, device="cuda")
    step = training(net, x, y, precision, momentum, decay, mode) if task == "train" else inference(net, x, precision, mode)
    for _ in range(20):
        step()
    torch.cuda.synchronize()
    single = one_by_one(step, seconds)
    result = {
        "engine": "pytorch " + torch.__version__, "mode": mode, "net": name, "task": task, "batch": batch,
        "precision": precision, "gpu": torch.cuda.get_device_name(), "calls": len(single),
        "median": statistics.median(single), "p10": quantile(single, 0.1), "p90": quantile(single, 0.9),
        "back_to_back": back_to_back(step, seconds),
    }
    print(json.dumps(result))


def autocast(precision):
    return torch.autocast("cuda", torch.bfloat16, enabled=precision == "bf16", cache_enabled=False)


def training(net, x, y, precision, momentum, decay, mode):
    net.train()
    # The rate is 0, as in bnc's measurement: all is computed, and every step computes the same.
    learned = [parameter for parameter in net.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(learned, lr=0.0, momentum=momentum, weight_decay=decay, foreach=True)

    def forward(inputs, labels):
        with autocast(precision):
            return nn.functional.cross_entropy(net(inputs), labels)

    update = optimizer.step
    if mode == "compile":
        forward = torch.compile(forward, mode="max-autotune")
        update = torch.compile(optimizer.step)

    def step():
        optimizer.zero_grad(set_to_none=True)
        forward(x, y).backward()
        update()

    return captured(step) if mode == "graph" else step


def inference(net, x, precision, mode):
    net.eval()

    def call():
        with torch.inference_mode(), autocast(precision):
            return net(x)

    if mode == "compile":
        net = torch.compile(net, mode="max-autotune")
        return call
    return captured(call) if mode == "graph" else call


def captured(step):
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(5):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def one_by_one(step, seconds):
    times, end = [], time.time() + seconds
    while time.time() < end or len(times) < 50:
        begun, done = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begun.record()
        step()
        done.record()
        done.synchronize()
        times.append(1e-3 * begun.elapsed_time(done))
    return times


def back_to_back(step, seconds):
    step()
    torch.cuda.synchronize()
    begun = time.perf_counter()
    step()
    torch.cuda.synchronize()
    count = max(50, int(seconds / max(1e-6, time.perf_counter() - begun)))
    begun = time.perf_counter()
    for _ in range(count):
        step()
    torch.cuda.synchronize()
    return (time.perf_counter() - begun) / count


def quantile(times, q):
    return sorted(times)[int(q * (len(times) - 1))]


if __name__ == "__main__":
    main()
