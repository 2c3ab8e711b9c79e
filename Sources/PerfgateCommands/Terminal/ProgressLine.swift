import PerfgateModel
import PerfgateReport
import PerfgateSystem

/// One line that is rewritten on a terminal; elsewhere only what stays is written.
final class ProgressLine {
  /// Often enough to look alive, seldom enough not to disturb what is measured.
  private static let refreshNanoseconds: Int64 = 200_000_000

  private let stream: TextStream
  private let now: () -> Int64
  private var lastShown: Int64 = 0
  private var isShown = false

  /// Creates a line.
  ///
  /// - Parameters:
  ///   - stream: Where it is shown.
  ///   - now: The monotonic clock, in nanoseconds.
  init(stream: TextStream, now: @escaping () -> Int64) {
    self.stream = stream
    self.now = now
  }

  /// Whether there is a line that can be rewritten.
  var isLive: Bool { stream.facts.isTerminal }

  /// Less of a name says nothing.
  private static let leastName = 8

  /// The width of the terminal.
  var columns: Int { stream.facts.columns }

  /// A name with what stands around it, its middle left out where a terminal has no room for it.
  func fitting(_ name: String, _ body: String, behind lead: String = "") -> String {
    guard isLive else { return lead + name + body }
    let room = columns - 1 - TerminalText.width(lead + body)
    return lead + TerminalText.middleCut(name, to: max(Self.leastName, room)) + body
  }

  /// Writes a line that stays.
  func write(_ text: String) {
    finish()
    try? stream.write(text + "\n")
  }

  /// Shows a text in place of the last one.
  func rewrite(_ text: String) {
    guard isLive else { return }
    lastShown = now()
    isShown = true
    var shown = text
    while TerminalText.width(shown) > columns - 1, !shown.isEmpty {
      shown.removeLast()
    }
    try? stream.write("\r\u{1B}[K\(shown)")
  }

  /// Shows a text in place of the last one, unless that is still new.
  func rewriteSometimes(_ text: @autoclosure () -> String) {
    guard isLive, now() - lastShown >= Self.refreshNanoseconds else { return }
    rewrite(text())
  }

  /// Removes the line.
  func finish() {
    guard isShown else { return }
    try? stream.write("\r\u{1B}[K")
    isShown = false
  }
}
