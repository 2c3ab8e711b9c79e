extension MonitorSnapshot {
  /// The snapshot as JSON of the schema `perfgate.monitor/1`.
  ///
  /// Times are nanoseconds, memory is bytes, shares are 0 to 1; what is not known is left out.
  ///
  /// - Returns: UTF-8 with a newline at its end.
  public func json() -> [UInt8] {
    let all = criticalNanoseconds
    var text = JSONText()
    text.object { document in
      document.string("schema", "perfgate.monitor/1")
      document.object("anchor") {
        $0.integer("monotonic_ns", anchor.monotonicNanoseconds)
        $0.integer("unix_ns", anchor.unixNanoseconds)
      }
      document.integer("taken_at_ns", takenAtNanoseconds)
      document.integer("peak_resident_bytes", peakResidentBytes)
      document.integer("critical_ns", all)
      document.objects("stages", stages) { $0.write(to: &$1, share: $0.criticalShare(of: all)) }
      document.objects("links", links) { link, text in
        text.string("parent", link.parent)
        text.string("child", link.child)
        text.integer("count", link.count)
        text.integer("inclusive_ns", link.inclusiveNanoseconds)
      }
      document.objects("edges", edges) { $0.write(to: &$1) }
      document.objects("bottlenecks", bottlenecks) { $0.write(to: &$1) }
    }
    return text.bytes
  }
}

extension StageFigures {
  fileprivate func write(to text: inout JSONText, share: Double) {
    text.string("name", name)
    text.integer("spans", spanCount)
    text.integer("failures", failureCount)
    text.integer("roots", rootCount)
    text.integer("expected", expectedCount)
    text.integer("first_start_ns", firstStartNanoseconds)
    text.integer("last_end_ns", lastEndNanoseconds)
    text.number("spans_per_second", spansPerSecond)
    text.number("mean_concurrency", meanConcurrency)
    text.integer("inclusive_ns", inclusiveNanoseconds)
    text.integer("exclusive_ns", exclusiveNanoseconds)
    text.object("service") { service.write(to: &$0) }
    text.object("latency") { latency.write(to: &$0) }
    text.objects("waits", WaitKind.allCases.filter { waits[$0] != nil }) { kind, text in
      text.string("kind", kind.name)
      waits[kind]?.write(to: &text)
    }
    text.integer("bytes", bytes)
    text.number("bytes_per_second", bytesPerSecond)
    text.integer("peak_resident_bytes", peakResidentBytes)
    if cache.hits + cache.misses > 0 {
      text.object("cache") {
        $0.integer("hits", cache.hits)
        $0.integer("misses", cache.misses)
        $0.integer("hit_ns", cache.hitNanoseconds)
        $0.integer("miss_ns", cache.missNanoseconds)
      }
    }
    text.object("critical") { critical in
      critical.number("share", share)
      critical.integer("service_ns", self.critical.serviceNanoseconds)
      for kind in WaitKind.allCases {
        critical.integer("\(kind.name)_ns", self.critical.waitNanoseconds[kind])
      }
    }
  }
}

extension LatencyDistribution {
  fileprivate func write(to text: inout JSONText) {
    text.integer("count", count)
    text.flag("exact", isExact)
    text.number("mean_ns", meanNanoseconds)
    text.number("sd_ns", standardDeviationNanoseconds)
    text.integer("min_ns", minimumNanoseconds)
    text.integer("p50_ns", percentile(50))
    text.integer("p90_ns", percentile(90))
    text.integer("p95_ns", percentile(95))
    text.integer("p99_ns", percentile(99))
    text.integer("p999_ns", percentile(99.9))
    text.integer("max_ns", maximumNanoseconds)
  }
}

extension WaitFigures {
  fileprivate func write(to text: inout JSONText) {
    text.integer("count", count)
    text.integer("total_ns", totalNanoseconds)
    text.integer("max_ns", maximumNanoseconds)
  }
}

extension EdgeFigures {
  fileprivate func write(to text: inout JSONText) {
    text.string("sender", sender)
    text.string("receiver", receiver)
    text.integer("items", itemCount)
    text.integer("bytes", bytes)
    text.object("blocked") { blocked.write(to: &$0) }
    text.object("starved") { starved.write(to: &$0) }
  }
}

extension Bottleneck {
  fileprivate func write(to text: inout JSONText) {
    text.string("stage", stage)
    text.number("share", share)
    text.string("severity", severity.rawValue)
    text.string("cause", cause.name)
    text.number("cause_share", causeShare)
    if case .backPressure(let receiver?) = cause { text.string("receiver", receiver) }
    if case .coldCache(let hitShare) = cause { text.number("hit_share", hitShare) }
    text.string("recommendation", recommendation)
  }
}

extension Bottleneck.Cause {
  /// The name in reports, in snake case.
  public var name: String {
    switch self {
    case .service: "service"
    case .coldCache: "cold_cache"
    case .wait(let kind): kind.name
    case .backPressure: WaitKind.backPressure.name
    }
  }
}
