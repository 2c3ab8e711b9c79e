/// How a monitor works; what is off costs nothing.
public struct MonitorOptions: Sendable {
  /// Whether spans are recorded from the start (`PerformanceMonitor.isEnabled`).
  public var isEnabled = true
  /// How many of the latest spans are kept one by one for `recordedTrace`, about 100 bytes each; 0
  /// for none.
  public var traceCapacity = 0
  /// The least time between two looks at the resident memory; `nil` for none.
  ///
  /// A look takes some microseconds of the thread that has just ended a span.
  public var memoryInterval: Duration?
  /// The least time between two notifications of progress of one stage.
  public var progressInterval = Duration.milliseconds(100)
  /// The clock to read.
  public var clock = MonitorClock.live

  /// Creates the usual options: recording, without traces, without looks at the memory.
  public init() {}
}

extension Duration {
  /// All of it in nanoseconds, at least 0; the largest number where it is longer.
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (product, isOver) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isOverThen) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return isOver || isOverThen ? .max : sum
  }
}
