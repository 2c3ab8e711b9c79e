import PerfgateHost
import Synchronization

extension MonitorCore {
  /// The name of a stage; `nil` once its monitor is gone.
  func name(of stage: Stage) -> String? {
    registry.withLock { registry in
      // Checked inside: a monitor that goes closes first, and empties the registry then.
      isOpen(stage.generation) ? registry.stages[Int(stage.number)].name : nil
    }
  }

  /// Counts a span without a frame.
  ///
  /// - Parameters:
  ///   - stage: Its stage.
  ///   - start: When it began.
  ///   - end: When it ended, not before.
  ///   - bytes: What it processed.
  ///   - isFailed: Whether it failed.
  ///   - parentStage: The stage of its parent; `nil` for a root.
  @inline(__always)
  func endPlain(
    _ stage: Stage,
    start: Int64,
    end: Int64,
    bytes: Int64,
    isFailed: Bool,
    parentStage: UInt32? = nil
  ) {
    let stripe = takeStripe()
    guard stripe.pointee.generation == stage.generation else {
      return stripe.pointee.lock.unlock()
    }
    let cell = cell(of: stage.number, in: stripe)
    cell.pointee.count(start: start, end: end, bytes: bytes, isFailed: isFailed, parentStage)
    if parentStage == nil { cell.pointee.counters.criticalService &+= end &- start }
    cell.pointee.append(service: end &- start, latency: end &- start)
    leave(stripe, stage, now: end)
  }

  /// Counts a span with a frame, which has ended.
  ///
  /// - Parameters:
  ///   - frame: The span.
  ///   - own: Its own work on its critical path.
  ///   - end: When it ended.
  ///   - bytes: What it processed.
  ///   - isFailed: Whether it failed.
  ///   - parentStage: The stage of its parent; `nil` for a root.
  /// - Returns: Its stage; `nil` where the monitor is gone.
  func end(
    _ frame: SpanFrame,
    _ own: PathTime,
    at end: Int64,
    bytes: Int64,
    isFailed: Bool,
    parentStage: UInt32?
  ) -> StageTotals? {
    let stage = frame.stage
    let stripe = takeStripe()
    guard stripe.pointee.generation == stage.generation else {
      stripe.pointee.lock.unlock()
      return nil
    }
    let cell = cell(of: stage.number, in: stripe)
    cell.pointee.count(start: frame.start, end: end, bytes: bytes, isFailed: isFailed, parentStage)
    cell.pointee.add(frame, end: end)
    if parentStage == nil {
      cell.pointee.add(own)
      frame.path.forEach { self.cell(of: $0.key.stage, in: stripe).pointee.add($0) }
    }
    let totals = frame.witness == nil ? nil : cell.pointee.totals
    leave(stripe, stage, now: end)
    return totals
  }

  /// Unlocks a stripe, and looks at the memory where that is due.
  @inline(__always)
  private func leave(
    _ stripe: UnsafeMutablePointer<RecordingStripe>,
    _ stage: Stage,
    now: Int64
  ) {
    let isDue = now >= stripe.pointee.nextMemoryLook
    if isDue {
      let (next, isOver) = now.addingReportingOverflow(stripe.pointee.memoryInterval)
      stripe.pointee.nextMemoryLook = isOver ? .max : next
    }
    stripe.pointee.lock.unlock()
    if isDue { lookAtMemory(stage) }
  }

  @inline(never)
  private func lookAtMemory(_ stage: Stage) {
    guard let resident = ProcessMemory.residentBytes() else { return }
    let stripe = takeStripe()
    defer { stripe.pointee.lock.unlock() }
    guard stripe.pointee.generation == stage.generation else { return }
    let cell = cell(of: stage.number, in: stripe)
    cell.pointee.counters.peakResident = max(cell.pointee.counters.peakResident, resident)
  }
}

// MARK: - Progress

extension MonitorCore {
  /// Tells observers how far all stages have come.
  func notifyAll(_ generation: UInt32) {
    let stages = registry.withLock { $0.stages }
    guard let witness else { return }
    let now = clock.nowNanoseconds
    for (number, totals) in stages.enumerated() {
      let core = Unmanaged.passUnretained(self)
      let stage = Stage(core: core, generation: generation, number: UInt32(number))
      if let progress = progress(totals, stage, now: now) { witness.tell(progress) }
    }
  }

  /// Says how many spans of a stage there will be; `nil` where that is not known.
  func expect(_ count: Int?, of stage: Stage) {
    registry.withLock { registry in
      guard isOpen(stage.generation) else { return }
      registry.stages[Int(stage.number)].expected.store(count ?? -1, ordering: .relaxed)
    }
  }

  /// How far a stage has come; `nil` where no span of it has ended in this use of the core.
  func progress(_ totals: StageTotals, _ stage: Stage, now: Int64) -> MonitorProgress? {
    var counters = StageCounters()
    for index in 0..<stripeCount {
      let stripe = stripe(index)
      stripe.pointee.lock.lock()
      defer { stripe.pointee.lock.unlock() }
      guard stripe.pointee.generation == stage.generation else { return nil }
      guard let cell = stripe.pointee.cell(Int(stage.number)) else { continue }
      counters.merge(cell.pointee.counters)
    }
    guard counters.spans > 0 else { return nil }
    let expected = totals.expected.load(ordering: .relaxed)
    return MonitorProgress(
      stage: totals.name,
      completed: counters.spans,
      failed: counters.failures,
      expected: expected < 0 ? nil : expected,
      elapsedNanoseconds: max(0, now - counters.firstStart)
    )
  }
}
