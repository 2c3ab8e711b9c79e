import Foundation
import PerfgateStatistics
import Testing

struct CommonShiftTests {
  @Test("a suite that moved together is said so, with how many moved")
  func together() throws {
    let shift = try #require(
      CommonShift(changes: [0.11, 0.12, 0.13, 0.12, 0.1, 0.14, 0.12, 0.12, 0.11, 0.12])
    )
    #expect(shift.estimate == 0.12)
    #expect(shift.count == 10)
    let one = try #require(CommonShift(changes: [Double](repeating: -0.1, count: 13) + [0.02]))
    #expect(one.estimate == -0.1)
    #expect(one.count == 13)
  }

  @Test(
    "a few, small, opposed or scattered changes are not",
    arguments: [
      [Double](repeating: 0.12, count: 7), [Double](repeating: 0.04, count: 20),
      [Double](repeating: 0.12, count: 5) + [Double](repeating: -0.12, count: 5),
      [Double](repeating: 0.12, count: 8) + [0, 0], [0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.01, 0.01],
      [Double](repeating: .nan, count: 9), [],
    ]
  )
  func apart(changes: [Double]) {
    #expect(CommonShift(changes: changes) == nil)
  }

  @Test(
    "of 4000 suites without a common change at most 1% are said to have one, however rough",
    arguments: [(8, 0.03), (8, 0.1), (8, 0.4), (14, 0.1), (50, 0.1)]
  )
  func falseAlarms(count: Int, spread: Double) {
    var random = SeededGenerator(seed: 5)
    let alarms = (0..<4000).count { _ in
      CommonShift(changes: (0..<count).map { _ in spread * random.nextNormal() }) != nil
    }
    #expect(alarms <= 40)
  }

  @Test("of 1000 suites that moved by 12%, each by itself uncertain by 2%, 99% are said so")
  func power() {
    var random = SeededGenerator(seed: 6)
    let found = (0..<1000).count { _ in
      CommonShift(changes: (0..<14).map { _ in log(1.12) + 0.02 * random.nextNormal() }) != nil
    }
    #expect(found >= 990)
  }
}
