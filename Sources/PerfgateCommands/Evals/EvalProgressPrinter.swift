import PerfgateEval
import PerfgateModel
import PerfgateReport
import PerfgateSystem
import Synchronization

/// Shows how far evals are: one line that is rewritten on a terminal, plain lines elsewhere.
final class EvalProgressPrinter: Sendable {
  private struct State {
    var line: ProgressLine
    var lastPlain: Int64 = 0
    /// How many cases of this eval were shown.
    var cases = 0
  }

  /// The most cases of an eval that are shown.
  private static let mostCases = 10

  /// In a log a line a while is enough to tell that it is alive.
  private static let plainNanoseconds: Int64 = 30_000_000_000

  private let state: Mutex<State>
  private let isQuiet: Bool
  private let now: @Sendable () -> Int64

  /// Creates a printer.
  init(stream: TextStream, isQuiet: Bool, now: @escaping @Sendable () -> Int64) {
    let line = ProgressLine(stream: stream, now: now)
    state = Mutex(State(line: line, lastPlain: now()))
    self.isQuiet = isQuiet
    self.now = now
  }

  /// Shows how far an eval is.
  func show(_ progress: EvalProgress) {
    guard !isQuiet else { return }
    state.withLock { state in
      if state.line.isLive {
        state.line.rewriteSometimes(
          state.line.fitting(TerminalText.safe(progress.key.description), Self.text(progress))
        )
      } else if now() - state.lastPlain >= Self.plainNanoseconds {
        state.lastPlain = now()
        state.line.write(TerminalText.safe(progress.key.description) + Self.text(progress))
      }
    }
  }

  /// Shows a case that did not pass, on a line that stays; behind some of them, where the others are.
  ///
  /// - Parameters:
  ///   - result: The case.
  ///   - file: The file with all of them.
  func show(_ result: CaseResult, keptIn file: String) {
    guard !isQuiet else { return }
    state.withLock { state in
      guard state.cases <= Self.mostCases else { return }
      state.line.write(
        state.cases < Self.mostCases
          ? "  " + CaseLine.text(of: result)
          : "  further ones are in \(TerminalText.safe(file))"
      )
      state.cases += 1
    }
  }

  /// Shows how an eval ended.
  func ended(_ key: BenchmarkKey, _ text: String) {
    guard !isQuiet else { return }
    state.withLock { state in
      state.line.write("\(TerminalText.safe(key.description)): \(TerminalText.safe(text))")
      state.cases = 0
    }
  }

  /// Removes the line that is rewritten.
  func finish() { state.withLock { $0.line.finish() } }

  private static func text(_ progress: EvalProgress) -> String {
    var parts = [": \(progress.done)/\(progress.expected)"]
    if let rate = progress.passRate { parts.append("pass rate \(QuantityText.share(rate))") }
    if progress.errored > 0 { parts.append("\(progress.errored) errored") }
    if progress.costUSD > 0 { parts.append(QuantityText.text(progress.costUSD, unit: .usd)) }
    if let left = progress.remainingSeconds {
      parts.append("about \(QuantityText.wait(seconds: left)) left")
    }
    return parts.joined(separator: ", ")
  }
}
