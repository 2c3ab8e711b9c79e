/// Whether a machine is fit to measure, line by line; no verdict.
package struct CheckupReport: Sendable, Equatable {
  /// The schema name and major version.
  package static let schema = "perfgate.doctor/1"

  /// What a line says.
  package enum Status: String, Sendable, CaseIterable {
    /// Fit to measure.
    case good
    /// Worth doing something about.
    case attention
    /// The facts cannot be had.
    case unknown
  }

  /// What is looked at, in the order of the report.
  package enum Section: String, Sendable, CaseIterable {
    case machine
    case conditions
    case noise
  }

  /// One thing that was looked at.
  package struct Line: Sendable, Equatable {
    /// Where it stands.
    package var section: Section
    /// What it is, `governor`.
    package var name: String
    /// What was found, one phrase.
    package var text: String
    /// What that means.
    package var status: Status
    /// What to do or to type; `nil` where nothing is to be done.
    package var advice: String?

    /// Creates a line.
    package init(
      _ section: Section,
      _ name: String,
      _ text: String,
      _ status: Status,
      advice: String? = nil
    ) {
      self.section = section
      self.name = name
      self.text = text
      self.status = status
      self.advice = advice
    }
  }

  /// The smallest change that a way to compare could see on this machine.
  package struct Reach: Sendable, Equatable {
    /// The recordings of the baseline; `nil` for interleaved rounds.
    package var recordings: Int?
    /// The change as a ratio.
    package var change: Double

    /// Creates a reach.
    package init(recordings: Int?, change: Double) {
      self.recordings = recordings
      self.change = change
    }
  }

  /// Everything that was looked at, section by section.
  package var lines: [Line]
  /// What could be seen; empty where noise could not be measured.
  package var reaches: [Reach]

  /// Creates a report.
  package init(lines: [Line], reaches: [Reach]) {
    self.lines = lines
    self.reaches = reaches
  }

  /// How many lines have a status.
  package func count(_ status: Status) -> Int { lines.count { $0.status == status } }

  /// The report as JSON.
  package var json: JSONValue {
    .object([
      "schema": .string(Self.schema),
      "lines": .array(
        lines.map { line in
          .object([
            "section": .string(line.section.rawValue), "name": .string(line.name),
            "text": .string(line.text), "status": .string(line.status.rawValue),
            "advice": .string(orNull: line.advice),
          ])
        }
      ),
      "smallest_changes": .array(
        reaches.map { reach in
          .object([
            "recordings": reach.recordings.map(JSONValue.integer) ?? .null,
            "change": .number(reach.change),
          ])
        }
      ),
    ])
  }
}
