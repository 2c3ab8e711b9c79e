import Foundation
import PerfgateModel
import Testing

struct SuiteSpreadTests {
  /// Recordings of a machine on which runs differ by 15%.
  private static let rough = [0.85, 1.15, 0.86, 1.16, 0.84, 1.14]

  private func suite(of count: Int, rough: Int) -> Scenario {
    var scenario = Scenario.suite([Double](repeating: 1, count: count))
    for index in 0..<rough {
      scenario.base[Scenario.suiteID(index)] = ["wall": [Self.rough]]
    }
    return scenario
  }

  @Test("in a suite of eight that scatters more than believed, less can be proven")
  func raisedPrior() throws {
    let believed = try #require(try suite(of: 9, rough: 0).finding("b08").provable)
    let raised = try #require(try suite(of: 9, rough: 8).finding("b08").provable)
    #expect(raised > 2 * believed)
    let few = try #require(try suite(of: 9, rough: 7).finding("b08").provable)
    #expect(few == believed, "seven are too few for a median")
  }

  @Test("a suite that scatters less than believed lowers nothing")
  func neverLowered() throws {
    var calm = suite(of: 9, rough: 0)
    for index in 0..<8 { calm.base[Scenario.suiteID(index)] = ["wall": [[1, 1, 1, 1]]] }
    let believed = try suite(of: 9, rough: 0).finding("b08").provable
    #expect(try calm.finding("b08").provable == believed)
  }

  @Test("where changes scatter over the suite in this run, one of them proves less")
  func scatter() throws {
    var values = (0..<10).map { exp(0.3 * ($0.isMultiple(of: 2) ? 1.0 : -1.0) * Double($0) / 10) }
    values[9] = 1.6
    let calm = try Scenario.suite([Double](repeating: 1, count: 9) + [1.6]).finding("b09")
    let rough = try Scenario.suite(values).finding("b09")
    #expect(calm.state == .regressed)
    #expect(rough.state == .suspected)
    #expect(try #require(rough.change?.low) < #require(calm.change?.low))
    #expect(rough.change?.high == calm.change?.high, "the upper end rests on the baseline alone")
    #expect(rough.provable == calm.provable)
  }

  @Test("a shift of the whole suite is a regression of the whole suite")
  func commonShift() throws {
    let verdict = try Scenario.suite([Double](repeating: 2, count: 20)).verdict()
    #expect(verdict.counts[.regressed] == 20)
    #expect(verdict.exit == .regression)
  }

  @Test(
    "a run in which half of the suite doubled never passes",
    arguments: [2, 4, 7, 8, 10, 20, 50]
  )
  func halfDoubled(count: Int) throws {
    for recordings in [[1.0], [0.99, 1.01, 1], Scenario.steady] {
      let values = (0..<count).map { $0.isMultiple(of: 2) ? 2.0 : 1.0 }
      let verdict = try Scenario.suite(values, recordings: recordings).verdict()
      #expect(verdict.exit != .pass)
      for index in stride(from: 0, to: count, by: 2) {
        let state = try verdict.finding(Scenario.suiteID(index)).state
        #expect([.regressed, .suspected].contains(state))
      }
    }
  }
}
