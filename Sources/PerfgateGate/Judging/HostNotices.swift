import PerfgateModel
import PerfgateStatistics

/// What the host's probe says of a whole run.
enum HostNotices {
  /// Probes of one run that differ by more than this share say that the host changed meanwhile.
  private static let noticeableDisagreement = 0.05

  /// All that is worth saying, the change since the baselines first.
  static func all(of run: RunDocument, findings: [Finding]) -> [VerdictNotice] {
    run.notices + [changed(findings), unsteady(run.environment.probe)].compactMap { $0 }
  }

  private static func changed(_ findings: [Finding]) -> VerdictNotice? {
    let hosts = findings.indices.compactMap { findings[$0].host }
    guard let cpu = try? Summary(samples: hosts.map(\.cpu)),
      let memory = try? Summary(samples: hosts.map(\.memory)),
      let text = HostRecord(cpu: cpu.median, memory: memory.median).text
    else { return nil }
    let mixed = hosts.count(where: \.isMixed)
    guard mixed > 0 else {
      return VerdictNotice("\(text); every result on times holds with and without that")
    }
    return VerdictNotice(
      "\(text); for \(mixed) of \(hosts.count) times the result depends on it",
      advice: "measure again, best on a host as fast as the one that recorded; perfgate doctor "
        + "says what disturbs this one"
    )
  }

  private static func unsteady(_ probe: HostProbeRecord?) -> VerdictNotice? {
    guard let probe else { return nil }
    let parts = [("processor", probe.cpu), ("memory", probe.memory)].compactMap { part in
      HostShift.disagreement(of: part.1).flatMap { ratio -> String? in
        guard ratio > noticeableDisagreement else { return nil }
        return "its \(part.0) was at times \(QuantityText.fixed(ratio * 100, decimals: 0))% slower "
          + "than at others"
      }
    }
    guard !parts.isEmpty else { return nil }
    return VerdictNotice(
      "the host changed while measuring: \(parts.joined(separator: ", "))",
      advice: "close what else runs on the machine; perfgate doctor shows what disturbs"
    )
  }
}
