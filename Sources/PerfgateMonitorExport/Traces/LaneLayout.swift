internal import PerfgateMonitor

/// The spans and waits of a trace on lanes: those of one lane lie within each other or apart, as
/// every viewer of traces requires, and what is nested lies in the span that it belongs to.
///
/// Spans move between threads while they wait, so that threads are no lanes.
struct LaneLayout: Sendable {
  /// A stretch of time in a lane.
  struct Slice: Sendable {
    /// The index of the span in the trace.
    var span: Int
    /// The index of the wait in the span; `nil` for the span itself.
    var wait: Int?
    /// The lane, from 0.
    var lane: Int
    /// When it begins, in nanoseconds of the monitor's clock.
    var start: Int64
    /// When it ends, not before the start.
    var end: Int64
  }

  /// The slices by their start; those of one lane in an order in which outer ones come first.
  private(set) var slices: [Slice] = []
  /// How many lanes there are.
  var laneCount: Int { lanes.count }

  /// What has begun in each lane and may not have ended, the innermost last; a wait has no id.
  private var lanes: [[(end: Int64, id: UInt64?)]] = []
  private var laneOfSpan: [UInt64: Int] = [:]
  /// When the outermost slice ends in lanes that have one.
  private var busy = PriorityQueue<Busy>()
  /// The lanes in which nothing runs.
  private var free = PriorityQueue<Int>()

  /// A lane and the end of its outermost slice.
  private struct Busy: Comparable {
    var end: Int64
    var lane: Int

    static func < (left: Busy, right: Busy) -> Bool {
      (left.end, left.lane) < (right.end, right.lane)
    }
  }

  /// Lays out a trace.
  ///
  /// - Parameter trace: Its spans stand in the order of their starts, parents before children.
  init(_ trace: RecordedTrace) {
    slices = Self.unplaced(trace)
    for index in slices.indices { place(index, of: trace) }
  }

  /// Spans and waits by their start, the longer first, a span before its waits.
  private static func unplaced(_ trace: RecordedTrace) -> [Slice] {
    var slices: [Slice] = []
    for (index, span) in trace.spans.enumerated() {
      slices.append(
        Slice(span: index, lane: 0, start: span.startNanoseconds, end: span.endNanoseconds)
      )
      for (place, wait) in span.waits.enumerated() {
        // What was said about a wait may reach beyond the span, a slice must not.
        let start = min(max(wait.startNanoseconds, span.startNanoseconds), span.endNanoseconds)
        let end = min(max(wait.endNanoseconds, start), span.endNanoseconds)
        slices.append(Slice(span: index, wait: place, lane: 0, start: start, end: end))
      }
    }
    slices.sort { left, right in
      if left.start != right.start { return left.start < right.start }
      if left.end != right.end { return left.end > right.end }
      return (left.span, left.wait ?? -1) < (right.span, right.wait ?? -1)
    }
    return slices
  }

  private mutating func place(_ index: Int, of trace: RecordedTrace) {
    let slice = slices[index]
    let span = trace.spans[slice.span]
    let parent = slice.wait == nil ? span.parentID : span.id
    let lane = laneOfParent(parent, for: slice) ?? freeLane(for: slice)
    slices[index].lane = lane
    lanes[lane].append((slice.end, slice.wait == nil ? span.id : nil))
    if slice.wait == nil { laneOfSpan[span.id] = lane }
  }

  /// The parent's lane, where the parent is what runs there and runs as long as the slice.
  private mutating func laneOfParent(_ parent: UInt64?, for slice: Slice) -> Int? {
    guard let parent, let lane = laneOfSpan[parent] else { return nil }
    while let last = lanes[lane].last, last.end <= slice.start { lanes[lane].removeLast() }
    guard let innermost = lanes[lane].last, innermost.id == parent, slice.end <= innermost.end
    else { return nil }
    return lane
  }

  /// The first lane in which nothing runs.
  private mutating func freeLane(for slice: Slice) -> Int {
    while let first = busy.first, first.end <= slice.start {
      free.insert(first.lane)
      _ = busy.popFirst()
    }
    let lane = free.popFirst() ?? lanes.count
    if lane == lanes.count { lanes.append([]) }
    lanes[lane].removeAll(keepingCapacity: true)
    busy.insert(Busy(end: slice.end, lane: lane))
    return lane
  }
}
