/// How many attempts run at a time while nobody knows how many a server bears: additive knowledge in
/// multiplicative steps (after Chiu and Jain 1989, and the congestion window of TCP).
///
/// It grows by 5% with each clean round, which is as many successes as the window is wide without an
/// attempt that was throttled. It shrinks to 80% with an episode: throttled attempts within 15 s of
/// the one that shrank it belong to the same.
package struct AdaptiveWindow: Sendable, Equatable {
  private static let growth = 1.05
  private static let shrinkage = 0.8
  private static let episode = Duration.seconds(15)

  /// The width, at least 1, of which only whole places count.
  package private(set) var width: Double
  /// The greatest width.
  package let maximum: Int
  private var successes = 0
  private var shrankAt: Duration?

  /// Makes a window.
  ///
  /// - Parameters:
  ///   - initial: Its first width, at least 1.
  ///   - maximum: The greatest width, at least 1.
  package init(initial: Int, maximum: Int) {
    precondition(initial >= 1 && maximum >= 1, "a window without a place")
    self.maximum = maximum
    width = Double(min(initial, maximum))
  }

  /// How many attempts may run.
  package var places: Int { Int(width) }

  /// An attempt has succeeded.
  package mutating func succeeded() {
    successes += 1
    guard successes >= places else { return }
    successes = 0
    width = min(width * Self.growth, Double(maximum))
  }

  /// An attempt was throttled.
  ///
  /// - Parameter moment: Now.
  package mutating func throttled(at moment: Duration) {
    successes = 0
    if let shrankAt, moment - shrankAt < Self.episode { return }
    shrankAt = moment
    width = max(1, width * Self.shrinkage)
  }
}
