package import PerfgateModel

/// The processors that a benchmark is bound to, as `pin: 0,2-3` names them.
package struct PinnedProcessors: Sendable, Equatable {
  /// The highest number that can be named.
  package static let highest = 1023

  /// Numbers from 0 to 1023, ascending, not empty.
  package var numbers: [Int]
  /// Where they are named.
  package var location: SourcePlace

  /// Names processors.
  package init(_ numbers: [Int], location: SourcePlace) {
    self.numbers = numbers
    self.location = location
  }

  /// Reads numbers and ranges, with commas between; `nil` where the text is something else.
  ///
  /// - Parameter text: Such as `2`, `2-3` or `0,2-3`.
  /// - Returns: The numbers, ascending, each once.
  static func numbers(in text: String) -> [Int]? {
    var numbers: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        .map(Self.number)
      guard let first = ends[0], let last = ends[ends.count - 1], first <= last else { return nil }
      numbers.formUnion(first...last)
    }
    return numbers.sorted()
  }

  private static func number(_ text: Substring) -> Int? {
    let word = text.drop { $0 == " " }
    guard !word.isEmpty, word.utf8.count <= 4, word.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(word), number <= highest
    else { return nil }
    return number
  }
}

extension NodeReader {
  /// Processors by number; only unquoted or as text.
  func processors() -> PinnedProcessors? {
    let expected = "processors such as 2-3 or 0,2"
    guard !node.isNothing, case .scalar(let text, _) = node.content,
      let numbers = PinnedProcessors.numbers(in: text)
    else {
      reportMismatch(expected, hints: ["numbers from 0 to \(PinnedProcessors.highest)"])
      return nil
    }
    return PinnedProcessors(numbers, location: problems.location(node.position))
  }
}
