/// What counts as a change where base and head are measured interleaved.
package struct InterleavedLimits: Sendable, Equatable {
  /// A change this large must be found and fails, as a ratio above `tolerance`; `nil` for none.
  package var limit: Double?
  /// A change up to this never fails, as a ratio; exact metrics have `GateSettings.tolerance(of:)`.
  package var tolerance: Double

  /// Creates limits.
  package init(limit: Double? = Self.builtInLimit, tolerance: Double = 0.02) {
    self.limit = limit
    self.tolerance = tolerance
  }

  /// The limit where the configuration says nothing, as a ratio.
  package static let builtInLimit = 0.05
}

/// What a rule says about interleaved runs.
package struct InterleavedRule: Sendable, Equatable {
  /// A change this large must be found and fails.
  package var limit: RuleLimit?
  /// A change up to this never fails, as a ratio.
  package var tolerance: Double?

  /// Creates what a rule says.
  package init(limit: RuleLimit? = nil, tolerance: Double? = nil) {
    self.limit = limit
    self.tolerance = tolerance
  }
}
