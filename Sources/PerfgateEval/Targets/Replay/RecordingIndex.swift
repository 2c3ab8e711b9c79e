import PerfgateModel
import PerfgateStreaming
import PerfgateSystem

/// Where the recordings of a file are, 40 bytes each, however long they are themselves.
struct RecordingIndex: Sendable {
  /// Which recording: two independent hashes of 64 bits.
  ///
  /// Any two of a million have the same with a chance of one in 10^26.
  private struct Key: Comparable {
    let first: Int
    let second: Int

    /// - Parameters:
    ///   - text: An id or a digest.
    ///   - isDigest: Which of both.
    ///   - repeatIndex: `nil` where the recording is that of every repeat.
    init(_ text: String, isDigest: Bool, repeatIndex: Int?) {
      var hasher = Hasher()
      hasher.combine(text)
      hasher.combine(isDigest)
      hasher.combine(repeatIndex)
      var other = hasher
      first = hasher.finalize()
      other.combine(first)
      second = other.finalize()
    }

    static func < (left: Key, right: Key) -> Bool {
      (left.first, left.second) < (right.first, right.second)
    }
  }

  private struct Entry {
    let key: Key
    /// A hash of the id beside a digest, since several cases may have one; 0 where there is none.
    let label: Int
    let offset: Int
    let length: UInt32
    let line: UInt32
  }

  /// The most bytes of a recording.
  private static let longestLine = 256 << 20
  private static let pieceBytes = 256 << 10

  private var entries: [Entry] = []

  /// Reads a file once from its beginning to its end.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - name: The path as the user wrote it.
  /// - Throws: `GateError` with exit 65 and the place of what is no recording, or of two recordings
  ///   of one case.
  init(_ file: ReadableFile, name: String) throws(GateError) {
    var scanner = LineScanner(longest: Self.longestLine)
    do {
      while let line = try scanner.next({ try file.bytes(at: $0, atMost: Self.pieceBytes) }) {
        try add(line, name)
      }
    } catch let error as LineScanner.TooLong {
      throw GateError(
        .malformedData,
        "the line is longer than \(Self.longestLine >> 20) MiB",
        at: SourcePlace(file: name, line: error.number)
      )
    } catch let error as GateError {
      throw error
    } catch {
      throw GateError(.missingInput, "\(error)")
    }
    try sort(name)
  }

  /// How many recordings there are.
  var count: Int { entries.count }

  /// Where the recording of a case is; `nil` where there is none.
  func place(of evalCase: EvalCase, repeatIndex: Int) -> (offset: Int, length: Int, line: Int)? {
    let keys = [
      Key(evalCase.digest, isDigest: true, repeatIndex: repeatIndex),
      Key(evalCase.digest, isDigest: true, repeatIndex: nil),
      Key(evalCase.id, isDigest: false, repeatIndex: repeatIndex),
      Key(evalCase.id, isDigest: false, repeatIndex: nil),
    ]
    for key in keys {
      let found = entries[firstIndex(notBelow: key)...].prefix { $0.key == key }
      let label = Self.label(evalCase.id)
      // A case that was renamed has the one recording of its digest.
      guard
        let entry = found.first(where: { $0.label == label })
          ?? found.first(where: { $0.label == 0 }) ?? found.only
      else { continue }
      return (entry.offset, Int(entry.length), Int(entry.line))
    }
    return nil
  }

  private static func label(_ id: String) -> Int {
    var hasher = Hasher()
    hasher.combine(id)
    return hasher.finalize()
  }

  private func firstIndex(notBelow key: Key) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func add(_ line: LineScanner.Line, _ name: String) throws(GateError) {
    if line.bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { return }
    do throws(JSONError) {
      let object = try JSONReader.read(line.bytes).object()
      if line.number == 1, try object["schema"]?.string() == CaseResult.schema { return }
      // What was not tried to the end has no outcome to be replayed.
      if try object["skipped_because"]?.string() != nil { return }
      let digest = try object["case"]?.string()
      let id = try object["id"]?.string()
      let text: String
      if let digest { text = digest } else { text = try object.required("id").string() }
      let key = Key(
        text,
        isDigest: digest != nil,
        repeatIndex: try object["repeat"]?.integer(atLeast: 0)
      )
      entries.append(
        Entry(
          key: key,
          label: digest == nil ? 0 : id.map(Self.label) ?? 0,
          offset: line.offset,
          length: UInt32(clamping: line.bytes.count),
          line: UInt32(clamping: line.number)
        )
      )
    } catch {
      let column = error.location(in: line.bytes, file: name).column
      throw GateError(
        .malformedData,
        "this is no recorded output: \(error.message)",
        at: SourcePlace(file: name, line: line.number, column: column),
        hints: [#"each line is a JSON object: {"id": "a case's id", "output": "..."}"#]
      )
    }
  }

  private mutating func sort(_ name: String) throws(GateError) {
    entries.sort { ($0.key, $0.label, $0.line) < ($1.key, $1.label, $1.line) }
    let repeated = zip(entries, entries.dropFirst()).lazy.filter {
      $0.key == $1.key && $0.label == $1.label
    }
    guard let (first, second) = repeated.min(by: { $0.1.line < $1.1.line }) else { return }
    throw GateError(
      .malformedData,
      "lines \(first.line) and \(second.line) are both the recording of one case",
      at: SourcePlace(file: name, line: Int(second.line)),
      hints: ["leave one of them, or tell repeats apart with 'repeat'"]
    )
  }
}

extension Collection {
  /// The only element; `nil` where there is none or another.
  fileprivate var only: Element? { count == 1 ? first : nil }
}
