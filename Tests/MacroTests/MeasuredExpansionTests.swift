#if Macros
import PerfgateMacrosPlugin
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite("What @Measured expands to")
struct MeasuredExpansionTests {
  private func expect(
    _ source: String,
    becomes expanded: String,
    diagnostics: [DiagnosticSpec] = [],
    fixed: String? = nil,
    location: Testing.SourceLocation = #_sourceLocation
  ) {
    assertMacroExpansion(
      source,
      expandedSource: expanded,
      diagnostics: diagnostics,
      macroSpecs: ["Measured": MacroSpec(type: MeasuredMacro.self)],
      fixedSource: fixed,
      indentationWidth: .spaces(2),
      failureHandler: { Issue.record("\($0.message)", sourceLocation: location) }
    )
  }

  @Test("the body becomes a closure with the effects and the result of the function")
  func closure() {
    expect(
      """
      struct Corpus {
        @Measured
        func load(_ path: String) async throws -> Int {
          let text = try await read(path)
          return text.count
        }
      }
      """,
      becomes: """
        struct Corpus {
          func load(_ path: String) async throws -> Int {
            return try await PerfgateMonitor.PerformanceMonitor.shared.measure("Corpus.load") { () async throws -> Int in
              let text = try await read(path)
                  return text.count
            }
          }
        }
        """
    )
  }

  @Test("a lone expression stays one")
  func loneExpression() {
    expect(
      """
      @Measured("half", monitor: Monitors.all)
      func half(_ number: Int) -> Int { number / 2 }
      """,
      becomes: """
        func half(_ number: Int) -> Int {
          return Monitors.all.measure("half") { () -> Int in
            number / 2
          }
        }
        """
    )
  }

  @Test("what owns its arguments becomes a local function that is given them")
  func consuming() {
    expect(
      """
      @Measured
      func send(_ batch: consuming Batch, to host: String) throws(SendError) {
        try batch.send(host)
      }
      """,
      becomes: """
        func send(_ batch: consuming Batch, to host: String) throws(SendError) {
          var __macro_local_8argumentfMu_ = PerfgateMacros.OwnedArgument(batch)
          func __macro_local_4bodyfMu_(_ batch: consuming Batch) throws(SendError) {
            try batch.send(host)
          }
          try PerfgateMonitor.PerformanceMonitor.shared.measure("send") { () throws(SendError) -> Void in
            try __macro_local_4bodyfMu_(__macro_local_8argumentfMu_.take())
          }
        }
        """
    )
  }

  @Test("an argument with backticks is owned as any other")
  func consumingKeyword() {
    expect(
      """
      @Measured
      func send(_ `default`: consuming Batch) {
        `default`.send()
      }
      """,
      becomes: """
        func send(_ `default`: consuming Batch) {
          var __macro_local_8argumentfMu_ = PerfgateMacros.OwnedArgument(`default`)
          func __macro_local_4bodyfMu_(_ `default`: consuming Batch) {
            `default`.send()
          }
          PerfgateMonitor.PerformanceMonitor.shared.measure("send") { () -> Void in
            __macro_local_4bodyfMu_(__macro_local_8argumentfMu_.take())
          }
        }
        """
    )
  }

  @Test(
    "a monitor is read from self, by its key path where that is more than a property",
    arguments: [
      ("\\Corpus.monitor", "self.monitor"),
      ("\\Importer.Row.monitor", "self[keyPath: \\Importer.Row.monitor]"),
      ("\\Corpus.parent!.monitor", "self[keyPath: \\Corpus.parent!.monitor]"),
      ("\\Corpus[0].monitor", "self[keyPath: \\Corpus[0].monitor]"),
      ("\\Corpus[0]", "self[keyPath: \\Corpus[0]]"),
    ]
  )
  func keyPaths(path: String, monitor: String) {
    expect(
      """
      @Measured("half", monitor: \(path))
      func half(_ number: Int) -> Int { number / 2 }
      """,
      becomes: """
        func half(_ number: Int) -> Int {
          return \(monitor).measure("half") { () -> Int in
            number / 2
          }
        }
        """
    )
  }

  @Test("a requirement has no body to measure")
  func requirement() {
    expect(
      """
      protocol Scored {
        @Measured
        func score() -> Double
      }
      """,
      becomes: """
        protocol Scored {
          func score() -> Double
        }
        """,
      diagnostics: [
        DiagnosticSpec(
          message: "'@Measured' measures a body, and this has none; attach it to what implements "
            + "the requirement",
          line: 2,
          column: 3,
          fixIts: [FixItSpec(message: "remove '@Measured'")]
        )
      ],
      fixed: """
        protocol Scored {
          func score() -> Double
        }
        """
    )
  }

  @Test("an initializer cannot become a closure")
  func initializer() {
    expect(
      """
      struct Index {
        @Measured
        init(_ size: Int) { self.size = size }
      }
      """,
      becomes: """
        struct Index {
          init(_ size: Int) {
            self.size = size
          }
        }
        """,
      diagnostics: [
        DiagnosticSpec(
          message: "'@Measured' cannot measure an initializer; use 'measure(\"name\") { ... }' in "
            + "it",
          line: 2,
          column: 3,
          fixIts: [FixItSpec(message: "remove '@Measured'")]
        )
      ],
      fixed: """
        struct Index {
          init(_ size: Int) { self.size = size }
        }
        """
    )
  }

  @Test("a stage needs a name")
  func namelessStage() {
    expect(
      """
      @Measured("")
      func load() {}
      """,
      becomes: """
        func load() {}
        """,
      diagnostics: [
        DiagnosticSpec(
          message: "the name of a stage is empty; without a name, the stage is called like the "
            + "function",
          line: 1,
          column: 1,
          fixIts: [FixItSpec(message: "remove the name")]
        )
      ],
      fixed: """
        @Measured
        func load() {}
        """
    )
  }
}
#endif
