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
    let file = try DocumentFile(bytes(at: path, hints: hints), path: path)
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
    do throws(FileError) {
      if let parent = Files.parent(of: path) { try Files.createDirectories(parent) }
      try Files.replaceAtomically(path, with: bytes)
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
    do throws(FileError) {
      try Files.createDirectories(folder)
      try Files.checkWritable(folder)
    } catch {
      throw GateError(
        .cannotWrite,
        error.description,
        hints: ["choose another place with \(option)"]
      )
    }
  }
}
