package import PerfgateModel

/// A row of a dataset as it was read.
package enum DatasetRow: Sendable {
  /// A case.
  case evalCase(EvalCase)
  /// What is no case, and why.
  case malformed(MalformedRow)
}

/// A row that is no case.
package struct MalformedRow: Sendable, Equatable {
  /// What stands for an id, `line 7`.
  package var label: String
  /// Where it is wrong.
  package var place: SourcePlace
  /// What is wrong with it, one phrase.
  package var message: String

  /// Creates a row.
  package init(label: String, place: SourcePlace, message: String) {
    self.label = label
    self.place = place
    self.message = message
  }
}

/// What is known of a dataset once it was scanned.
package struct DatasetFacts: Sendable, Equatable {
  /// How many cases are taken.
  package var caseCount: Int
  /// The SHA-256 over the digests of these cases in their order, in hexadecimal.
  package var digest: String
  /// How many rows are no cases.
  package var malformedCount: Int
  /// How many rows there are.
  package var rowCount: Int

  /// Creates facts.
  package init(caseCount: Int, digest: String, malformedCount: Int, rowCount: Int) {
    self.caseCount = caseCount
    self.digest = digest
    self.malformedCount = malformedCount
    self.rowCount = rowCount
  }
}
