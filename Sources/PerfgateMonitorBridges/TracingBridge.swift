#if Bridges
public import PerfgateMonitor
internal import Synchronization
public import Tracing

/// Begins and ends a span of a swift-distributed-tracing tracer with every span of a monitor.
///
/// A root belongs to the span that the task works in (`ServiceContext.current`); what is begun in
/// it belongs to it, also after it has ended, for the latest 4,096 that have. Bytes, what the program said and failure become attributes and status, waits
/// become events.
///
/// ```swift
/// monitor.add(observer: TracingBridge(anchor: monitor.anchor))
/// ```
public final class TracingBridge: MonitorObserver {
  /// What the tracer knows of the monitor's spans.
  private struct Known {
    /// So many that what is begun a little late finds its parent, in less than a megabyte.
    private static let limit = 4096

    /// Those that have not ended.
    private(set) var open: [UInt64: any Tracing.Span] = [:]
    /// Where the latest that have ended are in their traces.
    private(set) var ended: [UInt64: ServiceContext] = [:]
    /// The ids of `ended`, in order from `oldest` on.
    private var order: [UInt64] = []
    private var oldest = 0

    mutating func begin(_ id: UInt64, _ span: any Tracing.Span) {
      open[id] = span
    }

    mutating func end(_ id: UInt64, _ context: ServiceContext) {
      open[id] = nil
      ended[id] = context
      guard order.count == Self.limit else { return order.append(id) }
      ended[order[oldest]] = nil
      order[oldest] = id
      oldest = (oldest + 1) % Self.limit
    }
  }

  private let tracer: any Tracer
  private let anchor: ClockAnchor
  // The tracer is asked outside of the lock: nobody knows how long it takes.
  private let known = Mutex(Known())

  /// Creates a bridge.
  ///
  /// - Parameters:
  ///   - tracer: Where spans go; what the program bootstrapped where none is given.
  ///   - anchor: Where the clock of the monitor stands in time.
  public init(tracer: any Tracer = InstrumentationSystem.tracer, anchor: ClockAnchor) {
    self.tracer = tracer
    self.anchor = anchor
  }

  /// Begins a span.
  ///
  /// - Parameter span: The span that began.
  public func spanBegan(_ span: SpanStart) {
    let parent = span.parentID.map { id in
      known.withLock { (open: $0.open[id], ended: $0.ended[id]) }
    }
    let began = tracer.startSpan(
      span.stage,
      context: parent?.open?.context ?? parent?.ended ?? .current ?? .topLevel,
      at: BridgedInstant(anchor, span.startNanoseconds)
    )
    known.withLock { $0.begin(span.id, began) }
  }

  /// Ends a span; one that had begun before the bridge was there is not told of.
  ///
  /// - Parameter span: The span that ended.
  public func spanEnded(_ span: SpanRecord) {
    guard let began = known.withLock({ $0.open[span.id] }) else { return }
    let context = began.context
    known.withLock { $0.end(span.id, context) }
    var attributes = began.attributes
    for attribute in span.attributes { attributes.set(attribute) }
    if span.bytes > 0 { attributes.set("perfgate.bytes", value: .int64(span.bytes)) }
    began.attributes = attributes
    for wait in span.waits {
      let nanoseconds = wait.endNanoseconds - wait.startNanoseconds
      began.addEvent(
        SpanEvent(
          name: "wait",
          at: BridgedInstant(anchor, wait.startNanoseconds),
          attributes: SpanAttributes([
            "perfgate.wait.kind": .string(wait.kind.name),
            "perfgate.wait.nanoseconds": .int64(nanoseconds),
          ])
        )
      )
    }
    if span.isFailed { began.setStatus(SpanStatus(code: .error)) }
    began.end(at: BridgedInstant(anchor, span.endNanoseconds))
  }
}

extension SpanAttributes {
  fileprivate mutating func set(_ attribute: PerfgateMonitor.SpanAttribute) {
    switch attribute.value {
    case .text(let text): set(attribute.key, value: .string(text))
    case .integer(let number): set(attribute.key, value: .int64(number))
    case .number(let number): set(attribute.key, value: .double(number))
    case .flag(let flag): set(attribute.key, value: .bool(flag))
    }
  }
}

/// A moment of the monitor's clock as tracers count time.
private struct BridgedInstant: TracerInstant {
  let nanosecondsSinceEpoch: UInt64

  init(_ anchor: ClockAnchor, _ nanoseconds: Int64) {
    nanosecondsSinceEpoch = UInt64(max(0, anchor.unixNanoseconds(at: nanoseconds)))
  }

  static func < (left: BridgedInstant, right: BridgedInstant) -> Bool {
    left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
  }
}
#endif
