import DequeModule
public import Synchronization

/// A queue between tasks that is bounded in items and in bytes: a sender waits at the limit, and goes
/// on when half of it is gone.
///
/// Any number of tasks may send and receive. Each item that `send` accepted is received exactly once,
/// and what one task sends arrives in its order. An item that is larger than the limit in bytes waits
/// until the channel is empty and passes alone. Senders are served in the order in which they began
/// to wait. A cancelled task neither sends nor receives; what it could not send stays its own.
@usableFromInline package final class BoundedChannel<Element: Sendable>: Sendable {
  @usableFromInline let state: Mutex<ChannelState<Element>>
  let timeline: Timeline
  private let lastID = Atomic<UInt64>(0)

  /// Makes an empty channel.
  ///
  /// - Parameters:
  ///   - limits: How much it holds.
  ///   - timeline: What waiting is measured with.
  ///   - bytes: The size of an item, the same whenever it is asked for; `nil` where only the number
  ///     of items counts.
  package init(
    limits: ChannelLimits,
    timeline: Timeline = .continuous(),
    bytes: (@Sendable (Element) -> Int)? = nil
  ) {
    state = Mutex(ChannelState(limits: limits, measure: bytes))
    self.timeline = timeline
  }

  /// What has gone through so far, and who has waited.
  package var counters: ChannelCounters {
    state.withLock { state in
      var counters = state.counters
      counters.items = state.buffer.count
      return counters
    }
  }

  /// Ends the channel: receivers get what was accepted, and then the end.
  ///
  /// A sender that waits is refused, as are those that come later. Only the first end counts.
  package func finish() { end(.finished) }

  /// Ends the channel with an error: receivers get what was accepted, and then the error.
  ///
  /// A receiver that gives up does this, too, so that its senders end.
  ///
  /// - Parameter error: What is thrown to receivers, and what senders are told.
  package func fail(_ error: any Error) { end(.failed(error)) }

  private func end(_ end: ChannelState<Element>.End) {
    let (waiting, reason) = state.withLock { state in
      let waiting = state.end(end)
      return (waiting, state.reasonToRefuse)
    }
    for receiver in waiting.receivers { receiver.continuation.resume(returning: .look) }
    guard let reason else { return }
    for sender in waiting.senders { sender.continuation.resume(returning: reason) }
  }

  func nextID() -> UInt64 { lastID.wrappingAdd(1, ordering: .relaxed).newValue }
}
