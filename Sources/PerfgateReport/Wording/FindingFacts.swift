internal import PerfgateModel

/// What stands below a finding's sentence, by name; raw texts.
struct FindingFacts {
  /// A fact and what it is.
  struct Fact: Equatable {
    var name: String
    var text: String
  }

  /// How surely it is known, where base and head were interleaved.
  private(set) var evidence: Fact?
  /// What the numbers rest on.
  private(set) var basis: Fact?
  /// How the host changed.
  private(set) var host: Fact?
  /// What would decide it.
  private(set) var settlement: Fact?
  /// The rule that fired.
  private(set) var rule: Fact?
  /// What can be done where it cannot be accepted.
  private(set) var advice: Fact?
  /// The command that measures it again.
  private(set) var reproduce: Fact?
  /// The command that accepts it.
  private(set) var accept: Fact?

  /// Collects the facts of a finding.
  init(_ finding: Finding) {
    evidence = Self.fact("evidence", RoundWording.evidence(finding))
    basis = Self.fact("basis", FindingWording.basis(finding))
    host = Self.fact("host", finding.host?.isMixed == true ? nil : finding.host?.text)
    settlement = Self.fact("would settle it", FindingWording.settlement(finding))
    let owner = finding.owner.map { ", owner \($0)" } ?? ""
    let place = finding.rule.map(Phrase.place) ?? (finding.limit == nil ? nil : "default")
    rule = Self.fact("rule", place.map { "\($0)\(owner)" })
    advice = Self.fact("advice", FindingWording.advice(finding))
    reproduce = Self.command("reproduce", finding.next.reproduce)
    accept = Self.command("accept", finding.next.accept)
  }

  /// All that there are, in the order of reports.
  var all: [Fact] {
    [evidence, basis, host, settlement, rule, advice, reproduce, accept].compactMap { $0 }
  }

  private static func fact(_ name: String, _ text: String?) -> Fact? {
    text.map { Fact(name: name, text: $0) }
  }

  private static func command(_ name: String, _ arguments: [String]) -> Fact? {
    arguments.isEmpty ? nil : Fact(name: name, text: ShellQuoting.command(arguments))
  }
}
