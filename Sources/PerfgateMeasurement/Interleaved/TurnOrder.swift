import PerfgateStatistics

/// Whose turn the next round is.
///
/// All benchmarks take turns, so that each is spread over the whole run. Where time is fixed and all
/// have the rounds without which nothing passes, it goes where it is likely to decide most: to what
/// seems to need least.
struct TurnOrder {
  /// A benchmark that may be measured on.
  struct Candidate: Equatable {
    /// How many rounds it has.
    var rounds: Int
    /// How long it is likely to take until it is decided, in seconds; `nil` where nobody knows.
    var secondsToSettle: Double?
  }

  private var last = -1

  /// Begins behind the last benchmark that has had its turn.
  ///
  /// - Parameter candidates: By index; `nil` for one that needs no further round.
  init(goingOnWith candidates: [Candidate?] = []) {
    let fewest = candidates.compactMap { $0?.rounds }.min() ?? 0
    last = candidates.lastIndex { $0?.rounds ?? 0 > fewest } ?? -1
  }

  /// The next benchmark.
  ///
  /// - Parameters:
  ///   - candidates: By index; `nil` for one that needs no further round.
  ///   - isTimeFixed: Whether there is a time that may not do for all of them.
  /// - Returns: An index; `nil` where nothing is left to be measured.
  mutating func next(_ candidates: [Candidate?], isTimeFixed: Bool) -> Int? {
    let open = candidates.indices.filter { candidates[$0] != nil }
    guard !open.isEmpty else { return nil }
    let isEveryoneServed = open.allSatisfy {
      candidates[$0]?.rounds ?? 0 >= InterleavedTerms.fewestRoundsToPass
    }
    guard isTimeFixed, isEveryoneServed else {
      let next = open.first { $0 > last } ?? open[0]
      last = next
      return next
    }
    return open.min {
      candidates[$0]?.secondsToSettle ?? .infinity < candidates[$1]?.secondsToSettle ?? .infinity
    }
  }
}
