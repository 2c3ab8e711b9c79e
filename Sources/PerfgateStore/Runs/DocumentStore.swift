package import PerfgateModel
import PerfgateSystem

/// Run and verdict documents, and whatever else a command reads or publishes, on disk.
package enum DocumentStore {
  /// The largest document that is read: a gigabyte of JSON is no run of perfgate's.
  private static let maximumBytes = 1 << 30

  /// A saved run or verdict.
  package enum Document: Sendable {
    case run(RunDocument)
    case verdict(VerdictDocument)
  }

  /// Reads a saved run or verdict, whichever it is.
  ///
  /// - Parameters:
  ///   - path: As the user gave it.
  ///   - hints: What to type where there is no such file.
  /// - Returns: The document.
  /// - Throws: `GateError` with exit 66 where there is no file, 65 where it cannot be used.
  package static func read(
    _ path: String,
    hints: [String] = []
  ) throws(GateError) -> Document {
    try document(in: bytes(at: path, hints: hints), path: path)
  }

  /// A saved run or verdict whose bytes were read already.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: The path, for messages.
  /// - Returns: The document.
  /// - Throws: `GateError` with exit 65 where it cannot be used.
  package static func document(in bytes: [UInt8], path: String) throws(GateError) -> Document {
    let file = try DocumentFile(bytes, path: path)
    return file.names(VerdictDocument.schema)
      ? .verdict(try VerdictDocument(file)) : .run(try RunDocument(file))
  }

  /// The bytes of an input file.
  ///
  /// - Parameters:
  ///   - path: As the user gave it.
  ///   - hints: What to type where there is no such file.
  /// - Returns: All bytes.
  /// - Throws: `GateError` with exit 66.
  package static func bytes(at path: String, hints: [String] = []) throws(GateError) -> [UInt8] {
    do throws(FileError) {
      return try Files.readBytes(at: path, atMostBytes: maximumBytes)
    } catch {
      throw GateError(.missingInput, error.description, hints: error.isMissing ? hints : [])
    }
  }

  /// Publishes a file: whole or not at all.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - path: Where; its folder is made.
  ///   - option: The option that names another place.
  /// - Throws: `GateError` with exit 73.
  package static func publish(
    _ bytes: [UInt8],
    at path: String,
    option: String = "--out"
  ) throws(GateError) {
    try attempt(option) { () throws(FileError) in
      if let parent = Files.parent(of: path) { try Files.createDirectories(parent) }
      try Files.replaceAtomically(path, with: bytes)
    }
  }

  /// Takes the next bytes of a file.
  package typealias Sink = ([UInt8]) throws(GateError) -> Void
  /// Gives the next bytes of a file; none at its end.
  package typealias Source = () throws(GateError) -> [UInt8]?

  /// Publishes a file that is written piece by piece and read back before anyone sees it.
  ///
  /// - Parameters:
  ///   - path: Where; its folder is made. A device or pipe is given the whole content at once.
  ///   - option: The option that names another place.
  ///   - write: Writes the content.
  ///   - check: Reads it back; what it throws keeps the file from being published. Nothing is
  ///     read by default.
  /// - Throws: `GateError` with exit 73, and what either closure throws.
  package static func publish(
    at path: String,
    option: String,
    write: (@escaping Sink) throws(GateError) -> Void,
    check: (@escaping Source) throws(GateError) -> Void = { _ in }
  ) throws(GateError) {
    let file = try attempt(option) { () throws(FileError) in
      if let parent = Files.parent(of: path) { try Files.createDirectories(parent) }
      return try Files.isStream(path) ? nil : try ReplacementFile(replacing: path)
    }
    guard let file else { return try publishAtOnce(at: path, option, write, check) }
    try write { bytes throws(GateError) in
      try attempt(option) { () throws(FileError) in try file.append(bytes) }
    }
    let reading = Position()
    try check { () throws(GateError) in
      let piece = try attempt(option) { () throws(FileError) in
        try file.bytes(at: reading.offset, atMost: Self.pieceBytes)
      }
      reading.offset += piece.count
      return piece
    }
    try attempt(option) { () throws(FileError) in try file.publish() }
  }

  private static let pieceBytes = 65_536

  private final class Position {
    var offset = 0
  }

  private final class Content {
    var bytes: [UInt8]? = []
  }

  private static func publishAtOnce(
    at path: String,
    _ option: String,
    _ write: (@escaping Sink) throws(GateError) -> Void,
    _ check: (@escaping Source) throws(GateError) -> Void
  ) throws(GateError) {
    let content = try checked(write: write, check: check)
    try publish(content, at: path, option: option)
  }

  /// Content that was written piece by piece and read back.
  ///
  /// - Parameters:
  ///   - write: Writes the content.
  ///   - check: Reads it back.
  /// - Returns: All bytes.
  /// - Throws: What either closure throws.
  package static func checked(
    write: (@escaping Sink) throws(GateError) -> Void,
    check: (@escaping Source) throws(GateError) -> Void
  ) throws(GateError) -> [UInt8] {
    let written = Content()
    try write { written.bytes? += $0 }
    let bytes = written.bytes ?? []
    try check {
      defer { written.bytes = nil }
      return written.bytes
    }
    return bytes
  }

  private static func attempt<Value>(
    _ option: String,
    _ body: () throws(FileError) -> Value
  ) throws(GateError) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw GateError(
        .cannotWrite,
        error.description,
        hints: ["choose another place with \(option)"]
      )
    }
  }

  /// Makes sure that a folder can be written to, before minutes are spent on what goes there.
  ///
  /// - Parameters:
  ///   - folder: The folder; it is made.
  ///   - option: The option that names another one.
  /// - Throws: `GateError` with exit 73.
  package static func prepare(folder: String, option: String = "--out") throws(GateError) {
    try attempt(option) { () throws(FileError) in
      try Files.createDirectories(folder)
      try Files.checkWritable(folder)
    }
  }
}
