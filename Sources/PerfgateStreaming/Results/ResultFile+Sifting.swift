package import PerfgateModel
import PerfgateSystem

extension ResultFile {
  /// Takes lines out of the file that is at this one's path: another file takes its place.
  ///
  /// This file is held until then, so that nobody else writes it, and is not to be written afterwards:
  /// open the path anew.
  ///
  /// - Parameter numbers: Which lines, from 1; not the first.
  /// - Throws: `GateError` with exit 73 where that fails; the file is then as it was.
  package func remove(lines numbers: Set<Int>) throws(GateError) {
    do {
      let replacement = try ReplacementFile(replacing: path)
      var scanner = LineScanner(longest: Self.longestLine)
      while let line = try scanner.next({ try file.bytes(at: $0, atMost: Self.pieceBytes) }) {
        guard !numbers.contains(line.number) else { continue }
        try replacement.append(line.bytes)
        try replacement.append([ResultLine.newline])
      }
      try replacement.publish()
    } catch {
      throw GateError(
        .cannotWrite,
        "results that are to be made again cannot be taken out of \(path): \(error)",
        hints: ["mend that, and go on with --resume"]
      )
    }
  }
}
