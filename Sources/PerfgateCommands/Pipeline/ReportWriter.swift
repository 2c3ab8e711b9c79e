import PerfgateConfiguration
import PerfgateModel
import PerfgateReport
import PerfgateStore
import PerfgateSystem

/// Publishes a verdict in every form that was asked for.
struct ReportWriter {
  /// The folder where reports go unless the command line says otherwise.
  static let defaultFolder = "perfgate-out"
  /// What the run document is called in it.
  static let runFile = "run.json"
  /// The width of what goes into a log or a pipe: CI shows long lines well.
  private static let logWidth = 120

  private let options: OutputOptions
  private let settings: ReportSettings
  private let tool: ToolContext
  private let folder: String?
  private let ownPlaces: [OwnPlace]

  private enum Form {
    case json
    case text
    case junit
    case markdown
  }

  /// Where an option puts one report.
  private struct OwnPlace {
    var form: Form
    var option: String
    /// As the user gave it; `-` is stdout.
    var path: String
  }

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - options: From the command line.
  ///   - settings: From the configuration.
  ///   - tool: Where to write.
  ///   - isFolderDefault: Whether reports go into a folder when the command line names no place.
  init(
    options: OutputOptions,
    settings: ReportSettings,
    tool: ToolContext,
    isFolderDefault: Bool
  ) {
    self.options = options
    self.settings = settings
    self.tool = tool
    let own = [
      options.json.map { OwnPlace(form: .json, option: "--json", path: $0) },
      options.junit.map { OwnPlace(form: .junit, option: "--junit", path: $0) },
      options.markdown.map { OwnPlace(form: .markdown, option: "--markdown", path: $0) },
    ]
    ownPlaces = own.compactMap { $0 }
    folder = options.out ?? (isFolderDefault && ownPlaces.isEmpty ? Self.defaultFolder : nil)
  }

  /// Makes sure that reports can be written, before anything is measured.
  ///
  /// - Throws: `GateError` with exit 73.
  func prepare() throws(GateError) {
    if let folder { try DocumentStore.prepare(folder: folder) }
    for place in ownPlaces where place.path != "-" {
      let folder = Files.parent(of: place.path) ?? "."
      try DocumentStore.prepare(folder: folder, option: place.option)
    }
  }

  /// Saves what was measured so far.
  ///
  /// - Throws: `GateError` with exit 73.
  func save(_ run: RunDocument) throws(GateError) {
    guard let folder else { return }
    try DocumentStore.publish(JSONWriter.bytes(run.json), at: "\(folder)/\(Self.runFile)")
  }

  /// Shows the verdict and writes the run and every report; what cannot be written does not stop
  /// the others.
  ///
  /// - Parameters:
  ///   - verdict: What was decided.
  ///   - run: What it was decided about; `nil` where that is saved already.
  ///   - isShown: Whether it is shown on the console, too.
  /// - Throws: `GateError` with exit 73 or 70, after everything else was written.
  func publish(
    _ verdict: VerdictDocument,
    of run: RunDocument? = nil,
    isShown: Bool = true
  ) throws(GateError) {
    var problems: [GateError] = []
    func attempt(_ body: () throws(GateError) -> Void) {
      do throws(GateError) {
        try body()
      } catch {
        problems.append(error)
      }
    }
    if let run { attempt { () throws(GateError) in try save(run) } }
    if let folder {
      for (name, form) in Self.folderFiles {
        attempt { () throws(GateError) in
          try publish(form, of: verdict, at: "\(folder)/\(name)", option: "--out")
        }
      }
    }
    for place in ownPlaces {
      attempt { () throws(GateError) in
        if place.path == "-" {
          try tool.output.write(bytes(place.form, of: verdict))
        } else {
          try publish(place.form, of: verdict, at: place.path, option: place.option)
        }
      }
    }
    if isShown { attempt { () throws(GateError) in try show(verdict) } }
    if let exit = problems.map(\.exit).max() {
      throw GateError(exit, problems.flatMap(\.diagnostics))
    }
  }

  private static let folderFiles: [(name: String, form: Form)] = [
    ("verdict.json", .json), ("verdict.txt", .text), ("junit.xml", .junit),
    ("report.md", .markdown),
  ]

  private func bytes(_ form: Form, of verdict: VerdictDocument) throws(GateError) -> [UInt8] {
    switch form {
    case .json: JSONWriter.bytes(verdict.json)
    case .text: Array(ConsoleReport.render(verdict, style: .file).utf8)
    case .junit: try checkedJUnit(verdict)
    case .markdown:
      Array(MarkdownReport.render(verdict, maximumBytes: settings.markdownMaximumBytes).utf8)
    }
  }

  private func checkedJUnit(_ verdict: VerdictDocument) throws(GateError) -> [UInt8] {
    let junit = CheckedJUnit(verdict, dialect: dialect)
    return try DocumentStore.checked(write: junit.write, check: junit.check)
  }

  private func publish(
    _ form: Form,
    of verdict: VerdictDocument,
    at path: String,
    option: String
  ) throws(GateError) {
    guard form == .junit else {
      return try DocumentStore.publish(bytes(form, of: verdict), at: path, option: option)
    }
    let junit = CheckedJUnit(verdict, dialect: dialect)
    try DocumentStore.publish(at: path, option: option, write: junit.write, check: junit.check)
  }

  private var dialect: JUnitReport.Dialect { settings.junitDialect == .rich ? .rich : .strict }

  private func show(_ verdict: VerdictDocument) throws(GateError) {
    let isOutputTaken = ownPlaces.contains { $0.path == "-" }
    let stream = isOutputTaken ? tool.diagnostics : tool.output
    let detail: ConsoleStyle.Detail =
      options.quiet || isOutputTaken ? .quiet : options.verbose ? .verbose : .normal
    let style = ConsoleStyle(
      color: stream.facts.allowsColor && !options.noColor,
      width: stream.facts.isTerminal ? stream.facts.columns : Self.logWidth,
      detail: detail
    )
    try stream.write(ConsoleReport.render(verdict, style: style))
  }
}

/// A JUnit file that is written in pieces, and read back before it is published.
private final class CheckedJUnit {
  private let verdict: VerdictDocument
  private let dialect: JUnitReport.Dialect
  private var cases = 0

  init(_ verdict: VerdictDocument, dialect: JUnitReport.Dialect) {
    self.verdict = verdict
    self.dialect = dialect
  }

  func write(to sink: @escaping DocumentStore.Sink) throws(GateError) {
    cases = try JUnitReport.render(verdict, dialect: dialect, to: sink)
  }

  func check(_ source: @escaping DocumentStore.Source) throws(GateError) {
    try JUnitReport.check(expectedCases: cases, source: source)
  }
}
