#!/usr/bin/env python3
"""Writes interleaved.json, an independent account of the evidence of interleaved comparisons: needs
numpy and scipy.

    python3 generate_interleaved.py
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import optimize, stats

HERE = pathlib.Path(__file__).parent


def rank_statistic(a, b, shift):
    ranks = stats.rankdata(np.concatenate([a, b - shift])) - 1
    return (ranks[2:].sum() - ranks[:2].sum()) / 4


def scales(rounds, pseudo=0.02, least=1e-4):
    result, seen = [], []
    for a, b in rounds:
        result.append(max(least, np.median(seen + [pseudo, pseudo]) / 0.954))
        seen += [abs(a[0] - a[1]), abs(b[0] - b[1])]
    return result


def evidence(rounds, shift, way, steps):
    """The running natural logarithm of (R + S) / 2; way is 1 for above the shift, -1 for below."""
    ranks, sizes = np.ones(4, dtype=np.longdouble), np.ones(5, dtype=np.longdouble)
    k = np.array([1, 2, 4, 8], dtype=np.longdouble)
    normalizer = (np.exp(k) + np.exp(k / 2) + 2 + np.exp(-k / 2) + np.exp(-k)) / 6
    stakes = np.array([0.25, 0.5, 1, 2, 4], dtype=np.longdouble)
    running = []
    for (a, b), s, step in zip(rounds, scales(rounds), steps):
        at = shift + way * step
        ranks = ranks * np.exp(way * k * rank_statistic(a, b, at)) / normalizer
        sizes = sizes * (1 + way * 0.98 * np.tanh(stakes * (b.mean() - a.mean() - at) / s))
        running.append(float(np.log((ranks.mean() + sizes.mean()) / 2)))
    return running


def hodges_lehmann(d):
    i, j = np.triu_indices(len(d))
    return float(np.median((d[i] + d[j]) / 2))


def end(rounds, way, steps, needed):
    values = np.concatenate([np.concatenate(r) for r in rounds])
    width = values.max() - values.min() + 40 * max(scales(rounds)) + max(steps)
    def excess(shift):
        return evidence(rounds, shift, way, steps)[-1] - needed
    if excess(-way * width) < 0:
        return None
    # Steps of the ranks: the last shift that is proven, by bisection.
    proven, unproven = -way * width, way * width
    for _ in range(80):
        middle = (proven + unproven) / 2
        proven, unproven = (middle, unproven) if excess(middle) >= 0 else (proven, middle)
    return float(proven)


def case(name, base, head, t, limit, a_over_m, b, step=0.0):
    """base and head are two columns each, in the metric's unit."""
    rounds = [(np.log(x), np.log(y)) for x, y in zip(base, head)]
    tolerance, bound = np.log1p(t), np.log1p(limit)
    steps = [float(np.log1p(step / min(x.min(), y.min()))) for x, y in zip(base, head)]
    worse = evidence(rounds, tolerance, 1, steps)
    below = evidence(rounds, bound, -1, steps)
    better = evidence(rounds, -tolerance, -1, steps)
    def first(values, needed):
        return next((i + 1 for i, value in enumerate(values) if value >= needed), None)
    below_round = None
    for i, value in enumerate(below):
        seen = rounds[: i + 1]
        every = np.concatenate([a for a, _ in seen])
        slow = every.__gt__(np.median(every) + bound).sum()
        slow_head = np.concatenate([h for _, h in seen]).__gt__(np.median(every) + bound).sum()
        chance = stats.binom.sf(slow_head - 1, slow + slow_head, 0.5) if slow + slow_head else 1
        if i + 1 >= 8 and value >= np.log(1 / b) and chance > 0.30:
            below_round = i + 1
            break
    d = np.array([h.mean() - a.mean() for a, h in rounds])
    return {
        "name": name, "tolerance": t, "limit": limit, "falseAlarm": a_over_m, "miss": b,
        "granularity": step, "base": base.tolist(), "head": head.tolist(), "worse": worse,
        "below": below, "better": better, "worseRound": first(worse, np.log(1 / a_over_m)),
        "belowRound": below_round, "betterRound": first(better, np.log(1 / a_over_m)),
        "estimate": hodges_lehmann(d), "low": end(rounds, 1, steps, np.log(1 / a_over_m)),
        "high": end(rounds, -1, steps, np.log(1 / b)),
    }


def main():
    random = np.random.default_rng(20260301)
    def lognormal(n, deviation):
        return 0.012 * np.exp(random.normal(0, deviation, (n, 2)))
    def heavy(n, deviation):
        return 0.012 * np.exp(deviation * random.standard_t(3, (n, 2)))
    cases = [
        case("unchanged", lognormal(20, 0.02), lognormal(20, 0.02), 0.02, 0.05, 0.005, 0.01),
        case("ten percent", lognormal(12, 0.02), 1.1 * lognormal(12, 0.02), 0.03, 0.1, 0.005, 0.01),
        case("heavy tails", heavy(40, 0.05), 1.05 * heavy(40, 0.05), 0.02, 0.1, 0.0001, 0.01),
        case("faster", lognormal(16, 0.03), 0.8 * lognormal(16, 0.03), 0.02, 0.05, 0.001, 0.01),
        case("constant", np.full((10, 2), 4096.0), np.full((10, 2), 4096.0), 0.02, 0.1, 0.01, 0.01),
        case("steps", np.round(lognormal(30, 0.05), 3), np.round(lognormal(30, 0.05), 3), 0.02, 0.6,
             0.005, 0.01, step=0.001),
        case("rare slow paths", lognormal(20, 0.01), lognormal(20, 0.01)
             * np.where(random.random((20, 2)) < 0.15, 1.5, 1), 0.02, 0.1, 0.005, 0.01),
        case("far apart", lognormal(9, 0.3), 3 * lognormal(9, 0.3), 0.02, 0.1, 0.005, 0.01),
    ]
    origin = f"scipy {scipy.__version__}, numpy {np.__version__}"
    text = json.dumps({"origin": origin, "cases": cases}, separators=(",", ":"))
    (HERE / "interleaved.json").write_text(text.replace("},{", "},\n{") + "\n")


main()
