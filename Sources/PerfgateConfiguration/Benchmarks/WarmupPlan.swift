/// What runs before the first invocation that counts.
package enum WarmupPlan: Sendable, Equatable, ExpressibleByIntegerLiteral {
  /// So many invocations, 0 to 1000.
  case fixed(Int)
  /// Until no further fall is found, for a tenth of the planned time at most.
  case automatic

  /// A fixed number of invocations.
  package init(integerLiteral count: Int) {
    self = .fixed(count)
  }
}

extension NodeReader {
  /// A count of invocations that do not count, or `auto`.
  func warmup() -> WarmupPlan? {
    if case .scalar("auto", _) = node.content { return .automatic }
    if case .scalar(let text, isPlain: true) = node.content, Int(text) != nil {
      return integer(in: 0...1000).map(WarmupPlan.fixed)
    }
    reportMismatch("a whole number from 0 to 1000, or auto")
    return nil
  }
}
