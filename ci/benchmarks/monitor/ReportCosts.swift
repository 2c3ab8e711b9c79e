import PerfgateHost
import PerfgateMonitor

/// What a report over 1,000,000 spans of 100 stages costs.
struct ReportCosts {
  /// The table.
  func table() -> [String] {
    let busy = BusyMonitor(stages: 100)
    busy.record(1_000_000, seed: 1)
    var times: [String: [Double]] = [:]
    for _ in 0..<11 {
      let snapshot = timed("snapshot", &times) { busy.monitor.snapshot() }
      timed("text, with bottlenecks", &times) { keep(Int64(snapshot.text().count)) }
      timed("JSON", &times) { keep(Int64(snapshot.json().count)) }
    }
    let rows = ["snapshot", "text, with bottlenecks", "JSON"].map { name in
      let sorted = (times[name] ?? []).sorted()
      return "| \(name) | \(sorted[0].text(2)) | \(sorted[sorted.count / 2].text(2)) |"
    }
    return ["| 1,000,000 spans, 100 stages | smallest ms | median ms |", "|---|---:|---:|"] + rows
  }

  @discardableResult
  private func timed<Value>(
    _ name: String,
    _ times: inout [String: [Double]],
    _ body: () -> Value
  ) -> Value {
    let begin = MonotonicClock.nowNanoseconds()
    let value = body()
    times[name, default: []].append(Double(MonotonicClock.nowNanoseconds() - begin) / 1e6)
    return value
  }
}
