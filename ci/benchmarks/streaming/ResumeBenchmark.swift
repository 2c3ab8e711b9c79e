import PerfgateHost
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem

/// A result file that is written once, and opened again to go on with it.
struct ResumeBenchmark {
  let path: String
  let results: Int

  func run() async throws {
    if !Files.exists(path) { try await write() }
    let begin = MonotonicClock.nowNanoseconds()
    let before = Memory.resident
    var completed = CompletedResults()
    let opened = try ResultFile.open(path, eval: "resumed", .resume) { record throws(GateError) in
      completed.insert(record.key)
    }
    let seconds = Double(MonotonicClock.nowNanoseconds() - begin) / 1e9
    print(
      "resumed \(opened.results) results, \(completed.count) of them different, "
        + "in \(Contest.rounded(seconds)) s; resident \(before) KiB before, peak \(Memory.peak) KiB"
    )
  }

  private func write() async throws {
    let file = try ResultFile.open(path, eval: "resumed", .anew).file
    let channel = BoundedChannel<ResultLine>(limits: .init(items: 1000)) { $0.bytes.count }
    let begin = MonotonicClock.nowNanoseconds()
    let written = try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for index in 0..<results {
          try await channel.send(Self.line(index))
        }
        channel.finish()
      }
      return try await ResultWriter(to: file).drain(channel)
    }
    let seconds = Double(MonotonicClock.nowNanoseconds() - begin) / 1e9
    print(
      "wrote \(written.lines) results, \(written.bytes) bytes, in \(Contest.rounded(seconds)) s: "
        + "\(written.flushes) writes, \(written.syncs) syncs, peak \(Memory.peak) KiB"
    )
  }

  private static func line(_ index: Int) -> ResultLine {
    let digest = String(index, radix: 16)
    let key = ResultKey(
      id: "q\(index)",
      caseDigest: String(repeating: "0", count: 64 - digest.utf8.count) + digest,
      repeatIndex: 0,
      configurationDigest: String(repeating: "c", count: 64)
    )
    let score = Double(index % 7) / 7
    return ResultLine(key, ["output": .string("an answer"), "score": .number(score)])
  }
}
