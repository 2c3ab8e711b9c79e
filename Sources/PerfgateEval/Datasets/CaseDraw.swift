internal import Crypto

/// Draws cases by the smallest keyed hashes of their ids: whether a case is among them does not depend
/// on the order of the rows, and mostly not on what other rows there are.
struct CaseDraw {
  /// A case that may be drawn.
  struct Ticket {
    var rank: UInt64
    /// Its place among the rows, from 0.
    var ordinal: Int
    var digest: SHA256Digest
  }

  private let count: Int
  private let seed: UInt64
  private var tickets: [Ticket] = []
  /// No rank from here on is among the drawn ones.
  private var bound = UInt64.max

  init(count: Int, seed: UInt64) {
    self.count = count
    self.seed = seed
  }

  /// Adds a case.
  mutating func add(_ id: Fingerprints.Fingerprint, ordinal: Int, digest: SHA256Digest) {
    let rank = rank(of: id)
    guard rank <= bound else { return }
    tickets.append(Ticket(rank: rank, ordinal: ordinal, digest: digest))
    if tickets.count >= count + count / 4 + 1024 { trim() }
  }

  /// The drawn cases, in the order of the rows.
  mutating func draw() -> [Ticket] {
    trim()
    tickets.sort { $0.ordinal < $1.ordinal }
    return tickets
  }

  private mutating func trim() {
    guard tickets.count > count else { return }
    tickets.sort { ($0.rank, $0.ordinal) < ($1.rank, $1.ordinal) }
    tickets.removeSubrange(count...)
    bound = tickets.last?.rank ?? 0
  }

  private func rank(of id: Fingerprints.Fingerprint) -> UInt64 {
    let words = [seed, id.high, id.low].map(\.bigEndian)
    return words.withUnsafeBytes { Fingerprints.Fingerprint(SHA256.hash(data: $0)).high }
  }
}
