#!/usr/bin/env python3
"""Writes shifts.json, the reference values of shifts between pairs: needs numpy, scipy and statsmodels.

    python3 generate_shifts.py

Nothing of perfgate is used: chances are those of scipy's permutation_test over all ways to give signs,
and of its binomtest; the estimate is statsmodels' M-estimate with Huber's scores; of differences that
nowhere reach the limit the bounds are order statistics of the means of all subsets (Hartigan 1969), of
others, and of quantiles, they are found by halving on chances that are counted anew with numpy.
"""

import itertools
import json
import math
import pathlib

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.robust import norms

HERE = pathlib.Path(__file__).parent
REACH = math.log(2)


def sums(values, clusters):
    if clusters is None:
        return values
    order = list(dict.fromkeys(clusters))
    return np.array([values[np.array(clusters) == c].sum() for c in order])


def pulls(differences, clusters, shift):
    return sums(np.clip(differences - shift, -REACH, REACH), clusters)


def chance(parts, alternative):
    result = stats.permutation_test((parts,), np.sum, permutation_type="samples",
                                    alternative=alternative, n_resamples=np.inf)
    return float(result.pvalue)


def counted(parts):
    """P(sum over a subset <= 0), which is the chance of a sum at least as large."""
    total = np.zeros(1)
    for part in parts:
        total = np.concatenate([total, total + part])
    return float(np.mean(total <= 1e-12 * np.abs(parts).sum()))


def halved(excludes, near, far):
    assert excludes(far) and not excludes(near)
    for _ in range(60):
        middle = (near + far) / 2
        near, far = (near, middle) if excludes(middle) else (middle, far)
    return far


def subset_bounds(differences, risk):
    """By means of all subsets but the empty one, which counts as below everything."""
    n = len(differences)
    means = sorted(np.mean(s) for k in range(1, n + 1)
                   for s in itertools.combinations(differences, k))
    spare = math.floor(risk * 2**n + 1e-9) - 1
    return (means[spare], means[-1 - spare]) if spare >= 0 else (None, None)


def ratios(rng):
    rows = []
    for size, spread, groups in ((9, 0.1, None), (12, 0.08, None), (13, 0.6, None), (14, 1.5, 9),
                                 (11, 0.3, None), (24, 0.2, 12)):
        values = rng.standard_t(3, size) * spread + 0.1
        if size == 11:
            values = np.round(values, 1)
        clusters = None if groups is None else rng.integers(0, groups, size).tolist()
        row = {"differences": values.tolist(), "clusters": clusters, "tests": [], "bounds": []}
        for shift in (0.0, 0.0488, -0.02):
            parts = pulls(values, clusters, shift)
            row["tests"].append({"shift": shift, "more": chance(parts, "greater"),
                                 "less": chance(parts, "less")})
        scale = 0.37
        row["estimate"] = float(norms.estimate_location(values, scale, norms.HuberT(REACH / scale),
                                                        maxiter=1000, tol=1e-13))
        for risk in (0.01, 0.05):
            low = halved(lambda c: counted(pulls(values, clusters, c)) <= risk, row["estimate"],
                         values.min() - 1)
            high = halved(lambda c: counted(-pulls(values, clusters, c)) <= risk, row["estimate"],
                          values.max() + 1)
            if clusters is None and np.ptp(values) < REACH:
                by_means = subset_bounds(values, risk)
                assert abs(low - by_means[0]) < 1e-9 and abs(high - by_means[1]) < 1e-9
            row["bounds"].append({"risk": risk, "low": low, "high": high})
        rows.append(row)
    return rows


def beyond(head, base, quantile, shift):
    taken = head - shift
    threshold = np.quantile(np.concatenate([taken, base]), quantile, method="inverted_cdf")
    return (taken > threshold).astype(int) - (base > threshold).astype(int)


def sign_test(parts, alternative):
    worse, better = int((parts > 0).sum()), int((parts < 0).sum())
    if worse + better == 0:
        return 1.0
    return float(stats.binomtest(worse, worse + better, 0.5, alternative=alternative).pvalue)


def quantiles(rng):
    rows = []
    for size, quantile, factor, digits in ((90, 0.95, 1.4, 6), (300, 0.95, 1.0, 6), (459, 0.99, 3, 6),
                                           (200, 0.9, 1.2, 1)):
        level = rng.lognormal(0, 0.4, size)
        head = np.round(level * rng.lognormal(0, 0.3, size) * factor + 0.1, digits)
        base = np.round(level * rng.lognormal(0, 0.3, size) + 0.1, digits)
        left, right = np.log(head), np.log(base)
        row = {"head": head.tolist(), "base": base.tolist(), "quantile": quantile, "tests": [],
               "bounds": []}
        for shift in (0.0, 0.0198, -0.0198):
            parts = beyond(left, right, quantile, shift)
            row["tests"].append({"shift": shift, "more": sign_test(parts, "greater"),
                                 "less": sign_test(parts, "less")})
        row["ratio"] = float(np.quantile(left, quantile, method="inverted_cdf")
                             - np.quantile(right, quantile, method="inverted_cdf"))
        for risk in (0.01, 0.05):
            low = halved(lambda c: sign_test(beyond(left, right, quantile, c), "greater") <= risk,
                         row["ratio"], left.min() - right.max() - 1)
            high = halved(lambda c: sign_test(beyond(left, right, quantile, c), "less") <= risk,
                          row["ratio"], left.max() - right.min() + 1)
            row["bounds"].append({"risk": risk, "low": low, "high": high})
        rows.append(row)
    return rows


def main():
    rng = np.random.default_rng(20240917)
    origin = (f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, "
              f"numpy {np.__version__}")
    text = json.dumps({"origin": origin, "ratios": ratios(rng), "quantiles": quantiles(rng)},
                      separators=(",", ":"))
    (HERE / "shifts.json").write_text(text.replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
