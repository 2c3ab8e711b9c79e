import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateParallel
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

  /// A document as it stands in a file.
  struct SavedFile: Sendable {
    /// Where it was read.
    var path: String
    /// What was read there.
    var bytes: [UInt8]
  }

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

  /// The folder for what became of each case; `nil` where no folder of reports is asked for.
  var casesFolder: String? { folder.map { Files.join($0, CaseFileName.folder) } }

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
    try publish(run.json, at: "\(folder)/\(Self.runFile)", option: "--out")
  }

  /// Saves a run as it stands in a file already; where that is the place, nothing is to be done.
  ///
  /// - Parameter file: The run's file.
  /// - Returns: Whether it is there now; otherwise publishing the run says what keeps it away.
  func takeOver(_ file: SavedFile) -> Bool {
    guard let folder else { return true }
    let path = "\(folder)/\(Self.runFile)"
    if Files.canonical(file.path) == Files.canonical(path) { return true }
    return (try? DocumentStore.publish(file.bytes, at: path)) != nil
  }

  /// Shows the verdict and writes the run and every report; what cannot be written does not stop
  /// the others.
  ///
  /// - Parameters:
  ///   - verdict: What was decided.
  ///   - run: What it was decided about; `nil` where that is saved already.
  ///   - cases: The cases of its evals, where they are at hand.
  ///   - isShown: Whether it is shown on the console, too.
  /// - Throws: `GateError` with exit 73 or 70, after everything else was written.
  func publish(
    _ verdict: VerdictDocument,
    of run: RunDocument? = nil,
    cases: [BenchmarkKey: EvalCases] = [:],
    isShown: Bool = true
  ) throws(GateError) {
    let listed = listed(cases)
    // What was measured cannot be had again: reports must not take its place on a full disk.
    let saving = run.map { run in Job(path: "") { () throws(GateError) in try save(run) } }
    var problems = Self.attempt([saving].compactMap { $0 })
    problems += Self.attempt(files(of: verdict, listed))
    let streams = ownPlaces.filter { $0.path == "-" }.map { place in
      Job(path: place.path) { () throws(GateError) in
        try tool.output.write(bytes(place.form, of: verdict, listed))
      }
    }
    for stream in streams { problems += Self.attempt([stream]) }
    if isShown {
      problems += Self.attempt([Job(path: "-") { () throws(GateError) in try show(verdict) }])
    }
    if let exit = problems.map(\.exit).max() {
      throw GateError(exit, problems.flatMap(\.diagnostics))
    }
  }

  /// One report to be written.
  private struct Job: Sendable {
    var path: String
    var write: @Sendable () throws(GateError) -> Void
  }

  /// Does jobs side by side, since each of them is about a file of its own; otherwise the last one
  /// given is what stays.
  ///
  /// - Returns: What went wrong, in the order of the jobs.
  private static func attempt(_ jobs: [Job]) -> [GateError] {
    let isEachAlone = Set(jobs.map { Files.canonical($0.path) }).count == jobs.count
    return ParallelWork.map(jobs, batch: isEachAlone ? 1 : jobs.count) { job in
      do throws(GateError) {
        try job.write()
        return nil
      } catch {
        return Optional(error)
      }
    }.compactMap { $0 }
  }

  /// Every report that goes into a file, what takes longest first.
  private func files(of verdict: VerdictDocument, _ cases: JUnitReport.Cases) -> [Job] {
    var jobs: [Job] = []
    if let folder {
      for (name, form) in Self.folderFiles {
        let path = "\(folder)/\(name)"
        jobs.append(
          Job(path: path) { () throws(GateError) in
            try publish(form, of: verdict, cases, at: path, option: "--out")
          }
        )
      }
    }
    for place in ownPlaces where place.path != "-" {
      jobs.append(
        Job(path: place.path) { () throws(GateError) in
          try publish(place.form, of: verdict, cases, at: place.path, option: place.option)
        }
      )
    }
    return jobs
  }

  private static let folderFiles: [(name: String, form: Form)] = [
    ("junit.xml", .junit), ("verdict.json", .json), ("verdict.txt", .text),
    ("report.md", .markdown),
  ]

  /// What JUnit lists of cases: all where they are at hand, else those that the verdict names.
  private func listed(_ cases: [BenchmarkKey: EvalCases]) -> JUnitReport.Cases {
    guard settings.junitCases else { return .none }
    return cases.isEmpty
      ? .changed : .all(cases.mapValues { CaseListing($0.head, sharesBefore: $0.sharesBefore) })
  }

  private func bytes(
    _ form: Form,
    of verdict: VerdictDocument,
    _ cases: JUnitReport.Cases
  ) throws(GateError) -> [UInt8] {
    switch form {
    case .json: JSONWriter.bytes(verdict.json)
    case .text: Array(ConsoleReport.render(verdict, style: .file).utf8)
    case .junit: try checkedJUnit(verdict, cases)
    case .markdown:
      Array(MarkdownReport.render(verdict, maximumBytes: settings.markdownMaximumBytes).utf8)
    }
  }

  private func checkedJUnit(
    _ verdict: VerdictDocument,
    _ cases: JUnitReport.Cases
  ) throws(GateError) -> [UInt8] {
    let junit = CheckedJUnit(verdict, dialect: dialect, cases: cases)
    return try DocumentStore.checked(write: junit.write, check: junit.check)
  }

  private func publish(
    _ form: Form,
    of verdict: VerdictDocument,
    _ cases: JUnitReport.Cases,
    at path: String,
    option: String
  ) throws(GateError) {
    switch form {
    case .json: try publish(verdict.json, at: path, option: option)
    case .junit:
      let junit = CheckedJUnit(verdict, dialect: dialect, cases: cases)
      try DocumentStore.publish(
        at: path,
        option: option,
        write: junit.write,
        check: junit.check
      )
    case .text, .markdown:
      try DocumentStore.publish(bytes(form, of: verdict, cases), at: path, option: option)
    }
  }

  private func publish(
    _ document: JSONValue,
    at path: String,
    option: String
  ) throws(GateError) {
    try DocumentStore.publish(at: path, option: option) { sink throws(GateError) in
      try JSONWriter.write(document, to: sink)
    }
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
  private let cases: JUnitReport.Cases
  private var written = 0

  init(_ verdict: VerdictDocument, dialect: JUnitReport.Dialect, cases: JUnitReport.Cases) {
    self.verdict = verdict
    self.dialect = dialect
    self.cases = cases
  }

  func write(to sink: @escaping DocumentStore.Sink) throws(GateError) {
    written = try JUnitReport.render(verdict, dialect: dialect, cases: cases, to: sink)
  }

  func check(_ source: @escaping DocumentStore.Source) throws(GateError) {
    try JUnitReport.check(expectedCases: written, source: source)
  }
}
