/// How a report looks on a terminal or in a text file.
package struct ConsoleStyle: Sendable, Equatable {
  /// How much is shown.
  package enum Detail: String, Sendable, CaseIterable {
    /// The headline and one line for each failure.
    case quiet
    /// What needs attention, the rest counted.
    case normal
    /// Everything that the verdict holds.
    case verbose
  }

  /// The narrowest layout, in columns; a narrower terminal breaks the lines itself.
  package static let minimumWidth = 40

  /// `verdict.txt`: everything, without colour, 100 columns wide.
  package static let file = ConsoleStyle(color: false, width: 100, detail: .verbose)

  /// Whether colours are written.
  package var color: Bool
  /// How many columns a line may take, 40 at least.
  package var width: Int
  /// How much is shown.
  package var detail: Detail

  /// Creates a style.
  ///
  /// - Parameters:
  ///   - color: Whether colours are written.
  ///   - width: How many columns a line may take.
  ///   - detail: How much is shown.
  package init(color: Bool, width: Int, detail: Detail) {
    self.color = color
    self.width = max(Self.minimumWidth, width)
    self.detail = detail
  }
}
