/// Counts errors that no retry mends and that are the same, while nothing succeeds.
///
/// A wrong key fails every task in the same manner, and the third says as much as the millionth. A
/// success shows that the cause is not a general one, so counting begins anew.
package struct ErrorStreak: Sendable {
  private struct Signature: Hashable {
    let kind: String
    let message: String
  }

  /// Different errors than these are too many to be one cause.
  private static let mostSignatures = 64

  private var counts: [Signature: Int] = [:]

  /// Begins to count.
  package init() {}

  /// Whether nothing was counted since the last success.
  package var isEmpty: Bool { counts.isEmpty }

  /// Counts an error.
  ///
  /// - Returns: How often there was this one since the last success.
  package mutating func count(_ failure: AttemptFailure) -> Int {
    let signature = Signature(kind: failure.kind, message: failure.message)
    guard counts[signature] != nil || counts.count < Self.mostSignatures else { return 1 }
    counts[signature, default: 0] += 1
    return counts[signature, default: 0]
  }

  /// Something succeeded.
  package mutating func succeeded() { counts = [:] }
}
