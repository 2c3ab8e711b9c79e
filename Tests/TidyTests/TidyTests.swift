import Testing

/// House rules that no formatter keeps; docs/STYLE.md gives their reasons.
@Suite("House rules")
struct TidyTests {
  /// A target may import only those above it in the manifest.
  private static let order = SourceTree.targets

  /// Modules that only some targets may import.
  private static let reserved = [
    "ArgumentParser": ["PerfgateCommands"],
    "AsyncHTTPClient": ["PerfgateHTTP"],
    "NIOCore": ["PerfgateHTTP", "PerfgateTestServer"],
    "Yams": ["PerfgateConfiguration"],
    "CPerfgateXML": ["PerfgateReport"],
    "CPerfgateHost": ["PerfgateHost", "PerfgateMonitor"],
    "CPerfgateSystem": ["PerfgateSystem"],
    "Dispatch": ["PerfgateParallel", "PerfgateStreaming", "PerfgateEval"],
    "Glibc": [
      "PerfgateHost", "PerfgateSystem", "PerfgateStreaming", "PerfgateWorker", "perfgate",
      "PerfgateTestSupport",
    ],
    "Histogram": ["PerfgateMonitor"],
    "CoreMetrics": ["PerfgateMonitorBridges"],
    "Tracing": ["PerfgateMonitorBridges"],
    "SwiftSyntax": ["PerfgateMacrosPlugin"],
    "PerfgateSystem": [
      "PerfgateStreaming", "PerfgateMeasurement", "PerfgateEval", "PerfgateHTTP", "PerfgateStore",
      "PerfgateCommands", "PerfgateMonitorExport", "PerfgateTestServer", "PerfgateTestSupport",
    ],
  ]

  private func violations(
    in files: [SourceTree.File] = SourceTree.sources,
    where isViolation: (String) -> Bool
  ) -> [String] {
    files.flatMap { file in
      file.code.filter { isViolation($0.text) }.map { "\(file):\($0.number)" }
    }
  }

  @Test("the tree was found")
  func found() {
    #expect(SourceTree.sources.count > 100)
  }

  @Test("the manifest names the target of every source")
  func everyTarget() {
    let folders = Set((SourceTree.sources + SourceTree.cSources).map(\.target))
    #expect(folders.subtracting(Self.order) == [])
    #expect(Set(Self.order).count == Self.order.count)
  }

  @Test("no file has more than 600 lines", arguments: SourceTree.files)
  func fileLength(file: SourceTree.File) {
    #expect(file.lines.count <= 600)
  }

  @Test("no function has more than 70 lines", arguments: SourceTree.files)
  func functionLength(file: SourceTree.File) {
    for (index, line) in file.lines.enumerated() {
      let indent = line.prefix { $0 == " " }
      let words = line.dropFirst(indent.count).split(separator: " ")
      let isFunction = words.contains("func") || words.first?.hasPrefix("init") == true
      guard isFunction, !(words.first?.hasPrefix("//") ?? true) else { continue }
      let end = file.lines[index...].firstIndex { $0 == "\(indent)}" } ?? index
      #expect(end - index <= 70, "\(file):\(index + 1)")
    }
  }

  @Test("targets import only what is above them")
  func importOrder() {
    for file in SourceTree.sources {
      guard let own = Self.order.firstIndex(of: file.target) else { continue }
      for module in file.imports {
        if let other = Self.order.firstIndex(of: module) {
          #expect(other < own, "\(file) imports \(module)")
        }
        if let allowed = Self.reserved[module] {
          #expect(allowed.contains(file.target), "\(file) imports \(module)")
        }
      }
    }
  }

  @Test("pure targets know no files, clocks or processes")
  func purity() {
    let pure = ["PerfgateStatistics", "PerfgateGate", "PerfgateReport", "PerfgateSchemas"]
    let impure = ["Foundation", "FoundationEssentials", "Glibc", "Dispatch", "PerfgateSystem"]
    for file in SourceTree.sources where pure.contains(file.target) {
      #expect(Set(file.imports).isDisjoint(with: impure), "\(file)")
    }
  }

  @Test("what others link into their programs is small: no Foundation, nothing of the tool")
  func publicProducts() {
    let allowed: Set = [
      "CPerfgateHost", "Glibc", "Histogram", "PerfgateHost", "PerfgateStatistics",
      "Synchronization",
    ]
    for file in SourceTree.sources where ["PerfgateHost", "PerfgateMonitor"].contains(file.target) {
      #expect(Set(file.imports).isSubset(of: allowed), "\(file)")
    }
    // JSON is half of what a worker does.
    let ofWorkers: Set = ["FoundationEssentials", "Glibc", "Synchronization"]
    for file in SourceTree.sources where file.target == "PerfgateWorker" {
      #expect(Set(file.imports).isSubset(of: ofWorkers), "\(file)")
    }
  }

  @Test("nothing prints but the streams of a command")
  func printing() {
    let calls = ["print(", "debugPrint(", "dump(", "fputs("]
    #expect(
      violations { line in
        calls.contains { call in
          line.ranges(of: call).contains { range in
            range.lowerBound == line.startIndex
              || !(line[line.index(before: range.lowerBound)].isLetter)
          }
        }
      } == []
    )
  }

  @Test("no value and no timeout follows the time of day, which jumps")
  func wallClock() {
    let clocks = [
      "CLOCK_REALTIME", "gettimeofday", "time(nil)", "time(NULL)", "Date()", "Date.now",
      "SystemClock", "DispatchWallTime", "clock_settime", "timerfd", "setitimer", "alarm(",
    ]
    let files = SourceTree.sources.filter { !$0.path.hasSuffix("/WallClock.swift") }
    #expect(!SourceTree.cSources.isEmpty)
    #expect(
      violations(in: files + SourceTree.cSources) { line in clocks.contains { line.contains($0) } }
        == []
    )
    // What says when a run or a monitor began is for people: nothing reads it back as a time.
    let users = SourceTree.sources.filter { $0.code.contains { $0.text.contains("WallClock.") } }
    let allowed = ["PerfgateCommands", "PerfgateMonitor", "PerfgateMonitorExport"]
    #expect(users.allSatisfy { allowed.contains($0.target) })
  }

  @Test("only entry points end the process")
  func exiting() {
    let entries = ["perfgate", "PerfgateStudy", "PerfgateSimulation"]
    let files = SourceTree.sources.filter { !entries.contains($0.target) }
    #expect(
      violations(in: files) { line in
        [" exit(", "Glibc.exit(", "fatalError(", "abort("].contains { line.contains($0) }
      } == []
    )
  }

  @Test("platforms are told apart in PerfgateHost and PerfgateSystem alone")
  func platforms() {
    let knowing = ["PerfgateHost", "PerfgateSystem"]
    let files = SourceTree.sources.filter { !knowing.contains($0.target) }
    #expect(violations(in: files) { $0.contains("#if os(") || $0.contains("#if canImport(") } == [])
  }

  @Test("what the compiler cannot check has its reason above it")
  func unchecked() {
    for file in SourceTree.files {
      for (index, line) in file.lines.enumerated()
      where line.contains("@unchecked" + " Sendable") || line.contains("nonisolated" + "(unsafe)") {
        let above = index > 0 ? file.lines[index - 1] : ""
        #expect(above.contains("//"), "\(file):\(index + 1)")
      }
    }
  }

  @Test("nothing is left for later")
  func unfinished() {
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "not " + "implemented"]
    let found = SourceTree.files.flatMap { file in
      file.lines.enumerated().filter { _, line in marks.contains { line.contains($0) } }
        .map { "\(file):\($0.offset + 1)" }
    }
    #expect(found == [])
  }
}
