package import PerfgateModel

/// A saved run that is one part of a whole.
package struct RunPart: Sendable {
  /// The file, as the user gave it.
  package var path: String
  /// What was measured.
  package var run: RunDocument

  /// Creates a part.
  package init(path: String, run: RunDocument) {
    self.path = path
    self.run = run
  }
}
