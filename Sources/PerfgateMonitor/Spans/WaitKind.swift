/// What a span waits for while it does no work of its own.
public enum WaitKind: UInt8, Sendable, Hashable, CaseIterable {
  /// For a permit of a rate limit.
  case rateLimit
  /// For a free worker, a connection or another place in a queue.
  case queue
  /// Between an attempt that failed and the next one.
  case retry
  /// For room in what comes next: the receiver is slower.
  case backPressure

  /// The name in reports and exports, in snake case.
  public var name: String {
    switch self {
    case .rateLimit: "rate_limit"
    case .queue: "queue"
    case .retry: "retry"
    case .backPressure: "back_pressure"
    }
  }
}
