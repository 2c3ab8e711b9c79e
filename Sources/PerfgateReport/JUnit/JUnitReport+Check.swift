package import PerfgateModel
internal import PerfgateSchemas

extension JUnitReport {
  /// Reads a finished file back and validates it against perfgate's schema, before it is published.
  ///
  /// - Parameters:
  ///   - expectedCases: How many testcases were written.
  ///   - schema: The XSD; perfgate's own by default.
  ///   - source: Gives the file's bytes piece by piece.
  /// - Throws: What the source throws, or `GateError` with exit 70 and the first faults, by line.
  package static func check(
    expectedCases: Int,
    schema: [UInt8] = EmbeddedSchema.junit,
    source: @escaping Source
  ) throws(GateError) {
    let counter = CaseCounter()
    let reading = try XMLReading(from: source, schema: schema) { part in
      if part == .start("testcase") { counter.cases += 1 }
    }
    guard reading.outcome == .valid else {
      throw GateError(.internalFault, reading.explanation, notes: reading.notes)
    }
    if counter.cases != expectedCases {
      throw GateError(
        .internalFault,
        "the JUnit report holds \(counter.cases) cases instead of \(expectedCases)"
      )
    }
  }

  /// Checks a file in memory.
  ///
  /// - Throws: `GateError` with exit 70 and the first faults, by line.
  package static func check(
    _ bytes: [UInt8],
    expectedCases: Int,
    schema: [UInt8] = EmbeddedSchema.junit
  ) throws(GateError) {
    let rest = Remaining(bytes)
    try check(expectedCases: expectedCases, schema: schema) { rest.take() }
  }

  private final class CaseCounter {
    var cases = 0
  }

  private final class Remaining {
    private var bytes: [UInt8]?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func take() -> [UInt8]? {
      defer { bytes = nil }
      return bytes
    }
  }
}

extension XMLReading {
  /// What is wrong, one phrase.
  fileprivate var explanation: String {
    switch outcome {
    case .valid: "the JUnit report is valid"
    case .malformed: "the JUnit report is not well-formed XML"
    case .invalid: "the JUnit report does not obey its schema"
    case .badSchema: "the JUnit schema cannot be used"
    case .hasDocumentType: "the JUnit report declares a document type"
    case .outOfMemory: "libxml2 ran out of memory while reading the JUnit report back"
    }
  }

  /// The first faults.
  fileprivate var notes: [String] {
    problems.prefix(5).map { problem in
      "line \(problem.line): \(VisibleText.middleCut(problem.message, to: 300)) (libxml2 \(problem.code))"
    }
  }
}
