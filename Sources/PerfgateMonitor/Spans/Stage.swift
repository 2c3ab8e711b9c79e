import Synchronization

/// A stage of a program: what spans are begun with.
///
/// A handle of two numbers that costs nothing to copy. It does not keep its monitor: spans that are
/// begun after the monitor is gone are forgotten.
public struct Stage: Sendable {
  let core: Unmanaged<MonitorCore>
  let generation: UInt32
  let number: UInt32

  /// The name; empty once the monitor is gone.
  public var name: String {
    core._withUnsafeGuaranteedRef { $0.name(of: self) } ?? ""
  }

  /// Begins a span that is in no other: a root.
  ///
  /// - Returns: The span; it ends by `end()` or `fail()`, and fails when it is dropped.
  public func begin() -> ActiveSpan {
    begin(inFrame: nil)
  }

  /// Begins a root that began some time ago, so that a wait before it can be told of with `addWait`.
  ///
  /// - Parameter nanoseconds: How long ago, at least 0.
  /// - Returns: The span.
  public func begin(earlierBy nanoseconds: Int64) -> ActiveSpan {
    let mode = core._withUnsafeGuaranteedRef { $0.mode.load(ordering: .relaxed) }
    if mode == MonitorCore.Mode.off || !isOpen { return ActiveSpan() }
    let isDetailed = mode == MonitorCore.Mode.detailed
    let witness = isDetailed ? core._withUnsafeGuaranteedRef(\.witness) : nil
    return ActiveSpan(
      self,
      start: now - max(0, nanoseconds),
      parent: nil,
      predecessor: .unknown,
      witness: witness
    )
  }

  /// Begins a span in another.
  ///
  /// - Parameter parent: The other span (`ActiveSpan.context`, `SpanContext.current`); `nil`, or the
  ///   span of another monitor, for a root.
  /// - Returns: The span; it ends by `end()` or `fail()`, and fails when it is dropped.
  public func begin(in parent: SpanContext?) -> ActiveSpan {
    begin(inFrame: parent?.frame)
  }

  /// Says how many spans there will be in all, for `MonitorProgress`.
  ///
  /// A snapshot that resets the monitor takes those that have ended by then; the rest stays expected.
  ///
  /// - Parameter count: At least 0; `nil` where that is not known any more.
  public func expect(_ count: Int?) {
    core._withUnsafeGuaranteedRef { $0.expect(count.map { max(0, $0) }, of: self) }
  }
}

extension Stage {
  /// Begins a span.
  ///
  /// - Parameter parent: The span that it is begun in; `nil` for a root.
  /// - Returns: The span.
  @inline(__always)
  func begin(inFrame parent: SpanFrame?) -> ActiveSpan {
    let mode = core._withUnsafeGuaranteedRef { $0.mode.load(ordering: .relaxed) }
    if mode == MonitorCore.Mode.off { return ActiveSpan() }
    if mode == MonitorCore.Mode.counting, parent == nil { return ActiveSpan(self, start: now) }
    return begin(isDetailed: mode == MonitorCore.Mode.detailed, parent: parent)
  }

  @inline(never)
  private func begin(isDetailed: Bool, parent: SpanFrame?) -> ActiveSpan {
    guard isOpen else { return ActiveSpan() }
    let witness = isDetailed ? core._withUnsafeGuaranteedRef(\.witness) : nil
    guard let parent, parent.stage.isSibling(of: self) else {
      return ActiveSpan(
        self,
        start: now,
        parent: nil,
        predecessor: .unknown,
        witness: witness
      )
    }
    let (start, predecessor) = parent.beginChild()
    return ActiveSpan(
      self,
      start: start,
      parent: parent,
      predecessor: predecessor,
      witness: witness
    )
  }

  /// The time now, in nanoseconds of the monitor's clock.
  @inline(__always)
  var now: Int64 { core._withUnsafeGuaranteedRef { $0.clock.nowNanoseconds } }

  /// Whether the monitor is still there.
  private var isOpen: Bool { core._withUnsafeGuaranteedRef { $0.isOpen(generation) } }

  /// Whether a span that begins now is recorded.
  var isRecording: Bool { core._withUnsafeGuaranteedRef { $0.isOn } && isOpen }

  /// Whether both are of the same monitor.
  func isSibling(of other: Stage) -> Bool {
    core.toOpaque() == other.core.toOpaque() && generation == other.generation
  }
}

extension Stage: Hashable {
  /// Whether both are the same stage of the same monitor.
  public static func == (left: Stage, right: Stage) -> Bool {
    left.isSibling(of: right) && left.number == right.number
  }

  /// Feeds what tells stages apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(core.toOpaque())
    hasher.combine(generation)
    hasher.combine(number)
  }
}
