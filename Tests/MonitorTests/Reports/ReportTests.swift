import Foundation
import PerfgateMonitor
import Testing

@Suite("Reports")
struct ReportTests {
  private func example() -> MonitorSnapshot {
    let timed = TimedMonitor()
    let (run, write) = (timed.stage("run"), timed.stage("write"))
    for index in 0..<3 {
      var root = timed.stage("case").begin()
      timed.pass(1_000)
      var call = root.child(run)
      call.wait(.rateLimit) { timed.pass(40_000_000) }
      timed.pass(12_000_000)
      call.addBytes(2_048)
      if index == 0 { call.fail() } else { call.end() }
      let writing = root.child(write)
      timed.pass(250_000)
      writing.end()
      root.end()
    }
    let edge = timed.monitor.edge(from: run, to: write)
    edge.recordItem(bytes: 10)
    edge.recordBlocked(nanoseconds: 1_500)
    var snapshot = timed.monitor.snapshot()
    snapshot.peakResidentBytes = 12_345_678
    return snapshot
  }

  @Test("the text has a row for each stage, its waits, and what to do")
  func text() {
    let expected = """
      stage  spans  failed  per second      p50      p95      p99      max  self  waits  path
      run        3       1        19.2  12.0 ms  12.0 ms  12.0 ms  12.0 ms  100%    77%  100%
      write      3       0        28.6   250 us   250 us   250 us   250 us  100%     0%  0.5%
      case       3       0        19.1  52.3 ms  52.3 ms  52.3 ms  52.3 ms  0.0%     0%  0.0%

      run waited (rate limit)  3  120 ms  longest 40.0 ms

      run -> write  1 item  blocked 1.50 us  starved 0 ns

      critical: 100% of the critical path: run waits for the rate limit for 77% of its time; more \
      concurrency will not help: raise the limit, or cache what is asked for again

      peak memory 12.3 MB

      """
    #expect(example().text() == expected)
    #expect(TimedMonitor().monitor.snapshot().text() == "no spans\n")
  }

  @Test("the JSON reads back with every figure")
  func json() throws {
    let document = try parsed(example())
    #expect(document["schema"] as? String == "perfgate.monitor/1")
    #expect(document["peak_resident_bytes"] as? Int == 12_345_678)
    let stages = try #require(document["stages"] as? [[String: Any]])
    let run = try #require(stages.first)
    #expect(run["name"] as? String == "run")
    #expect(run["failures"] as? Int == 1)
    #expect(run["bytes"] as? Int == 6_144)
    let service = try #require(run["service"] as? [String: Any])
    #expect(service["p99_ns"] as? Int == 12_000_000)
    #expect(service["exact"] as? Bool == true)
    let waits = try #require(run["waits"] as? [[String: Any]])
    #expect(waits.first?["total_ns"] as? Int == 120_000_000)
    let critical = try #require(run["critical"] as? [String: Any])
    #expect(critical["rate_limit_ns"] as? Int == 120_000_000)
    #expect(critical["service_ns"] as? Int == 36_000_000)
    let links = try #require(document["links"] as? [[String: Any]])
    #expect(links.map { $0["child"] as? String } == ["run", "write"])
    let edges = try #require(document["edges"] as? [[String: Any]])
    #expect((edges.first?["blocked"] as? [String: Any])?["total_ns"] as? Int == 1_500)
    let bottleneck = try #require((document["bottlenecks"] as? [[String: Any]])?.first)
    #expect(bottleneck["cause"] as? String == "rate_limit")
    #expect(bottleneck["severity"] as? String == "critical")
  }

  private func parsed(_ snapshot: MonitorSnapshot) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(snapshot.json()))
    return try #require(value as? [String: Any])
  }

  @Test("names cannot forge reports")
  func hostileNames() throws {
    let name = "a\u{1B}[2Jb\n\"\\\u{202E}c\u{0}é"
    let timed = TimedMonitor()
    var root = timed.stage(name).begin()
    root.wait(.retry) { timed.pass(5) }
    root.end()
    let text = timed.monitor.snapshot().text()
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(!text.contains("\u{202E}"))
    #expect(text.split(separator: "\n").count == 5)
    #expect(text.contains("a\u{FFFD}[2Jb\u{FFFD}\"\\\u{FFFD}c\u{FFFD}é"))
    let stages = try parsed(timed.monitor.snapshot())["stages"] as? [[String: Any]]
    #expect(stages?.first?["name"] as? String == name)
  }
}
