#!/usr/bin/env python3
"""Writes gradings.json: which of several systems' real answers are right, and what reference
implementations say of each pair of systems. Needs numpy, scipy and statsmodels.

    python3 generate.py FOLDER

FOLDER has gsm8k/model_outputs.part0.jsonl and bbh_outputs/*.jsonl, see ORIGIN.md.
"""

import hashlib
import itertools
import json
import pathlib
import sys

import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportions_ztest

HERE = pathlib.Path(__file__).parent


def rows(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def systems(row):
    return sorted(key for key, value in row.items() if isinstance(value, dict) and "is_correct" in value)


def references(gradings):
    """Base against head: the chance of so many cases that got worse, paired and unpaired."""
    found = []
    for base, head in itertools.permutations(gradings, 2):
        pairs = list(zip(gradings[base], gradings[head]))
        worse = sum(b == "1" and h == "0" for b, h in pairs)
        better = sum(b == "0" and h == "1" for b, h in pairs)
        p = float(stats.binomtest(worse, worse + better, alternative="greater").pvalue)
        if worse > better:
            both = mcnemar([[0, worse], [better, 0]], exact=True).pvalue
            assert abs(min(1, 2 * p) - both) <= 1e-9 * both
        right = [gradings[base].count("1"), gradings[head].count("1")]
        unpaired = float(proportions_ztest(right, [len(pairs)] * 2, alternative="larger")[1])
        found.append({"base": base, "head": head, "worse": worse, "better": better, "p": p,
                      "unpaired": unpaired})
    return found


def main():
    folder = pathlib.Path(sys.argv[1])
    files = [folder / "gsm8k" / "model_outputs.part0.jsonl"]
    files += sorted((folder / "bbh_outputs").glob("*.jsonl"))
    datasets = []
    for path in files:
        cases = rows(path)
        names = systems(cases[0])
        gradings = {name: "".join("1" if row[name]["is_correct"] else "0" for row in cases)
                    for name in names}
        digests = [hashlib.sha256(json.dumps([row["question"], row["answer"]]).encode()).hexdigest()
                   for row in cases]
        name = path.name.split(".")[0]
        datasets.append({"name": name, "digests": digests, "gradings": gradings,
                         "references": references(gradings)})
        if name == "model_outputs":
            # Few enough cases that only the paired test finds the smallest of the differences.
            few = {system: text[:300] for system, text in gradings.items()}
            datasets.append({"name": "first_300", "digests": digests[:300], "gradings": few,
                             "references": references(few)})
    text = json.dumps({"origin": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
                       "datasets": datasets}, separators=(",", ":"))
    (HERE / "gradings.json").write_text(text.replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
