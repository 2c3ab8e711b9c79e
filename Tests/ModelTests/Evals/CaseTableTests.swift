import PerfgateModel
import Testing

@Suite("Tables of cases")
struct CaseTableTests {
  private static func result(
    _ id: String,
    _ outcome: CaseResult.Outcome = .passed,
    digest: String? = nil,
    repeat index: Int = 0,
    scores: [String: Double] = ["exact": 1],
    cluster: String? = nil
  ) -> CaseResult {
    let seed = id.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    let text = String(seed, radix: 16)
    let hex = String(repeating: "0", count: 16 - text.count) + text
    var result = CaseResult(
      caseDigest: digest ?? String(repeating: hex, count: 4),
      repeatIndex: index,
      configurationDigest: "c",
      id: id,
      outcome: outcome
    )
    result.cluster = cluster
    if outcome == .passed || outcome == .failed {
      result.scores = scores
      result.total = scores.isEmpty ? nil : scores.values.reduce(0, +) / Double(scores.count)
    }
    return result
  }

  private static func table(_ results: [CaseResult]) throws -> CaseTable {
    var builder = CaseTableBuilder(thresholds: ["exact": 1, "f1": 0.5])
    for result in results { try builder.add(result) }
    return builder.finished()
  }

  @Test(
    "the times of replies stay with their cases, of what was answered, and where they are wanted"
  )
  func times() throws {
    var results: [CaseResult] = []
    for (id, seconds) in [("b", 0.5), ("a", 2), ("b", 0.25), ("c", nil), ("a", 0)] {
      var result = Self.result(id)
      result.output = "answer"
      result.serviceSeconds = seconds
      result.firstTokenSeconds = id == "a" ? seconds.map { $0 / 2 } : nil
      results.append(result)
    }
    var silent = Self.result("a", .errored)
    silent.serviceSeconds = 60
    results.append(silent)
    func table(_ keepsTimes: Bool) throws -> CaseTable {
      var builder = CaseTableBuilder(keepsTimes: keepsTimes)
      for result in results { try builder.add(result) }
      return builder.finished()
    }
    let kept = try table(true)
    let times = (0..<3).map { row in
      ["latency", "latency.p99", "ttft.p95", "throughput"].map { name in
        EvalMetric(name).map { kept.seconds(of: $0, at: row).sorted() }
      }
    }
    #expect(times[0] == [[2], [2], [1], []])
    #expect(times[1] == [[0.25, 0.5], [0.25, 0.5], [], []] && times[2] == [[], [], [], []])
    let none = try table(false)
    #expect(none != kept && none.byteCount < kept.byteCount)
    #expect(EvalMetric("latency").map { none.seconds(of: $0, at: 0).isEmpty } == true)
  }

  @Test("repeats of a case are taken together, in whatever order they come")
  func repeats() throws {
    let results = [
      Self.result("b", .failed, repeat: 1, scores: ["exact": 0, "f1": 0.6]),
      Self.result("a", cluster: "doc"),
      Self.result("b", .passed, scores: ["exact": 1, "f1": 0.8]),
      Self.result("b", .errored, repeat: 2), Self.result("b", .skipped, repeat: 3),
    ]
    for order in [results, results.reversed()] {
      let table = try Self.table(order)
      #expect(table.count == 2 && table.scorers == ["exact", "f1"] && table.hasClusters)
      #expect(table.id(at: 0) == "a" && table.clusterName(at: 0) == "doc")
      #expect(table.clusterName(at: 1) == nil && table.mostRepeats == 4)
      #expect(table.outcomes(at: 1) == CaseOutcomes(repeats: 4, passed: 1, failed: 1, errored: 1))
      let metrics = [
        "pass_rate", "pass_rate.exact", "pass_rate.f1", "score", "score.f1", "error_rate",
      ]
      let values = metrics.map { EvalMetric($0).flatMap { table.value(of: $0, at: 1) } }
      #expect(values[..<3] == [0.5, 0.5, 1])
      #expect(abs((values[3] ?? 0) - 0.6) < 1e-12 && abs((values[4] ?? 0) - 0.7) < 1e-12)
      #expect(abs((values[5] ?? 0) - 1.0 / 3) < 1e-12)
      // The other case was never scored by f1.
      #expect(EvalMetric("score.f1").flatMap { table.value(of: $0, at: 0) } == nil)
    }
  }

  @Test("what rounding puts just below a threshold reaches it, as where cases are decided")
  func thresholds() throws {
    let score = 1 - 0.9
    #expect(score < 0.1 && CaseResult.reaches(score, threshold: 0.1))
    #expect(!CaseResult.reaches(0.1 - 1e-9, threshold: 0.1))
    var builder = CaseTableBuilder(thresholds: ["near": 0.1, "far": 0.1])
    try builder.add(Self.result("a", scores: ["near": score, "far": 0.1 - 1e-9]))
    let table = builder.finished()
    let rates = ["pass_rate.near", "pass_rate.far"].map { name in
      EvalMetric(name).flatMap { table.value(of: $0, at: 0) }
    }
    #expect(rates == [1, 0])
  }

  @Test("what is written beside a baseline is read again, and does not depend on the order")
  func sidecar() throws {
    let key = BenchmarkKey(id: try BenchmarkID("qa/short"))
    let results = (0..<600).map { place -> CaseResult in
      let (number, index) = (place / 3, place % 3)
      let tried: CaseResult.Outcome = index == number % 4 ? .failed : .passed
      return Self.result(
        "case \(number) \"\u{1}é\"",
        number % 7 == 0 ? .errored : tried,
        repeat: index,
        scores: ["exact": Double(number % 3) / 3, "f1": 0.5],
        cluster: number % 2 == 0 ? "doc-\(number / 10)" : nil
      )
    }
    var table = try Self.table(results)
    (table.run, table.dataset) = ("7f3a9c", "ab12")
    let bytes = table.sidecar(of: key)
    var again = try Self.table(results.reversed())
    (again.run, again.dataset) = ("7f3a9c", "ab12")
    #expect(again.sidecar(of: key) == bytes)
    var reader = CaseSidecarReader()
    for line in bytes.split(separator: UInt8(ascii: "\n")) { try reader.add(Array(line)) }
    let read = try reader.finished()
    #expect(read == table)
    #expect(read.sidecar(of: key) == bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"dataset":"ab12","eval":"qa/short","run":"7f3a9c","schema":"perfgate.cases/1"}"#
      )
    )
    #expect(!text.contains("output") && bytes.last == UInt8(ascii: "\n"))
  }

  @Test(
    "a damaged line is one clear error",
    arguments: [
      (#"{"id":"a"}"#, "'case' is missing"),
      (#"{"case":"zz","id":"a","repeats":1,"passed":1}"#, "32 hexadecimal digits"),
      (#"{"case":"C","id":"0","repeats":1,"passed":1}"#, "sorted by id"),
      (#"{"case":"C","id":"b","repeats":1,"passed":2}"#, "more outcomes than repeats"),
      (#"{"case":"C","id":"b","repeats":70000,"passed":2}"#, "at most 65535"),
      (#"{"case":"C","id":"b","repeats":1,"passed":1,"scores":{"x":2}}"#, "from 0 to 1"),
      (#"{"case":"C","id":"b","repeats":1,"passed":1,"total":1e999}"#, ""),
      ("nonsense", ""),
    ]
  )
  func damaged(line: String, message: String) throws {
    var reader = CaseSidecarReader()
    try reader.add(Array(#"{"schema":"perfgate.cases/1","run":"r","dataset":"d"}"#.utf8))
    let digest = String(repeating: "0a", count: 16)
    try reader.add(Array(#"{"case":"\#(digest)","id":"a","repeats":1,"passed":1}"#.utf8))
    let bytes = Array(line.replacing("C", with: digest).utf8)
    let error = #expect(throws: JSONError.self) { try reader.add(bytes) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test("without a header, or with another one, it is no such file")
  func header() {
    #expect(throws: JSONError.self) { try CaseSidecarReader().finished() }
    var reader = CaseSidecarReader()
    #expect(throws: JSONError.self) {
      try reader.add(Array(#"{"schema":"perfgate.cases/2","run":"r","dataset":"d"}"#.utf8))
    }
  }

  @Test("cases of one content and several ids stay apart, and a wrong digest is an error")
  func digests() throws {
    let digest = String(repeating: "ab", count: 32)
    let table = try Self.table([
      Self.result("one", digest: digest), Self.result("two", .failed, digest: digest),
    ])
    #expect(table.count == 2 && table.digest(at: 0) == table.digest(at: 1))
    #expect(table.digest(at: 0).text == String(digest.prefix(32)))
    for wrong in ["", "ab", String(repeating: "G", count: 64), String(repeating: "AB", count: 32)] {
      var builder = CaseTableBuilder()
      #expect(throws: JSONError.self) { try builder.add(Self.result("x", digest: wrong)) }
    }
  }

  @Test("recorded once more, identical cases keep their outcomes")
  func following() throws {
    let old = try Self.table([
      Self.result("a", .passed), Self.result("b", .passed), Self.result("gone"),
      Self.result("e", .errored),
    ])
    let new = try Self.table([
      Self.result("a", .failed),
      Self.result("b", .passed, digest: String(repeating: "cd", count: 32)),
      Self.result("c", .failed), Self.result("e", .failed),
    ])
    let merged = old.following(new)
    let rates = (0..<merged.count).map { merged.value(of: EvalMetric(.passRate), at: $0) }
    #expect((0..<merged.count).map { merged.id(at: $0) } == ["a", "b", "c", "e"])
    #expect(rates == [1, 1, 0, 0])
  }

  @Test("a score that begins a new level takes its outcomes, and the others keep theirs")
  func followingOpened() throws {
    let rate = EvalMetric(.passRate)
    let score = EvalMetric(.score, scorer: "exact")
    let old = try Self.table([
      Self.result("a", .passed, scores: ["exact": 1]),
      Self.result("b", .passed, scores: ["exact": 1]),
    ])
    let new = try Self.table([
      Self.result("a", .failed, scores: ["exact": 0]), Self.result("b", .errored, scores: [:]),
    ])
    func values(_ opened: Set<String>, _ metric: EvalMetric) -> [Double?] {
      let merged = old.following(new, opening: opened)
      return (0..<merged.count).map { merged.value(of: metric, at: $0) }
    }
    #expect(values([], rate) == [1, 1] && values([], score) == [1, 1])
    #expect(values(["score.exact"], score) == [0, 1] && values(["score.exact"], rate) == [1, 1])
    #expect(values(["pass_rate"], rate) == [0, 1] && values(["pass_rate"], score) == [1, 1])
  }

  @Test("a million cases take no more than a hundred bytes each", .timeLimit(.minutes(30)))
  func size() throws {
    let count = 100_000
    var builder = CaseTableBuilder(thresholds: ["exact": 1])
    for number in 0..<count {
      let text = String(UInt64(number) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
      let hex = String(repeating: "0", count: 16 - text.count) + text
      try builder.add(
        Self.result(
          "dataset/\(number)",
          number % 3 == 0 ? .failed : .passed,
          digest: String(repeating: hex, count: 4)
        )
      )
    }
    let table = builder.finished()
    #expect(table.count == count)
    #expect(table.byteCount < 100 * count)
  }
}
