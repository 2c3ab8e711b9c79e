import Foundation
import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import Testing

struct WarningTests {
  /// Wall-clock seconds that scatter calmly around a level, without ties.
  private static func calm(_ level: Double, count: Int = 30) -> [Double] {
    (0..<count).map { index in
      let step = Double(index)
      let share = 0.02 * sin(1.7 * step * step) + 0.0001 * step
      return level * (1 + share)
    }
  }

  private func warnings(
    of values: [Double],
    shell: [Double]? = nil
  ) throws -> [MeasurementWarning.Kind] {
    let bench = Bench { text, count in
      if text == ":", let shell { return .taking(shell[count % shell.count]) }
      return .taking(values[count])
    }
    let plan = try BenchmarkPlan.plan("a", shell == nil ? .echo("main") : .shell("main | cat")) {
      $0.samples = SamplingPlan(minimum: values.count, maximum: values.count, timeSeconds: 1)
    }
    let entry = try bench.measure(plan)
    #expect(entry.warnings.allSatisfy { $0.metric == "wall" && !$0.advice.isEmpty })
    return entry.warnings.map(\.kind)
  }

  @Test("calm samples have no warning, with and without a shell")
  func calm() throws {
    #expect(try warnings(of: Self.calm(0.1)) == [])
    #expect(try warnings(of: Self.calm(0.1), shell: Self.calm(0.002)) == [])
    #expect(try warnings(of: [Double](repeating: 0.1, count: 15)) == [])
  }

  @Test("a program of less than 2 ms is mostly start-up")
  func shortProgram() throws {
    #expect(try warnings(of: Self.calm(0.0015)) == [.shortProgram])
    #expect(try warnings(of: Self.calm(0.0025)) == [])
  }

  @Test("a first invocation far above the rest asks for more warm-up")
  func slowStart() throws {
    var values = Self.calm(0.1)
    values[0] = 0.15
    #expect(try warnings(of: values) == [.slowStart])
    values[0] = 0.105
    #expect(try warnings(of: values) == [], "less than a tenth")
    values[0] = 0.1
    values[1] = 0.15
    #expect(try warnings(of: values) == [], "only the first one tells of a slow start")
  }

  @Test("a command that drowns in the noise of its shell is said to")
  func shellCost() throws {
    let rough = (0..<23).map { 0.002 + 0.0005 * Double($0 % 7) }
    #expect(try warnings(of: Self.calm(0.006), shell: rough).contains(.shellCost))
    #expect(try warnings(of: Self.calm(0.1), shell: rough) == [])
  }

  @Test("two groups of values are bimodal")
  func bimodal() throws {
    let values = Self.calm(0.1).enumerated().map {
      $0.offset.isMultiple(of: 2) ? $0.element : $0.element * 1.5
    }
    #expect(try warnings(of: values) == [.bimodal])
  }

  @Test("many far-off values are outliers, a few are not")
  func outliers() throws {
    var values = Self.calm(0.1, count: 40)
    for index in [7, 14, 21] { values[index] = 0.2 + 0.013 * Double(index) }
    #expect(try warnings(of: values) == [])
    for index in [3, 28, 35] { values[index] = 0.2 + 0.013 * Double(index) }
    #expect(try warnings(of: values).contains(.outliers))
  }

  @Test("a failed benchmark has a reason instead of warnings")
  func failed() throws {
    let bench = Bench { _, count in count < 5 ? .taking(0.001) : .ending(.exited(code: 1)) }
    let plan = try BenchmarkPlan.plan {
      $0.samples = SamplingPlan(minimum: 15, maximum: 15, timeSeconds: 1)
    }
    #expect(try bench.measure(plan).warnings.isEmpty)
  }
}
