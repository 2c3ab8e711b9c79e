import Foundation
import PerfgateMacros

/// The texts of a folder, piece by piece.
struct Corpus {
  /// There is nothing to read.
  struct Missing: Error, CustomStringConvertible {
    let folder: String

    var description: String {
      "no texts in \(folder): name a folder with text files, --corpus DIR"
    }
  }

  /// The size of a piece in bytes.
  private static let pieceSize = 16_384

  private let files: [URL]
  private let passes: Int
  private var position = 0
  private var open: FileHandle?
  /// The beginning of a word that goes on in the next piece.
  private var rest = Data()

  /// Finds the texts, in the order of their names.
  init(_ options: Options) throws {
    passes = options.passes
    let folder = URL(fileURLWithPath: options.corpus)
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    files = (names ?? []).sorted().map { folder.appendingPathComponent($0) }.filter {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: $0.path, isDirectory: &isFolder)
      return exists && !isFolder.boolValue
    }
    if files.isEmpty { throw Missing(folder: options.corpus) }
  }

  /// The next piece, which ends with a word; `nil` behind the last one.
  @Measured("load", monitor: monitor)
  mutating func next() throws -> Data? {
    while position < files.count * passes {
      let file = try open ?? FileHandle(forReadingFrom: files[position % files.count])
      open = file
      if let bytes = try file.read(upToCount: Self.pieceSize), !bytes.isEmpty {
        let text = rest + bytes
        let end = text.lastIndex { !Letters.contains($0) } ?? text.endIndex
        rest = text[end...]
        return text[..<end]
      }
      try file.close()
      open = nil
      position += 1
      defer { rest = Data() }
      if !rest.isEmpty { return rest }
    }
    return nil
  }
}
