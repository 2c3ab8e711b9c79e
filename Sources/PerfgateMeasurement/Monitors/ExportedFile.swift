import PerfgateConfiguration
import PerfgateModel
import PerfgateSystem

/// The file that a monitored program writes, in one tree.
struct ExportedFile {
  /// The longest file that is read, in bytes.
  private static let mostBytes = 16 << 20

  /// The path as it is configured.
  private let name: String
  private let path: String

  /// Names a file.
  ///
  /// - Parameters:
  ///   - monitor: What is configured.
  ///   - directory: The configuration's folder in this tree, absolute.
  init(_ monitor: MonitoredFile, in directory: String) {
    name = monitor.path
    path = Files.join(directory, monitor.path)
  }

  /// Removes what an earlier invocation left, so that it cannot count for the next one.
  ///
  /// - Returns: Why that cannot be done, one phrase; `nil` where nothing is left.
  func remove() -> String? {
    do throws(FileError) {
      try Files.removeFile(path)
      return nil
    } catch {
      return "cannot be measured: the \(name) of before cannot be removed (\(error.reason))"
    }
  }

  /// Reads what the program wrote.
  ///
  /// - Returns: What it exported, or why that cannot be used, one phrase.
  func read() -> Result<MonitorExport, Unusable> {
    let bytes: [UInt8]
    do throws(FileError) {
      let kind = try Files.kind(at: path)
      guard kind == .file else {
        return .failure(Unusable(kind == nil ? missing : "left no file at \(name)"))
      }
      bytes = try Files.readBytes(at: path, atMostBytes: Self.mostBytes)
    } catch {
      let size = QuantityText.bytes(Double(Self.mostBytes))
      return .failure(
        Unusable(
          error.isTooLarge
            ? "wrote more than \(size) to \(name)"
            : "wrote \(name), which cannot be read: \(error.reason)"
        )
      )
    }
    do throws(GateError) {
      return .success(try MonitorExport(bytes: bytes, path: name))
    } catch {
      return .failure(Unusable("exported what cannot be used: \(Self.phrase(error))"))
    }
  }

  private var missing: String {
    "ended without writing \(name), where its stages are expected (below the folder of the "
      + "configuration)"
  }

  /// An error as one phrase: place, message and what to do about it.
  private static func phrase(_ error: GateError) -> String {
    error.diagnostics.map { diagnostic in
      let place = diagnostic.location.map { "\($0): " } ?? ""
      return place + ([diagnostic.message] + diagnostic.hints).joined(separator: "; ")
    }.joined(separator: "; ")
  }

  /// Why a file cannot be used.
  struct Unusable: Error {
    /// One phrase.
    let reason: String

    fileprivate init(_ reason: String) { self.reason = reason }
  }
}
