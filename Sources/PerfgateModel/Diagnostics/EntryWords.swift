/// The words for what a configuration lists: benchmarks, monitors among them, and evals.
package enum EntryWords {
  /// `benchmark`, `eval`, or `benchmark or eval`, after what there is.
  package static func kind(benchmarks: Bool, evals: Bool) -> String {
    guard evals else { return "benchmark" }
    return benchmarks ? "benchmark or eval" : "eval"
  }

  /// `2 benchmarks`, `1 eval`, `2 benchmarks and 1 eval`.
  package static func count(benchmarks: Int, evals: Int) -> String {
    var parts: [String] = []
    if benchmarks > 0 || evals == 0 {
      parts.append("\(benchmarks) benchmark\(benchmarks == 1 ? "" : "s")")
    }
    if evals > 0 { parts.append("\(evals) eval\(evals == 1 ? "" : "s")") }
    return parts.joined(separator: " and ")
  }
}
