import PerfgateModel
import Testing

@Suite("Exit codes")
struct GateExitTests {
  /// As documented: of several that apply, the first decides.
  private static let precedence: [Int32] = [
    130, 70, 73, 78, 64, 65, 66, 30, 10, 11, 12, 20, 21, 14, 13, 0,
  ]

  @Test("of several that apply, what was proven wins over what may be retried")
  func precedence() throws {
    let exits = try Self.precedence.map { try #require(GateExit(rawValue: $0)) }
    #expect(Set(exits) == Set(GateExit.allCases))
    #expect(exits.shuffled().sorted(by: >) == exits)
    for (index, winner) in exits.enumerated() {
      for loser in exits[(index + 1)...] {
        #expect(max(winner, loser) == winner)
        #expect(max(loser, winner) == winner)
      }
    }
  }

  @Test("1 and 2 are what build tools exit with, never a verdict", arguments: [1, 2] as [Int32])
  func reserved(code: Int32) {
    #expect(GateExit(rawValue: code) == nil)
  }

  @Test("every code has a meaning of its own")
  func meanings() {
    #expect(Set(GateExit.allCases.map(\.meaning)).count == GateExit.allCases.count)
  }
}
