/// What became of every case of an eval, repeats taken together, column by column and without any
/// text but ids: a million cases take less than 100 MB.
package struct CaseTable: Sendable, Equatable {
  /// One scorer's column.
  struct Scores: Sendable, Equatable {
    /// The sum over the repeats that passed or failed, then their mean; NaN where one is missing.
    var values: [Double]
    /// How many repeats reached the scorer's threshold; empty where that is not known.
    var passes: [UInt16]
  }

  /// The most scorers of an eval.
  package static let mostScorers = 100
  /// The most cases.
  package static let mostCases = 100_000_000

  /// The names of scorers, in the order of their bytes.
  package internal(set) var scorers: [String] = []
  /// The run that the outcomes are of; empty where that does not matter.
  package var run = ""
  /// The digest of the dataset, in hexadecimal; empty where nobody says.
  package var dataset = ""
  var digests: [CaseDigest] = []
  var ids = TextColumn()
  var clusters: [Int32] = []
  var clusterNames = TextColumn()
  var repeats: [UInt16] = []
  var passed: [UInt16] = []
  var failed: [UInt16] = []
  var errored: [UInt16] = []
  var totals: [Double] = []
  var scores: [Scores] = []
  /// What the target took for each reply; of runs alone, since times are of a machine.
  var serviceTimes = ReplyTimes()
  /// From the request to the first token.
  var firstTokenTimes = ReplyTimes()

  /// Creates a table without cases.
  package init() {}

  /// How many cases there are.
  package var count: Int { digests.count }

  /// The digest of a case.
  package func digest(at row: Int) -> CaseDigest { digests[row] }

  /// The id of a case.
  package func id(at row: Int) -> String { ids[row] }

  /// The number of a case's cluster within this table, from 0; `nil` where it stands alone.
  package func cluster(at row: Int) -> Int? {
    clusters[row] < 0 ? nil : Int(clusters[row])
  }

  /// The name of a case's cluster.
  package func clusterName(at row: Int) -> String? {
    clusters[row] < 0 ? nil : clusterNames[Int(clusters[row])]
  }

  /// Whether any case has a cluster.
  package var hasClusters: Bool { clusterNames.count > 0 }

  /// The largest number of repeats that any case has.
  package var mostRepeats: Int { Int(repeats.max() ?? 0) }

  /// What became of the repeats of a case.
  package func outcomes(at row: Int) -> CaseOutcomes {
    CaseOutcomes(
      repeats: Int(repeats[row]),
      passed: Int(passed[row]),
      failed: Int(failed[row]),
      errored: Int(errored[row])
    )
  }

  /// The mean of a case's total score; `nil` where it has none.
  package func total(at row: Int) -> Double? { Self.known(totals[row]) }

  /// The mean of one scorer's score of a case; `nil` where it has none.
  package func score(_ scorer: Int, at row: Int) -> Double? {
    Self.known(scores[scorer].values[row])
  }

  /// How many repeats of a case reached a scorer's threshold; `nil` where nobody says.
  package func passes(_ scorer: Int, at row: Int) -> Int? {
    scores[scorer].passes.isEmpty || Self.known(scores[scorer].values[row]) == nil
      ? nil : Int(scores[scorer].passes[row])
  }

  /// The value of a case for a metric that is judged case by case, 0 to 1.
  ///
  /// - Parameters:
  ///   - metric: A rate, a score or the error rate.
  ///   - row: The case.
  /// - Returns: `nil` where the case has none: it errored, or nobody scored it.
  package func value(of metric: EvalMetric, at row: Int) -> Double? {
    let tried = Double(passed[row]) + Double(failed[row])
    let scorer = metric.scorer.map { scorers.firstIndex(of: $0) }
    switch (metric.figure, scorer) {
    case (.errorRate, nil):
      let all = tried + Double(errored[row])
      return all > 0 ? Double(errored[row]) / all : nil
    case (.passRate, nil): return tried > 0 ? Double(passed[row]) / tried : nil
    case (.passRate, .some(.some(let scorer))):
      return passes(scorer, at: row).map { Double($0) / tried }
    case (.score, nil): return total(at: row)
    case (.score, .some(.some(let scorer))): return score(scorer, at: row)
    default: return nil
    }
  }

  /// The seconds of the replies to a case, of those that came from the target itself.
  ///
  /// - Parameters:
  ///   - metric: A time; anything else has none.
  ///   - row: The case.
  /// - Returns: One for each reply whose time was kept, in no order, above 0.
  package func seconds(of metric: EvalMetric, at row: Int) -> ArraySlice<Float> {
    switch metric.figure {
    case .latency, .latencyP95, .latencyP99: serviceTimes[row]
    case .firstToken, .firstTokenP95: firstTokenTimes[row]
    default: []
    }
  }

  /// About how many bytes it takes.
  package var byteCount: Int {
    let row =
      MemoryLayout<CaseDigest>.stride + MemoryLayout<Int32>.stride
      + 4 * MemoryLayout<UInt16>.stride + MemoryLayout<Double>.stride
    let columns = scores.map {
      $0.values.count * MemoryLayout<Double>.stride + $0.passes.count * MemoryLayout<UInt16>.stride
    }
    return count * row + columns.reduce(0, +) + ids.byteCount + clusterNames.byteCount
      + serviceTimes.byteCount + firstTokenTimes.byteCount
  }

  private static func known(_ value: Double) -> Double? { value.isNaN ? nil : value }

  /// Whether both hold the same; what is missing on both sides is the same.
  package static func == (left: CaseTable, right: CaseTable) -> Bool {
    left.scorers == right.scorers && left.run == right.run && left.dataset == right.dataset
      && left.count == right.count && left.serviceTimes == right.serviceTimes
      && left.firstTokenTimes == right.firstTokenTimes
      && left.digests.indices.allSatisfy { left.hasSameRow(as: right, at: $0) }
  }

  private func hasSameRow(as other: CaseTable, at row: Int) -> Bool {
    digests[row] == other.digests[row] && id(at: row) == other.id(at: row)
      && clusterName(at: row) == other.clusterName(at: row)
      && outcomes(at: row) == other.outcomes(at: row) && total(at: row) == other.total(at: row)
      && scorers.indices.allSatisfy {
        score($0, at: row) == other.score($0, at: row)
          && passes($0, at: row) == other.passes($0, at: row)
      }
  }
}

/// What became of the repeats of one case.
package struct CaseOutcomes: Sendable, Equatable {
  /// All of them, those that were skipped included.
  package var repeats: Int
  /// Those that passed.
  package var passed: Int
  /// Those that failed.
  package var failed: Int
  /// Those of which nothing is known.
  package var errored: Int

  /// Creates outcomes.
  package init(repeats: Int, passed: Int, failed: Int, errored: Int) {
    self.repeats = repeats
    self.passed = passed
    self.failed = failed
    self.errored = errored
  }
}

/// Texts one behind the other.
struct TextColumn: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  var byteCount: Int { bytes.count + ends.count * MemoryLayout<Int>.stride }

  /// The bytes of all texts.
  var textByteCount: Int { bytes.count }

  /// Makes room for so many texts, and their bytes where these are known.
  mutating func reserveCapacity(_ count: Int, bytes byteCount: Int = 0) {
    ends.reserveCapacity(count)
    bytes.reserveCapacity(byteCount)
  }

  subscript(index: Int) -> String { String(decoding: utf8(at: index), as: UTF8.self) }

  func utf8(at index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  mutating func append(_ text: String) {
    bytes += text.utf8
    ends.append(bytes.count)
  }

  mutating func append(contentsOf other: TextColumn, at index: Int) {
    bytes += other.utf8(at: index)
    ends.append(bytes.count)
  }
}
