import Synchronization

/// Measures the stages of a program while it runs: spans, waits, bytes, errors, critical path.
///
/// ```swift
/// let monitor = PerformanceMonitor()
/// let score = monitor.stage("score")
/// let span = score.begin()
/// // work
/// span.end()
/// print(monitor.snapshot().text())
/// ```
///
/// Keep the monitor as long as it is to record: spans and stages do not.
///
/// Everything may be called from any thread and task. Threads record without meeting each other, and
/// memory grows with the number of stages, not with the number of spans.
public final class PerformanceMonitor: Sendable {
  /// The monitor that `measure` and `@Measured` use; it records nothing until it is enabled.
  public static let shared: PerformanceMonitor = {
    var options = MonitorOptions()
    options.isEnabled = false
    return PerformanceMonitor(options: options)
  }()

  /// The most stages that a monitor tells apart; spans of further ones count as "(other)".
  public static let stageLimit = 4096

  /// Where the monitor's clock stands in time.
  public let anchor: ClockAnchor

  let core: MonitorCore
  let generation: UInt32
  let baselines = Mutex<[String: MonitorBaseline]>([:])

  /// Creates a monitor.
  ///
  /// - Parameter options: How it works.
  public init(options: MonitorOptions = MonitorOptions()) {
    core = CorePool.take(options.clock)
    generation = core.open(options)
    anchor = options.clock.anchor
  }

  deinit {
    core.close()
    CorePool.giveBack(core)
  }

  /// Whether spans that begin are recorded; those that have begun are in any case.
  public var isEnabled: Bool {
    get { core.isOn }
    set { core.isOn = newValue }
  }

  /// The stage of a name.
  ///
  /// Resolve it once and keep it: the look-up takes longer than a span.
  ///
  /// - Parameter name: The name; the same name is the same stage.
  /// - Returns: The stage, which does not keep the monitor.
  public func stage(_ name: String) -> Stage {
    let number = core.registry.withLock { $0.number(of: name) }
    return Stage(core: .passUnretained(core), generation: generation, number: number)
  }

  /// The way that items take from one stage to the next; the same pair is the same edge.
  ///
  /// - Parameters:
  ///   - sender: The stage that sends.
  ///   - receiver: The stage that receives; both of this monitor.
  /// - Returns: The edge, which does not keep the monitor.
  public func edge(from sender: Stage, to receiver: Stage) -> StageEdge {
    precondition(sender.isSibling(of: receiver), "an edge joins stages of one monitor")
    precondition(sender.generation == generation, "an edge joins stages of its own monitor")
    let pair = StageRegistry.Pair(sender: sender.number, receiver: receiver.number)
    let totals = core.registry.withLock { $0.edge(pair) }
    return StageEdge(sender: sender, receiver: receiver, totals: totals)
  }

  /// All that is known now.
  ///
  /// - Parameter resetting: Whether the monitor forgets what the snapshot holds, so that consecutive
  ///   snapshots add up. Recorded traces and named baselines stay.
  /// - Returns: The figures of every stage with spans.
  public func snapshot(resetting: Bool = false) -> MonitorSnapshot {
    core.snapshot(anchor: anchor, resetting: resetting)
  }

  /// The latest spans one by one; empty without `MonitorOptions.traceCapacity`.
  ///
  /// - Returns: The spans by their start.
  public func recordedTrace() -> RecordedTrace {
    let contents = core.witness?.contents
    return RecordedTrace(
      anchor: anchor,
      spans: contents?.records ?? [],
      droppedCount: contents?.dropped ?? 0
    )
  }

  /// Has an observer told of every span from now on.
  ///
  /// A monitor with observers stays until they are removed, even if nobody else keeps it.
  ///
  /// - Parameter observer: Is kept until `removeObservers`.
  public func add(observer: any MonitorObserver) {
    core.add(observer: observer, of: self)
  }

  /// Forgets all observers.
  public func removeObservers() {
    core.removeObservers()
  }

  /// Tells all observers how far every stage has come, however long ago they were told: for the end
  /// of a run.
  public func notifyProgress() {
    core.notifyAll(generation)
  }
}
