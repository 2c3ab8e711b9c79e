import PerfgateMonitor

/// Traces that programs might leave: spans that overlap, outlive what they were begun in, have lost
/// it, wait, take no time at all, and have hostile names.
struct RandomTrace {
  private static let names = [
    "load", "a/b", "", " ", "\u{0}\u{1b}[31m", "\"],\"", "größe", "😀", "</script>", "wait queue",
  ]

  private var state: UInt64
  private(set) var spans: [SpanRecord] = []

  /// A trace of some roots and what was begun in them, the same for the same seed.
  static func seeded(_ seed: UInt64, roots: Int = 12) -> RecordedTrace {
    var trace = RandomTrace(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    for _ in 0..<roots {
      let start = Int64(trace.below(1000))
      trace.add(parent: nil, in: start..<(start + Int64(trace.below(400))), depth: 0)
    }
    // The ring forgets the oldest spans, so that parents are missing.
    let lost = seed % 3 == 0 ? trace.spans.count / 4 : 0
    return RecordedTrace(
      anchor: ClockAnchor(monotonicNanoseconds: 0, unixNanoseconds: 1_700_000_000_000_000_000),
      spans: Array(trace.spans.dropFirst(lost)),
      droppedCount: lost
    )
  }

  private mutating func below(_ limit: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % max(1, limit)
  }

  private mutating func add(parent: SpanRecord?, in time: Range<Int64>, depth: Int) {
    let id = UInt64(spans.count + 1)
    let length = UInt64(time.upperBound - time.lowerBound)
    var span = SpanRecord(
      id: id,
      parentID: parent?.id,
      rootID: parent?.rootID ?? id,
      stage: Self.names[Int(below(UInt64(Self.names.count)))],
      startNanoseconds: time.lowerBound,
      endNanoseconds: time.upperBound,
      thread: UInt32(below(3)),
      isFailed: below(4) == 0,
      bytes: Int64(below(2) * 4096)
    )
    for _ in 0..<below(3) {
      let start = time.lowerBound + Int64(below(length + 1))
      let kind = WaitKind.allCases[Int(below(4))]
      // Some end beyond the span, as a wait of another task may.
      let end = start + Int64(below(length + 10))
      span.waits.append(WaitRecord(kind: kind, startNanoseconds: start, endNanoseconds: end))
    }
    span.attributes = [
      SpanAttribute(key: "n", value: .integer(.max)), SpanAttribute(key: "x", value: .number(.nan)),
      SpanAttribute(key: "n", value: .integer(3)), SpanAttribute(key: "", value: .text("\"\n")),
      SpanAttribute(key: "yes", value: true),
    ]
    spans.append(span)
    guard depth < 4 else { return }
    for _ in 0..<below(4) {
      let start = time.lowerBound + Int64(below(length + 1))
      add(parent: span, in: start..<(start + Int64(below(length + 5))), depth: depth + 1)
    }
  }
}
