import PerfgateModel

/// Which cases of two tables are the same: those of equal digest, by id where several have it.
struct CasePairs: Sendable {
  /// The rows of identical cases.
  private(set) var rows: [(head: Int32, base: Int32)] = []
  /// How many cases the base does not have.
  private(set) var added = 0
  /// How many cases the head does not have.
  private(set) var removed = 0
  /// How many ids are on both sides with different contents.
  private(set) var changed = 0

  /// Pairs the cases of two tables.
  init(head: CaseTable, base: CaseTable) {
    let left = Self.sorted(head)
    let right = Self.sorted(base)
    var unmatched: (head: [Int32], base: [Int32]) = ([], [])
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      if j == right.count
        || i < left.count && head.digest(at: Int(left[i])) < base.digest(at: Int(right[j]))
      {
        unmatched.head.append(left[i])
        i += 1
      } else if i == left.count
        || base.digest(at: Int(right[j])) < head.digest(at: Int(left[i]))
      {
        unmatched.base.append(right[j])
        j += 1
      } else {
        let digest = head.digest(at: Int(left[i]))
        let ends = (
          Self.end(of: digest, from: i, left, head), Self.end(of: digest, from: j, right, base)
        )
        pair(left[i..<ends.0], right[j..<ends.1], head, base, &unmatched)
        (i, j) = ends
      }
    }
    let ids = Set(unmatched.base.map { base.id(at: Int($0)) })
    changed = unmatched.head.count { ids.contains(head.id(at: Int($0))) }
    added = unmatched.head.count - changed
    removed = unmatched.base.count - changed
    rows.sort { $0.head < $1.head }
  }

  private static func sorted(_ table: CaseTable) -> [Int32] {
    (0..<Int32(table.count)).sorted { table.digest(at: Int($0)) < table.digest(at: Int($1)) }
  }

  private static func end(
    of digest: CaseDigest,
    from start: Int,
    _ order: [Int32],
    _ table: CaseTable
  ) -> Int {
    var end = start
    while end < order.count, table.digest(at: Int(order[end])) == digest { end += 1 }
    return end
  }

  /// Pairs cases of one digest.
  private mutating func pair(
    _ left: ArraySlice<Int32>,
    _ right: ArraySlice<Int32>,
    _ head: CaseTable,
    _ base: CaseTable,
    _ unmatched: inout (head: [Int32], base: [Int32])
  ) {
    if left.count == 1, right.count == 1, let one = left.first, let other = right.first {
      rows.append((one, other))
      return
    }
    var byID: [String: Int32] = [:]
    for row in right { byID[base.id(at: Int(row))] = row }
    var rest: [Int32] = []
    for row in left {
      if let same = byID.removeValue(forKey: head.id(at: Int(row))) {
        rows.append((row, same))
      } else {
        rest.append(row)
      }
    }
    var others = byID.values.sorted()[...]
    for row in rest {
      if let other = others.popFirst() {
        rows.append((row, other))
      } else {
        unmatched.head.append(row)
      }
    }
    unmatched.base += others
  }
}
