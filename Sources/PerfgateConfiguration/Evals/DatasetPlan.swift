package import PerfgateModel

/// The cases of an eval and how their rows are read.
package struct DatasetPlan: Sendable, Equatable {
  /// Where rows come from.
  package enum Source: Sendable, Equatable {
    /// A file, relative to the configuration's folder.
    case file(String)
    /// A command that writes JSON Lines.
    case command(CommandLine)
  }

  /// How rows are written.
  package enum Format: String, Sendable, CaseIterable {
    case jsonLines = "jsonl"
    case jsonArray = "json"
    case csv
    case tsv
  }

  /// Where rows come from.
  package var source: Source
  /// How they are written; `nil` for what the file's ending says.
  package var format: Format?
  /// Which fields of a row mean what.
  package var fields: FieldMap
  /// Which cases are taken; `nil` for all.
  package var subset: SubsetPlan?
  /// The longest time for a command that writes the rows, in seconds, above 0.
  package var timeoutSeconds: Double
  /// Where it is configured.
  package var location: SourcePlace

  /// Creates a plan of all rows.
  package init(source: Source, fields: FieldMap = FieldMap(), location: SourcePlace) {
    self.source = source
    self.format = nil
    self.fields = fields
    self.subset = nil
    self.timeoutSeconds = 300
    self.location = location
  }
}

/// Which fields of a row mean what; a path of keys and places has full stops, `answers.0.text`.
package struct FieldMap: Sendable, Equatable {
  /// The id; `nil` for `id` where rows have it, and otherwise the digest of the row.
  package var id: String?
  /// What the target gets; `nil` for `input`, and the whole row where there is none.
  package var input: String?
  /// What scorers expect; `nil` for `expected`, where rows have it.
  package var expected: String?
  /// Which cases belong together and are not independent; `nil` for `cluster`, where rows have it.
  package var cluster: String?
  /// The tags; `nil` for `tags`, where rows have it.
  package var tags: String?

  /// Creates a map.
  package init(
    id: String? = nil,
    input: String? = nil,
    expected: String? = nil,
    cluster: String? = nil,
    tags: String? = nil
  ) {
    self.id = id
    self.input = input
    self.expected = expected
    self.cluster = cluster
    self.tags = tags
  }
}

/// Which cases of a dataset are taken.
package struct SubsetPlan: Sendable, Equatable {
  /// Tags of which a case must have one; empty for all.
  package var tags: [String]
  /// How many are drawn; `nil` for all.
  package var count: Int?
  /// What they are drawn from.
  package var seed: UInt64

  /// Creates a subset.
  package init(tags: [String] = [], count: Int? = nil, seed: UInt64 = 0) {
    self.tags = tags
    self.count = count
    self.seed = seed
  }
}
