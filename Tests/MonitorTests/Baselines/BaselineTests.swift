import PerfgateMonitor
import Testing

@Suite("In-memory baselines")
struct BaselineTests {
  /// A snapshot of a stage whose spans take so long, with so many failures.
  private func snapshot(
    _ nanoseconds: Int64,
    spans: Int = 100,
    failures: Int = 0,
    stage: String = "run"
  ) -> MonitorSnapshot {
    let timed = TimedMonitor()
    for index in 0..<spans {
      let span = timed.stage(stage).begin()
      timed.pass(nanoseconds + Int64(index % 3))
      if index < failures { span.fail() } else { span.end() }
    }
    return timed.monitor.snapshot()
  }

  private func baseline(_ times: [Int64], failures: Int = 0) -> MonitorBaseline {
    var baseline = MonitorBaseline(name: "main")
    for time in times { baseline.record(snapshot(time, failures: failures)) }
    return baseline
  }

  private func states(
    _ baseline: MonitorBaseline,
    _ snapshot: MonitorSnapshot
  ) throws -> [RegressionReport.Metric: RegressionReport.State] {
    let report = try baseline.compare(snapshot)
    return Dictionary(uniqueKeysWithValues: report.findings.map { ($0.metric, $0.state) })
  }

  @Test("twice as slow is regressed in time and throughput, with one recording already")
  func regressed() throws {
    let report = try baseline([100_000]).compare(snapshot(200_000))
    #expect(report.regressions.map(\.metric) == [.serviceP50, .serviceP95, .throughput])
    let median = try #require(report.findings.first)
    #expect(median.stage == "run")
    #expect(abs((median.change ?? 0) - 1) < 0.01)
    #expect((0.1...0.9).contains(median.provable ?? 0))
    #expect(report.recordingCount == 1)
  }

  @Test("half as slow is improved")
  func improved() throws {
    let states = try states(baseline([100_000]), snapshot(50_000))
    #expect(states[.serviceP50] == .improved)
    #expect(states[.throughput] == .improved)
    #expect(states[.failureShare] == .inconclusive)
  }

  @Test(
    "unchanged is learning with one recording, and within the limit with forty",
    arguments: [(1, RegressionReport.State.learning), (40, .withinLimit)]
  )
  func unchanged(recordings: Int, expected: RegressionReport.State) throws {
    let times = (0..<recordings).map { 100_000 + Int64($0 % 5) * 200 }
    let states = try states(baseline(times), snapshot(100_300))
    #expect(states[.serviceP50] == expected)
    #expect(states[.throughput] == expected)
  }

  @Test("what reaches the limit without a proof is suspected")
  func suspected() throws {
    #expect(try states(baseline([100_000]), snapshot(115_000))[.serviceP50] == .suspected)
  }

  @Test("an accepted level is compared with instead of the old one")
  func accepting() throws {
    var baseline = baseline([100_000, 100_000, 100_000])
    baseline.record(snapshot(200_000), acceptingNewLevel: true)
    #expect(baseline.recordingCount == 1)
    #expect(try states(baseline, snapshot(200_000))[.serviceP50] != .regressed)
    #expect(try states(baseline, snapshot(400_000))[.serviceP50] == .regressed)
  }

  @Test("the oldest recordings give way")
  func limit() {
    let many = baseline(Array(repeating: 100, count: MonitorBaseline.recordingLimit + 5))
    #expect(many.recordingCount == MonitorBaseline.recordingLimit)
  }

  @Test(
    "failures are compared as counts",
    arguments: [
      (0, 30, RegressionReport.State.regressed), (30, 0, .improved), (10, 12, .suspected),
      (10, 10, .inconclusive), (0, 0, .inconclusive),
    ]
  )
  func failures(before: Int, after: Int, expected: RegressionReport.State) throws {
    let states = try states(
      baseline([100_000], failures: before),
      snapshot(100_000, failures: after)
    )
    #expect(states[.failureShare] == expected)
  }

  @Test(
    "failures are within the limit once there are spans enough to prove it",
    arguments: [
      (458, 0, RegressionReport.State.inconclusive), (459, 0, .withinLimit),
      (1_000, 5, .inconclusive), (3_000, 15, .withinLimit), (1_000, 100, .inconclusive),
      (20_000, 2_000, .withinLimit),
    ]
  )
  func provenFailures(spans: Int, failures: Int, expected: RegressionReport.State) throws {
    let unchanged = snapshot(100, spans: spans, failures: failures)
    var baseline = MonitorBaseline(name: "main")
    baseline.record(unchanged)
    #expect(try states(baseline, unchanged)[.failureShare] == expected)
  }

  @Test("percentiles wait for enough spans", arguments: [(89, 0), (90, 1), (459, 2)])
  func fewSpans(spans: Int, percentiles: Int) throws {
    var baseline = MonitorBaseline(name: "main")
    baseline.record(snapshot(100, spans: spans))
    let metrics = try baseline.compare(snapshot(100, spans: spans)).findings.map(\.metric)
    #expect(metrics.count { [.serviceP95, .serviceP99].contains($0) } == percentiles)
  }

  @Test("a stage that is gone is missing, a new one is nobody's concern")
  func missing() throws {
    let report = try baseline([100_000]).compare(snapshot(100_000, stage: "other"))
    #expect(Set(report.findings.map(\.state)) == [.missing])
    #expect(Set(report.findings.map(\.stage)) == ["run"])
  }

  @Test("a monitor keeps baselines by name")
  func named() throws {
    let timed = TimedMonitor()
    for name in ["main", "main", "branch"] {
      timed.root("run", lasting: 100)
      timed.monitor.recordBaseline(name)
    }
    #expect(timed.monitor.baselineNames == ["branch", "main"])
    #expect(timed.monitor.baseline("main")?.recordingCount == 2)
    // No more than what follows is compared: with what was recorded, the median would be 100 still.
    timed.root("run", lasting: 1_000)
    let report = try timed.monitor.regressions(against: "main")
    #expect(report.regressions.map(\.metric) == [.serviceP50, .throughput])
    timed.monitor.removeBaseline("branch")
    #expect(throws: MonitorBaseline.Failure.unknown(name: "branch", known: ["main"])) {
      try timed.monitor.regressions(against: "branch")
    }
  }

  @Test("a recording is forgotten by the monitor unless it is to stay", arguments: [true, false])
  func resetting(isForgotten: Bool) {
    let timed = TimedMonitor()
    timed.root("run", lasting: 100)
    timed.monitor.recordBaseline("main", resetting: isForgotten)
    #expect(timed.monitor.snapshot().spanCount == (isForgotten ? 0 : 1))
    #expect(timed.monitor.baseline("main")?.recordingCount == 1)
  }

  @Test("limits out of range and empty baselines are errors that say so")
  func errors() {
    var limits = RegressionLimits()
    limits.limit = 0.01
    #expect(throws: MonitorBaseline.Failure.limits(limits)) {
      try baseline([100]).compare(snapshot(100), limits: limits)
    }
    #expect(throws: MonitorBaseline.Failure.empty(name: "main")) {
      try MonitorBaseline(name: "main").compare(snapshot(100))
    }
    #expect(
      MonitorBaseline.Failure.unknown(name: "x", known: ["main"]).description
        == "there is no baseline 'x', only main"
    )
  }

  @Test("unchanged code that scatters by 4% is called worse less than once in a hundred runs")
  func falseAlarms() throws {
    var alarms = 0
    for run in 0..<300 {
      let times = (0..<6).map { Self.scattered(run * 7 + $0) }
      let report = try baseline(Array(times.dropLast())).compare(snapshot(times[5]))
      if !report.regressions.isEmpty { alarms += 1 }
    }
    #expect(alarms <= 6)
  }

  /// 100 us, with a normal deviation of 4% by the sum of twelve uniform ones.
  private static func scattered(_ seed: Int) -> Int64 {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    var sum = -6.0
    for _ in 0..<12 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      sum += Double(state >> 11) * 0x1p-53
    }
    return Int64(100_000 * (1 + 0.04 * sum))
  }
}
