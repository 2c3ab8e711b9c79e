import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateReport
import PerfgateSystem

/// Shows how far measuring is: one line that is rewritten on a terminal, plain lines elsewhere.
final class ProgressPrinter {
  private let line: ProgressLine
  /// The time that benchmarks are planned to take, the first plan's first, each with all that follow.
  private let secondsFrom: [Double]
  /// When the time of the whole suite is over, where it has a fixed one.
  private let end: Int64?
  private let isQuiet: Bool
  private let now: () -> Int64
  private var sampled = 0

  /// Creates a printer.
  init(
    stream: TextStream,
    plans: [BenchmarkPlan],
    end: Int64? = nil,
    isQuiet: Bool,
    now: @escaping () -> Int64
  ) {
    self.end = end
    line = ProgressLine(stream: stream, now: now)
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
    if line.isLive {
      showOnTerminal(progress)
    } else if case .ended(let status, let reason) = progress.step {
      line.write(endLine(progress, status: status, reason: reason))
    }
  }

  /// Removes the line that is rewritten.
  func finish() {
    line.finish()
  }

  private func showOnTerminal(_ progress: MeasurementProgress) {
    switch progress.step {
    case .ended(let status, let reason):
      finish()
      if status != .measured {
        line.write(endLine(progress, status: status, reason: reason))
      }
    case .began: line.rewrite(text(progress, "starting", elapsed: 0))
    case .warmedUp(let count, let total):
      line.rewriteSometimes(
        text(progress, "warm-up \(count)" + (total.map { " of \($0)" } ?? ""), elapsed: 0)
      )
    case .sampled(let count, let seconds):
      line.rewriteSometimes(text(progress, "\(count) invocations", elapsed: seconds))
    case .compared: break
    }
  }

  private func text(_ progress: MeasurementProgress, _ what: String, elapsed: Double) -> String {
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
