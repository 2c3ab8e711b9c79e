/// Which cases of a dataset are taken.
struct CaseSelection: Sendable {
  /// Tags of which a case must have one; empty for all.
  var tags: [String]
  /// The places of those that were drawn, ascending; `nil` for all.
  var ordinals: [Int]?
  /// How many are taken at most; `nil` for all.
  var limit: Int?

  /// Whether a case has what it must have.
  func fits(_ caseTags: [String]) -> Bool {
    tags.isEmpty || caseTags.contains(where: tags.contains)
  }

  /// Goes through the cases in their order.
  func cursor() -> Cursor { Cursor(selection: self) }

  /// What was taken so far.
  struct Cursor {
    fileprivate let selection: CaseSelection
    private var taken = 0
    private var next = 0

    fileprivate init(selection: CaseSelection) {
      self.selection = selection
    }

    /// Whether no further case is taken, since a limit was reached.
    var hasReachedLimit: Bool { selection.limit.map { taken >= $0 } ?? false }

    /// Whether the next case is taken.
    mutating func takes(_ tags: [String], ordinal: Int) -> Bool {
      if hasReachedLimit { return false }
      if let ordinals = selection.ordinals {
        guard next < ordinals.count, ordinals[next] == ordinal else { return false }
        next += 1
      } else if !selection.fits(tags) {
        return false
      }
      taken += 1
      return true
    }
  }
}
