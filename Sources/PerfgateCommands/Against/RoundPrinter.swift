import PerfgateMeasurement
import PerfgateModel
import PerfgateReport
import PerfgateSystem

/// Shows how the evidence of an interleaved run grows: one line that is rewritten on a terminal, a
/// line per benchmark elsewhere.
final class RoundPrinter {
  private let line: ProgressLine
  private let end: Int64?
  private let isQuiet: Bool
  private let now: () -> Int64
  private var settled: Set<Int> = []

  /// Creates a printer.
  ///
  /// - Parameters:
  ///   - stream: Where progress goes.
  ///   - end: When the time of the whole suite is over, where it has a fixed one.
  ///   - isQuiet: Whether nothing is shown.
  ///   - now: The monotonic clock, in nanoseconds.
  init(stream: TextStream, end: Int64?, isQuiet: Bool, now: @escaping () -> Int64) {
    line = ProgressLine(stream: stream, now: now)
    self.end = end
    self.isQuiet = isQuiet
    self.now = now
  }

  /// Shows a step.
  func show(_ progress: MeasurementProgress) {
    guard !isQuiet else { return }
    let name = TerminalText.safe(progress.key.description)
    switch progress.step {
    case .began: line.rewrite("\(name): setting up")
    case .warmedUp(let count, let total):
      line.rewriteSometimes("\(name): warm-up \(count)" + (total.map { " of \($0)" } ?? ""))
    case .sampled(let count, _): line.rewriteSometimes("\(name): \(count) invocations")
    case .compared(let round):
      if round.isSettled {
        settled.insert(progress.index)
        line.write("\(name): \(Self.summary(of: round))")
      } else {
        settled.remove(progress.index)
        line.rewriteSometimes(
          "\(settled.count) of \(progress.total) settled\(timeLeft); \(name): "
            + Self.evidence(of: round)
        )
      }
    case .ended(let status, let reason):
      guard status != .measured else { return }
      line.write("\(name): \(status.rawValue), \(TerminalText.safe(reason ?? ""))")
    }
  }

  /// Removes the line that is rewritten.
  func finish() {
    line.finish()
  }

  private var timeLeft: String {
    end.map {
      ", at most \(QuantityText.wait(seconds: Double(max(0, $0 - now())) / 1e9)) left"
    } ?? ""
  }

  /// `8 rounds, wall +0.3%, below the limit, proven`.
  private static func summary(of round: RoundProgress) -> String {
    let rounds = "\(round.rounds) round\(round.rounds == 1 ? "" : "s")"
    let again = round.isSecondAttempt ? " of a second attempt" : ""
    guard let metric = round.metric else { return "\(rounds)\(again), nothing to compare" }
    let proof = round.isSecondAttempt ? "confirmed" : "proven"
    let state =
      round.worse >= round.worseNeeded
      ? "worse, \(proof)"
      : round.below >= round.belowNeeded ? "below the limit, proven" : "undecided"
    return "\(rounds)\(again), \(metric)\(change(of: round)), \(state)"
  }

  /// `round 6 of 40, wall +9.8%, worse 10^1.4 of 10^2.3`: a terminal has 80 columns, so of both
  /// answers only the one that is nearer to its proof is shown.
  private static func evidence(of round: RoundProgress) -> String {
    let again = round.isSecondAttempt ? "second attempt, " : ""
    let head = "\(again)round \(round.rounds) of \(round.maximum)"
    guard let metric = round.metric else { return head }
    let isWorse = round.worse * round.belowNeeded >= round.below * round.worseNeeded
    let (found, needed) =
      isWorse ? (round.worse, round.worseNeeded) : (round.below, round.belowNeeded)
    let evidence =
      found <= 0
      ? "no evidence yet"
      : "\(isWorse ? "worse" : "below the limit") \(power(found)) of \(power(needed))"
    return "\(head), \(metric)\(change(of: round)), \(evidence)"
  }

  private static func change(of round: RoundProgress) -> String {
    round.change.map { " " + QuantityText.change($0) } ?? ""
  }

  private static func power(_ exponent: Double) -> String {
    "10^" + QuantityText.fixed(exponent, decimals: 1)
  }
}
