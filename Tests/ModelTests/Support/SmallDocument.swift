import PerfgateModel

/// The three documents, each with a text that is valid and small.
enum SmallDocument: CaseIterable {
  case run
  case baseline
  case verdict

  /// Reads some bytes as this document and writes it again.
  func rewritten(_ bytes: [UInt8], path: String = "f.json") throws(GateError) -> [UInt8] {
    switch self {
    case .run: JSONWriter.bytes(try RunDocument(bytes: bytes, path: path).json)
    case .baseline: JSONWriter.bytes(try BaselineDocument(bytes: bytes, path: path).json)
    case .verdict: JSONWriter.bytes(try VerdictDocument(bytes: bytes, path: path).json)
    }
  }

  var text: String {
    switch self {
    case .run: Self.runText
    case .baseline: Self.baselineText
    case .verdict: Self.verdictText
    }
  }

  private static let runText = """
    {"schema": "perfgate.run/1", "id": "r", "suite": "s", "seed": "1",
     "started_at": "2026-03-01T12:00:00Z", "environment": {"class": "c", "platform": "p"},
     "config": {"source": "é"},
     "entries": [
      {"id": "a", "params": {"n": "1"}, "origin": {"kind": "process"}, "status": "measured",
       "invocations": {"attempt": [0, 0], "round": [0, 0], "loops": [1, 1]},
       "metrics": [
        {"name": "wall", "unit": "s", "kind": "continuous", "direction": "lower", "values": [1, 2]},
        {"name": "cpu", "unit": "s", "kind": "continuous", "direction": "lower", "values": [1, 2]}],
       "failures": [{"invocation": 1, "kind": "exit", "detail": "d"}]},
      {"id": "b", "origin": {"kind": "process"}, "status": "failed", "reason": "r"}],
     "accounting": {"planned": 2, "measured": 1, "failed": 1, "skipped": 0}}
    """

  private static let baselineText = """
    {"schema": "perfgate.baseline/1", "id": "a",
     "metrics": {
      "wall": {"unit": "s", "kind": "continuous", "direction": "lower",
       "epochs": [{"id": 1, "cause": "first"},
        {"id": 2, "cause": "improved"}],
       "recordings": [{"run": "x", "epoch": 1, "median": 2, "n": 30},
        {"run": "y", "epoch": 2, "median": 1, "n": 30, "min": 1, "max": 2}],
       "sample": [1, 1.5]}}}
    """

  private static let verdictText = """
    {"schema": "perfgate.verdict/1", "run": "r", "suite": "s", "mode": "baseline", "exit": 10,
     "causes": [{"code": 10, "id": "a", "metric": "wall"}],
     "policy": {"false_alarms": 0.01, "miss_rate": 0.05, "judged": 1, "fail_on": "critical",
      "max_inconclusive": 0.25},
     "comparison": {"baselines": "b"},
     "counts": {"planned": 1, "decided": 1, "learning": 0, "regressed": 1},
     "results": [
      {"id": "a", "metric": "wall", "unit": "s", "direction": "lower", "state": "regressed",
       "severity": "critical", "gates": true, "learning": false,
       "base": {"center": 1, "n": 3, "recordings": 2}, "rule": {"file": "perfgate.yaml", "line": 1},
       "evidence": {"test": "exact"}}],
     "environment": {"class": "c", "platform": "p"}, "started_at": "", "measuring_seconds": 1,
     "exhibits": {"samples": [
      {"id": "a", "metric": "wall", "unit": "s", "base": [1], "head": [2],
       "summary": {"n": 1, "mean": 2, "median": 2, "min": 2, "max": 2, "outliers": 0,
        "median_low": 1, "median_high": 3}}]}}
    """
}
