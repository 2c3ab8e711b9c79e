import Foundation
import PerfgateMonitorExport
import Testing

@Suite("Exported files")
struct ExportedFileTests {
  @Test("a file is replaced whole")
  func replaced() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("trace.json").path
    for text in ["a longer text", "short"] {
      try ExportedFile.write(Array(text.utf8), to: path)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["trace.json"])
  }

  @Test("a folder that is not there is an error with the path")
  func noFolder() {
    let path = "/nowhere/at/all/trace.json"
    let failure = #expect(throws: ExportedFile.Failure.self) {
      try ExportedFile.write([1], to: path)
    }
    #expect(failure?.description.contains(path) == true)
  }
}
