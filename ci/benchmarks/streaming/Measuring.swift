import Glibc
import PerfgateHost
import PerfgateSystem

/// What several ways of doing the same take, in turns, so that what else the machine does meets all.
struct Contest {
  /// A way of doing it.
  struct Way {
    let name: String
    let run: () async throws -> Void
  }

  let ways: [Way]
  let rounds: Int

  /// What a way took in one round, in nanoseconds.
  private struct Time {
    let wall: Double
    let processor: Double

    static func now() -> Time {
      var usage = rusage()
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      let user = Double(usage.ru_utime.tv_sec) * 1e9 + Double(usage.ru_utime.tv_usec) * 1e3
      let system = Double(usage.ru_stime.tv_sec) * 1e9 + Double(usage.ru_stime.tv_usec) * 1e3
      return Time(wall: Double(MonotonicClock.nowNanoseconds()), processor: user + system)
    }

    static func - (later: Time, earlier: Time) -> Time {
      Time(wall: later.wall - earlier.wall, processor: later.processor - earlier.processor)
    }
  }

  private func times() async throws -> [[Time]] {
    var times = ways.map { _ in [Time]() }
    for round in 0...rounds {
      for index in ways.indices {
        let begin = Time.now()
        try await ways[index].run()
        // The first round warms up.
        if round > 0 { times[index].append(Time.now() - begin) }
      }
    }
    return times
  }

  /// Prints a table of what an item takes, of wall and of processor time: medians and smallest, and
  /// the medians of the ratios to one of the ways in the same round.
  func report(items: Int, to reference: Int) async throws {
    let times = try await times()
    print("| | wall, ns an item (smallest) | ratio | processor (smallest) | ratio | items/s |")
    print("|---|---:|---:|---:|---:|---:|")
    for index in ways.indices {
      let (wall, wallRatio) = Self.figures(times[index], times[reference], items, \.wall)
      let (processor, ratio) = Self.figures(times[index], times[reference], items, \.processor)
      let median = Self.median(times[index].map(\.wall)) / Double(items)
      print(
        "| \(ways[index].name) | \(wall) | \(wallRatio) | \(processor) | \(ratio) "
          + "| \(Int(1e9 / median)) |"
      )
    }
  }

  private static func figures(
    _ times: [Time],
    _ reference: [Time],
    _ items: Int,
    _ part: (Time) -> Double
  ) -> (String, String) {
    let perItem = times.map { part($0) / Double(items) }
    let ratio = median(zip(times, reference).map { part($0) / part($1) })
    return ("\(rounded(median(perItem))) (\(rounded(perItem.min() ?? 0)))", rounded(ratio))
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }

  static func rounded(_ value: Double) -> String {
    value >= 100 ? "\(Int(value.rounded()))" : "\((value * 100).rounded() / 100)"
  }
}

/// The memory of this process.
enum Memory {
  /// What is resident now, in KiB.
  static var resident: Int { field("VmRSS:") }
  /// The most that was resident, in KiB.
  static var peak: Int { field("VmHWM:") }

  private static func field(_ name: String) -> Int {
    guard let bytes = try? Files.readBytes(at: "/proc/self/status") else { return 0 }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix(name) {
      return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
    }
    return 0
  }
}
