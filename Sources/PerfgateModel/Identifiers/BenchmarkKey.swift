internal import Foundation

/// What identifies a measured program: its id and its parameters, and its suite where there are several.
package struct BenchmarkKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The id without parameters.
  package var id: BenchmarkID
  /// Parameter values by name.
  package var parameters: [String: String]
  /// The suite, in a run of several; `nil` in a run of one, and in a baseline's file.
  package var suite: String?

  /// Creates a key.
  package init(id: BenchmarkID, parameters: [String: String] = [:], suite: String? = nil) {
    self.id = id
    self.parameters = parameters
    self.suite = suite
  }

  /// Parameters in the order in which they are shown and stored.
  package var sortedParameters: [(name: String, value: String)] {
    parameters.sorted { $0.key.bytesPrecede($1.key) }
      .map { (name: $0.key, value: $0.value) }
  }

  /// `id[size=1000,mode=fast]`, with `suite:` before it in a run of several suites.
  package var description: String { suite.map { "\($0):\(name)" } ?? name }

  /// `id[size=1000,mode=fast]`, parameters sorted by name, whatever the suite.
  package var name: String {
    guard !parameters.isEmpty else { return id.text }
    return "\(id.text)[\(sortedParameters.map { "\($0.name)=\($0.value)" }.joined(separator: ","))]"
  }

  /// The key of the same benchmark as one of several suites has it.
  package func of(suite name: String?) -> BenchmarkKey {
    BenchmarkKey(id: id, parameters: parameters, suite: name)
  }

  /// The key after case folding: two benchmarks with the same one would share a file on some disks.
  package var folded: String {
    let name = description
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
      return name.folding(options: .caseInsensitive, locale: nil)
    }
    return name.lowercased()
  }

  /// The relative path without ending under which a file about this benchmark is stored, in the
  /// folder of its suite.
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

  /// The name of the file beside an eval's baseline that holds the outcomes of its cases.
  package var casesFile: String {
    let name = filePath.split(separator: "/").last.map(String.init) ?? filePath
    return name + Self.casesEnding
  }

  /// How such files' names end.
  package static let casesEnding = ".cases.jsonl"

  /// Orders by suite, then by id, then by parameters.
  package static func < (left: BenchmarkKey, right: BenchmarkKey) -> Bool {
    if left.suite != right.suite {
      return (left.suite ?? "").bytesPrecede(right.suite ?? "")
    }
    if left.id != right.id { return left.id < right.id }
    if left.parameters.isEmpty, right.parameters.isEmpty { return false }
    // Not by the description: a value may hold what separates values there.
    let sides = [left, right].map { $0.sortedParameters.flatMap { [$0.name, $0.value] } }
    return sides[0].lexicographicallyPrecedes(sides[1]) {
      $0.bytesPrecede($1)
    }
  }
}
