import Foundation
import PerfgateMeasurement
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem
import PerfgateTestSupport
import Testing

struct CheckupTests {
  private static let quiet = NoiseMeasurement((0..<100).map { 0.01 + 0.00001 * Double($0 % 7) })

  /// A machine that nothing is to be said against.
  private static func fit() -> Checkup {
    Checkup(
      facts: MachineFacts(
        operatingSystem: "linux",
        architecture: "x86_64",
        processor: ProcessorIdentity(
          vendor: "intel",
          family: "6",
          model: "1",
          stepping: "1",
          name: "A Processor"
        ),
        usableCores: 4,
        memoryBytes: 1 << 34,
        kernelRelease: "6.1",
        loadAverage: .init(oneMinute: 0.1, fiveMinutes: 0, fifteenMinutes: 0),
        frequencyGovernor: "performance"
      ),
      conditions: MachineConditions(
        isTurboOn: false,
        pressure: 0,
        clockSource: "tsc",
        clockStepNanoseconds: 20,
        counterError: 0
      ),
      allowedProcessors: 4,
      machineClass: "box",
      baselines: .committed(count: 3, otherClasses: []),
      lock: .free,
      probes: [.init(cpu: 1, memory: 1), .init(cpu: 1.01, memory: 1)],
      stolen: 0,
      noise: quiet
    )
  }

  @Test("a machine that nothing is to be said against is good in every line")
  func good() {
    let report = Self.fit().report
    #expect(report.lines.filter { $0.status != .good } == [])
    #expect(report.reaches.map(\.recordings) == [1, 5, 10, 20, nil])
    #expect(report.reaches.map(\.change) == report.reaches.map(\.change).sorted(by: >))
  }

  @Test("each disturbance needs attention in its line, and has advice")
  func attention() throws {
    let changes: [(String, (inout Checkup) -> Void)] = [
      ("cores", { $0.facts.usableCores = 1 }), ("cores", { $0.facts.quota = 2.5 }),
      ("baselines", { $0.baselines = .committed(count: 0, otherClasses: ["other"]) }),
      ("governor", { $0.facts.frequencyGovernor = "powersave" }),
      ("turbo", { $0.conditions.isTurboOn = true }),
      ("clock", { $0.conditions.clockSource = "hpet" }),
      ("clock", { $0.conditions.clockStepNanoseconds = 4_000_000 }),
      ("counters", { $0.conditions.counterError = EACCES }),
      ("load", { $0.facts.loadAverage?.oneMinute = 3 }),
      ("pressure", { $0.conditions.pressure = 0.3 }), ("steal", { $0.stolen = 0.05 }),
      ("lock", { $0.lock = .busy(holder: 12) }), ("lock", { $0.lock = .impossible(reason: "no") }),
      ("host probe", { $0.probes[1].memory = 1.2 }),
      ("spread", { $0.noise?.spread = 0.08 }), ("drift", { $0.noise?.drift = -0.1 }),
      ("outliers", { $0.noise?.farOff = 0.2 }),
    ]
    for (name, change) in changes {
      var checkup = Self.fit()
      change(&checkup)
      let lines = checkup.report.lines.filter { $0.status != .good }
      #expect(lines.map(\.name) == [name])
      #expect(lines.allSatisfy { $0.status == .attention && $0.advice != nil })
    }
  }

  @Test("what cannot be had is unknown, never good")
  func unknown() throws {
    var checkup = Self.fit()
    checkup.facts.frequencyGovernor = nil
    checkup.facts.loadAverage = nil
    checkup.conditions = MachineConditions(counterError: ENOENT)
    checkup.baselines = .noConfiguration
    checkup.stolen = nil
    checkup.probes = []
    checkup.noise = nil
    let report = checkup.report
    let unknown = report.lines.filter { $0.status == .unknown }.map(\.name)
    #expect(
      unknown == [
        "baselines", "governor", "turbo", "clock", "counters", "load", "pressure", "steal",
        "host probe", "noise",
      ]
    )
    #expect(report.count(.attention) == 0)
    #expect(report.reaches.isEmpty)
  }

  @Test("noise is what neighbours differ by, drift what the ends differ by")
  func noise() throws {
    var random = SeededGenerator(seed: 1)
    let walls = (0..<300).map { 0.01 * exp(0.05 * (random.nextUnit() - 0.5) + 0.001 * Double($0)) }
    let noise = try #require(NoiseMeasurement(walls))
    #expect(noise.spread < 0.03)
    #expect(try #require(noise.drift) > 0.1)
    #expect(noise.worst > 0.1)
    #expect(NoiseMeasurement([Double](repeating: 1, count: 19)) == nil)
    #expect(NoiseMeasurement([Double](repeating: 0, count: 50)) == nil)
  }
}
