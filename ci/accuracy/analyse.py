#!/usr/bin/env python3
"""Counts what the study's gates said of measured runs, and prints Markdown tables.

    ci/accuracy/analyse.py FOLDER ROWS   runs of FOLDER (NNNN.json, NNNN.machine), rows of PerfgateStudy
    ci/accuracy/analyse.py --check       holds the tests used here against scipy (installed from PyPI)

Runs of programs that are slower, a FOLDER named 'slowed', get one table: what each program was found to be.
"""
import collections
import json
import math
import pathlib
import statistics
import sys

METRICS = ("wall", "cpu", "peak_rss")
SIZES = (1, 2, 5, 10, 20, 40)


# --- tests and bounds -------------------------------------------------------------------------

def binomial_cdf(k, n, p):
    """P(X <= k)."""
    if p <= 0:
        return 1.0
    if p >= 1:
        return 1.0 if k >= n else 0.0
    total = 0.0
    for i in range(k + 1):
        log = math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1)
        total += math.exp(log + i * math.log(p) + (n - i) * math.log1p(-p))
    return min(1.0, total)


def clopper_pearson(k, n, confidence=0.95):
    """The exact two-sided interval of a rate (Clopper and Pearson 1934)."""
    tail = (1 - confidence) / 2

    def solve(decreasing):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if decreasing(middle) > tail else (low, middle)
        return low

    upper = 1.0 if k == n else solve(lambda p: binomial_cdf(k, n, p))
    lower = 0.0 if k == 0 else 1 - solve(lambda q: binomial_cdf(n - k, n, q))
    return lower, upper


def mann_whitney(base, head):
    """Two-sided p: exact for small samples without ties, else normal with ties and continuity."""
    n, m = len(base), len(head)
    pooled = sorted([(value, 0) for value in base] + [(value, 1) for value in head])
    ranks, ties, start = [0.0] * (n + m), 0.0, 0
    while start < n + m:
        end = start
        while end < n + m and pooled[end][0] == pooled[start][0]:
            end += 1
        for index in range(start, end):
            ranks[index] = (start + end + 1) / 2
        ties += (end - start) ** 3 - (end - start)
        start = end
    u = sum(rank for rank, (_, side) in zip(ranks, pooled) if side) - m * (m + 1) / 2
    extreme = max(u, n * m - u)
    if ties == 0 and n * m <= 2500:
        counts = u_counts(n, m)
        return min(1.0, 2 * sum(counts[int(extreme):]) / sum(counts))
    total = n + m
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance == 0:
        return 1.0
    z = (extreme - n * m / 2 - 0.5) / math.sqrt(variance)
    return min(1.0, math.erfc(z / math.sqrt(2)))


def u_counts(n, m, cache={}):
    """How many orders of n and m values give each U: the Gaussian binomial coefficient."""
    if (n, m) not in cache:
        counts = [1] + [0] * (n * m)
        for i in range(1, m + 1):
            for u in range(n * m, n + i - 1, -1):
                counts[u] -= counts[u - n - i]
            for u in range(i, n * m + 1):
                counts[u] += counts[u - i]
        cache[n, m] = counts
    return cache[n, m]


def check():
    import subprocess
    import tempfile
    import random

    try:
        from scipy import stats
    except ImportError:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "scipy"], check=True)
            sys.exit(subprocess.run([f"{folder}/bin/python", __file__, "--check"]).returncode)
    generator, worst = random.Random(1), 0.0
    for _ in range(300):
        digits = generator.choice([1, 12])
        base = [round(generator.gauss(0, 1), digits) for _ in range(generator.randint(3, 20))]
        head = [round(generator.gauss(0.5, 1), digits) for _ in range(generator.randint(3, 20))]
        tied = len(set(base + head)) < len(base) + len(head)
        method = "asymptotic" if tied else "exact"
        expected = stats.mannwhitneyu(head, base, alternative="two-sided", method=method).pvalue
        worst = max(worst, abs(mann_whitney(base, head) - expected))
    for k, n in [(0, 200), (1, 200), (7, 200), (200, 200), (3, 48), (1234, 4800)]:
        interval = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
        low, high = clopper_pearson(k, n)
        worst = max(worst, abs(low - interval.low), abs(high - interval.high))
    print(f"300 Mann-Whitney tests and 6 Clopper-Pearson intervals: largest difference to scipy {worst:.1e}")
    sys.exit(worst > 1e-9)


# --- reading ----------------------------------------------------------------------------------

def read_runs(folder):
    runs = []
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        values = {
            (entry["id"], metric["name"]): metric["values"]
            for entry in document["entries"]
            for metric in entry["metrics"]
            if metric["name"] in METRICS
        }
        runs.append((values, json.loads(path.with_suffix(".machine").read_text("utf-8"))))
    return runs


def read_rows(path):
    with open(path, encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")
        for line in lines:
            row = dict(zip(names, line.rstrip("\n").split("\t")))
            for name in ("head", "recordings", "gap"):
                row[name] = int(row[name])
            yield row


# --- tables -----------------------------------------------------------------------------------

def rate(k, n):
    low, high = clopper_pearson(k, n)
    return f"{100 * k / n:.1f}% ({100 * low:.1f} to {100 * high:.1f})"


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|---" + "|---:" * (len(header) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def quantiles(values):
    ordered = sorted(values)
    pick = lambda share: ordered[round(share * (len(ordered) - 1))]
    return pick(0), pick(0.25), pick(0.5), pick(0.75), pick(1)


def machine(runs):
    facts = [machine for _, machine in runs]
    print(f"{len(facts)} runs, {facts[0]['started']} to {facts[-1]['started']}, "
          f"{sum(fact['seconds'] for fact in facts) / 60:.0f} minutes of measuring\n")
    rows = []
    for name, unit in (("load1", ""), ("busy", "%"), ("stolen", "%"), ("seconds", " s")):
        scale = 100 if unit == "%" else 1
        rows.append([name] + [f"{scale * value:.3g}{unit}" for value in quantiles([f[name] for f in facts])])
    table(["a run's", "least", "quarter", "median", "three quarters", "most"], rows)


def lag_one(values):
    mean = statistics.fmean(values)
    squares = sum((value - mean) ** 2 for value in values)
    return sum((a - mean) * (b - mean) for a, b in zip(values, values[1:])) / squares if squares else 0.0


def spread(runs):
    rows = []
    for key in runs[0][0]:
        levels, inside = [], []
        for values, _ in runs:
            samples = values[key]
            levels.append(math.log(statistics.median(samples)))
            inside.append(statistics.stdev(map(math.log, samples)))
        centre = statistics.median(levels)
        mad = 1.4826 * statistics.median(abs(level - centre) for level in levels)
        steps = [b - a for a, b in zip(levels, levels[1:])]
        rows.append([
            f"{key[0]} {key[1]}", quantity(math.exp(centre), key[1]), percent(statistics.median(inside)),
            percent(statistics.stdev(levels)), percent(mad), percent(statistics.stdev(steps) / math.sqrt(2)),
            f"{lag_one(levels):.2f}", percent(max(levels) - centre, sign=True),
        ])
    table(["benchmark", "level", "within a run", "between runs", "MAD", "neighbours", "lag 1", "highest"], rows)


def percent(value, sign=False):
    return f"{100 * value:+.1f}%" if sign else f"{100 * value:.1f}%"


def quantity(value, metric):
    return f"{value / 2**20:.1f} MiB" if metric == "peak_rss" else f"{1000 * value:.3g} ms"


class Cell:
    """What became of one run: its exit code, and its findings by state and metric."""

    def __init__(self):
        self.exit, self.states = "0", collections.Counter()
        self.metrics = collections.Counter()


def grouped(rows, wanted):
    cells = collections.defaultdict(Cell)
    for row in rows:
        if not wanted(row):
            continue
        cell = cells[row["suite"], row["gap"], row["recordings"], row["head"]]
        if row["metric"] == "exit":
            cell.exit = row["state"]
        else:
            cell.states[row["state"]] += 1
            cell.metrics[row["state"], row["metric"]] += 1
    groups = collections.defaultdict(list)
    for (suite, gap, size, _), cell in cells.items():
        groups[suite, gap, size].append(cell)
    return groups


def alarms(rows, runs):
    groups = grouped(rows, lambda row: row["target"] == "-")
    for suite, gap, title in (("all", 0, "eight benchmarks, recordings just before"),
                              ("all", 80, "eight benchmarks, recordings 80 runs earlier"),
                              ("three", 0, "three benchmarks, recordings just before")):
        print(f"**{title}**\n")
        lines = []
        for size in SIZES:
            cells = groups.get((suite, gap, size), [])
            if not cells:
                continue
            count, findings = len(cells), sum(sum(cell.states.values()) for cell in cells)
            regressed = sum(cell.states["regressed"] for cell in cells)
            lines.append([
                size, count, rate(sum(cell.states["regressed"] > 0 for cell in cells), count),
                rate(sum(cell.exit == "10" for cell in cells), count),
                rate(regressed, findings),
                *(f"{100 * sum(c.metrics['regressed', m] for c in cells) / (findings / 3):.2f}%" for m in METRICS),
                rate(sum(cell.states["suspected"] > 0 for cell in cells), count),
                rate(sum(cell.exit == "13" for cell in cells), count),
            ])
        table(["recordings", "runs", "a false alarm in a run", "exit 10", "per metric", *METRICS,
               "anything suspected", "exit 13"], lines)
    print("**each benchmark alone** (wall, cpu, peak_rss), false alarms a run, recordings just before\n")
    names = [suite for suite, gap, _ in groups if gap == 0 and suite not in ("all", "three")]
    lines = []
    for name in dict.fromkeys(names):
        line = [name]
        for size in SIZES:
            cells = groups[name, 0, size]
            bad = sum(cell.states["regressed"] > 0 for cell in cells)
            line.append(f"{100 * bad / len(cells):.1f}%" if cells else "")
        lines.append(line)
    table(["benchmark", *map(str, SIZES)], lines)


def others(runs):
    """What simpler rules say of the same samples, run against run and against n recordings."""
    lines = []
    for size in (size for size in SIZES if size < len(runs)):
        counted, findings = collections.Counter(), collections.Counter()
        total = 0
        for head in range(size, len(runs)):
            total += 1
            flagged = collections.Counter()
            for key, samples in runs[head][0].items():
                pool = [value for values, _ in runs[head - size:head] for value in values[key]]
                worse = statistics.fmean(samples) / statistics.fmean(pool)
                flagged["5%"] += worse >= 1.05
                flagged["10%"] += worse >= 1.10
                higher = statistics.median(samples) > statistics.median(pool)
                flagged["u"] += higher and mann_whitney(pool, samples) <= 0.05
            for rule, times in flagged.items():
                counted[rule] += times > 0
                findings[rule] += times
        cells = total * len(runs[0][0])
        lines.append([size, total] + [
            f"{rate(counted[rule], total)}; per metric {100 * findings[rule] / cells:.1f}%"
            for rule in ("5%", "10%", "u")])
    table(["recordings", "runs", "mean + 5%", "mean + 10%", "Mann-Whitney 0.05"], lines)


def slowdowns(rows):
    """The better known of wall and cpu of the slowed benchmark; what the run's exit code was."""
    order = ("regressed", "suspected", "inconclusive")
    cells = collections.defaultdict(lambda: {"states": set(), "exit": "0"})
    for row in rows:
        if row["target"] != "-" and row["suite"] in ("all", "three"):
            cell = cells[row["suite"], row["factor"], row["recordings"], row["head"]]
            if row["metric"] == "exit":
                cell["exit"] = row["state"]
            elif row["metric"] in ("wall", "cpu"):
                cell["states"].add(row["state"])
    groups = collections.defaultdict(collections.Counter)
    for (suite, factor, size, _), cell in cells.items():
        state = next((state for state in order if state in cell["states"]), "passed")
        group = groups[suite, float(factor), size]
        group[state] += 1
        group["all"] += 1
        group["stopped"] += cell["exit"] == "10"
    for suite in ("all", "three"):
        lines = []
        for (name, factor, size), group in sorted(groups.items()):
            if name == suite:
                share = lambda state: f"{100 * group[state] / group['all']:.0f}%"
                lines.append([f"+{round(100 * (factor - 1))}%", size, group["all"],
                              *map(share, (*order, "passed", "stopped"))])
        if lines:
            print(f"**{'eight' if suite == 'all' else 'three'} benchmarks, one slowed**\n")
            table(["slowed by", "recordings", "runs", *order, "passed", "exit 10"], lines)


def programs(rows):
    """What real programs were found to be, by the better known of wall and cpu; suite of eight."""
    order = ("regressed", "suspected", "inconclusive", "improved")
    states = collections.defaultdict(set)
    for row in rows:
        if row["suite"] == "all" and row["gap"] == 0 and row["target"] == "-" and row["metric"] in ("wall", "cpu"):
            states[row["benchmark"], row["recordings"], row["head"]].add(row["state"])
    groups = collections.defaultdict(collections.Counter)
    for (name, size, _), found in states.items():
        groups[name, size][next((state for state in order if state in found), "passed")] += 1
    table(["benchmark", "recordings", "runs", *order, "passed"],
          [[name, size, sum(group.values()), *(group[state] for state in (*order, "passed"))]
           for (name, size), group in sorted(groups.items())])


def main():
    if sys.argv[1:] == ["--check"]:
        check()
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    runs, rows = read_runs(sys.argv[1]), list(read_rows(sys.argv[2]))
    print("### The machine\n")
    machine(runs)
    if pathlib.Path(sys.argv[1]).name == "slowed":
        print("### What slowed programs were found to be\n")
        programs(rows)
        return
    print("### Spread, of logarithms\n")
    spread(runs)
    print("### False alarms of perfgate (95% Clopper-Pearson)\n")
    alarms(rows, runs)
    print("### False alarms of simpler rules on the same samples\n")
    others(runs)
    print("### Injected slowdowns\n")
    slowdowns(rows)


if __name__ == "__main__":
    main()
