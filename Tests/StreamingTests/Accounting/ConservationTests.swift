import PerfgateModel
import PerfgateStreaming
import Testing

@Suite("Conservation")
struct ConservationTests {
  @Test("what was read is what had an end")
  func balanced() throws {
    let count = ConservationCount(read: 10, passed: 4, failed: 3, errored: 2, skipped: 1)
    #expect(count.isBalanced)
    try count.check(of: "eval 'qa'")
    #expect((count + count).isBalanced && (count + count).read == 20)
    try ConservationCount().check(of: "eval 'qa'")
  }

  @Test(
    "one too many or too few of anything is a fault of perfgate",
    arguments: [
      ConservationCount(read: 11, passed: 4, failed: 3, errored: 2, skipped: 1),
      ConservationCount(read: 10, passed: 5, failed: 3, errored: 2, skipped: 1),
      ConservationCount(read: 10, passed: 4, failed: 2, errored: 2, skipped: 1),
      ConservationCount(read: 10, passed: 4, failed: 3, errored: 3, skipped: 1),
      ConservationCount(read: 10, passed: 4, failed: 3, errored: 2, skipped: 0),
      ConservationCount(read: 0, passed: 1, failed: -1),
      ConservationCount(read: .max, passed: .max, failed: .max, errored: 1, skipped: .max),
    ]
  )
  func unbalanced(count: ConservationCount) {
    #expect(!count.isBalanced)
    let error = #expect(throws: GateError.self) { try count.check(of: "eval 'qa'") }
    #expect(error?.exit == .internalFault)
    #expect(error?.diagnostics.first?.message == "the accounting of eval 'qa' does not add up")
    #expect(error?.diagnostics.first?.notes.first?.hasPrefix("read \(count.read), ") == true)
  }
}
