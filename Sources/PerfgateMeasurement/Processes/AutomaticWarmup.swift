import PerfgateConfiguration
import PerfgateStatistics

/// Decides when a benchmark is warm: when its invocations no longer become faster, or when a tenth
/// of the planned time is over.
struct AutomaticWarmup {
  /// The share of the planned time that warming up may take.
  static let share = 0.1

  private let samples: SamplingPlan
  private var walls: [Double] = []
  /// The invocations that are still to come before the values are looked at again.
  private var pending = 2 * Steadiness.window
  /// Whether the last look found that they still become faster.
  private(set) var isFalling = false

  init(_ samples: SamplingPlan) {
    self.samples = samples
  }

  /// How many invocations there were.
  var count: Int { walls.count }

  /// Takes an invocation over.
  ///
  /// - Parameter wall: Its time, in seconds.
  mutating func append(_ wall: Double) {
    walls.append(wall)
    pending -= 1
    guard pending == 0 else { return }
    isFalling = Steadiness.isFalling(walls)
    // New values alone: the same ones would only be asked again.
    pending = isFalling ? Steadiness.window : -1
  }

  /// Whether there should be one more.
  ///
  /// - Parameter elapsed: The time that warming up took so far, in seconds.
  /// - Returns: Whether it is to be begun.
  func needsMore(after elapsed: Double) -> Bool {
    guard let slowest = walls.max(), let last = walls.last else { return true }
    guard pending > 0 else { return false }
    let planned = max(samples.timeSeconds, Double(samples.minimum) * last)
    // What would end beyond the share is not begun.
    return elapsed + min(slowest, elapsed / Double(walls.count)) <= Self.share * planned
  }
}
