"""Drives ci/benchmarks/evals/measure.sh: makes datasets, runs each program, and prints a table."""

import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import time

BIN, WORK, QUICK = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "--quick" in sys.argv
ENVIRONMENT = dict(os.environ, PERFGATE_LOCK=str(WORK / "lock"), KEY="not-a-secret")


def dataset(count):
    path = WORK / f"{count}.jsonl"
    if not path.exists():
        with path.open("w") as file:
            for index in range(count):
                row = {"id": f"q{index}", "input": f"What is {index} - {index - 4}?", "expected": "4"}
                file.write(json.dumps(row) + "\n")
    return path


def measured(command, **options):
    """The seconds of a command, and the largest memory of its first process in MB."""
    begin = time.monotonic()
    log = WORK / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            ["/usr/bin/env", *map(str, command)], stdout=output, stderr=subprocess.STDOUT, **options)
    peak = 0
    status = pathlib.Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        try:
            found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
            peak = max(peak, int(found.group(1)) if found else 0)
        except (FileNotFoundError, ProcessLookupError):
            pass
        time.sleep(0.02)
    seconds = time.monotonic() - begin
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}:\n{log.read_text()[-4000:]}")
    return seconds, peak / 1024


def evaluate(count, target, concurrency, command=("eval", "many")):
    folder = WORK / f"eval-{count}-{target['type']}"
    folder.mkdir(exist_ok=True)
    configuration = {"evals": [{
        "id": "many", "dataset": {"path": os.path.relpath(dataset(count), folder)}, "target": target,
        "execute": {"concurrency": concurrency}, "scorers": [{"type": "exact"}]}]}
    (folder / "perfgate.yaml").write_text(json.dumps(configuration))
    seconds, peak = measured(
        [BIN / "perfgate", *command, "--quiet", "--out", "out"], cwd=folder, env=ENVIRONMENT)
    lines = sum(1 for _ in (folder / "out/cases/many.jsonl").open()) - 1
    assert lines == count, (lines, count)
    return seconds, peak


def row(name, count, seconds, peak):
    print(f"{name:<44}{count:>10,}{seconds:>9.2f} s{count / seconds:>12,.0f}/s{peak:>8.0f} MB", flush=True)
    return count / seconds


def inspect(count):
    python = WORK / "venv/bin/python"
    subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
    subprocess.run(
        [WORK / "venv/bin/pip", "install", "--quiet", "inspect-ai"], check=True)
    task = WORK / "task.py"
    # Its tokenizer is fetched from a host when it is first used; words are less work for it, and no host.
    task.write_text(f"""
import tiktoken
class Words:
    name = "words"
    def encode(self, text, **options): return text.split()
    encode_ordinary = encode
tiktoken.get_encoding = tiktoken.encoding_for_model = lambda name: Words()
from inspect_ai import Task, eval
from inspect_ai.dataset import json_dataset, FieldSpec
from inspect_ai.model import get_model, ModelOutput
from inspect_ai.scorer import match
from inspect_ai.solver import generate
dataset = json_dataset({str(dataset(count))!r}, FieldSpec(input="input", target="expected", id="id"))
outputs = (ModelOutput.from_content("mockllm/model", "4") for _ in range({count}))
logs = eval(Task(dataset=dataset, solver=generate(), scorer=match()),
            model=get_model("mockllm/model", custom_outputs=outputs), display="none",
            log_dir={str(WORK / "logs")!r}, max_samples=64)
assert logs[0].status == "success", logs[0].error
""")
    return measured([python, task], cwd=WORK)


worker = {"type": "worker", "command": [str(WORK / "noop")], "workers": 2}
print(f"{'':<44}{'cases':>10}{'time':>11}{'rate':>14}{'memory':>11}")
for count in (1000, 10_000, 100_000) + (() if QUICK else (1_000_000,)):
    row("perfgate, worker that does nothing", count, *evaluate(count, worker, 256))
for count in (100_000,) + (() if QUICK else (1_000_000,)):
    evaluate(count, worker, 256, ("baseline", "record", "--ci-write"))
    row("the same, judged against a baseline", count, *evaluate(count, worker, 256, ("run",)))

server = subprocess.Popen(
    [BIN / "perfgate-test-server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
port = re.search(r"(\d{4,5})", server.stdout.readline()).group(1)
target = {"type": "openai", "base_url": f"http://127.0.0.1:{port}/v1", "model": "echo", "key_env": "KEY"}
for count in (10_000,) if QUICK else (10_000, 30_000):
    row("perfgate, server on loopback", count, *evaluate(count, target, 64))
server.stdin.close()
server.wait()

if not QUICK:
    ours = row("perfgate, worker that does nothing", 10_000, *evaluate(10_000, worker, 256))
    theirs = row("inspect-ai, mock model", 10_000, *inspect(10_000))
    print(f"\nperfgate runs the same 10,000 cases at {ours / theirs:,.0f} times the rate")
