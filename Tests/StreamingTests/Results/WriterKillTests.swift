import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("A writer that is killed at any moment", .serialized)
struct WriterKillTests {
  private static let results = 12_000

  /// The keys of the whole lines of a file, read by other means than the ones under test.
  private func wholeLines(_ path: String) throws -> [String] {
    guard Files.exists(path) else { return [] }
    let bytes = try Files.readBytes(at: path)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return try lines.dropLast().dropFirst().map { line in
      try JSONReader.read(Array(line)).object().required("case").string()
    }
  }

  @Test("what was told to be written is there, whole, and the next run goes on behind it")
  func killed() throws {
    let writer = WriterProcess(folder: try TemporaryDirectory())
    var kills = 0
    var before = 0
    for _ in 0..<40 {
      let end = try writer.run(
        results: Self.results,
        killedAfter: Double.random(in: 0.005...0.12)
      )
      let keys = try wholeLines(writer.path)
      #expect(Set(keys).count == keys.count)
      #expect(keys.count >= max(before, end.told), "told \(end.lines.last ?? "nothing")")
      before = keys.count
      guard end.wasKilled else { break }
      kills += 1
    }
    let last = try writer.run(results: Self.results)
    #expect(last.code == 0 && last.lines.last == "done \(Self.results), tried again 0")
    let keys = try wholeLines(writer.path)
    #expect(Set(keys) == Set((0..<Self.results).map { String($0, radix: 16) }))
    #expect(keys.count == Self.results)
    #expect(kills > 0)
    let again = try writer.run(results: Self.results)
    #expect(again.lines.first == "resumed \(Self.results)")
  }

  @Test("two at once: one writes, and the other says why it does not")
  func twoAtOnce() throws {
    let writer = WriterProcess(folder: try TemporaryDirectory())
    let file = try ResultFile.open(writer.path, eval: "killed", .anew)
    let end = try writer.run(results: 10)
    #expect(end.code == GateExit.cannotWrite.rawValue)
    #expect(end.lines.first == "error: another perfgate writes to \(writer.path)")
    withExtendedLifetime(file) {}
  }
}
