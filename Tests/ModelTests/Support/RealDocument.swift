/// Documents as perfgate wrote them, some metrics and facts left out.
enum RealDocument {
  /// A run of a measured and a crashed benchmark.
  static let run = #"""
    {
     "accounting": {"failed": 1, "measured": 1, "planned": 2, "skipped": 0},
     "config": {
      "overrides": {},
      "path": "perfgate.yaml",
      "source": "benchmarks:\n  - {id: wc/lines, command: \"wc -l < data{size}.txt\"}\n"
     },
     "entries": [
      {
       "command": ["/bin/sh", "-c", "wc -l < data10.txt | cat"],
       "failures": [],
       "grouping": "invocation",
       "id": "wc/lines",
       "invocations": {"attempt": [0, 0, 0, 0, 0], "loops": [1, 1, 1, 1, 1], "round": [0, 0, 0, 0, 0]},
       "measuring_seconds": 0.060375746,
       "metrics": [
        {
         "direction": "lower",
         "kind": "continuous",
         "name": "wall",
         "overhead": {"median": 0.003718295, "uncertainty": 5.6184609599999903e-05},
         "unit": "s",
         "values": [0.0038918069999999997, 0.0006469600000000002, 0.003010856, 0.003947519, 0.003790066]
        }
       ],
       "origin": {"kind": "process"},
       "params": {"size": "10"},
       "reason": null,
       "status": "measured",
       "tags": ["smoke"],
       "warnings": []
      },
      {
       "command": ["sh", "-c", "echo oh no >&2; exit 3"],
       "failures": [{"detail": "exited with 3", "invocation": null, "kind": "exit", "output": "oh no\n"}],
       "grouping": "invocation",
       "id": "broken",
       "invocations": {"attempt": [], "loops": [], "round": []},
       "measuring_seconds": 0.003163833,
       "metrics": [
        {
         "direction": "lower",
         "kind": "continuous",
         "name": "wall",
         "unit": "s",
         "values": []
        }
       ],
       "origin": {"kind": "process"},
       "params": {},
       "reason": "exited with 3",
       "status": "failed",
       "tags": [],
       "warnings": []
      }
     ],
     "environment": {
      "class": "linux-x86_64-amd-25-17-1-2c",
      "facts": {"arch": "x86_64", "cpu": "AMD EPYC", "os": "linux"},
      "platform": "linux-x86_64"
     },
     "id": "f9b701273d90",
     "schema": "perfgate.run/1",
     "seed": "3044554395698741928",
     "selection": {"excludes": [], "filters": []},
     "sides": {"head": {"dirty": false, "revision": "d64cb92105da2f48779dd315bfda82a514ae4a66"}},
     "stages": [
      {"name": "wc/lines[size=10]", "seconds": 0.060375746},
      {"name": "broken", "seconds": 0.003163833}
     ],
     "started_at": "2026-11-22T16:44:10Z",
     "suite": "text"
    }
    """#

  /// The verdict on that run.
  static let verdict = #"""
    {
     "causes": [
      {"code": 30, "id": "broken", "params": {}},
      {"code": 10, "id": "wc/lines", "metric": "cpu", "params": {"size": "10"}}
     ],
     "comparison": {
      "baselines": "baselines",
      "class": "linux-x86_64-amd-25-17-1-2c",
      "other_classes": [],
      "record": ["perfgate", "baseline", "record"]
     },
     "counts": {
      "breached": 0,
      "decided": 1,
      "errored": 1,
      "improved": 0,
      "inconclusive": 0,
      "learning": 0,
      "measured": 0,
      "missing": 0,
      "new": 0,
      "planned": 2,
      "regressed": 1,
      "suspected": 0,
      "unchanged": 0,
      "within": 0
     },
     "environment": {
      "class": "linux-x86_64-amd-25-17-1-2c",
      "facts": {"arch": "x86_64", "cpu": "AMD EPYC", "os": "linux"},
      "platform": "linux-x86_64"
     },
     "exhibits": {
      "samples": [
       {
        "base": [0.001794, 0.001724, 0.001699, 0.001844, 0.001713],
        "head": [0.00268, 0.0027389999999999997, 0.002632, 0.002521, 0.0026249999999999997],
        "id": "wc/lines",
        "metric": "cpu",
        "params": {"size": "10"},
        "summary": {
         "max": 0.0027389999999999997,
         "mean": 0.0026393999999999996,
         "median": 0.002632,
         "min": 0.002521,
         "n": 5,
         "outliers": 1,
         "sd": 8.038843200361604e-05
        },
        "unit": "s"
       }
      ],
      "stages": [
       {"name": "wc/lines[size=10]", "seconds": 0.060375746},
       {"name": "broken", "seconds": 0.003163833}
      ]
     },
     "exit": 30,
     "measuring_seconds": 0.063539579,
     "mode": "baseline",
     "notices": [],
     "policy": {
      "fail_on": "critical",
      "false_alarms": 0.01,
      "judged": 4,
      "max_inconclusive": 0.25,
      "miss_rate": 0.01
     },
     "results": [
      {
       "detail": "exited with 3",
       "direction": "lower",
       "gates": true,
       "id": "broken",
       "learning": false,
       "measuring_seconds": 0.003163833,
       "metric": null,
       "next": {"accept": [], "reproduce": ["perfgate", "run", "--filter", "broken"]},
       "output": "oh no\n",
       "params": {},
       "severity": "critical",
       "state": "errored",
       "warnings": []
      },
      {
       "base": {"center": 0.0017240000000000005, "n": 5, "recordings": 1},
       "change": {
        "estimate": 0.5266821345707651,
        "high": 0.7984862350901475,
        "level": 0.9875,
        "low": 0.22911800751411554,
        "scale": "ratio"
       },
       "direction": "lower",
       "evidence": {
        "adjusted": 0.0001486325920285916,
        "p": 4.9544197342863864e-05,
        "test": "predictive-t"
       },
       "gates": true,
       "head": {"center": 0.002632, "n": 5, "recordings": 1},
       "id": "wc/lines",
       "learning": false,
       "limit": 0.1,
       "measuring_seconds": 0.060375746,
       "metric": "cpu",
       "next": {
        "accept": [
         "perfgate",
         "baseline",
         "record",
         "--filter",
         "wc/lines",
         "--reason",
         "why it is worth it"
        ],
        "reproduce": ["perfgate", "run", "--filter", "wc/lines"]
       },
       "params": {"size": "10"},
       "provable": 0.26693756640311594,
       "recordings_needed": 18,
       "severity": "critical",
       "state": "regressed",
       "tolerance": 0.02,
       "unit": "s",
       "warnings": []
      }
     ],
     "run": "f9b701273d90",
     "schema": "perfgate.verdict/1",
     "sides": {"head": {"dirty": false, "revision": "d64cb92105da2f48779dd315bfda82a514ae4a66"}},
     "started_at": "2026-11-22T16:44:10Z",
     "suite": "text"
    }
    """#

  /// The baseline that it was judged by.
  static let baseline = #"""
    {
     "id": "wc/lines",
     "metrics": {
      "wall": {
       "direction": "lower",
       "epochs": [{"cause": "first", "id": 1}],
       "kind": "continuous",
       "recordings": [{"epoch": 1, "median": 0.001714, "n": 5, "run": "818329fda907"}],
       "sample": [0.001794, 0.001703, 0.001682, 0.001822, 0.001714],
       "unit": "s"
      }
     },
     "params": {"size": "10"},
     "schema": "perfgate.baseline/1"
    }
    """#
}
