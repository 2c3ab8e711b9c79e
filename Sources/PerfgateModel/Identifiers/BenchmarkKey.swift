internal import Foundation

/// What identifies a measured program: its id and its parameters.
package struct BenchmarkKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The id without parameters.
  package var id: BenchmarkID
  /// Parameter values by name.
  package var parameters: [String: String]

  /// Creates a key.
  package init(id: BenchmarkID, parameters: [String: String] = [:]) {
    self.id = id
    self.parameters = parameters
  }

  /// Parameters in the order in which they are shown and stored.
  package var sortedParameters: [(name: String, value: String)] {
    parameters.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { (name: $0.key, value: $0.value) }
  }

  /// `id[size=1000,mode=fast]`, parameters sorted by name.
  package var description: String {
    guard !parameters.isEmpty else { return id.text }
    return "\(id.text)[\(sortedParameters.map { "\($0.name)=\($0.value)" }.joined(separator: ","))]"
  }

  /// The key after case folding: two benchmarks with the same one would share a file on some disks.
  package var folded: String {
    description.folding(options: .caseInsensitive, locale: nil)
  }

  /// The relative path without ending under which a file about this benchmark is stored.
  package var filePath: String {
    var segments = id.segments.map { FileNameEncoding.encode($0) }
    if !parameters.isEmpty, let last = segments.popLast() {
      let pairs = sortedParameters.map {
        "\(FileNameEncoding.encode($0.name[...]))=\(FileNameEncoding.encode($0.value[...]))"
      }
      segments.append("\(last)[\(pairs.joined(separator: ","))]")
    }
    return segments.joined(separator: "/")
  }

  /// Orders by id, then by parameters.
  package static func < (left: BenchmarkKey, right: BenchmarkKey) -> Bool {
    if left.id != right.id { return left.id < right.id }
    // Not by the description: a value may hold what separates values there.
    let sides = [left, right].map { $0.sortedParameters.flatMap { [$0.name, $0.value] } }
    return sides[0].lexicographicallyPrecedes(sides[1]) {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }
}
