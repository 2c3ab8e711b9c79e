import PerfgateModel

extension Files {
  /// The most names that are looked at for one pattern.
  private static let mostNames = 100_000

  /// The files and links below a folder whose paths match a pattern; what git keeps is not among
  /// them.
  ///
  /// - Parameters:
  ///   - text: As over ids: `*`, `**` (crosses `/`) and `?`; `./` before it changes nothing.
  ///   - folder: Where paths begin.
  /// - Returns: Paths relative to the folder, in order; none where the part before the first `*` or
  ///   `?` is no folder; `nil` where a folder below cannot be read, or there are too many names.
  package static func paths(matching text: String, in folder: String) -> [String]? {
    let segments = text.split(separator: "/").map(String.init).filter { $0 != "." }
    let fixed = segments.dropLast().prefix { !$0.contains("*") && !$0.contains("?") }
    let pattern = GlobPattern(segments.joined(separator: "/"))
    var folders = [fixed.joined(separator: "/")]
    var found: [String] = []
    var seen = 0
    while let next = folders.popLast() {
      guard let names = try? names(inDirectory: join(folder, next)) else {
        return seen == 0 ? [] : nil
      }
      for name in names where name != ".git" {
        seen += 1
        guard seen <= mostNames else { return nil }
        let relative = next.isEmpty ? name : "\(next)/\(name)"
        let path = join(folder, relative)
        if !isSymbolicLink(path), (try? kind(at: path)) == .directory {
          folders.append(relative)
        } else if pattern.matches(relative) {
          found.append(relative)
        }
      }
    }
    return found.sorted()
  }
}
