/// Patterns over the files that a benchmark reads.
enum InputPattern {
  /// The most patterns of a benchmark.
  static let mostPatterns = 1000

  /// Why a pattern could reach outside of the configuration's folder; `nil` where it cannot.
  static func fault(in pattern: String) -> String? {
    if pattern.hasPrefix("/") { return "must be relative to the configuration's folder" }
    let segments = pattern.split(separator: "/", omittingEmptySubsequences: false)
    return segments.contains("..") ? "must stay within the configuration's folder" : nil
  }
}
