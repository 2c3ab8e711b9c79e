/// All that a monitor knew at one moment, as a value.
public struct MonitorSnapshot: Sendable {
  /// Where the monitor's clock stands in time.
  public var anchor: ClockAnchor
  /// When it was taken, in nanoseconds of the monitor's clock.
  public var takenAtNanoseconds: Int64
  /// The stages with spans, the largest share of the critical path first, then by name.
  public var stages: [StageFigures]
  /// Which stages were begun in which, by parent, then by child.
  public var links: [StageLink]
  /// The ways between stages, by sender, then by receiver.
  public var edges: [EdgeFigures]
  /// The highest resident memory that the process ever had, in bytes; `nil` where it is not known.
  public var peakResidentBytes: Int64?

  /// Creates a snapshot.
  ///
  /// - Parameters:
  ///   - anchor: Where the clock stands in time.
  ///   - takenAtNanoseconds: When it was taken.
  ///   - stages: The stages, in any order.
  ///   - links: Which stages were begun in which, in any order.
  ///   - edges: The ways between stages, in any order.
  ///   - peakResidentBytes: The highest resident memory of the process.
  public init(
    anchor: ClockAnchor,
    takenAtNanoseconds: Int64,
    stages: [StageFigures],
    links: [StageLink] = [],
    edges: [EdgeFigures] = [],
    peakResidentBytes: Int64? = nil
  ) {
    self.anchor = anchor
    self.takenAtNanoseconds = takenAtNanoseconds
    self.stages = stages.sorted { left, right in
      let times = (left.critical.totalNanoseconds, right.critical.totalNanoseconds)
      return times.0 == times.1 ? left.name < right.name : times.0 > times.1
    }
    self.links = links.sorted { ($0.parent, $0.child) < ($1.parent, $1.child) }
    self.edges = edges.sorted { ($0.sender, $0.receiver) < ($1.sender, $1.receiver) }
    self.peakResidentBytes = peakResidentBytes
  }

  /// The spans of all stages that ended.
  public var spanCount: Int { stages.reduce(0) { $0 + $1.spanCount } }
  /// The roots of all stages that ended.
  public var rootCount: Int { stages.reduce(0) { $0 + $1.rootCount } }
  /// The time on the critical paths of all roots: the sum of their durations, in nanoseconds.
  public var criticalNanoseconds: Int64 {
    stages.reduce(0) { $0 + $1.critical.totalNanoseconds }
  }

  /// The figures of a stage; `nil` where no span of it ended.
  ///
  /// - Parameter name: The name of the stage.
  /// - Returns: Its figures.
  public func stage(_ name: String) -> StageFigures? {
    stages.first { $0.name == name }
  }

  /// The stage's share of the critical path of all roots, 0 to 1; 0 where no root ended.
  ///
  /// - Parameter stage: The figures of the stage.
  /// - Returns: A share.
  public func criticalShare(of stage: StageFigures) -> Double {
    stage.criticalShare(of: criticalNanoseconds)
  }
}

extension StageFigures {
  /// The stage's share of the critical path of all roots: reports add the path up once for all stages.
  func criticalShare(of nanoseconds: Int64) -> Double {
    nanoseconds > 0 ? Double(critical.totalNanoseconds) / Double(nanoseconds) : 0
  }
}
