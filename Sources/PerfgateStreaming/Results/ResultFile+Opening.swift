package import PerfgateModel
import PerfgateSystem

extension ResultFile {
  /// What is done with the results of an earlier run.
  package enum Beginning: Sendable {
    /// They are thrown away.
    case anew
    /// They are kept, and read.
    case resume
  }

  /// How the last line of a file was repaired.
  package enum Repair: Sendable, Equatable {
    /// It was whole.
    case none
    /// It was whole but for its end, which was added.
    case completed
    /// A part of a line was taken away: so many bytes.
    case cut(bytes: Int)
  }

  /// A result that was read.
  package struct Record: Sendable {
    /// Which result.
    package let key: ResultKey
    /// All that is known of it.
    package let object: JSONObject
    /// Its line, from 1; the header is the first.
    package let line: Int
  }

  /// A file that was opened.
  package struct Opened: Sendable {
    /// The file.
    package let file: ResultFile
    /// What was done to its last line.
    package let repair: Repair
    /// How many results were read.
    package let results: Int
  }

  /// The most bytes of a line.
  static let longestLine = 256 << 20
  static let pieceBytes = 256 << 10

  /// Opens a result file, made with its folder where it is not there.
  ///
  /// Only the last line can be a part of one, as a process that was killed leaves it, and a disk that
  /// was full: it is completed where only its end is missing, and cut otherwise. The memory taken is
  /// that of the longest line.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - eval: Whose results they are.
  ///   - beginning: What is done with results that are there.
  ///   - each: Takes each result that is kept.
  /// - Returns: The file, to be written to from now on, and what was found in it.
  /// - Throws: `GateError` with exit 73 where the file cannot be opened or written, another process
  ///   writes it, or it is not a result file of this eval; with exit 65 and the place where it is
  ///   damaged; and what `each` throws.
  package static func open(
    _ path: String,
    eval: String,
    _ beginning: Beginning,
    each: (Record) throws(GateError) -> Void = { (_: Record) throws(GateError) in }
  ) throws(GateError) -> Opened {
    do {
      if let folder = Files.parent(of: path) { try Files.createDirectories(folder) }
      guard let file = try AppendingFile.open(path) else { throw isBusy(path) }
      var opening = Opening(file: file, header: header(of: eval), eval: eval)
      let repair = try opening.read(beginning, each)
      return Opened(file: ResultFile(file), repair: repair, results: opening.results)
    } catch let error as GateError {
      throw error
    } catch {
      throw GateError(.cannotWrite, "\(error)")
    }
  }

  private static func header(of eval: String) -> ResultLine {
    ResultLine(.object(["eval": .string(eval), "schema": .string(CaseResult.schema)]))
  }

  private static func isBusy(_ path: String) -> GateError {
    GateError(
      .cannotWrite,
      "another perfgate writes to \(path)",
      hints: ["wait until it has ended, or choose another output directory"]
    )
  }

  /// Opening in progress.
  private struct Opening {
    let file: AppendingFile
    let header: ResultLine
    let eval: String
    var results = 0
    /// A line that is no result: fine at the end of the file, damage anywhere else.
    private var broken: (line: LineScanner.Line, error: JSONError)?

    init(file: AppendingFile, header: ResultLine, eval: String) {
      self.file = file
      self.header = header
      self.eval = eval
    }

    mutating func read(
      _ beginning: Beginning,
      _ each: (Record) throws(GateError) -> Void
    ) throws -> Repair {
      var scanner = LineScanner(longest: ResultFile.longestLine)
      let read = { [file] (offset: Int) throws -> [UInt8] in
        try file.bytes(at: offset, atMost: ResultFile.pieceBytes)
      }
      var last: LineScanner.Line?
      do {
        guard let first = try scanner.next(read) else { return try begin(removing: 0) }
        let isTorn = !first.isEnded && header.bytes.starts(with: first.bytes)
        if isTorn { return try begin(removing: first.bytes.count) }
        try check(first)
        if case .anew = beginning { return try begin(removing: 0) }
        last = first
        while let line = try scanner.next(read) {
          if let broken { throw damaged(broken.line, broken.error) }
          try take(line, each)
          last = line
        }
      } catch let error as LineScanner.TooLong {
        throw tooLong(error)
      }
      return try repair(last)
    }

    /// Empties the file and writes the header.
    private func begin(removing torn: Int) throws -> Repair {
      try file.truncate(to: 0)
      if let error = file.append(header.bytes[...]).error { throw error }
      try file.sync()
      try file.syncName()
      return torn > 0 ? .cut(bytes: torn) : .none
    }

    private mutating func take(
      _ line: LineScanner.Line,
      _ each: (Record) throws(GateError) -> Void
    ) throws {
      let object: JSONObject
      let key: ResultKey
      do throws(JSONError) {
        object = try JSONReader.read(line.bytes).object()
        key = try ResultKey(object)
      } catch {
        broken = (line, error)
        return
      }
      results += 1
      try each(Record(key: key, object: object, line: line.number))
    }

    private func repair(_ last: LineScanner.Line?) throws -> Repair {
      if let line = broken?.line {
        try file.truncate(to: line.offset)
        try file.sync()
        return .cut(bytes: line.bytes.count + (line.isEnded ? 1 : 0))
      }
      guard let last, !last.isEnded else { return .none }
      if let error = file.append([ResultLine.newline]).error { throw error }
      try file.sync()
      return .completed
    }

    // MARK: What can be wrong

    private func check(_ line: LineScanner.Line) throws {
      guard let object = try? JSONReader.read(line.bytes).object(),
        let schema = try? object["schema"]?.string(), schema.hasPrefix("perfgate.results/")
      else {
        throw foreign("\(file.path) is not a result file of perfgate, and was left as it is")
      }
      guard schema == CaseResult.schema else {
        throw GateError(
          .malformedData,
          "'\(schema)' was written by another perfgate, this one writes '\(CaseResult.schema)'",
          at: SourcePlace(file: file.path, line: 1),
          hints: ["remove the file, or use the perfgate that wrote it"]
        )
      }
      let owner = (try? object["eval"]?.string()) ?? ""
      guard owner == eval else {
        throw foreign("\(file.path) holds results of the eval '\(owner)', not of '\(eval)'")
      }
    }

    private func foreign(_ message: String) -> GateError {
      GateError(
        .cannotWrite,
        message,
        hints: ["choose another output directory, or move that file away"]
      )
    }

    private func damaged(_ line: LineScanner.Line, _ error: JSONError) -> GateError {
      var place = error.location(in: line.bytes, file: file.path)
      place.line = line.number
      return GateError(
        .malformedData,
        "this line is no result: \(error.message)",
        at: place,
        notes: ["only the last line can be cut off by a run that was ended"],
        hints: ["remove the line, and its case is run again: \(removal(of: line))"]
      )
    }

    private func removal(of line: LineScanner.Line) -> String {
      ShellQuoting.command(["sed", "-i", "\(line.number)d", file.path])
    }

    private func tooLong(_ error: LineScanner.TooLong) -> GateError {
      GateError(
        .malformedData,
        "this line is longer than any result, \(ResultFile.longestLine >> 20) MiB",
        at: SourcePlace(file: file.path, line: error.number),
        hints: ["move the file away and begin anew"]
      )
    }
  }
}
