package import PerfgateModel

/// What became of everything that a stream read: nothing vanishes, and nothing comes twice.
package struct ConservationCount: Sendable, Equatable {
  /// What was read, counted where it was read.
  package var read: Int
  /// What was good.
  package var passed: Int
  /// What was not good.
  package var failed: Int
  /// What could not be told.
  package var errored: Int
  /// What was left out, with a reason.
  package var skipped: Int

  /// Makes a count.
  package init(read: Int = 0, passed: Int = 0, failed: Int = 0, errored: Int = 0, skipped: Int = 0)
  {
    self.read = read
    self.passed = passed
    self.failed = failed
    self.errored = errored
    self.skipped = skipped
  }

  /// Whether nothing vanished and nothing came twice.
  package var isBalanced: Bool {
    var sum = passed
    for part in [failed, errored, skipped] {
      let (total, overflow) = sum.addingReportingOverflow(part)
      if overflow { return false }
      sum = total
    }
    return min(passed, failed, errored, skipped) >= 0 && read == sum
  }

  /// Makes sure of it.
  ///
  /// - Parameter name: Whose stream this is, for the message: `eval 'qa'`.
  /// - Throws: `GateError` with exit 70 where something vanished or came twice.
  package func check(of name: String) throws(GateError) {
    guard !isBalanced else { return }
    throw GateError(
      .internalFault,
      "the accounting of \(name) does not add up",
      notes: [
        "read \(read), but passed \(passed), failed \(failed), errored \(errored), skipped \(skipped)"
      ]
    )
  }

  /// The counts of two parts of a stream together.
  package static func + (left: ConservationCount, right: ConservationCount) -> ConservationCount {
    ConservationCount(
      read: left.read + right.read,
      passed: left.passed + right.passed,
      failed: left.failed + right.failed,
      errored: left.errored + right.errored,
      skipped: left.skipped + right.skipped
    )
  }
}
