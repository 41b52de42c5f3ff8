#!/usr/bin/env python3
"""Measures bnc beside PyTorch on a GPU, in turns, and writes CSV and a table.

    compare.py [--bnc COMMAND] [--only CASE,...] [--precision P,...] [--engines E,...] [--rounds N] [--seconds S]
               [--minutes M] [--patience S] [--csv FILE] [--table FILE]

--bnc is the command that runs bnc, `./bnc` of this checkout unless given. A CASE is NET, NET:TASK or NET:TASK:BATCH. Every round
runs all engines once, each in a process of its own, in an order that turns by one from round to round; a figure is the median of
its rounds. Rows are added to the CSV file as they come, and the table is made of all that is in it: so a long comparison can be
done by several commands. --minutes is when no further process is begun; one that takes longer than --patience (900 s) is
ended. Exits with 1 if an engine failed, and says so in the table.
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
import time

from cases import CASES, FILES

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent.parent
PEERS = ["eager", "graph", "compile"]
ENGINES = ["bnc"] + PEERS
COLUMNS = ["net", "task", "batch", "precision", "engine", "on_the_gpu", "under_way"]


def main():
    options = arguments()
    end = time.monotonic() + 60 * options.minutes
    failed = False
    for case in CASES:
        for precision in options.precision.split(","):
            if wanted(options.only, case) and time.monotonic() < end:
                failed |= measure(options, case, precision, end)
                print(line(*case, precision, read(options.csv)), file=sys.stderr, flush=True)
                pathlib.Path(options.table).write_text(table(options.csv))
    print(table(options.csv))
    sys.exit(1 if failed else 0)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bnc", default=str(HOME / "bnc"))
    parser.add_argument("--examples", default=str(HOME / "examples"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--only")
    parser.add_argument("--precision", default="float32,tf32,bf16")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--minutes", type=float, default=24 * 60)
    parser.add_argument("--patience", type=float, default=900)
    parser.add_argument("--csv", default="gpu.csv")
    parser.add_argument("--table", default="gpu.md")
    return parser.parse_args()


def wanted(only, case):
    text = ":".join(str(part) for part in case)
    return not only or any((text + ":").startswith(one + ":") for one in only.split(","))


def measure(options, case, precision, end):
    """Whether an engine failed."""
    engines = options.engines.split(",")
    failed = set()
    for turn in range(options.rounds):
        for engine in engines[turn % len(engines):] + engines[:turn % len(engines)]:
            if engine in failed or time.monotonic() >= end:
                continue
            times = bnc(options, *case, precision) if engine == "bnc" else peer(options, *case, precision, engine)
            add(options.csv, [*case, precision, engine, *(times or ("failed", "failed"))])
            if not times:
                failed.add(engine)
    return bool(failed)


def bnc(options, net, task, batch, precision):
    """(seconds by the GPU's clock, seconds a run with others under way)"""
    command = shlex.split(options.bnc) + [
        "bench", str(pathlib.Path(options.examples) / FILES[net]), "--device", "cuda", "--precision", precision,
        "--batch", str(batch), "--time", f"{int(1000 * options.seconds)}ms", "--format", "json", "--quiet"]
    if task == "train":
        command.append("--train")
    report = run(command, options.patience)
    return report and (report["on_the_gpu"]["median"], report["seconds_with_others_under_way"])


def peer(options, net, task, batch, precision, mode):
    command = [sys.executable, str(HERE / "peer.py"), net, task, str(batch), mode, precision, str(options.seconds)]
    report = run(command, options.patience)
    return report and (report["median"], report["back_to_back"])


def run(command, patience):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=patience)
    except subprocess.TimeoutExpired:
        print(f"took longer than {patience:.0f} s: {shlex.join(command)}", file=sys.stderr, flush=True)
        return None
    lines = [text for text in done.stdout.splitlines() if text.startswith("{")]
    if done.returncode or not lines:
        print(f"failed with {done.returncode}: {shlex.join(command)}\n{done.stderr[-2000:]}", file=sys.stderr, flush=True)
        return None
    return json.loads(lines[-1])


def add(file, row):
    new = not pathlib.Path(file).exists()
    with open(file, "a", newline="") as out:
        writer = csv.writer(out)
        if new:
            writer.writerow(COLUMNS)
        writer.writerow(row)


def read(file):
    """By case, precision and engine: the pairs of seconds of its rounds; None for one that failed."""
    found = {}
    if pathlib.Path(file).exists():
        with open(file, newline="") as text:
            for row in csv.DictReader(text):
                key = (row["net"], row["task"], int(row["batch"]), row["precision"], row["engine"])
                bad = row["under_way"] == "failed"
                found.setdefault(key, []).append(None if bad else (float(row["on_the_gpu"]), float(row["under_way"])))
    return found


def median(times, index):
    good = [t[index] for t in times if t]
    return statistics.median(good) if good else None


def shown(times, index):
    if not times:
        return "not run"
    seconds = median(times, index)
    return "failed" if seconds is None else f"{1e6 * seconds:,.1f}"


def line(net, task, batch, precision, found):
    times = {engine: found.get((net, task, batch, precision, engine), []) for engine in ENGINES}
    cells = [shown(times[engine], 1) for engine in ENGINES] + [shown(times["bnc"], 0)]
    own = median(times["bnc"], 1)
    peers = {peer: median(times[peer], 1) for peer in PEERS}
    ratios = [f"{own / peers[peer]:.2f}" if own and peers[peer] else "" for peer in PEERS]
    return f"| {net} | {task} {batch} | {precision} | " + " | ".join(cells + ratios) + " |"


def table(file):
    head = ["| net | case | precision | bnc, us | eager, us | graph, us | compile, us | bnc by the GPU's clock, us"
            " | bnc / eager | bnc / graph | bnc / compile |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    found = read(file)
    rows = [line(*case, precision, found) for case in CASES for precision in ["float32", "tf32", "bf16"]
            if any(key[:4] == (*case, precision) for key in found)]
    date = datetime.date.today().isoformat()
    return f"{gpu()}; {date}; {shlex.join(sys.argv)}\n\n" + "\n".join(head + rows) + "\n"


def gpu():
    command = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout.strip()
    except FileNotFoundError:
        return "no nvidia-smi"


if __name__ == "__main__":
    main()
