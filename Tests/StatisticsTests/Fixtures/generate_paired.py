#!/usr/bin/env python3
"""Writes paired.json, the reference values of the paired tests: needs numpy, scipy and statsmodels.

    python3 generate_paired.py

Nothing of perfgate is used: McNemar's test is statsmodels' (two-sided, exact) and scipy's binomial,
sign flips are scipy's permutation_test over all ways, intervals of means are scipy's and statsmodels'
(OLS of a constant, cluster-robust), and Tango's bounds are found from the score statistic with the
nuisance parameter maximised numerically rather than by his formula.
"""

import json
import pathlib

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar

HERE = pathlib.Path(__file__).parent


def one_sided(worse, better):
    p = float(stats.binom.sf(worse - 1, worse + better, 0.5))
    if worse > better:
        both = mcnemar([[0, worse], [better, 0]], exact=True).pvalue
        assert abs(min(1, 2 * p) - both) < 1e-12 * max(1, both), (worse, better, p, both)
    return p


def score(drop, b, c, n):
    """(b - c - n drop) over its standard deviation at the likeliest rate under the drop."""
    rest = n - b - c
    low, high = max(0.0, -drop), (1 - drop) / 2

    def loss(q):
        total = 0.0
        for count, share in ((b, q + drop), (c, q), (rest, 1 - 2 * q - drop)):
            if count:
                total -= count * np.log(max(share, 1e-300))
        return total

    found = optimize.minimize_scalar(loss, bounds=(low, high), method="bounded",
                                     options={"xatol": 1e-13})
    q = min([low, high, found.x], key=loss)
    variance = n * (2 * q + drop * (1 - drop))
    return (b - c - n * drop) / np.sqrt(variance) if variance > 0 else np.inf


def tango(b, c, n, risk):
    z = stats.norm.isf(risk)
    start = (b - c) / n
    return float(optimize.brentq(lambda d: score(d, b, c, n) + z, start + 1e-12, 1 - 1e-9,
                                 xtol=1e-12))


def flips(differences):
    result = stats.permutation_test(
        (np.array(differences),), np.sum, permutation_type="samples", alternative="greater",
        n_resamples=np.inf)
    return float(result.pvalue)


def main():
    rng = np.random.default_rng(20240601)
    pairs = [(0, 0), (1, 0), (0, 1), (7, 0), (12, 3), (3, 12), (25, 25), (60, 31), (130, 95), (5, 1)]
    mc = [{"worse": b, "better": c, "p": one_sided(b, c)} for b, c in pairs]
    rates = []
    for b, c, n in [(0, 0, 350), (7, 0, 350), (12, 3, 200), (3, 12, 200), (60, 31, 660), (1, 0, 10),
                    (25, 25, 100), (130, 95, 5000), (4, 4, 9), (86, 150, 1600)]:
        rates.append({"worse": b, "better": c, "cases": n,
                      "upper": [tango(b, c, n, r) for r in (0.05, 0.025, 0.001)],
                      "lower": [-tango(c, b, n, r) for r in (0.05, 0.025, 0.001)]})
    flipped = []
    for size in (2, 5, 9, 12, 15):
        values = [round(v, 3) for v in rng.normal(0.2, 0.5, size)]
        flipped.append({"differences": values, "p": flips(values)})
    thirds = [round(v) / 3 for v in rng.normal(0.3, 2, 14)]
    flipped.append({"differences": thirds, "p": flips(thirds)})
    means = []
    for size, groups in ((8, None), (40, None), (60, 7), (200, 30)):
        values = rng.normal(0.05, 0.3, size)
        row = {"differences": values.tolist()}
        if groups is None:
            interval = stats.ttest_1samp(values, 0).confidence_interval(0.95)
            row |= {"low": float(interval.low), "high": float(interval.high),
                    "error": float(stats.sem(values))}
        else:
            cluster = rng.integers(0, groups, size)
            values = values + rng.normal(0, 0.2, groups)[cluster]
            fit = sm.OLS(values, np.ones(size)).fit(
                cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": True}, use_t=True)
            low, high = fit.conf_int(0.05)[0]
            row |= {"differences": values.tolist(), "clusters": cluster.tolist(), "low": float(low),
                    "high": float(high), "error": float(fit.bse[0])}
        means.append(row)
    origin = (f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, "
              f"numpy {np.__version__}")
    text = json.dumps({"origin": origin, "mcnemar": mc, "rates": rates, "flips": flipped,
                       "means": means}, separators=(",", ":"))
    (HERE / "paired.json").write_text(text.replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
