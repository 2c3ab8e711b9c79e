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
  /// From so many columns on there is room for the time that is left, and for whole words.
  private static let wideColumns = 110

  private var settled: Set<Int> = []
  private var pace: RoundPace

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
    pace = RoundPace(now: now())
  }

  /// Shows a step.
  func show(_ progress: MeasurementProgress) {
    guard !isQuiet else { return }
    let name = TerminalText.safe(progress.key.description)
    if case .compared = progress.step {} else { pace.pause(now: now()) }
    switch progress.step {
    case .began: line.rewrite(line.fitting(name, ": setting up"))
    case .warmedUp(let count, let total):
      let all = total.map { " of \($0)" } ?? ""
      line.rewriteSometimes(line.fitting(name, ": warm-up \(count)\(all)"))
    case .sampled(let count, _):
      line.rewriteSometimes(line.fitting(name, ": \(count) invocations"))
    case .compared(let round):
      pace.add(round, of: progress.index, now: now())
      if round.isSettled {
        settled.insert(progress.index)
        line.write(line.fitting(name, ": \(Self.summary(of: round))"))
      } else {
        settled.remove(progress.index)
        line.rewriteSometimes(text(name, round, of: progress.total))
      }
    case .ended(let status, let reason):
      guard status != .measured else { return }
      settled.insert(progress.index)
      line.write("\(name): \(status.rawValue), \(TerminalText.safe(reason ?? ""))")
    }
  }

  /// Removes the line that is rewritten.
  func finish() {
    line.finish()
  }

  /// What is settled, the time that is left, and how far a benchmark is; a narrow terminal has no room
  /// for all of it.
  private func text(_ name: String, _ round: RoundProgress, of total: Int) -> String {
    guard line.columns >= Self.wideColumns else {
      return line.fitting(
        name,
        ": \(Self.evidence(of: round, isBrief: true))",
        behind: "[\(settled.count)/\(total)] "
      )
    }
    let time = timeLeft(of: total).map { ", \($0) left" } ?? ""
    return line.fitting(
      name,
      ": \(Self.evidence(of: round, isBrief: false))",
      behind: "\(settled.count) of \(total) settled\(time); "
    )
  }

  private func timeLeft(of total: Int) -> String? {
    if let end {
      return "at most \(QuantityText.wait(seconds: Double(max(0, end - now())) / 1e9))"
    }
    return pace.mostSeconds(of: total).map { "up to \(QuantityText.wait(seconds: $0))" }
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
    return "\(rounds)\(again), \(TerminalText.safe(metric))\(change(of: round)), \(state)"
  }

  /// `round 6 of 40, wall +9.8%, worse 10^1.4 of 10^2.3`: of both answers only the one that is nearer
  /// to its proof is shown.
  private static func evidence(of round: RoundProgress, isBrief: Bool) -> String {
    let turn =
      !round.isSecondAttempt ? "round" : isBrief ? "again" : "second attempt, round"
    let head = "\(turn) \(round.rounds) of \(round.maximum)"
    guard let metric = round.metric else { return head }
    let isWorse = round.worse * round.belowNeeded >= round.below * round.worseNeeded
    let (found, needed) =
      isWorse ? (round.worse, round.worseNeeded) : (round.below, round.belowNeeded)
    let claim = isWorse ? "worse" : isBrief ? "below limit" : "below the limit"
    let evidence =
      found <= 0 ? "no evidence yet" : "\(claim) \(power(found)) of \(power(needed))"
    return "\(head), \(TerminalText.safe(metric))\(change(of: round)), \(evidence)"
  }

  private static func change(of round: RoundProgress) -> String {
    round.change.map { " " + QuantityText.change($0) } ?? ""
  }

  private static func power(_ exponent: Double) -> String {
    "10^" + QuantityText.fixed(exponent, decimals: 1)
  }
}
