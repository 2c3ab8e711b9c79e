import Foundation
import PerfgateModel
import PerfgateStatistics
import Testing

struct RunScatterTests {
  /// Fifteen values around `level`, far apart or equal.
  private static func values(around level: Double, apart: Double) -> [Double] {
    (0..<15).map { level * exp(apart * Double($0 - 7)) }
  }

  private func scenario(
    _ head: [Double],
    recordings: [Double] = [1],
    spread: Double? = nil
  ) -> Scenario {
    var scenario = Scenario.single(1, recordings: recordings)
    scenario.head["a"]?["wall"] = head
    scenario.spread = spread
    return scenario
  }

  @Test("recordings of invocations that scatter prove less, as is stated")
  func recorded() throws {
    let provable = try #require(try scenario([1], spread: 0.1).finding().provable)
    // 1.02 exp(t_(8, 0.99) 2.5 x 10% sqrt 2) - 1, with t = 2.8965.
    #expect(abs(provable - (1.02 * exp(2.8965 * 0.25 * 2.0.squareRoot()) - 1)) < 1e-3)
    #expect(try scenario([1.6], spread: 0.1).finding().state == .suspected)
    #expect(try scenario([1.6]).finding().state == .regressed)
  }

  @Test("invocations that differ by less than 1.6% change nothing", arguments: [0, 0.01, 0.016])
  func calm(spread: Double) throws {
    let believed = try scenario([1]).finding().provable
    #expect(try scenario([1], spread: spread).finding().provable == believed)
  }

  @Test("a run that scatters more than its recordings did claims less, and passes no easier")
  func measured() throws {
    let calm = scenario(Self.values(around: 1.6, apart: 0), spread: 0.01)
    let rough = scenario(Self.values(around: 1.6, apart: 0.05), spread: 0.01)
    let (certain, doubtful) = (try calm.finding(), try rough.finding())
    #expect(certain.state == .regressed)
    #expect(doubtful.state == .suspected)
    #expect(try #require(doubtful.change?.low) < #require(certain.change?.low))
    #expect(doubtful.change?.high == certain.change?.high)
    #expect(doubtful.provable == certain.provable)
    let faster = Self.values(around: 0.6, apart: 0.05)
    #expect(try scenario(faster, spread: 0.01).finding().state != .improved)
  }

  @Test("what scatters as it always did, and agrees between runs, proves what it did")
  func learned() throws {
    let values = Self.values(around: 2, apart: 0.05)
    let spread = try #require(WithinRunSpread.logarithmic(of: values))
    let steady = Scenario.steady
    #expect(try scenario(values, recordings: steady, spread: spread).finding().state == .regressed)
    #expect(try scenario(values, recordings: steady, spread: 0.01).finding().state == .suspected)
  }

  @Test("a baseline of before spreads were recorded is read by its sample")
  func sampled() throws {
    let scenario = scenario([1.6])
    var baselines = try scenario.baselines()
    let key = try #require(baselines.keys.first)
    let values = Self.values(around: 1, apart: 0.05)
    baselines.places[.machine]?[key]?.document.metrics["wall"]?.sample = values
    #expect(try scenario.verdict(against: baselines).finding().state == .suspected)
  }

  @Test("recordings of single invocations prove less, since one value shows no scatter")
  func singleInvocations() throws {
    let scenario = scenario([1.4])
    var baselines = try scenario.baselines()
    #expect(try scenario.verdict(against: baselines).finding().state == .regressed)
    let key = try #require(baselines.keys.first)
    baselines.places[.machine]?[key]?.document.metrics["wall"]?.recordings[0].count = 1
    let finding = try scenario.verdict(against: baselines).finding()
    #expect(finding.state == .suspected)
    // 1.02 exp(t_(8, 0.99) 2.5 x 4% sqrt 2) - 1.
    let provable = try #require(finding.provable)
    #expect(abs(provable - (1.02 * exp(2.8965 * 0.1 * 2.0.squareRoot()) - 1)) < 1e-3)
  }

  @Test("twice the time of a calm program is a regression, also where it scatters a little")
  func stillFound() throws {
    let values = Self.values(around: 2, apart: 0.005)
    #expect(try scenario(values, spread: 0.02).finding().state == .regressed)
  }
}
