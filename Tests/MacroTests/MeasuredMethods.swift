#if Macros
import PerfgateMacros

/// A type that is measured by its own monitor.
struct Importer {
  let monitor = PerformanceMonitor()
  var rows = 0

  @Measured(monitor: \Importer.monitor)
  mutating func add(_ count: Int) { rows += count }

  @Measured("kept", monitor: \Importer.monitor)
  func kept() throws -> Int { rows }

  @Measured(monitor: observed)
  static func merged(_ importers: [Importer]) -> Int { importers.reduce(0) { $0 + $1.rows } }

  /// Its monitor is behind more components than a property.
  struct Table {
    let monitors = [PerformanceMonitor()]

    @Measured("added", monitor: \Importer.Table.monitors[0])
    func added(_ `default`: consuming String) -> Int { `default`.count }
  }

  struct Row {
    @Measured(monitor: observed)
    func parsed(_ text: String) -> Int? { Int(text) }
  }
}

extension Importer.Row {
  @Measured(monitor: observed)
  func `default`() -> Int { 2 }

  func local() -> Int {
    @Measured(monitor: observed)
    func added(_ number: Int) -> Int { number + 1 }
    return added(1)
  }
}

extension Array<Int> {
  @Measured(monitor: observed)
  func total() -> Int { reduce(0, +) }
}

/// A requirement, and what is measured for all who do not do it themselves.
protocol Scored {
  func score() -> Double
}

extension Scored {
  @Measured("score", monitor: observed)
  func score() -> Double { 0.5 }
}

struct Scorer: Scored {}

class Base {
  @Measured(monitor: observed)
  class func made() -> Base { Base() }

  @Measured(monitor: observed)
  func name() -> String { "base" }
}

final class Derived: Base {
  @Measured(monitor: observed)
  override func name() -> String { "derived of " + super.name() }
}

actor Counter {
  private var count = 0

  @Measured(monitor: observed)
  func next() -> Int {
    count += 1
    return count
  }

  @Measured(monitor: observed)
  func after(_ other: Counter) async throws -> Int {
    let theirs = await other.next()
    count += theirs
    return count
  }

  @Measured(monitor: observed)
  nonisolated func name() async -> String { "counter" }
}
#endif
