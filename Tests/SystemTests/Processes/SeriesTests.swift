import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Series of invocations")
struct SeriesTests {
  private let runner: SpawnerClient

  init() throws { runner = try BuiltTool.spawner() }

  private func codes(
    of count: Int,
    until last: Int = .max,
    _ request: (Int) -> ProcessRequest
  ) throws -> [Termination] {
    var ends: [Termination] = []
    try runner.runSeries(of: count, request) { outcome in
      ends.append(outcome.termination)
      return ends.count < last
    }
    return ends
  }

  @Test("outcomes come in order, one for each request", arguments: [1, 2, 50])
  func order(count: Int) throws {
    let ends = try codes(of: count) { shell("exit \($0)") }
    #expect(ends == (0..<count).map { .exited(code: $0) })
  }

  @Test("requests and outcomes that fill the socket's buffers do not block each other")
  func large() throws {
    let input = [UInt8](repeating: 97, count: 3 << 20)
    var sizes: [Int] = []
    try runner.runSeries(of: 4) { _ in
      var request = shell("cat")
      request.standardInput = .bytes(input)
      request.outputLimits = .init(headBytes: 8 << 20, tailBytes: 0)
      return request
    } each: { outcome in
      sizes.append(outcome.standardOutput.kept.count)
      return true
    }
    #expect(sizes == [Int](repeating: input.count, count: 4))
  }

  @Test("a series that is ended kills the invocation that had begun, and the runner goes on")
  func ended() throws {
    let mark = SleepMark()
    let ends = try codes(of: 3, until: 1) { index in
      index == 0 ? shell("exit 7") : shell("exec sleep \(mark.seconds)")
    }
    #expect(ends == [.exited(code: 7)])
    #expect(try mark.isGone())
    #expect(try runner.run(shell("exit 5")).termination == .exited(code: 5))
  }

  @Test("padding is added to the environment, and only padding differs")
  func padding() throws {
    var texts: [String] = []
    try runner.runSeries(of: 4) { index in
      var request = shell("echo ${#PERFGATE_PADDING} $(env | grep -c PERFGATE_PADDING) $OWN")
      request.environment["OWN"] = index < 2 ? "a" : "b"
      request.paddingBytes = index * 1000
      return request
    } each: { outcome in
      texts.append(text(outcome.standardOutput))
      return true
    }
    #expect(texts == ["0 0 a\n", "1000 1 a\n", "2000 1 b\n", "3000 1 b\n"])
  }

  @Test("a request that cannot be expressed ends the series with an error")
  func invalid() throws {
    var count = 0
    #expect(throws: ProcessError.self) {
      try runner.runSeries(of: 3) { index in
        index < 2 ? shell("true") : shell("true\0")
      } each: { _ in
        count += 1
        return true
      }
    }
    #expect(count <= 2)
    #expect(try runner.run(shell("true")).termination.isSuccess)
  }
}
