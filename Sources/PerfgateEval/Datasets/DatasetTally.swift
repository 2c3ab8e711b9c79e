internal import Crypto

/// Counts rows and digests the cases among them, in both passes alike.
struct DatasetTally {
  /// How many rows there were.
  private(set) var rowCount = 0
  private var caseCount = 0
  private var malformedCount = 0
  private var hash = SHA256()

  /// Adds a row that is a case.
  ///
  /// - Parameter digest: Its digest where it is taken.
  mutating func add(_ digest: SHA256Digest?) {
    rowCount += 1
    if let digest { take(digest) }
  }

  /// Adds a row that is none.
  mutating func addMalformed() {
    rowCount += 1
    malformedCount += 1
  }

  /// Takes a case whose row was added.
  mutating func take(_ digest: SHA256Digest) {
    caseCount += 1
    digest.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  /// What is known so far.
  func facts() -> DatasetFacts {
    DatasetFacts(
      caseCount: caseCount,
      digest: hash.finalize().hexadecimal,
      malformedCount: malformedCount,
      rowCount: rowCount
    )
  }
}
