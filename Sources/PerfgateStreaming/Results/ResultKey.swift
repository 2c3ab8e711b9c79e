package import PerfgateModel

/// Which result: a case, which repeat of it, and under which configuration.
///
/// Cases may ask and expect the same under different ids, and are different cases all the same.
package struct ResultKey: Sendable, Hashable {
  /// The id of the case.
  package let id: String
  /// The digest of the case.
  package let caseDigest: String
  /// Which repeat, from 0.
  package let repeatIndex: Int
  /// The digest of everything else that the result depends on.
  package let configurationDigest: String

  /// Makes a key.
  package init(id: String, caseDigest: String, repeatIndex: Int, configurationDigest: String) {
    self.id = id
    self.caseDigest = caseDigest
    self.repeatIndex = repeatIndex
    self.configurationDigest = configurationDigest
  }

  /// Reads the members `id`, `case`, `repeat` and `configuration`.
  package init(_ object: JSONObject) throws(JSONError) {
    id = try object.required("id").string()
    caseDigest = try object.required("case").string()
    repeatIndex = try object.required("repeat").integer(atLeast: 0)
    configurationDigest = try object.required("configuration").string()
  }
}

/// The keys of many results, 16 bytes each, whatever their digests take.
package struct CompletedResults: Sendable {
  /// Two independent hashes of 64 bits.
  ///
  /// Any two of a million keys have the same with a chance of one in 10^26.
  private struct Fingerprint: Hashable {
    let first: Int
    let second: Int

    init(_ key: ResultKey) {
      var hasher = Hasher()
      hasher.combine(key)
      var other = hasher
      first = hasher.finalize()
      other.combine(first)
      second = other.finalize()
    }
  }

  private var fingerprints: Set<Fingerprint> = []

  /// Makes an empty set.
  package init() {}

  /// How many there are.
  package var count: Int { fingerprints.count }

  /// Adds a key.
  ///
  /// - Returns: Whether it was not there before.
  @discardableResult
  package mutating func insert(_ key: ResultKey) -> Bool {
    fingerprints.insert(Fingerprint(key)).inserted
  }

  /// Whether a key is there.
  package func contains(_ key: ResultKey) -> Bool { fingerprints.contains(Fingerprint(key)) }
}
