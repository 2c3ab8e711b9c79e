import Glibc
import PerfgateModel
import PerfgateStreaming

/// Writes results to a file, those that are not in it yet, and tells after each write how many are.
struct KilledWriter {
  let path: String
  let results: Int
  let patience: Duration

  func run() async throws {
    var completed = CompletedResults()
    let opened = try ResultFile.open(path, eval: "killed", .resume) { record throws(GateError) in
      completed.insert(record.key)
    }
    let there = opened.results
    report("resumed \(there)")
    let channel = BoundedChannel<ResultLine>(limits: .init(items: 200)) { $0.bytes.count }
    let settings = ResultWriter.Settings(flushWithin: .milliseconds(5), patience: patience)
    let missing = (0..<results).filter { !completed.contains(Self.key($0)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for (count, index) in missing.enumerated() {
          if count % 100 == 99 { try await Task.sleep(for: .milliseconds(1)) }
          do throws(Unsent<ResultLine>) {
            try await channel.send(Self.line(index))
          } catch {
            return
          }
        }
        channel.finish()
      }
      let written = try await ResultWriter(to: opened.file, settings).drain(channel) { written in
        report("written \(there + written.lines)")
      }
      report("done \(there + written.lines), tried again \(written.retries)")
    }
  }

  private func report(_ line: String) {
    print(line)
    fflush(nil)
  }

  static func key(_ index: Int) -> ResultKey {
    ResultKey(
      id: "q\(index)",
      caseDigest: String(index, radix: 16),
      repeatIndex: 0,
      configurationDigest: "killed"
    )
  }

  /// From a few bytes to a few pages.
  static func line(_ index: Int) -> ResultLine {
    let text = String(repeating: "output ", count: index * 7919 % 1500)
    return ResultLine(key(index), ["output": .string(text)])
  }
}
