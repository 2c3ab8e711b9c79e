import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateReport
import PerfgateSystem

/// Shows how far measuring is: one line that is rewritten on a terminal, plain lines elsewhere.
final class ProgressPrinter {
  private let stream: TextStream
  /// The time that benchmarks are planned to take, the first plan's first, each with all that follow.
  private let secondsFrom: [Double]
  /// When the time of the whole suite is over, where it has a fixed one.
  private let end: Int64?
  private let isQuiet: Bool
  private let now: () -> Int64
  private var lastShown: Int64 = 0
  private var hasLine = false
  private var sampled = 0

  /// Often enough to look alive, seldom enough not to disturb what is measured.
  private static let refreshNanoseconds: Int64 = 200_000_000

  /// Creates a printer.
  init(
    stream: TextStream,
    plans: [BenchmarkPlan],
    end: Int64? = nil,
    isQuiet: Bool,
    now: @escaping () -> Int64
  ) {
    self.end = end
    self.stream = stream
    var seconds = [0.0]
    for plan in plans.reversed() { seconds.append((seconds.last ?? 0) + plan.samples.timeSeconds) }
    secondsFrom = seconds.reversed()
    self.isQuiet = isQuiet
    self.now = now
  }

  /// Shows a step.
  func show(_ progress: MeasurementProgress) {
    if case .sampled(let count, _) = progress.step { sampled = count }
    if case .began = progress.step { sampled = 0 }
    guard !isQuiet else { return }
    if stream.facts.isTerminal {
      showOnTerminal(progress)
    } else if case .ended(let status, let reason) = progress.step {
      try? stream.write(endLine(progress, status: status, reason: reason) + "\n")
    }
  }

  /// Removes the line that is rewritten.
  func finish() {
    guard hasLine else { return }
    try? stream.write("\r\u{1B}[K")
    hasLine = false
  }

  private func showOnTerminal(_ progress: MeasurementProgress) {
    switch progress.step {
    case .ended(let status, let reason):
      finish()
      if status != .measured {
        try? stream.write(endLine(progress, status: status, reason: reason) + "\n")
      }
    case .began: rewrite(line(progress, "starting", elapsed: 0))
    case .warmedUp(let count, let total):
      rewriteSometimes(
        line(progress, "warm-up \(count)" + (total.map { " of \($0)" } ?? ""), elapsed: 0)
      )
    case .sampled(let count, let seconds):
      rewriteSometimes(line(progress, "\(count) invocations", elapsed: seconds))
    }
  }

  private func rewriteSometimes(_ text: @autoclosure () -> String) {
    guard now() - lastShown >= Self.refreshNanoseconds else { return }
    rewrite(text())
  }

  private func rewrite(_ text: String) {
    lastShown = now()
    hasLine = true
    var shown = text
    while TerminalText.width(shown) > stream.facts.columns - 1, !shown.isEmpty {
      shown.removeLast()
    }
    try? stream.write("\r\u{1B}[K\(shown)")
  }

  private func line(_ progress: MeasurementProgress, _ what: String, elapsed: Double) -> String {
    let rest = secondsFrom[progress.index + 1]
    let own = max(0, secondsFrom[progress.index] - rest - elapsed)
    let left = end.map { "at most \(QuantityText.wait(seconds: Double(max(0, $0 - now())) / 1e9))" }
    return "[\(progress.index + 1)/\(progress.total)] \(name(progress)): \(what), "
      + "\(left ?? "about \(QuantityText.wait(seconds: rest + own))") left"
  }

  private func endLine(
    _ progress: MeasurementProgress,
    status: RunEntry.Status,
    reason: String?
  ) -> String {
    let head = "[\(progress.index + 1)/\(progress.total)] \(name(progress))"
    return status == .measured
      ? "\(head): \(sampled) invocations"
      : "\(head): \(status.rawValue), \(TerminalText.safe(reason ?? ""))"
  }

  private func name(_ progress: MeasurementProgress) -> String {
    TerminalText.safe(progress.key.description)
  }
}
