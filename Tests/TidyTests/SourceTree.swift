import Foundation

/// The Swift sources of the package, read once.
struct SourceTree {
  /// One file.
  struct File: CustomStringConvertible {
    /// The path from the package's folder.
    let path: String
    /// The lines without their ends.
    let lines: [String]

    /// The target that the file belongs to.
    var target: String { String(path.split(separator: "/")[1]) }
    /// The path, for messages.
    var description: String { path }
  }

  /// The package's folder.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift file below Sources and Tests.
  static let files: [File] = ["Sources", "Tests"].flatMap { files(in: $0, ending: [".swift"]) }

  /// The C sources of the product.
  static let cSources: [File] = files(in: "Sources", ending: [".c", ".h"])

  /// The files of the product.
  static let sources = files.filter { $0.path.hasPrefix("Sources/") }

  /// The targets of the manifest but tests, in its order.
  static let targets: [String] = {
    let manifest = try? String(
      contentsOf: root.appendingPathComponent("Package.swift"),
      encoding: .utf8
    )
    let declaration = #/(?:systemLibrary|macro|[tT]arget)\(\s*(?:name:\s*)?"([^"]+)"/#
    return (manifest ?? "").matches(of: declaration).map { String($0.1) }
  }()

  private static func files(in folder: String, ending ends: [String]) -> [File] {
    let base = root.appendingPathComponent(folder)
    let walker = FileManager.default.enumerator(atPath: base.path)
    var files: [File] = []
    while let relative = walker?.nextObject() as? String {
      guard ends.contains(where: relative.hasSuffix),
        let text = try? String(contentsOf: base.appendingPathComponent(relative), encoding: .utf8)
      else { continue }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      files.append(File(path: "\(folder)/\(relative)", lines: lines))
    }
    return files.sorted { $0.path < $1.path }
  }
}

extension SourceTree.File {
  /// The lines that are code, with their numbers from 1; comments are blanked.
  var code: [(number: Int, text: String)] {
    lines.enumerated().compactMap { index, line in
      let text = line.trimmingCharacters(in: .whitespaces)
      return text.hasPrefix("//") ? nil : (index + 1, line)
    }
  }

  /// The modules that the file imports.
  var imports: [String] {
    code.compactMap { _, line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"), index < 2, index + 1 < words.count else {
        return nil
      }
      return String(words[index + 1])
    }
  }
}
