/// Where the cases of an eval's entry are and how they ended; what could not be tried is in it, too.
package struct CaseTotals: Sendable, Equatable {
  /// The file with a line for each, relative to the run's folder.
  package var file: String
  /// The SHA-256 of the file, in hexadecimal.
  package var sha256: String
  /// The SHA-256 over the digests of the dataset's cases in their order, in hexadecimal.
  package var dataset: String
  /// The repeats of cases that were read.
  package var read: Int
  /// Those that passed.
  package var passed: Int
  /// Those that failed.
  package var failed: Int
  /// Those of which nothing is known.
  package var errored: Int
  /// Those that were not tried.
  package var skipped: Int

  /// Creates totals.
  package init(
    file: String,
    sha256: String,
    dataset: String,
    read: Int,
    passed: Int,
    failed: Int,
    errored: Int,
    skipped: Int
  ) {
    self.file = file
    self.sha256 = sha256
    self.dataset = dataset
    self.read = read
    self.passed = passed
    self.failed = failed
    self.errored = errored
    self.skipped = skipped
  }
}

extension CaseTotals {
  /// The totals as JSON.
  var json: JSONValue {
    .object([
      "file": .string(file), "sha256": .string(sha256), "dataset": .string(dataset),
      "read": .integer(read), "passed": .integer(passed), "failed": .integer(failed),
      "errored": .integer(errored), "skipped": .integer(skipped),
    ])
  }

  /// Reads totals.
  ///
  /// - Throws: `JSONError` where a number is none, or they do not add up.
  init(_ node: JSONNode) throws(JSONError) {
    let object = try node.object()
    self.init(
      file: try object.required("file").string(),
      sha256: try object.required("sha256").string(),
      dataset: try object.required("dataset").string(),
      read: try object.required("read").integer(atLeast: 0),
      passed: try object.required("passed").integer(atLeast: 0),
      failed: try object.required("failed").integer(atLeast: 0),
      errored: try object.required("errored").integer(atLeast: 0),
      skipped: try object.required("skipped").integer(atLeast: 0)
    )
    // A negative rest cannot overflow, and a sum of numbers that were read could.
    guard read - passed - failed - errored == skipped else {
      throw JSONError("the outcomes do not add up to what was read", offset: object.offset)
    }
  }

  /// The share of errors among the repeats that were tried; 0 where none was.
  package var errorRate: Double {
    let tried = Double(read) - Double(skipped)
    return tried > 0 ? Double(errored) / tried : 0
  }
}
