import Synchronization

/// What is counted of the way between two stages.
final class EdgeTotals: Sendable {
  private let items = Atomic<Int>(0)
  private let bytes = Atomic<Int64>(0)
  private let blocked = Mutex(WaitFigures())
  private let starved = Mutex(WaitFigures())

  /// An item was passed on.
  func addItem(bytes count: Int) {
    items.wrappingAdd(1, ordering: .relaxed)
    bytes.wrappingAdd(Int64(count), ordering: .relaxed)
  }

  /// A sender waited.
  func addBlocked(nanoseconds: Int64) {
    blocked.withLock { $0.add(nanoseconds: max(0, nanoseconds)) }
  }

  /// A receiver waited.
  func addStarved(nanoseconds: Int64) {
    starved.withLock { $0.add(nanoseconds: max(0, nanoseconds)) }
  }

  /// Writes what was counted into figures.
  ///
  /// - Parameters:
  ///   - figures: Receives the counts.
  ///   - resetting: Whether they are forgotten.
  func read(into figures: inout EdgeFigures, resetting: Bool) {
    figures.itemCount =
      resetting ? items.exchange(0, ordering: .relaxed) : items.load(ordering: .relaxed)
    figures.bytes =
      resetting ? bytes.exchange(0, ordering: .relaxed) : bytes.load(ordering: .relaxed)
    figures.blocked = Self.take(blocked, resetting)
    figures.starved = Self.take(starved, resetting)
  }

  private static func take(
    _ waits: borrowing Mutex<WaitFigures>,
    _ resetting: Bool
  ) -> WaitFigures {
    waits.withLock { figures in
      defer { if resetting { figures = WaitFigures() } }
      return figures
    }
  }
}
