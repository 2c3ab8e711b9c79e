#!/usr/bin/env python3
"""Writes a project of many benchmarks: run.json, and the baselines that it is judged against.

  generate.py FOLDER [BENCHMARKS] [SAMPLES] [SEED]

Files are laid out as perfgate writes them. In every 1,000 benchmarks 4 are slower, 4 faster, 4 new,
4 have a baseline but are not configured any more, and 2 crashed; the others are as they were.
"""
import math
import os
import random
import sys

MACHINE = "judging"
PLATFORM = "linux-x86_64"
RECORDINGS = 12
# Name, unit, kind, spread within a run, whether a baseline holds it.
METRICS = [
    ("wall", "s", "continuous", 0.02, True),
    ("cpu", "s", "continuous", 0.01, True),
    ("user", "s", "continuous", 0.02, False),
    ("system", "s", "continuous", 0.05, False),
    ("peak_rss", "bytes", "continuous", 0.005, True),
    ("minor_faults", "count", "continuous", 0.01, False),
    ("major_faults", "count", "continuous", 0.0, False),
    ("voluntary_switches", "count", "continuous", 0.3, False),
    ("involuntary_switches", "count", "continuous", 0.5, False),
    ("output_size", "bytes", "exact", 0.0, False),
]


def level(metric, index):
    """What a benchmark takes of a metric: milliseconds to seconds, megabytes."""
    scale = 10 ** (-3 + 3 * ((index * 7919) % 1000) / 1000)
    return {
        "wall": scale, "cpu": 0.9 * scale, "user": 0.7 * scale, "system": 0.2 * scale,
        "peak_rss": 4096 * round(1000 + 2e5 * scale), "minor_faults": round(300 + 9e4 * scale),
        "major_faults": 0, "voluntary_switches": 3, "involuntary_switches": round(5 + 40 * scale),
        "output_size": 4096 + index,
    }[metric]


def drawn(draw, metric, unit, center, spread):
    value = center * math.exp(spread * draw.gauss(0, 1))
    if unit == "s":
        return f"{value:.9f}".rstrip("0")
    if metric == "peak_rss":
        return str(4096 * round(value / 4096))
    return str(round(value))


def identifier(index):
    return f"group-{index // 100:03}/benchmark-{index:05}"


def entry(draw, index, factor, samples):
    numbers = ", ".join(["0"] * samples)
    rounds = ", ".join(str(each) for each in range(samples))
    loops = ", ".join(["1"] * samples)
    crashed = factor is None
    if crashed:
        numbers = rounds = loops = ""
    metrics = []
    for name, unit, kind, spread, _ in [] if crashed else METRICS:
        center = level(name, index) * (factor if name in ("wall", "cpu", "user") else 1)
        center *= math.exp(0.01 * draw.gauss(0, 1)) if kind == "continuous" else 1
        values = ", ".join(drawn(draw, name, unit, center, spread) for _ in range(samples))
        metrics.append(
            f'        {{\n          "direction": "lower",\n          "kind": "{kind}",\n'
            f'          "name": "{name}",\n          "unit": "{unit}",\n'
            f'          "values": [{values}]\n        }}'
        )
    block = "[]" if crashed else "[\n" + ",\n".join(metrics) + "\n      ]"
    failures = "[]"
    if crashed:
        failures = (
            '[\n        {"detail": "exited with 3", "invocation": 0, "kind": "exit", '
            '"output": "cannot open input\\n"}\n      ]'
        )
    return f"""    {{
      "command": ["./suite", "--only", "{identifier(index)}"],
      "failures": {failures},
      "grouping": "invocation",
      "id": "{identifier(index)}",
      "invocations": {{
        "attempt": [{numbers}],
        "loops": [{loops}],
        "round": [{rounds}]
      }},
      "measuring_seconds": {samples * level('wall', index):.6f},
      "metrics": {block},
      "origin": {{
        "kind": "process"
      }},
      "params": {{}},
      "reason": {'"exited with 3"' if crashed else "null"},
      "status": "{'failed' if crashed else 'measured'}",
      "tags": [],
      "warnings": []
    }}"""


def baseline(draw, index, samples):
    metrics = []
    for name, unit, kind, spread, recorded in sorted(METRICS):
        if not recorded:
            continue
        center = level(name, index)
        recordings = ",\n".join(
            f'        {{"epoch": 1, "median": {center * math.exp(0.01 * draw.gauss(0, 1)):.4g}, '
            f'"n": {samples}, "run": "{run:012x}"}}'
            for run in range(1, RECORDINGS + 1)
        )
        sample = ", ".join(f"{center * math.exp(spread * draw.gauss(0, 1)):.4g}" for _ in range(samples))
        metrics.append(
            f'    "{name}": {{\n      "direction": "lower",\n      "epochs": [\n'
            f'        {{"cause": "first", "id": 1}}\n      ],\n      "kind": "{kind}",\n'
            f'      "recordings": [\n{recordings}\n      ],\n      "sample": [{sample}],\n'
            f'      "unit": "{unit}"\n    }}'
        )
    body = ",\n".join(metrics)
    return (
        f'{{\n  "id": "{identifier(index)}",\n  "metrics": {{\n{body}\n  }},\n  "params": {{}},\n'
        f'  "schema": "perfgate.baseline/1"\n}}\n'
    )


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    samples = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    draw = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    root = os.path.join(folder, "baselines", MACHINE)
    os.makedirs(root)
    with open(os.path.join(root, "_class.json"), "w", encoding="utf-8") as file:
        file.write(
            f'{{\n  "facts": {{}},\n  "name": "{MACHINE}",\n  "place": "machine",\n'
            f'  "schema": "perfgate.class/1"\n}}\n'
        )
    entries, configured = [], []
    for index in range(count):
        kind = index % 1000
        factor = {1: 1.5, 2: 1.3, 3: 2, 4: 1.25, 5: 0.6, 6: 0.7, 7: 0.5, 8: 0.75}.get(kind, 1)
        if kind in (17, 18):
            factor = None
        if kind not in (9, 10, 11, 12):
            path = os.path.join(root, "default", identifier(index) + ".json")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(baseline(draw, index, samples))
        if kind not in (13, 14, 15, 16):
            entries.append(entry(draw, index, factor, samples))
            configured.append(index)
    source = "benchmarks:\\n" + "".join(
        f"  - {{id: {identifier(index)}, command: [./suite, --only, {identifier(index)}]}}\\n"
        for index in configured
    )
    failed = sum(index % 1000 in (17, 18) for index in configured)
    with open(os.path.join(folder, "run.json"), "w", encoding="utf-8") as file:
        file.write(
            f"""{{
  "accounting": {{
    "failed": {failed},
    "measured": {len(configured) - failed},
    "planned": {len(configured)},
    "skipped": 0
  }},
  "config": {{
    "overrides": {{}},
    "path": "perfgate.yaml",
    "source": "{source}"
  }},
  "entries": [
"""
            + ",\n".join(entries)
            + f"""
  ],
  "environment": {{
    "class": "{MACHINE}",
    "facts": {{}},
    "platform": "{PLATFORM}"
  }},
  "id": "0123456789ab",
  "schema": "perfgate.run/1",
  "seed": "1",
  "selection": {{
    "excludes": [],
    "filters": []
  }},
  "sides": {{}},
  "stages": [
"""
            + ",\n".join(
                f'    {{"name": "{identifier(index)}", "seconds": {samples * level("wall", index):.6f}}}'
                for index in configured
            )
            + """
  ],
  "started_at": "2026-01-01T00:00:00Z",
  "suite": "default"
}
"""
        )


main()
