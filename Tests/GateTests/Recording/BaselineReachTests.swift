import PerfgateGate
import PerfgateModel
import Testing

struct BaselineReachTests {
  private func reach(_ scenario: Scenario) throws -> [BaselineReach] {
    BaselineReach.all(in: try scenario.baselines(), under: try scenario.configuration())
  }

  @Test(
    "one recording proves +20%, +32% and +42% for 1, 10 and 50 metrics",
    arguments: [
      (1, 0.20), (10, 0.32), (50, 0.42),
    ]
  )
  func provable(count: Int, expected: Double) throws {
    let reach = try reach(.suite([Double](repeating: 1, count: count)))
    #expect(reach.count == count)
    for one in reach {
      let provable = try #require(one.provable)
      #expect(provable.scale == .ratio)
      #expect(abs(provable.estimate - expected) < 0.01)
      #expect(one.limit == 0.1)
      #expect(one.level.recordings == 1)
      #expect(one.epochs == 1)
    }
  }

  @Test(
    "recordings needed at 1% spread and a limit of 10%: 11, 21 and 37 in all",
    arguments: [
      (1, 11), (6, 21), (50, 37),
    ]
  )
  func recordingsNeeded(count: Int, inAll: Int) throws {
    let reach = try reach(.suite([Double](repeating: 1, count: count)))
    #expect(Set(reach.map(\.recordingsNeeded)) == [inAll - 1])
  }

  @Test("nothing more is needed where the limit is proven already")
  func enough() throws {
    let one = try #require(try reach(.single(1, recordings: Scenario.steady)).first)
    #expect(try #require(one.provable).estimate < 0.1)
    #expect(one.recordingsNeeded == nil)
  }

  @Test("a reach and a verdict say the same")
  func sameAsVerdict() throws {
    let scenario = Scenario.suite([1, 1.05, 2], recordings: [0.9, 1.1, 1, 1.05])
    let verdict = try scenario.verdict()
    for one in try reach(scenario) {
      let finding = try verdict.finding(one.key.id.text)
      #expect(finding.provable == one.provable?.estimate)
      #expect(finding.recordingsNeeded == one.recordingsNeeded)
      #expect(finding.base == one.level)
    }
  }

  @Test("exact metrics have nothing to prove, and what is not judged is left out")
  func kinds() throws {
    var scenario = Scenario.single(1, rules: ["match: {metric: output_size}, limit: 1%"])
    scenario.base["a"]?["output_size"] = [[10]]
    scenario.base["a"]?["user"] = [[1]]
    let all = try reach(scenario)
    #expect(all.map(\.metric) == ["wall", "output_size"])
    #expect(all.last?.provable == nil)
    scenario.gate = "limit: off"
    scenario.rules = []
    #expect(try reach(scenario).isEmpty)
  }

  @Test("values of 0 are shown without a reach")
  func zero() throws {
    let one = try #require(try reach(.single(1, recordings: [0])).first)
    #expect(one.provable == nil)
    #expect(one.level.center == 0)
  }
}
