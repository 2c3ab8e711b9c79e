import PerfgateConfiguration
import PerfgateModel
import PerfgateReport
import PerfgateStore
import PerfgateSystem

/// Publishes a verdict in every form that was asked for.
struct ReportWriter {
  /// The folder where reports go unless the command line says otherwise.
  static let defaultFolder = "perfgate-out"
  /// The width of what goes into a log or a pipe: CI shows long lines well.
  private static let logWidth = 120

  private let options: OutputOptions
  private let settings: ReportSettings
  private let tool: ToolContext
  private let folder: String?

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
    let hasOwnPlace = [options.junit, options.markdown, options.json].contains { $0 != nil }
    folder = options.out ?? (isFolderDefault && !hasOwnPlace ? Self.defaultFolder : nil)
  }

  /// Makes sure that reports can be written, before anything is measured.
  ///
  /// - Throws: `GateError` with exit 73.
  func prepare() throws(GateError) {
    if let folder { try DocumentStore.prepare(folder: folder) }
  }

  /// Saves what was measured, before it is judged.
  ///
  /// - Throws: `GateError` with exit 73.
  func save(_ run: RunDocument) throws(GateError) {
    guard let folder else { return }
    try DocumentStore.publish(JSONWriter.bytes(run.json), at: "\(folder)/run.json")
  }

  /// Shows the verdict and writes every report; one that cannot be written does not stop the others.
  ///
  /// - Parameters:
  ///   - verdict: What was decided.
  ///   - isShown: Whether it is shown on the console, too.
  /// - Throws: `GateError` with exit 73 or 70, after everything else was written.
  func publish(_ verdict: VerdictDocument, isShown: Bool = true) throws(GateError) {
    var problems: [GateError] = []
    for (path, content) in targets(verdict) {
      do throws(GateError) {
        try write(try content(), to: path)
      } catch {
        problems.append(error)
      }
    }
    do throws(GateError) {
      if isShown { try show(verdict) }
    } catch {
      problems.append(error)
    }
    if let exit = problems.map(\.exit).max() {
      throw GateError(exit, problems.flatMap(\.diagnostics))
    }
  }

  private typealias Content = () throws(GateError) -> [UInt8]

  private func targets(_ verdict: VerdictDocument) -> [(path: String, content: Content)] {
    let json: Content = { JSONWriter.bytes(verdict.json) }
    let text: Content = { Array(ConsoleReport.render(verdict, style: .file).utf8) }
    let markdown: Content = {
      Array(
        MarkdownReport.render(verdict, maximumBytes: settings.markdownMaximumBytes).utf8
      )
    }
    let junit: Content = { () throws(GateError) in try junitBytes(verdict) }
    var targets: [(path: String, content: Content)] = []
    if let folder {
      targets += [
        ("\(folder)/verdict.json", json), ("\(folder)/verdict.txt", text),
        ("\(folder)/junit.xml", junit), ("\(folder)/report.md", markdown),
      ]
    }
    if let path = options.json { targets.append((path, json)) }
    if let path = options.junit { targets.append((path, junit)) }
    if let path = options.markdown { targets.append((path, markdown)) }
    return targets
  }

  /// The file is parsed back and validated before anybody sees it.
  private func junitBytes(_ verdict: VerdictDocument) throws(GateError) -> [UInt8] {
    let dialect: JUnitReport.Dialect = settings.junitDialect == .rich ? .rich : .strict
    let bytes = FileContent()
    let cases = try JUnitReport.render(verdict, dialect: dialect) { bytes.content += $0 }
    try JUnitReport.check(bytes.content, expectedCases: cases)
    return bytes.content
  }

  private func write(_ bytes: [UInt8], to path: String) throws(GateError) {
    if path == "-" {
      try tool.output.write(bytes)
    } else {
      try DocumentStore.publish(bytes, at: path)
    }
  }

  private func show(_ verdict: VerdictDocument) throws(GateError) {
    let isOutputTaken = [options.json, options.junit, options.markdown].contains("-")
    let stream = isOutputTaken ? tool.diagnostics : tool.output
    let detail: ConsoleStyle.Detail =
      options.quiet || isOutputTaken ? .quiet : options.verbose ? .verbose : .normal
    let style = ConsoleStyle(
      color: stream.facts.allowsColor && !options.noColor,
      width: stream.facts.columns,
      detail: detail
    )
    try stream.write(ConsoleReport.render(verdict, style: style))
  }
}

/// The pieces of a file, put together.
private final class FileContent {
  var content: [UInt8] = []
}
