/// Takes results of cases one by one, in any order, and makes a table of them.
package struct CaseTableBuilder: Sendable {
  private var table = CaseTable()
  private let thresholds: [String: Double]
  /// Rows by digest and id, found by trying one place after the other; -1 where there is none.
  private var slots = [Int32](repeating: -1, count: 1024)
  private var clusterNumbers: [String: Int32] = [:]
  private var scorerNumbers: [String: Int] = [:]
  private let keepsTimes: Bool
  private let capacity: Int
  private var serviceNotes: [ReplyTimes.Note] = []
  private var firstTokenNotes: [ReplyTimes.Note] = []

  /// Begins a table.
  ///
  /// - Parameters:
  ///   - thresholds: From which score on a scorer is passed, by scorer; without one nothing is known of
  ///     its pass rate.
  ///   - keepsTimes: Whether the times of replies are kept.
  ///   - capacity: About how many cases there are, rather more than less: memory for columns that grow is
  ///     held twice. What is not filled takes none.
  package init(
    thresholds: [String: Double] = [:],
    keepsTimes: Bool = false,
    capacity: Int = 0
  ) {
    self.thresholds = thresholds
    self.keepsTimes = keepsTimes
    self.capacity = min(capacity, CaseTable.mostCases)
    table.reserve(self.capacity)
  }

  /// Takes one result.
  ///
  /// - Throws: `JSONError` without a place where its digest is none, or there is too much of anything.
  package mutating func add(_ result: CaseResult) throws(JSONError) {
    guard let digest = CaseDigest(result.caseDigest) else {
      throw JSONError("'case' must be a SHA-256 in hexadecimal", offset: 0)
    }
    let row = try row(of: digest, id: result.id, cluster: result.cluster)
    guard table.repeats[row] < .max else {
      throw JSONError("a case has more than \(UInt16.max) repeats", offset: 0)
    }
    if keepsTimes, result.output != nil {
      Self.note(result.serviceSeconds, of: row, in: &serviceNotes)
      Self.note(result.firstTokenSeconds, of: row, in: &firstTokenNotes)
    }
    let isFirst = table.passed[row] + table.failed[row] == 0
    table.repeats[row] += 1
    switch result.outcome {
    case .passed: table.passed[row] += 1
    case .failed: table.failed[row] += 1
    case .errored: table.errored[row] += 1
    case .skipped: break
    }
    guard result.outcome == .passed || result.outcome == .failed else { return }
    table.totals[row] = (isFirst ? 0 : table.totals[row]) + (result.total ?? .nan)
    for name in result.scores.keys where scorerNumbers[name] == nil { try addScorer(name) }
    for (name, column) in scorerNumbers {
      let score = result.scores[name]
      let earlier = isFirst ? 0 : table.scores[column].values[row]
      table.scores[column].values[row] = earlier + (score ?? .nan)
      if let threshold = thresholds[name], let score,
        CaseResult.reaches(score, threshold: threshold)
      {
        table.scores[column].passes[row] += 1
      }
    }
  }

  /// The table, sorted by id, with means in the place of sums.
  package consuming func finished() -> CaseTable {
    for row in 0..<table.count {
      let tried = Double(table.passed[row]) + Double(table.failed[row])
      let factor = tried > 0 ? tried : .nan
      table.totals[row] /= factor
      for column in table.scores.indices { table.scores[column].values[row] /= factor }
    }
    slots = []
    return table.sorted(scorers: scorerNumbers, times: (serviceNotes, firstTokenNotes))
  }

  /// What has no logarithm says nothing of a ratio.
  private static func note(_ seconds: Double?, of row: Int, in notes: inout [ReplyTimes.Note]) {
    guard let seconds, case let short = Float(seconds), short > 0, short.isFinite,
      notes.count < Int32.max
    else { return }
    notes.append(ReplyTimes.Note(row: Int32(row), seconds: short))
  }

  private mutating func row(
    of digest: CaseDigest,
    id: String,
    cluster: String?
  ) throws(JSONError) -> Int {
    if table.count * 2 >= slots.count { grow() }
    var place = place(of: digest)
    while slots[place] >= 0 {
      let row = Int(slots[place])
      if table.digests[row] == digest, table.ids.utf8(at: row).elementsEqual(id.utf8) { return row }
      place = (place + 1) & (slots.count - 1)
    }
    guard table.count < CaseTable.mostCases else {
      throw JSONError("there are more than \(CaseTable.mostCases) cases", offset: 0)
    }
    slots[place] = Int32(table.count)
    table.appendRow(digest, id: id, cluster: cluster.map { number(ofCluster: $0) })
    return table.count - 1
  }

  private func place(of digest: CaseDigest) -> Int {
    Int(truncatingIfNeeded: digest.spread) & (slots.count - 1)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for row in 0..<table.count {
      var place = place(of: table.digests[row])
      while slots[place] >= 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = Int32(row)
    }
  }

  private mutating func number(ofCluster name: String) -> Int32 {
    if let known = clusterNumbers[name] { return known }
    let number = Int32(table.clusterNames.count)
    table.clusterNames.append(name)
    clusterNumbers[name] = number
    return number
  }

  private mutating func addScorer(_ name: String) throws(JSONError) {
    guard scorerNumbers.count < CaseTable.mostScorers else {
      throw JSONError("there are more than \(CaseTable.mostScorers) scorers", offset: 0)
    }
    scorerNumbers[name] = table.scores.count
    table.scores.append(
      CaseTable.Scores(
        values: [Double](repeating: .nan, count: table.count),
        passes: thresholds[name] == nil ? [] : [UInt16](repeating: 0, count: table.count)
      )
    )
    table.reserve(capacity)
  }
}

extension CaseTable {
  /// Makes room for so many cases in every column that there is.
  fileprivate mutating func reserve(_ capacity: Int) {
    guard capacity > count else { return }
    digests.reserveCapacity(capacity)
    ids.reserveCapacity(capacity)
    clusters.reserveCapacity(capacity)
    repeats.reserveCapacity(capacity)
    passed.reserveCapacity(capacity)
    failed.reserveCapacity(capacity)
    errored.reserveCapacity(capacity)
    totals.reserveCapacity(capacity)
    for column in scores.indices {
      scores[column].values.reserveCapacity(capacity)
      if !scores[column].passes.isEmpty { scores[column].passes.reserveCapacity(capacity) }
    }
  }

  mutating func appendRow(_ digest: CaseDigest, id: String, cluster: Int32?) {
    digests.append(digest)
    ids.append(id)
    clusters.append(cluster ?? -1)
    repeats.append(0)
    passed.append(0)
    failed.append(0)
    errored.append(0)
    totals.append(.nan)
    for column in scores.indices {
      scores[column].values.append(.nan)
      if !scores[column].passes.isEmpty { scores[column].passes.append(0) }
    }
  }

  /// The table in the order of ids, and of digests where two are the same, and of scorers' names.
  fileprivate consuming func sorted(
    scorers numbers: [String: Int],
    times: (service: [ReplyTimes.Note], firstToken: [ReplyTimes.Note])
  ) -> CaseTable {
    let names = numbers.keys.sorted { $0.bytesPrecede($1) }
    let order = digests.indices.sorted { left, right in
      let (one, other) = (ids.utf8(at: left), ids.utf8(at: right))
      if one.elementsEqual(other) { return digests[left] < digests[right] }
      return one.lexicographicallyPrecedes(other)
    }
    var sortedIDs = TextColumn()
    sortedIDs.reserveCapacity(count, bytes: ids.textByteCount)
    for row in order { sortedIDs.append(contentsOf: ids, at: row) }
    ids = sortedIDs
    let columns = names.compactMap { numbers[$0] }.map { number in
      Scores(
        values: order.map { scores[number].values[$0] },
        passes: scores[number].passes.isEmpty ? [] : order.map { scores[number].passes[$0] }
      )
    }
    scores = columns
    scorers = names
    digests = order.map { digests[$0] }
    clusters = order.map { clusters[$0] }
    repeats = order.map { repeats[$0] }
    passed = order.map { passed[$0] }
    failed = order.map { failed[$0] }
    errored = order.map { errored[$0] }
    totals = order.map { totals[$0] }
    serviceTimes = ReplyTimes(times.service, order: order)
    firstTokenTimes = ReplyTimes(times.firstToken, order: order)
    return self
  }
}
