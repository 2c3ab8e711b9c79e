internal import Crypto

/// The ids of a dataset, 16 bytes each, so that those of a million cases are found to be unique.
struct Fingerprints {
  /// The first half of an id's SHA-256.
  struct Fingerprint: Hashable, Comparable {
    var high: UInt64
    var low: UInt64

    init(_ id: String) {
      self.init(SHA256.hash(data: Array(id.utf8)))
    }

    init(_ digest: SHA256Digest) {
      (high, low) = digest.withUnsafeBytes { bytes in
        (
          bytes.loadUnaligned(as: UInt64.self).bigEndian,
          bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian
        )
      }
    }

    static func < (left: Fingerprint, right: Fingerprint) -> Bool {
      left.high != right.high ? left.high < right.high : left.low < right.low
    }
  }

  private var all: [Fingerprint] = []

  /// Adds an id.
  mutating func add(_ fingerprint: Fingerprint) { all.append(fingerprint) }

  /// Those that are there more than once, so many at most; what was added is forgotten.
  mutating func takeRepeated(atMost most: Int) -> Set<Fingerprint> {
    all.sort()
    var repeated: Set<Fingerprint> = []
    for index in all.indices.dropFirst() where all[index] == all[index - 1] {
      repeated.insert(all[index])
      if repeated.count == most { break }
    }
    all = []
    return repeated
  }
}
