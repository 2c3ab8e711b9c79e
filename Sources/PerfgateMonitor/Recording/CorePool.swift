import Synchronization

/// The memory of monitors that are no more, for the next ones.
///
/// Spans and stages do not keep their monitor: taking and giving back a reference would make all
/// threads meet over one counter. So what they record into is never freed, but used again, and who
/// comes from an earlier use is known by its generation.
enum CorePool {
  /// Cores that no monitor uses.
  ///
  /// Those with the clock of a test stay here for good: a late span may still read that clock.
  private struct Idle {
    var live: [MonitorCore] = []
    var manual: [MonitorCore] = []
  }

  private static let idle = Mutex(Idle())

  /// A core that no monitor uses.
  static func take(_ clock: MonitorClock) -> MonitorCore {
    switch clock.source {
    case .live: idle.withLock { $0.live.popLast() } ?? MonitorCore(clock: clock)
    case .manual: MonitorCore(clock: clock)
    }
  }

  /// Keeps a core that was closed.
  static func giveBack(_ core: MonitorCore) {
    idle.withLock {
      switch core.clock.source {
      case .live: $0.live.append(core)
      case .manual: $0.manual.append(core)
      }
    }
  }
}
