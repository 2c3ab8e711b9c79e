#if Bridges
internal import Metrics
public import CoreMetrics
public import PerfgateMonitor
internal import Synchronization

/// Tells swift-metrics of every span that ends, under labels with the stage as a dimension.
///
/// | label | kind | |
/// |---|---|---|
/// | `stage.service` | timer | what a span took, waits left out |
/// | `stage.wait` | timer | one wait; the dimension `kind` says what for |
/// | `stage.errors` | counter | spans that failed |
/// | `stage.bytes` | counter | bytes that spans processed |
///
/// ```swift
/// monitor.add(observer: MetricsBridge())
/// ```
public final class MetricsBridge: MonitorObserver {
  /// The instruments of one stage; those of waits and bytes exist from the first one on.
  private struct Instruments {
    var service: Timer
    var errors: Counter
    var bytes: Counter?
    var waits: [WaitKind: Timer] = [:]
  }

  private let factory: any MetricsFactory
  private let prefix: String
  private let stages = Mutex<[String: Instruments]>([:])

  /// Creates a bridge.
  ///
  /// - Parameters:
  ///   - factory: Where values go; what the program bootstrapped where none is given.
  ///   - prefix: What labels begin with.
  public init(factory: any MetricsFactory = MetricsSystem.factory, prefix: String = "stage") {
    self.factory = factory
    self.prefix = prefix
  }

  /// Records a span.
  ///
  /// - Parameter span: The span that ended.
  public func spanEnded(_ span: SpanRecord) {
    // Instruments are told outside of the lock: nobody knows how long they take.
    let instruments = stages.withLock { known in
      var instruments = known[span.stage] ?? newInstruments(of: span.stage)
      complete(&instruments, for: span)
      known[span.stage] = instruments
      return instruments
    }
    let service = span.durationNanoseconds - span.waitedNanoseconds
    instruments.service.recordNanoseconds(max(0, service))
    for wait in span.waits {
      instruments.waits[wait.kind]?.recordNanoseconds(wait.endNanoseconds - wait.startNanoseconds)
    }
    if span.isFailed { instruments.errors.increment() }
    if span.bytes > 0 { instruments.bytes?.increment(by: span.bytes) }
  }

  private func newInstruments(of stage: String) -> Instruments {
    Instruments(
      service: timer("service", [("stage", stage)]),
      errors: counter("errors", [("stage", stage)])
    )
  }

  private func complete(_ instruments: inout Instruments, for span: SpanRecord) {
    let stage = ("stage", span.stage)
    if span.bytes > 0, instruments.bytes == nil { instruments.bytes = counter("bytes", [stage]) }
    for wait in span.waits where instruments.waits[wait.kind] == nil {
      instruments.waits[wait.kind] = timer("wait", [stage, ("kind", wait.kind.name)])
    }
  }

  private func timer(_ name: String, _ dimensions: [(String, String)]) -> Timer {
    Timer(label: "\(prefix).\(name)", dimensions: dimensions, factory: factory)
  }

  private func counter(_ name: String, _ dimensions: [(String, String)]) -> Counter {
    Counter(label: "\(prefix).\(name)", dimensions: dimensions, factory: factory)
  }
}
#endif
