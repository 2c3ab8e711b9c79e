import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import Synchronization
import Testing

struct HostProbingTests {
  /// Two benchmarks of five seconds each: the middle is at five seconds.
  private static func plans() throws -> [BenchmarkPlan] {
    try ProjectConfiguration.read(
      text: "defaults: {samples: {time: 5s}}\nbenchmarks: [./a, ./b]\n",
      path: "perfgate.yaml"
    ).configuration.benchmarks
  }

  /// A clock that is set by hand, and a probe that counts its calls.
  private final class Bench {
    var seconds = 100.0
    var calls = 0
    var failing: Int?

    func probing() throws -> HostProbing {
      HostProbing(try HostProbingTests.plans(), now: { Int64(self.seconds * 1e9) }) {
        self.calls += 1
        guard self.calls != self.failing else { return nil }
        return HostProbe.Sample(cpu: Double(self.calls), memory: 10 * Double(self.calls))
      }
    }
  }

  @Test("the host is probed at the start, at the first pause of the second half and at the end")
  func threeTimes() throws {
    let bench = Bench()
    let probing = try bench.probing()
    #expect(bench.calls == 1)
    for (second, calls) in [(101.0, 1), (104.9, 1), (105.1, 2), (106, 2), (109, 2)] {
      bench.seconds = second
      probing.pause()
      #expect(bench.calls == calls)
    }
    let record = try #require(probing.finish())
    #expect(record.cpu == [1, 2, 3])
    #expect(record.memory == [10, 20, 30])
    #expect(record.kernel == HostProbe.kernel)
  }

  @Test("what ends early is probed three times all the same")
  func early() throws {
    let bench = Bench()
    let probing = try bench.probing()
    probing.pause()
    #expect(try #require(probing.finish()).cpu == [1, 2, 3])
  }

  @Test("a probe that failed leaves no record", arguments: [1, 2, 3])
  func failing(call: Int) throws {
    let bench = Bench()
    bench.failing = call
    #expect(try bench.probing().finish() == nil)
  }
}
