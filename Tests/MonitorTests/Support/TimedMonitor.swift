import PerfgateMonitor

/// A monitor whose time a test moves.
struct TimedMonitor {
  let clock = ManualClock()
  let monitor: PerformanceMonitor

  init(_ edit: (inout MonitorOptions) -> Void = { _ in }) {
    var options = MonitorOptions()
    options.clock = .manual(clock)
    edit(&options)
    monitor = PerformanceMonitor(options: options)
  }

  /// Moves the time on.
  func pass(_ nanoseconds: Int64) {
    clock.advance(nanoseconds: nanoseconds)
  }

  /// A stage.
  func stage(_ name: String) -> Stage { monitor.stage(name) }

  /// A root of a stage that lasts so long and does nothing else.
  func root(_ name: String, lasting nanoseconds: Int64) {
    let span = stage(name).begin()
    pass(nanoseconds)
    span.end()
  }

  /// The figures of a stage; those of a stage without spans where there are none.
  func figures(_ name: String) -> StageFigures {
    monitor.snapshot().stage(name) ?? StageFigures(name: name)
  }
}

/// A span that is put away: a collection cannot hold one.
final class KeptSpan {
  private var span: ActiveSpan?

  init(_ span: consuming ActiveSpan) {
    self.span = consume span
  }

  /// The span as a parent.
  var context: SpanContext? { span?.context }

  /// Waits in the span.
  func wait(_ kind: WaitKind, _ body: () -> Void) {
    span?.wait(kind, body)
  }

  /// Ends the span.
  func end() {
    span.take()?.end()
  }

  /// Ends the span as a failed one.
  func fail() {
    span.take()?.fail()
  }
}
