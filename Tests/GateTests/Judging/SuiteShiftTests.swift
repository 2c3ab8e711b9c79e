import PerfgateGate
import PerfgateModel
import Testing

struct SuiteShiftTests {
  private func suite(_ factor: Double, count: Int = 14, host: Double? = 1) -> Scenario {
    var scenario = Scenario.suite((0..<count).map { factor + 0.001 * Double($0 % 3) })
    scenario.probe = host.map { ($0, $0) }
    scenario.recordedProbe = host.map { _ in (1, 1) }
    return scenario
  }

  @Test(
    "a suite that moved together on a calm host is said to, and its exit stays what it was",
    arguments: [(1.12, "+12%"), (0.9, "-10%"), (2.0, "+100%")]
  )
  func together(factor: Double, text: String) throws {
    let verdict = try suite(factor).verdict()
    let notice = try #require(verdict.notices.first)
    #expect(
      notice.message
        == "all 14 benchmarks moved by about \(text) together, the host probe did not: a common "
        + "cause in the program, its compiler or a library"
    )
    #expect(notice.advice != nil)
    #expect(try suite(factor, host: nil).verdict().exit == verdict.exit)
  }

  @Test("one that did not move is not counted among those that did")
  func one() throws {
    var scenario = suite(1.12)
    scenario.head["b05"] = ["wall": [1]]
    let notice = try #require(try scenario.verdict().notices.first)
    #expect(notice.message.hasPrefix("13 of 14 benchmarks moved by about +12% together"))
  }

  @Test("without a probe the host is among the causes, and a host that moved is said by itself")
  func hosts() throws {
    let unknown = try #require(try suite(1.12, host: nil).verdict().notices.first)
    #expect(unknown.message.contains("a common cause in the host, the program"))
    let moved = try suite(1.12, host: 1.12).verdict().notices.map(\.message)
    #expect(moved.contains { $0.hasPrefix("the host was 12% slower than when") })
    #expect(!moved.contains { $0.contains("together") })
  }

  @Test("a small or a steady suite is not said to have moved", arguments: [(1.12, 7), (1.01, 14)])
  func apart(factor: Double, count: Int) throws {
    let notices = try suite(factor, count: count).verdict().notices
    #expect(!notices.contains { $0.message.contains("together") })
  }

  @Test("probes of one run that disagree by more than 5% say that the host changed meanwhile")
  func unsteady() throws {
    var run = try suite(1).run()
    run.environment.probe = HostProbeRecord(
      kernel: "k",
      cpu: [1, 1.2, 1.04],
      memory: [1, 1.04, 1]
    )
    let verdict = try Self.judge(run, suite(1))
    #expect(
      verdict.notices.map(\.message).contains(
        "the host changed while measuring: its processor was at times 20% slower than at others"
      )
    )
  }

  private static func judge(_ run: RunDocument, _ scenario: Scenario) throws -> VerdictDocument {
    Judge.verdict(
      on: run,
      under: try scenario.configuration(),
      against: try scenario.baselines()
    )
  }
}
