extension MonitorSnapshot {
  /// The snapshot for people: a table of the stages, what they waited for, and what to do.
  ///
  /// - Returns: Lines that end with a newline; control characters in names are replaced.
  public func text() -> String {
    guard !stages.isEmpty else { return "no spans\n" }
    var lines = stageLines
    if !waitLines.isEmpty { lines += [""] + waitLines }
    if !edgeLines.isEmpty { lines += [""] + edgeLines }
    if !bottlenecks.isEmpty { lines += [""] + bottleneckLines }
    if let peakResidentBytes {
      lines += ["", "peak memory \(BytesText.text(Double(peakResidentBytes)))"]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var stageLines: [String] {
    var grid = TextGrid()
    grid.add([
      "stage", "spans", "failed", "per second", "p50", "p95", "p99", "max", "self", "waits", "path",
    ])
    let all = criticalNanoseconds
    for stage in stages {
      let inclusive = Double(max(1, stage.inclusiveNanoseconds))
      let waited = Double(stage.inclusiveNanoseconds) - stage.service.totalNanoseconds
      grid.add([
        stage.name.shownSafely,
        "\(stage.spanCount)",
        "\(stage.failureCount)",
        DecimalText.text(stage.spansPerSecond),
        DurationText.text(nanoseconds: Double(stage.service.percentile(50))),
        DurationText.text(nanoseconds: Double(stage.service.percentile(95))),
        DurationText.text(nanoseconds: Double(stage.service.percentile(99))),
        DurationText.text(nanoseconds: Double(stage.service.maximumNanoseconds)),
        PercentText.text(Double(stage.exclusiveNanoseconds) / inclusive),
        PercentText.text(max(0, waited) / inclusive),
        PercentText.text(stage.criticalShare(of: all)),
      ])
    }
    return grid.lines
  }

  private var waitLines: [String] {
    var grid = TextGrid()
    for stage in stages {
      for kind in WaitKind.allCases {
        guard let waits = stage.waits[kind] else { continue }
        grid.add([
          "\(stage.name.shownSafely) waited (\(kind.words))",
          "\(waits.count)",
          DurationText.text(nanoseconds: Double(waits.totalNanoseconds)),
          "longest \(DurationText.text(nanoseconds: Double(waits.maximumNanoseconds)))",
        ])
      }
    }
    return grid.lines
  }

  private var edgeLines: [String] {
    var grid = TextGrid()
    for edge in edges {
      grid.add([
        "\(edge.sender.shownSafely) -> \(edge.receiver.shownSafely)",
        "\(edge.itemCount) \(edge.itemCount == 1 ? "item" : "items")",
        "blocked \(DurationText.text(nanoseconds: Double(edge.blocked.totalNanoseconds)))",
        "starved \(DurationText.text(nanoseconds: Double(edge.starved.totalNanoseconds)))",
      ])
    }
    return grid.lines
  }

  private var bottleneckLines: [String] {
    bottlenecks.map { bottleneck in
      let share = PercentText.text(bottleneck.share)
      let advice = bottleneck.recommendation.shownSafely
      return "\(bottleneck.severity.rawValue): \(share) of the critical path: \(advice)"
    }
  }
}

extension WaitKind {
  /// The kind in words.
  var words: String {
    switch self {
    case .rateLimit: "rate limit"
    case .queue: "queue"
    case .retry: "retry"
    case .backPressure: "back-pressure"
    }
  }
}
