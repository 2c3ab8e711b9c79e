import PerfgateModel

extension MonitorExport {
  /// What a stage took, by the metric's name; `nil` where it was not exported.
  subscript(name: String) -> Double? {
    stages.first { $0.name == name }?.values.first
  }

  /// The same as of a program that takes so many times as long.
  func slowed(by factor: Double) -> MonitorExport {
    guard factor != 1 else { return self }
    var slower = self
    for index in stages.indices {
      if stages[index].unit == .seconds {
        slower.stages[index].values = stages[index].values.map { $0 * factor }
      } else if stages[index].direction == .higher {
        slower.stages[index].values = stages[index].values.map { $0 / factor }
      }
    }
    return slower
  }
}
