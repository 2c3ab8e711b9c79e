/// How a look-up in a cache ended.
public enum CacheLookup: UInt8, Sendable, Hashable {
  /// The value was there.
  case hit
  /// The value had to be computed or fetched.
  case miss
}
