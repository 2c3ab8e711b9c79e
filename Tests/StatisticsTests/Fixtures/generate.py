#!/usr/bin/env python3
"""Writes the reference values of the statistics tests: needs numpy, scipy, mpmath and diptest.

    python3 generate.py [SAMPLES.json]

SAMPLES.json is benchstat-golden.json: samples of golang/perf (BSD-3-Clause, revision 712aea8b), kept
beside the expected values in summaries.json. Without it those samples are read from there.
"""

import itertools
import json
import pathlib
import sys

import diptest
import mpmath
import numpy as np
import scipy
from scipy import stats

HERE = pathlib.Path(__file__).parent
ORIGIN = f"scipy {scipy.__version__}, numpy {np.__version__}"


def write(name, origin, content):
    text = json.dumps({"origin": origin, **content}, indent=None, separators=(",", ":"))
    (HERE / name).write_text(text.replace("},{", "},\n{") + "\n")


def distributions():
    degrees = [1, 1.5, 2, 3, 4.7, 8, 9, 17, 29, 47, 100, 365.25, 1000, 10000]
    points = [1e-9, 0.01, 0.3, 1, 1.7, 2.5, 4, 7, 12, 30]
    tails = [0.4999, 0.4, 0.1, 0.025, 0.01, 1e-3, 2e-4, 1e-6, 1e-9, 1e-12]
    student = [
        {"df": v, "t": t, "tail": float(stats.t.sf(t, v)), "cdf": float(stats.t.cdf(-t / 3, v))}
        for v, t in itertools.product(degrees, points)
    ]
    quantiles = [
        {"df": v, "tail": p, "t": float(stats.t.isf(p, v))}
        for v, p in itertools.product(degrees, tails)
    ]
    normal = [
        {"z": z, "cdf": float(stats.norm.cdf(z))}
        for z in [-30, -12, -7, -5, -3.3, -2, -1, -0.1, -1e-9, 0, 0.5, 1.96, 3, 6]
    ]
    normal_quantiles = [
        {"tail": p, "z": float(stats.norm.isf(p))} for p in tails + [1e-40, 1e-200, 0.7, 0.999]
    ]
    binomial = []
    for n, p in itertools.product([1, 2, 7, 30, 200, 1500, 10000], [0.5, 0.01, 0.3, 0.95]):
        for share in [0, 0.1, 0.4, 0.5, 0.55, 0.97, 1]:
            k = int(n * share)
            cdf, upper = float(stats.binom.cdf(k, n, p)), float(stats.binom.sf(k - 1, n, p))
            binomial.append({"n": n, "p": p, "k": k, "cdf": cdf, "upper": upper})
    write("distributions.json", ORIGIN, {
        "student": student, "studentQuantiles": quantiles, "normal": normal,
        "normalQuantiles": normal_quantiles, "binomial": binomial})


def check_distributions():
    """scipy itself against 50 digits; what differs by more than 1e-11 is written from mpmath."""
    mpmath.mp.dps = 50
    path = HERE / "distributions.json"
    content = json.loads(path.read_text())
    corrected = 0
    for row in content["student"]:
        for name, point in [("tail", row["t"]), ("cdf", row["t"] / 3)]:
            v, t = mpmath.mpf(row["df"]), mpmath.mpf(point)
            x = v / (v + t * t)
            exact = mpmath.betainc(v / 2, mpmath.mpf(1) / 2, 0, x, regularized=True) / 2
            if abs(row[name] / exact - 1) > 1e-11:
                row[name] = float(exact)
                corrected += 1
    for row in content["binomial"]:
        n, p, k = row["n"], mpmath.mpf(row["p"]), row["k"]
        terms = [mpmath.binomial(n, i) * p**i * (1 - p) ** (n - i) for i in range(n + 1)]
        cdf, upper = mpmath.fsum(terms[: k + 1]), mpmath.fsum(terms[k:])
        for name, exact in [("cdf", cdf), ("upper", upper)]:
            if exact > 1e-290 and abs(row[name] / exact - 1) > 1e-11:
                row[name] = float(exact)
                corrected += 1
    origin = f"{ORIGIN}; {corrected} values from mpmath {mpmath.__version__} with 50 digits"
    del content["origin"]
    write("distributions.json", origin, content)
    print(f"{corrected} values of scipy were off by more than 1e-11")


def lag_one(x):
    d = x - x.mean()
    return float((d[1:] * d[:-1]).sum() / (d * d).sum())


def median_interval(x, level):
    n = len(x)
    ranks = [r for r in range(1, n // 2 + 1) if stats.binom.cdf(r - 1, n, 0.5) <= (1 - level) / 2]
    if not ranks:
        return None
    r, ordered = ranks[-1], np.sort(x)
    return [ordered[r - 1], ordered[n - r], float(1 - 2 * stats.binom.cdf(r - 1, n, 0.5))]


def bca(x, statistic):
    result = stats.bootstrap((x,), statistic, confidence_level=0.95, method="BCa",
                             n_resamples=100_000, rng=np.random.default_rng(7))
    ends = [float(result.confidence_interval.low), float(result.confidence_interval.high)]
    return None if np.isnan(ends).any() else ends


def summary(name, samples):
    x = np.array(samples)
    q1, q3 = np.quantile(x, [0.25, 0.75])
    deviation = stats.median_abs_deviation(x)
    return {
        "name": name, "samples": samples, "mean": float(x.mean()), "median": float(np.median(x)),
        "standardDeviation": float(x.std(ddof=1)), "scaledMAD": float(1.4826 * deviation),
        "coefficientOfVariation": float(stats.variation(x, ddof=1)), "lagOne": lag_one(x),
        "quantiles": [float(np.quantile(x, p)) for p in (0, 0.01, 0.25, 1 / 3, 0.9, 0.99, 1)],
        "low": int((x < q1 - 1.5 * (q3 - q1)).sum()), "high": int((x > q3 + 1.5 * (q3 - q1)).sum()),
        "severe": int(((x < q1 - 3 * (q3 - q1)) | (x > q3 + 3 * (q3 - q1))).sum()),
        "beyondScaledMAD": int((abs(x - np.median(x)) > 3.5 * 1.4826 * deviation).sum()),
        "medianInterval95": median_interval(x, 0.95), "medianInterval999": median_interval(x, 0.999),
        "meanInterval95": [float(v) for v in stats.t.interval(
            0.95, len(x) - 1, loc=x.mean(), scale=stats.sem(x))],
        "bcaMean": bca(x, np.mean), "bcaMedian": bca(x, np.median),
    }


def summaries(cases):
    write("summaries.json", ORIGIN + "; samples: golang/perf 712aea8b, BSD-3-Clause", {
        "cases": [summary(name, samples) for name, samples in cases]})


def golden_cases(path):
    if path is None:
        stored = json.loads((HERE / "summaries.json").read_text())["cases"]
        return [(case["name"], case["samples"]) for case in stored]
    cases = []
    for case in json.loads(pathlib.Path(path).read_text())[:6]:
        name = case["id"].split("/")[1]
        cases.append((name + " old", case["a"]["samples"]))
        cases.append((name + " new", case["b"]["samples"]))
    return cases


def centre(x):
    return float(np.median(x)) if len(x) >= 3 else float(np.mean(x))


def baselines():
    rng = np.random.default_rng(20240611)
    shapes = [[1], [2], [3], [10], [9, 1], [0, 4, 0, 2], [12, 15, 6], [30, 25], [60], [50, 0, 1]]
    cases = []
    for shape, (v0, s0) in itertools.product(shapes, [(8, 0.04), (3.5, 0.1)]):
        epochs = [[round(float(v), 6) for v in rng.normal(rng.normal(2, 1), 0.02, n)]
                  for n in shape]
        kept, room = [], 40
        for epoch in reversed(epochs):
            kept.insert(0, epoch[max(0, len(epoch) - room):] if room else [])
            room -= len(kept[0])
        kept = [epoch for epoch in kept if epoch]
        newest, m = kept[-1], int(rng.integers(1, 60))
        df = v0 + sum(len(e) - 1 for e in kept)
        squares = sum(np.var(e) * len(e) for e in kept)
        spread = float(np.sqrt((v0 * s0**2 + squares) / df))
        error = spread * float(np.sqrt(1 + 1 / len(newest)))
        y = round(centre(newest) + float(rng.choice([-0.3, -0.05, 0, 0.04, 0.1, 0.4])), 6)
        tolerance = float(np.log1p(0.02))
        reach = float(stats.t.isf(min(0.01 / m, 0.01), df)) * error
        cases.append({
            "epochs": epochs, "priorDegreesOfFreedom": v0, "priorSpread": s0, "observed": y,
            "familySize": m, "centre": centre(newest), "count": len(newest),
            "degreesOfFreedom": df, "spread": spread, "standardError": error,
            "worse": float(stats.t.sf((y - centre(newest) - tolerance) / error, df)),
            "better": float(stats.t.sf((centre(newest) - y - tolerance) / error, df)),
            "upper": y - centre(newest) + float(stats.t.isf(0.01, df)) * error,
            "lower": y - centre(newest) - float(stats.t.isf(0.01, df)) * error,
            "provable": tolerance + reach, "provableRatio": 1.02 * float(np.exp(reach)) - 1,
        })
    write("baselines.json", ORIGIN, {"cases": cases})


def dips():
    rng = np.random.default_rng(5)
    cases = []
    for n in [15, 16, 30, 61, 120]:
        for x in [rng.normal(10, 1, n), rng.lognormal(0, 1, n), rng.uniform(0, 1, n),
                  np.where(rng.random(n) < 0.5, rng.normal(10, 1, n), rng.normal(15, 1, n)),
                  np.concatenate([rng.normal(10 * k, 1, n // 3) for k in range(3)])]:
            values = [round(float(v), 9) for v in x]
            cases.append({"samples": values, "dip": float(diptest.dipstat(np.array(values)))})
    write("dips.json", f"diptest {diptest.__version__}", {"cases": cases})


if __name__ == "__main__":
    distributions()
    check_distributions()
    summaries(golden_cases(sys.argv[1] if len(sys.argv) > 1 else None))
    baselines()
    dips()
