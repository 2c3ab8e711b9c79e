import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import Testing

struct ShardPlanTests {
  private func plans(_ seconds: [Double]) throws -> [BenchmarkPlan] {
    try seconds.enumerated().map { index, seconds in
      try .plan("b\(index)") { $0.samples.timeSeconds = seconds }
    }
  }

  private func ids(_ parts: [[BenchmarkPlan]]) -> [[String]] {
    parts.map { $0.map(\.key.id.text) }
  }

  @Test("parts take about the same planned time, in the order of the suite")
  func balance() throws {
    let parts = ShardPlan.parts(of: try plans([1, 1, 8, 1, 5, 4]), count: 3)
    #expect(ids(parts) == [["b2"], ["b1", "b4"], ["b0", "b3", "b5"]])
  }

  @Test(
    "every benchmark is in one part, whatever the number of parts",
    arguments: [1, 2, 3, 7, 1000]
  )
  func whole(count: Int) throws {
    let plans = try plans((0..<40).map { Double($0 % 7) + 0.5 })
    let parts = ShardPlan.parts(of: plans, count: count)
    #expect(parts.count == count)
    #expect(parts.flatMap { $0 }.map(\.key).sorted() == plans.map(\.key).sorted())
    let times = parts.map { $0.reduce(0) { $0 + $1.samples.timeSeconds } }
    let mean = times.reduce(0, +) / Double(count)
    #expect((times.max() ?? 0) <= max(6.5, 4.0 / 3.0 * mean))
    #expect(parts.allSatisfy { $0.count <= 1 } || count < 40)
  }

  @Test("parts do not depend on the order of the configuration")
  func order() throws {
    let plans = try plans([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5])
    let wanted = ShardPlan.parts(of: plans, count: 4).map { Set($0.map(\.key)) }
    for shift in 1..<plans.count {
      let turned = Array(plans[shift...] + plans[..<shift])
      #expect(ShardPlan.parts(of: turned, count: 4).map { Set($0.map(\.key)) } == wanted)
    }
    let reversed = ShardPlan.parts(of: plans.reversed(), count: 4)
    #expect(reversed.map { Set($0.map(\.key)) } == wanted)
  }

  @Test("a part is written I/N", arguments: ["1/1", "2/3", "1000/1000"])
  func text(_ text: String) { #expect(ShardRecord(text)?.description == text) }

  @Test(
    "what is no part is refused",
    arguments: [
      "", "1", "/", "0/2", "3/2", "1/1001", "-1/2", "1/2/3", " 1/2", "1/99999999999999999999",
      "a/b",
      "+1/2", "1/", "/2",
    ]
  )
  func noText(_ text: String) { #expect(ShardRecord(text) == nil) }
}
