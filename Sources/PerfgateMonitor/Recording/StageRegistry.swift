/// The stages of a monitor, and the ways between them.
struct StageRegistry {
  /// A pair of stages.
  struct Pair: Hashable {
    var sender: UInt32
    var receiver: UInt32
  }

  /// By the number of the stage.
  private(set) var stages: [StageTotals] = []
  private var numbers: [String: UInt32] = [:]
  /// The ways between stages.
  private(set) var edges: [Pair: EdgeTotals] = [:]

  /// The number of a stage; that of "(other)" where there are too many.
  mutating func number(of name: String) -> UInt32 {
    if let number = numbers[name] { return number }
    let isFull = stages.count >= PerformanceMonitor.stageLimit
    let kept = isFull ? "(other)" : name
    if isFull, let other = numbers[kept] { return other }
    let number = UInt32(stages.count)
    stages.append(StageTotals(name: kept))
    numbers[kept] = number
    return number
  }

  /// The way from one stage to another.
  mutating func edge(_ pair: Pair) -> EdgeTotals {
    if let edge = edges[pair] { return edge }
    let edge = EdgeTotals()
    edges[pair] = edge
    return edge
  }
}
