#!/usr/bin/env python3
"""Measures bnc beside PyTorch on a GPU, in turns, and writes CSV and a table.

    compare.py [--bnc COMMAND] [--rounds N] [--seconds S] [--only NET] [--precision P,...] [--csv FILE] [--table FILE]

--bnc is the command that runs bnc, `./bnc` of this checkout unless given. Every round runs all engines once, each in a process of
its own, in an order that turns by one from round to round; a figure is the median of its rounds. Exits with 1 if an engine failed,
and says so in the table.
"""
import argparse
import csv
import datetime
import json
import pathlib
import shlex
import statistics
import subprocess
import sys

from nets import CASES, FILES

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent.parent
PEERS = ["eager", "graph", "compile"]


def main():
    options = arguments()
    rows, failed = [], False
    for net, task, batch in CASES:
        if options.only and net != options.only:
            continue
        for precision in options.precision.split(","):
            found = measure(options, net, task, batch, precision)
            failed |= any(not times for times in found.values())
            rows.append((net, task, batch, precision, found))
            print(line(rows[-1]), file=sys.stderr, flush=True)
    write_csv(options.csv, rows)
    pathlib.Path(options.table).write_text(table(rows))
    print(table(rows))
    sys.exit(1 if failed else 0)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bnc", default=str(HOME / "bnc"))
    parser.add_argument("--examples", default=str(HOME / "examples"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--only")
    parser.add_argument("--precision", default="float32,tf32,bf16")
    parser.add_argument("--csv", default="gpu.csv")
    parser.add_argument("--table", default="gpu.md")
    return parser.parse_args()


def measure(options, net, task, batch, precision):
    engines = ["bnc"] + PEERS
    found = {engine: [] for engine in engines}
    for turn in range(options.rounds):
        for engine in engines[turn % len(engines):] + engines[:turn % len(engines)]:
            times = bnc(options, net, task, batch, precision) if engine == "bnc" else peer(
                options, net, task, batch, precision, engine)
            if times:
                found[engine].append(times)
    return found


def bnc(options, net, task, batch, precision):
    """(seconds by the GPU's clock, seconds a run with others under way)"""
    command = shlex.split(options.bnc) + [
        "bench", str(pathlib.Path(options.examples) / FILES[net]), "--device", "cuda", "--precision", precision,
        "--batch", str(batch), "--time", f"{int(1000 * options.seconds)}ms", "--format", "json", "--quiet"]
    if task == "train":
        command.append("--train")
    report = run(command)
    return report and (report["on_the_gpu"]["median"], report["seconds_with_others_under_way"])


def peer(options, net, task, batch, precision, mode):
    command = [sys.executable, str(HERE / "peer.py"), net, task, str(batch), mode, precision, str(options.seconds)]
    report = run(command)
    return report and (report["median"], report["back_to_back"])


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = [text for text in done.stdout.splitlines() if text.startswith("{")]
    if done.returncode or not lines:
        print(f"failed with {done.returncode}: {shlex.join(command)}\n{done.stderr[-2000:]}", file=sys.stderr)
        return None
    return json.loads(lines[-1])


def median(times, index):
    return statistics.median(t[index] for t in times) if times else None


def best(found):
    peers = [median(found[p], 1) for p in PEERS if found[p]]
    return min(peers) if peers else None


def shown(seconds):
    return "failed" if seconds is None else f"{1e6 * seconds:,.1f}"


def line(row):
    net, task, batch, precision, found = row
    cells = [shown(median(found[e], 1)) for e in ["bnc"] + PEERS]
    own, other = median(found["bnc"], 1), best(found)
    ratio = f"{own / other:.2f}" if own and other else ""
    return f"| {net} | {task} {batch} | {precision} | " + " | ".join(cells) + f" | {shown(median(found['bnc'], 0))} | {ratio} |"


def table(rows):
    head = ["| net | case | precision | bnc, us | eager, us | graph, us | compile, us | bnc by the GPU's clock, us | bnc / best |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    gpu = subprocess.run(["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"], stdout=subprocess.PIPE,
                         text=True).stdout.strip()
    date = datetime.date.today().isoformat()
    return f"{gpu}; {date}; {shlex.join(sys.argv)}\n\n" + "\n".join(head + [line(row) for row in rows]) + "\n"


def write_csv(file, rows):
    with open(file, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["net", "task", "batch", "precision", "engine", "round", "on_the_gpu", "under_way"])
        for net, task, batch, precision, found in rows:
            for engine, times in found.items():
                for turn, (gpu, wall) in enumerate(times):
                    writer.writerow([net, task, batch, precision, engine, turn, gpu, wall])


if __name__ == "__main__":
    main()
