import PerfgateHost
import PerfgateSystem

/// Gives a reader many inputs and watches what it does.
struct FuzzRun {
  let reader: Reader
  let mutator: InputMutator
  /// One in so many accepted documents is judged and reported, too.
  private static let wholeEvery: UInt64 = 8
  /// How often one input is tried again before it counts as slow: another program may have run.
  private static let retries = 5
  /// How many times the typical time for its length an input may take.
  private static let slowFactor = 500.0

  /// What was seen.
  struct Tally {
    var accepted = 0
    var refused = 0
    var bytes = 0
    var nanoseconds: Int64 = 0
    var problems: [String] = []
    /// The slowest input of those that were tried again, in nanoseconds per byte.
    var slowest = 0.0
  }

  /// Reads inputs one after the other.
  ///
  /// - Parameters:
  ///   - range: Their numbers.
  ///   - note: Is told every thousandth number, so that a crash can be found again.
  /// - Returns: What was seen.
  func run(_ range: Range<UInt64>, note: (UInt64) -> Void) -> Tally {
    var tally = Tally()
    for index in range {
      if index % 1000 == 0 { note(index) }
      let input = mutator.input(index)
      let isWhole = index % Self.wholeEvery == 0
      let begin = MonotonicClock.nowNanoseconds()
      let outcome = reader.read(input, isWhole: isWhole)
      let taken = MonotonicClock.nowNanoseconds() - begin
      tally.bytes += input.count
      tally.nanoseconds += taken
      switch outcome {
      case .accepted: tally.accepted += 1
      case .refused: tally.refused += 1
      case .wrong(let what): tally.problems.append("input \(index) \(what)")
      }
      judgeTime(taken, of: input, index, isWhole, &tally)
      if tally.problems.count > 20 { break }
    }
    return tally
  }

  /// Work is measured against that of all inputs so far, so that a slow machine changes nothing.
  private func judgeTime(
    _ taken: Int64,
    of input: [UInt8],
    _ index: UInt64,
    _ isWhole: Bool,
    _ tally: inout Tally
  ) {
    guard tally.accepted + tally.refused > 500 else { return }
    let typical = Double(tally.nanoseconds) / Double(tally.bytes)
    let allowed = Self.slowFactor * typical * Double(input.count + 1000)
    guard Double(taken) > allowed else { return }
    var best = taken
    for _ in 0..<Self.retries {
      let begin = MonotonicClock.nowNanoseconds()
      _ = reader.read(input, isWhole: isWhole)
      best = min(best, MonotonicClock.nowNanoseconds() - begin)
    }
    tally.slowest = max(tally.slowest, Double(best) / Double(input.count))
    if Double(best) > allowed {
      tally.problems.append("input \(index) takes \(best / 1_000_000) ms for \(input.count) bytes")
    }
  }
}
