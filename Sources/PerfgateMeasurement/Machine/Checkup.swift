package import PerfgateModel
import PerfgateStatistics
package import PerfgateSystem

/// Says of each fact about a machine whether it is fit to measure, and what to do where it is not.
package struct Checkup: Sendable {
  /// What is known of the committed baselines here.
  package enum Baselines: Sendable, Equatable {
    /// There is no configuration, so nothing can be committed for it.
    case noConfiguration
    /// What is committed cannot be read, one phrase.
    case unreadable(String)
    /// How many benchmarks have one for the machine's class, and which other classes there are.
    case committed(count: Int, otherClasses: [String])
  }

  /// What became of the machine's lock.
  package enum Lock: Sendable, Equatable {
    case free
    case busy(holder: Int?)
    case impossible(reason: String)
  }

  /// The machine.
  package var facts: MachineFacts
  /// What may disturb on it.
  package var conditions: MachineConditions
  /// The processors that this process may run on, whatever its quota.
  package var allowedProcessors: Int
  /// The class whose baselines apply.
  package var machineClass: String
  /// What is committed.
  package var baselines: Baselines
  /// Whether another perfgate measures.
  package var lock: Lock
  /// The host's probe before and after the noise was measured; empty where it failed.
  package var probes: [HostProbe.Sample]
  /// The share of the time that the host took away meanwhile.
  package var stolen: Double?
  /// The measured noise.
  package var noise: NoiseMeasurement?

  /// Creates a checkup.
  package init(
    facts: MachineFacts,
    conditions: MachineConditions,
    allowedProcessors: Int,
    machineClass: String,
    baselines: Baselines,
    lock: Lock,
    probes: [HostProbe.Sample],
    stolen: Double?,
    noise: NoiseMeasurement?
  ) {
    self.facts = facts
    self.conditions = conditions
    self.allowedProcessors = allowedProcessors
    self.machineClass = machineClass
    self.baselines = baselines
    self.lock = lock
    self.probes = probes
    self.stolen = stolen
    self.noise = noise
  }

  /// Everything, line by line.
  package var report: CheckupReport {
    CheckupReport(lines: machine + surroundings + disturbances + noiseLines, reaches: reaches)
  }
}

// The machine.
extension Checkup {
  private var machine: [CheckupReport.Line] {
    [
      .init(
        .machine,
        "system",
        "\(facts.operatingSystem) \(facts.kernelRelease), \(facts.architecture)",
        .good
      ),
      .init(
        .machine,
        "processor",
        facts.processor.name ?? "\(facts.processor.vendor) family \(facts.processor.family)",
        .good
      ),
      cores, machineClassLine, committed, virtualization,
    ]
  }

  private var cores: CheckupReport.Line {
    let usable = "\(facts.usableCores) usable"
    if let quota = facts.quota, quota < Double(allowedProcessors) {
      return .init(
        .machine,
        "cores",
        "\(usable): a quota of \(QuantityText.fixed(quota, decimals: 2)) of "
          + "\(allowedProcessors), and what works beyond it is stopped for a while",
        .attention,
        advice: "give whole processors instead: docker run --cpuset-cpus 0-1 ..."
      )
    }
    guard facts.usableCores < 2 else { return .init(.machine, "cores", usable, .good) }
    return .init(
      .machine,
      "cores",
      "\(usable), shared by perfgate and what it measures",
      .attention,
      advice: "measure on a machine with 2 or more"
    )
  }

  private var machineClassLine: CheckupReport.Line {
    .init(.machine, "machine class", machineClass, .good)
  }

  private var committed: CheckupReport.Line {
    switch baselines {
    case .noConfiguration:
      return .init(
        .machine,
        "baselines",
        "no perfgate.yaml here",
        .unknown,
        advice: "run perfgate doctor in the folder of perfgate.yaml, or with -c FILE"
      )
    case .unreadable(let reason):
      return .init(.machine, "baselines", reason, .attention)
    case .committed(let count, let others):
      guard count == 0 else {
        return .init(
          .machine,
          "baselines",
          "\(count) benchmark\(count == 1 ? "" : "s") recorded for this class",
          .good
        )
      }
      let other =
        others.isEmpty
        ? "" : "; other classes: \(others.prefix(5).joined(separator: ", "))"
      return .init(
        .machine,
        "baselines",
        "none for this class\(other)",
        .attention,
        advice: "perfgate baseline record"
      )
    }
  }

  private var virtualization: CheckupReport.Line {
    .init(
      .machine,
      "runs in",
      conditions.virtualization ?? "nothing seen: the machine itself",
      .good
    )
  }
}

// What is set up once.
extension Checkup {
  private var surroundings: [CheckupReport.Line] { [governor, turbo, clock, counters] }

  private var governor: CheckupReport.Line {
    guard let governor = facts.frequencyGovernor else {
      return .init(
        .conditions,
        "governor",
        "the kernel does not say, as usual in virtual machines",
        .unknown
      )
    }
    guard governor != "performance" else { return .init(.conditions, "governor", governor, .good) }
    return .init(
      .conditions,
      "governor",
      "\(governor): the frequency follows the load",
      .attention,
      advice: "sudo cpupower frequency-set -g performance"
    )
  }

  private var turbo: CheckupReport.Line {
    switch conditions.isTurboOn {
    case nil: return .init(.conditions, "turbo", "the kernel does not say", .unknown)
    case false: return .init(.conditions, "turbo", "off", .good)
    case true:
      return .init(
        .conditions,
        "turbo",
        "on: how fast the processor runs depends on its heat and neighbours",
        .attention,
        advice: facts.processor.vendor == "intel"
          ? "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"
          : "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"
      )
    }
  }

  private var clock: CheckupReport.Line {
    let step = QuantityText.seconds(Double(conditions.clockStepNanoseconds) / 1e9)
    let slow = ["hpet", "acpi_pm", "jiffies", "pit"]
    guard let source = conditions.clockSource else {
      return .init(.conditions, "clock", "source unknown, steps of \(step)", .unknown)
    }
    let isFit = !slow.contains(source) && conditions.clockStepNanoseconds < 1_000_000
    return .init(
      .conditions,
      "clock",
      "\(source), steps of \(step)",
      isFit ? .good : .attention,
      advice: isFit ? nil : "boot with clocksource=tsc where the processor has a steady one"
    )
  }

  private var counters: CheckupReport.Line {
    // EPERM and EACCES: a setting or a sandbox; else there is nothing to count with.
    switch conditions.counterError {
    case 0: return .init(.conditions, "counters", "hardware counters can be read", .good)
    case 1, 13:
      return .init(
        .conditions,
        "counters",
        "hardware counters are forbidden (\(systemErrorText(conditions.counterError)))",
        .attention,
        advice: "sudo sysctl kernel.perf_event_paranoid=1"
      )
    default:
      return .init(
        .conditions,
        "counters",
        "none to be had (perf_event_open: \(systemErrorText(conditions.counterError))), as in most "
          + "virtual machines",
        .unknown
      )
    }
  }
}

// What comes and goes.
extension Checkup {
  private static let lookAround = "ps -eo pcpu,pid,comm --sort=-pcpu | head"

  private var disturbances: [CheckupReport.Line] { [load, pressure, steal, lockLine, host] }

  private var load: CheckupReport.Line {
    guard let load = facts.loadAverage?.oneMinute else {
      return .init(.conditions, "load", "the kernel does not say", .unknown)
    }
    let text = "\(QuantityText.fixed(load, decimals: 2)) over the last minute"
    guard load > 0.5 * Double(facts.usableCores) else {
      return .init(.conditions, "load", text, .good)
    }
    return .init(
      .conditions,
      "load",
      "\(text): something else runs here",
      .attention,
      advice: Self.lookAround
    )
  }

  private var pressure: CheckupReport.Line {
    guard let pressure = conditions.pressure else {
      return .init(.conditions, "pressure", "the kernel does not say (no PSI)", .unknown)
    }
    let text = "something waited for a processor in \(QuantityText.share(pressure)) of 10 s"
    return .init(
      .conditions,
      "pressure",
      text,
      pressure < 0.05 ? .good : .attention,
      advice: pressure < 0.05 ? nil : Self.lookAround
    )
  }

  private var steal: CheckupReport.Line {
    guard let stolen else {
      return .init(.conditions, "steal", "the kernel does not say", .unknown)
    }
    guard stolen >= 0.005 else {
      return .init(.conditions, "steal", "none to speak of (\(QuantityText.share(stolen)))", .good)
    }
    return .init(
      .conditions,
      "steal",
      "the host took away \(QuantityText.share(stolen)) of the time",
      .attention,
      advice: "use a machine with dedicated processors"
    )
  }

  private var lockLine: CheckupReport.Line {
    switch lock {
    case .free: return .init(.conditions, "lock", "free: no other perfgate measures here", .good)
    case .busy(let holder):
      let who = holder.map { " (process \($0))" } ?? ""
      return .init(
        .conditions,
        "lock",
        "another perfgate\(who) measures now, and disturbs what is said below",
        .attention,
        advice: "wait for it, and run perfgate doctor again"
      )
    case .impossible(let reason):
      return .init(
        .conditions,
        "lock",
        reason,
        .attention,
        advice: "let PERFGATE_LOCK name a file that everybody here can lock"
      )
    }
  }

  private var host: CheckupReport.Line {
    let parts = [probes.map(\.cpu), probes.map(\.memory)]
    guard let cpu = HostShift.disagreement(of: parts[0]),
      let memory = HostShift.disagreement(of: parts[1])
    else { return .init(.conditions, "host probe", "could not be taken", .unknown) }
    let isSteady = max(cpu, memory) <= 0.05
    return .init(
      .conditions,
      "host probe",
      (isSteady ? "steady" : "changed meanwhile")
        + ": two probes were \(QuantityText.share(rounded(cpu))) apart (processor) and "
        + "\(QuantityText.share(rounded(memory))) (memory)",
      isSteady ? .good : .attention,
      advice: isSteady ? nil : "close what else runs, or expect exit 21 now and then"
    )
  }
}

// What was measured.
extension Checkup {
  /// One benchmark with its two times; the risks and the tolerance are those of the defaults.
  private static let level = BaselinePrediction.level(falseAlarms: 0.01, familySize: 2, miss: 0.01)
  private static let tolerance = 0.02
  /// Recordings of different days differ by more than what a few seconds show.
  private static let leastSpread = 0.01

  private var noiseLines: [CheckupReport.Line] {
    guard let noise else {
      return [
        .init(
          .noise,
          "noise",
          "could not be measured",
          .unknown,
          advice: "perfgate doctor --seconds 10"
        )
      ]
    }
    let time = QuantityText.seconds(noise.median)
    let isQuiet = noise.spread <= 0.03
    let isClean = noise.farOff <= 0.05
    let advice = "close what else runs, or use a quieter machine"
    return [
      .init(
        .noise,
        "spread",
        "\(QuantityText.share(rounded(noise.spread))) between invocations of \(time), "
          + "\(noise.count) of them",
        isQuiet ? .good : .attention,
        advice: isQuiet ? nil : advice
      ),
      .init(
        .noise,
        "drift",
        noise.drift.map { "\(QuantityText.change(rounded($0))) from the first to the last third" }
          ?? "none seen",
        noise.drift == nil ? .good : .attention,
        advice: noise.drift == nil ? nil : "wait until the machine is warm and idle"
      ),
      .init(
        .noise,
        "outliers",
        "the slowest took \(QuantityText.change(rounded(noise.worst))), "
          + "\(QuantityText.share(rounded(noise.farOff))) took more than +10%",
        isClean ? .good : .attention,
        advice: isClean ? nil : advice
      ),
    ]
  }

  private func rounded(_ value: Double) -> Double {
    JSONNumber.rounded(value, significantDigits: 2)
  }

  private var reaches: [CheckupReport.Reach] {
    guard let noise else { return [] }
    let committed = [1, 5, 10, 20].compactMap { recordings in
      SmallestChange.committed(
        recordings: recordings,
        spread: max(Self.leastSpread, noise.spreadOfMedians),
        tolerance: Self.tolerance,
        level: Self.level
      ).map { CheckupReport.Reach(recordings: recordings, change: $0) }
    }
    let interleaved = SmallestChange.interleaved(spread: noise.spread, tolerance: Self.tolerance)
    return committed
      + [interleaved].compactMap { $0.map { CheckupReport.Reach(recordings: nil, change: $0) } }
  }
}
