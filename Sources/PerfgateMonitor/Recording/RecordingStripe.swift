/// The part of a monitor that one thread records into, most of the time the same one.
///
/// Everything but the lock is reached under it.
struct RecordingStripe: ~Copyable {
  let lock = SpinLock()
  /// Which use of the memory spans must come from; 0 while no monitor uses it.
  var generation: UInt32 = 0
  /// When somebody looks at the memory next, in nanoseconds of the monitor's clock.
  var nextMemoryLook = Int64.max
  /// The least time between two looks, in nanoseconds.
  var memoryInterval: Int64 = 0
  /// By stage; `nil` where no thread of the stripe has ended a span of it.
  private var cells: [UnsafeMutablePointer<StageCell>?] = []

  /// The stages that there may be cells for.
  var stages: Range<Int> { 0..<cells.count }

  /// The cell of a stage; `nil` where there is none.
  @inline(__always)
  func cell(_ stage: Int) -> UnsafeMutablePointer<StageCell>? {
    stage < cells.count ? cells[stage] : nil
  }

  /// Adds a cell.
  mutating func add(_ stage: Int, _ totals: StageTotals) -> UnsafeMutablePointer<StageCell> {
    while cells.count <= stage { cells.append(nil) }
    let cell = UnsafeMutablePointer<StageCell>.allocate(capacity: 1)
    cell.initialize(to: StageCell(totals: totals))
    cells[stage] = cell
    return cell
  }

  /// Forgets everything.
  mutating func clear() {
    for case let cell? in cells {
      cell.pointee.deallocate()
      cell.deinitialize(count: 1)
      cell.deallocate()
    }
    cells = []
  }
}
