import Foundation
import Testing

/// A report as it was reviewed and committed.
enum GoldenFile {
  /// Compares a report with its golden file; with `PERFGATE_RECORD_GOLDEN=1` writes it and fails.
  static func expect(
    _ text: String,
    matches name: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    if ProcessInfo.processInfo.environment["PERFGATE_RECORD_GOLDEN"] == "1" {
      let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/golden")
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
      #expect(Bool(false), "recorded \(name); run again without it", sourceLocation: sourceLocation)
      return
    }
    let expected = try String(decoding: Fixture.bytes("golden/\(name)"), as: UTF8.self)
    #expect(text == expected, "differs from golden/\(name)", sourceLocation: sourceLocation)
  }
}

/// A file beside the tests.
enum Fixture {
  static func bytes(_ path: String) throws -> [UInt8] {
    let folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
    return [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }
}
