#!/usr/bin/env python3
"""What other rules make of the samples of ci/accuracy/interleaved: needs scipy.

    peers.py FOLDER
"""

import collections
import json
import math
import pathlib
import statistics
import sys

from scipy import stats

METRICS = ("wall", "cpu")


def first_attempt(entry, metric):
    columns = entry["invocations"]
    values = next(m["values"] for m in entry["metrics"] if m["name"] == metric)
    kept = [
        (side, value)
        for side, value, attempt in zip(columns["side"], values, columns["attempt"])
        if attempt == 0
    ]
    return [[value for own, value in kept if own == side] for side in ("base", "head")]


def rules(base, head):
    ratio = statistics.mean(head) / statistics.mean(base) - 1
    logs = [[math.log(v) for v in values] for values in (base, head)]
    yield "Mann-Whitney 0.05", stats.mannwhitneyu(head, base, alternative="two-sided").pvalue < 0.05 and \
        statistics.median(head) > statistics.median(base)
    yield "Welch 0.05", stats.ttest_ind(logs[1], logs[0], equal_var=False).pvalue < 0.05 and ratio > 0
    yield "mean + 5%", ratio > 0.05
    yield "mean + 10%", ratio > 0.10


def main(folder):
    print("| setting | perfgate | undecided | " + " | ".join(
        name for name, _ in rules([1.0, 2.0], [1.0, 2.0])) + " | machine time, 20 + 20 runs = 1 |")
    print("|---|---|---|---|---|---|---|---|")
    for setting in sorted(p for p in folder.iterdir() if p.is_dir()):
        counts, spent, sequential, verdicts = collections.Counter(), 0.0, 0.0, 0
        for path in sorted(setting.glob("run-*.json")):
            run = json.loads(path.read_text())
            verdict = json.loads((setting / path.name.replace("run-", "verdict-")).read_text())
            states = {(r["id"], r["metric"]): r["state"] for r in verdict["results"]}
            for entry in run["entries"]:
                wall = next(m["values"] for m in entry["metrics"] if m["name"] == "wall")
                spent += sum(wall)
                sequential += 40 * statistics.median(wall)
                for metric in METRICS:
                    state = states[entry["id"], metric]
                    verdicts += 1
                    counts["perfgate"] += state == "regressed"
                    counts["undecided"] += state in ("suspected", "inconclusive")
                    for name, says in rules(*first_attempt(entry, metric)):
                        counts[name] += bool(says)
        if not verdicts:
            continue
        names = ["perfgate", "undecided", *(name for name, _ in rules([1.0, 2.0], [1.0, 2.0]))]
        shares = " | ".join(f"{100 * counts[name] / verdicts:.1f}%" for name in names)
        print(f"| {setting.name} ({verdicts} verdicts) | {shares} | {spent / sequential:.2f} |")


main(pathlib.Path(sys.argv[1]))
