import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateReport

/// A reader of perfgate's that takes bytes from outside.
enum Reader: String, CaseIterable {
  case configuration
  case baseline
  case run
  case verdict
  case export

  /// What became of an input.
  enum Outcome {
    case accepted
    /// With a position.
    case refused
    /// What the reader should not have done.
    case wrong(String)
  }

  /// Reads an input, and goes on with what was read as perfgate would.
  ///
  /// - Parameters:
  ///   - bytes: The input.
  ///   - isWhole: Whether what was accepted is judged and reported, too.
  /// - Returns: What became of it.
  func read(_ bytes: [UInt8], isWhole: Bool) -> Outcome {
    do throws(GateError) {
      switch self {
      case .configuration: return try configuration(bytes)
      case .baseline:
        let document = try BaselineDocument(bytes: bytes, path: "b.json")
        return try Self.rewritten(JSONWriter.bytes(document.json)) { written throws(GateError) in
          JSONWriter.bytes(try BaselineDocument(bytes: written, path: "b.json").json)
        }
      case .run:
        let document = try RunDocument(bytes: bytes, path: "run.json")
        if isWhole { try judge(document) }
        return try Self.rewritten(JSONWriter.bytes(document.json)) { written throws(GateError) in
          JSONWriter.bytes(try RunDocument(bytes: written, path: "run.json").json)
        }
      case .verdict:
        let document = try VerdictDocument(bytes: bytes, path: "verdict.json")
        if isWhole { try report(document) }
        return try Self.rewritten(JSONWriter.bytes(document.json)) { written throws(GateError) in
          JSONWriter.bytes(try VerdictDocument(bytes: written, path: "verdict.json").json)
        }
      case .export:
        _ = try MonitorExport(bytes: bytes, path: "stages.json")
        return .accepted
      }
    } catch {
      return refusal(error, of: bytes)
    }
  }

  /// What is read, written and read is written the same.
  private static func rewritten(
    _ written: [UInt8],
    _ again: ([UInt8]) throws(GateError) -> [UInt8]
  ) throws(GateError) -> Outcome {
    do throws(GateError) {
      return try again(written) == written ? .accepted : .wrong("is written differently again")
    } catch {
      return .wrong("is refused once written: \(error.diagnostics.map(\.message))")
    }
  }

  private func configuration(_ bytes: [UInt8]) throws(GateError) -> Outcome {
    // The command line refuses what is not UTF-8 before.
    let text = String(decoding: bytes, as: UTF8.self)
    _ = try ProjectConfiguration.read(text: text, path: "perfgate.yaml")
    return .accepted
  }

  private func judge(_ run: RunDocument) throws(GateError) {
    let reading = try? ProjectConfiguration.read(
      text: run.configuration.source,
      path: "perfgate.yaml"
    )
    guard let configuration = reading?.configuration else { return }
    var baselines = BaselineSet(directory: "baselines", machineClass: "m")
    let first = Judge.verdict(on: run, under: configuration, against: baselines)
    let update = BaselineUpdate(recording: run, verdict: first, baselines: baselines, reason: "r")
    for change in update.changes {
      baselines.places[change.place, default: [:]][change.document.key] = StoredBaseline(
        path: change.document.key.filePath,
        document: change.document
      )
    }
    try report(Judge.verdict(on: run, under: configuration, against: baselines))
    try report(Judge.description(of: run))
  }

  private func report(_ verdict: VerdictDocument) throws(GateError) {
    _ = ConsoleReport.render(verdict, style: .file)
    let markdown = MarkdownReport.render(verdict, maximumBytes: 60_000)
    guard markdown.utf8.count <= 60_000 else { throw GateError(.pass, "Markdown is too long") }
    for dialect in JUnitReport.Dialect.allCases {
      let whole = try JUnitReport.bytes(verdict, dialect: dialect)
      let cases = verdict.results.count
      do throws(GateError) {
        try JUnitReport.check(whole, expectedCases: cases)
      } catch {
        // Reasons of the whole run have cases of their own.
        let isCount = error.diagnostics.allSatisfy { $0.message.contains("cases instead of") }
        if !isCount { throw error }
      }
    }
  }

  private func refusal(_ error: GateError, of bytes: [UInt8]) -> Outcome {
    let expected: GateExit = self == .configuration ? .badConfiguration : .malformedData
    guard error.exit == expected else {
      return .wrong("ends with exit \(error.exit.rawValue): \(error.diagnostics.map(\.message))")
    }
    let lines = bytes.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } + 2
    for diagnostic in error.diagnostics {
      guard let place = diagnostic.location, !place.file.isEmpty else {
        return .wrong("has an error without a place: \(diagnostic.message)")
      }
      if let line = place.line, line < 1 || self != .configuration && line > lines {
        return .wrong("has an error in line \(line): \(diagnostic.message)")
      }
      if place.line == nil, self != .configuration {
        return .wrong("has an error without a line: \(diagnostic.message)")
      }
    }
    return error.diagnostics.isEmpty ? .wrong("is refused without a word") : .refused
  }
}
