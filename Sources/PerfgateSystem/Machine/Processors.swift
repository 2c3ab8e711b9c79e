import CPerfgateSystem

/// The processors of this machine, by their numbers from 0.
package enum Processors {
  /// One more than the highest number that a program can be bound to.
  package static let limit = Int(PERFGATE_PROCESSOR_LIMIT)

  /// Those that this process may run on, in order; `nil` where the system does not say.
  package static func allowed() -> [Int]? {
    var mask = [UInt64](repeating: 0, count: limit / 64)
    guard perfgate_allowed_processors(&mask) == 0 else { return nil }
    return (0..<limit).filter { mask[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }
}
