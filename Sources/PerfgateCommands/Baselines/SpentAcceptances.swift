import PerfgateGate
import PerfgateModel
import PerfgateStore

/// Accepted levels that were recorded since.
enum SpentAcceptances {
  /// Removes those of a suite, for every class; whoever calls it holds the lock.
  ///
  /// - Throws: `GateError` with exit 65 or 73.
  static func remove(from folder: BaselineFolder, suite: String) throws(GateError) {
    let acceptances = try folder.acceptances()
    guard !acceptances.isEmpty else { return }
    var kept: [Acceptance] = []
    var classes: [String: [BenchmarkKey: BaselineDocument]] = [:]
    for acceptance in acceptances {
      let name = acceptance.className ?? BaselinePlace.portable.rawValue
      guard acceptance.suite == suite, case .metric(let key, let metric) = acceptance.subject else {
        kept.append(acceptance)
        continue
      }
      if classes[name] == nil {
        let stored = try folder.baselines(ofSuite: suite, inClass: name)
        classes[name] = Dictionary(
          stored.map { ($0.document.key, $0.document) },
          uniquingKeysWith: { first, _ in first }
        )
      }
      let baseline = classes[name]?[key]?.metrics[metric]
      if baseline.map(acceptance.isSpent) != true { kept.append(acceptance) }
    }
    try folder.replaceAcceptances(kept)
  }
}
