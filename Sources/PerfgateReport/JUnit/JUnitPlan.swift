internal import PerfgateModel

/// Which case stands in which suite, under a unique name and with its share of the time, before anything is written.
///
/// Only places, names and times are kept, since 100,000 cases must fit into little memory; texts are made as they are
/// written.
struct JUnitPlan {
  /// Where a case comes from.
  enum Origin {
    case finding(Int)
    case cause(Int)
    /// A case of an eval: which exhibit, whether it broke, and where it stands among those that did.
    case change(exhibit: Int, isBroken: Bool, Int)
    /// The cases of an eval that broke, or were mended, and that no list names: which exhibit.
    case unlisted(exhibit: Int, isBroken: Bool)
    /// A case of an eval of which every case is listed: which eval, and the row of its table.
    case listed(eval: Int, row: Int)
    case notes
  }

  /// A case without its texts.
  struct Place {
    var origin: Origin
    var name: String
    var milliseconds: Int
    var outcome: JUnitCase.Outcome
  }

  /// A suite of cases.
  struct Suite {
    var name: String
    var places: [Place] = []

    /// How many cases have an outcome.
    func count(_ outcome: JUnitCase.Outcome) -> Int { places.count { $0.outcome == outcome } }

    /// The time of all cases.
    var milliseconds: Int { places.reduce(0) { $0 + $1.milliseconds } }
  }

  /// The longest time of one benchmark that is written, so that sums cannot overflow.
  private static let maximumSeconds = 1e9

  private(set) var suites: [Suite] = []
  private let verdict: VerdictDocument
  private let causes: CauseIndex
  /// The evals of which every case is listed.
  private let listings: [(key: BenchmarkKey, listing: CaseListing)]

  /// Plans the cases of a verdict.
  ///
  /// - Parameters:
  ///   - verdict: The verdict.
  ///   - cases: Whether cases of evals are among them.
  init(_ verdict: VerdictDocument, cases: JUnitReport.Cases = .none) {
    self.verdict = verdict
    causes = CauseIndex(verdict)
    if case .all(let known) = cases {
      listings = known.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    } else {
      listings = []
    }
    addFindings()
    switch cases {
    case .none: break
    case .changed: addChanges()
    case .all: addListings()
    }
    addCauses()
  }

  /// How many cases there are.
  var count: Int { suites.reduce(0) { $0 + $1.places.count } }

  /// A planned case with its texts.
  func testCase(_ place: Place, in suite: Suite) -> JUnitCase {
    var testCase: JUnitCase =
      switch place.origin {
      case .finding(let index):
        JUnitCase(
          verdict.results[index],
          causes.causes(of: verdict.results[index]),
          className: suite.name,
          verdict: verdict
        )
      case .cause(let index):
        JUnitCase(causes.ofRun[index], className: suite.name, verdict: verdict)
      case .change(let exhibit, let isBroken, let index):
        JUnitCase(
          isBroken
            ? verdict.exhibits.cases[exhibit].broke[index]
            : verdict.exhibits.cases[exhibit].mended[index],
          isBroken: isBroken,
          className: suite.name,
          outcome: place.outcome
        )
      case .unlisted(let exhibit, let isBroken):
        JUnitCase(
          unlistedIn: verdict.exhibits.cases[exhibit],
          isBroken: isBroken,
          className: suite.name,
          outcome: place.outcome
        )
      case .listed(let eval, let row):
        listedCase(listings[eval], row, in: suite, place.outcome)
      case .notes:
        JUnitCase(notes: RunWording.notes(verdict), className: suite.name)
      }
    testCase.name = place.name
    testCase.milliseconds = place.milliseconds
    return testCase
  }

  private func listedCase(
    _ eval: (key: BenchmarkKey, listing: CaseListing),
    _ row: Int,
    in suite: Suite,
    _ outcome: JUnitCase.Outcome
  ) -> JUnitCase {
    let found = eval.listing.row(row)
    return JUnitCase(
      found,
      change(of: found, in: eval.key),
      className: suite.name,
      outcome: outcome
    )
  }

  private mutating func addFindings() {
    var suiteIndex: [String: Int] = [:]
    var used: [String: Set<String>] = [:]
    var clock = TimeShares(verdict.results, maximumSeconds: Self.maximumSeconds)
    let namings: [(Finding) -> String] = [JUnitCase.readableName, FindingWording.title]
    for (index, finding) in verdict.results.enumerated() {
      let className = Self.className(finding, suite: verdict.suite)
      let name = Self.unique(
        namings.lazy.map { $0(finding) },
        used: &used[className, default: []]
      )
      let place = Place(
        origin: .finding(index),
        name: name,
        milliseconds: clock.next(finding.key),
        outcome: JUnitCase.outcome(finding, causes.causes(of: finding))
      )
      add(place, to: className, &suiteIndex)
    }
  }

  /// The name of the suite for the cases of an eval, which no other has.
  private func casesName(_ key: BenchmarkKey) -> String {
    let taken = Set(suites.map(\.name))
    let own = key.suite ?? verdict.suite
    let segments = [own.isEmpty ? "default" : own] + key.id.segments.map(String.init)
    var name = XMLText.singleLine((segments + ["cases"]).joined(separator: "."))
    while taken.contains(name) { name += ".cases" }
    return name
  }

  /// The findings about scores of an eval that give a reason for the exit code.
  private func reasons(in key: BenchmarkKey) -> [Finding] {
    verdict.results.filter { finding in
      finding.key == key && finding.metric.map(EvalMetric.isOfCases) == true
        && !causes.causes(of: finding).isEmpty
    }
  }

  /// What a list of the verdict says of a case.
  private func change(of row: CaseListing.Row, in key: BenchmarkKey) -> CaseChange? {
    guard row.before != row.after,
      let exhibit = verdict.exhibits.cases.first(where: { $0.key == key })
    else { return nil }
    return (row.isBroken ? exhibit.broke : exhibit.mended).first {
      $0.digest == row.digest && $0.id == row.id
    }
  }

  /// One suite for all cases of each eval: red is what broke where a score of its eval fails the run, and
  /// what errored where too much did; what did not pass otherwise is skipped, since nothing of it passed.
  private mutating func addListings() {
    for (number, (key, listing)) in listings.enumerated() {
      let reasons = reasons(in: key)
      let isRed = reasons.contains { $0.state != .errored }
      let isFaulty = reasons.contains { $0.state == .errored }
      var suite = Suite(name: casesName(key))
      var used: Set<String> = []
      for index in 0..<listing.table.count {
        let row = listing.row(index)
        let outcome: JUnitCase.Outcome =
          if row.after == nil {
            isFaulty && row.outcomes.errored > 0 ? .error : .skipped
          } else if row.isBroken, isRed {
            .failure
          } else {
            row.after == 1 ? .passed : .skipped
          }
        suite.places.append(
          Place(
            origin: .listed(eval: number, row: index),
            name: Self.unique([VisibleText.singleLine(row.id)], used: &used),
            milliseconds: 0,
            outcome: outcome
          )
        )
      }
      if !suite.places.isEmpty { suites.append(suite) }
    }
  }

  /// One suite for the cases of each eval that changed, which is all that a saved verdict knows of; what
  /// broke is red where a score of its eval fails the run, and not where too much errored to say anything.
  private mutating func addChanges() {
    for (number, exhibit) in verdict.exhibits.cases.enumerated() {
      let isRed = reasons(in: exhibit.key).contains { $0.state != .errored }
      var suite = Suite(name: casesName(exhibit.key))
      var used: Set<String> = []
      for (isBroken, changes) in [(true, exhibit.broke), (false, exhibit.mended)] {
        let broken: JUnitCase.Outcome = isRed ? .failure : .skipped
        for (index, change) in changes.enumerated() {
          suite.places.append(
            Place(
              origin: .change(exhibit: number, isBroken: isBroken, index),
              name: Self.unique([VisibleText.singleLine(change.id)], used: &used),
              milliseconds: 0,
              outcome: isBroken ? broken : change.passed.after == 1 ? .passed : .skipped
            )
          )
        }
        guard exhibit.unlistedCount(isBroken: isBroken) > 0 else { continue }
        // Whether those that were mended pass in every repeat is not known of these.
        suite.places.append(
          Place(
            origin: .unlisted(exhibit: number, isBroken: isBroken),
            name: Self.unique([JUnitCase.unlistedName(isBroken)], used: &used),
            milliseconds: 0,
            outcome: isBroken ? broken : .skipped
          )
        )
      }
      if !suite.places.isEmpty { suites.append(suite) }
    }
  }

  private mutating func addCauses() {
    let notes = RunWording.notes(verdict)
    guard !causes.ofRun.isEmpty || !notes.isEmpty else { return }
    let taken = Set(suites.map(\.name))
    var name = "perfgate"
    while taken.contains(name) { name += ".run" }
    var suite = Suite(name: name)
    var used: Set<String> = []
    for (index, cause) in causes.ofRun.enumerated() {
      let unique = Self.unique([JUnitCase.readableName(cause, verdict)], used: &used)
      suite.places.append(
        Place(
          origin: .cause(index),
          name: unique,
          milliseconds: 0,
          outcome: JUnitCase.outcome(cause)
        )
      )
    }
    if !notes.isEmpty {
      suite.places.append(
        Place(origin: .notes, name: "notes", milliseconds: 0, outcome: .passed)
      )
    }
    suites.insert(suite, at: 0)
  }

  private mutating func add(_ place: Place, to name: String, _ index: inout [String: Int]) {
    let position = index[name] ?? suites.count
    if position == suites.count {
      suites.append(Suite(name: name))
      index[name] = position
    }
    suites[position].places.append(place)
  }

  private static func className(_ finding: Finding, suite: String) -> String {
    let folders = finding.key.id.segments.dropLast()
    let own = finding.key.suite ?? suite
    let name = ([own.isEmpty ? "default" : own] + folders.map(String.init))
      .joined(separator: ".")
    return XMLText.singleLine(name)
  }

  /// The first candidate that is free as consumers see it, else the last one with a number.
  private static func unique(_ candidates: some Sequence<String>, used: inout Set<String>) -> String
  {
    var last = ""
    for candidate in candidates {
      last = XMLText.singleLine(candidate)
      if used.insert(last).inserted { return last }
    }
    var number = 2
    while !used.insert("\(last) #\(number)").inserted { number += 1 }
    return "\(last) #\(number)"
  }
}

/// Deals the time of each benchmark out to its cases, so that the sum in milliseconds is right.
private struct TimeShares {
  private var shares: [BenchmarkKey: (milliseconds: Int, cases: Int, dealt: Int)] = [:]

  init(_ findings: [Finding], maximumSeconds: Double) {
    for finding in findings {
      let seconds = finding.measuringSeconds
      let bounded = seconds.isFinite ? min(max(0, seconds), maximumSeconds) : 0
      var share = shares[finding.key] ?? (0, 0, 0)
      share.milliseconds = max(share.milliseconds, Int((bounded * 1000).rounded()))
      share.cases += 1
      shares[finding.key] = share
    }
  }

  mutating func next(_ key: BenchmarkKey) -> Int {
    guard var share = shares[key] else { return 0 }
    let (each, rest) = share.milliseconds.quotientAndRemainder(dividingBy: share.cases)
    let mine = each + (share.dealt < rest ? 1 : 0)
    share.dealt += 1
    shares[key] = share
    return mine
  }
}
