import PerfgateConfiguration
import PerfgateHost
import PerfgateMeasurement
import PerfgateModel
import PerfgateReport
import PerfgateStore
import PerfgateSystem

/// Collects everything that a checkup is about.
struct MachineCheckup {
  private let tool: ToolContext
  private let isQuiet: Bool

  /// Creates a collector.
  init(tool: ToolContext, isQuiet: Bool) {
    self.tool = tool
    self.isQuiet = isQuiet
  }

  /// Looks at everything, and measures for a while.
  ///
  /// - Parameters:
  ///   - config: The configurations whose baselines are looked for; without any it is perfgate.yaml,
  ///     which need not be there.
  ///   - machine: The machine class from the command line.
  ///   - seconds: How long to measure.
  /// - Returns: What was found.
  /// - Throws: `GateError` for a configuration that was named and cannot be read, and where
  ///   programs cannot be run at all.
  func report(
    config: [String],
    machine: String?,
    seconds: Double
  ) throws(GateError) -> CheckupReport {
    let facts = MachineFacts.current()
    // Before anything is measured: what runs here now is not perfgate.
    let conditions = MachineConditions.current()
    let committed = try baselines(config: config, machine: machine, facts: facts)
    let path = tool.environment[MachineTurn.pathVariable].flatMap { $0.isEmpty ? nil : $0 }
    let attempt = MachineLock.attempt(at: path ?? MachineLock.defaultPath)
    let begin = ProcessorTimes.current()
    let first = HostProbe.measure()
    let noise = try noise(seconds: seconds)
    let last = HostProbe.measure()
    let end = ProcessorTimes.current()
    let lock: Checkup.Lock =
      switch attempt {
      case .taken: .free
      case .busy(let holder): .busy(holder: holder)
      case .impossible(let reason): .impossible(reason: reason)
      }
    // Held until here.
    withExtendedLifetime(attempt) {}
    return Checkup(
      facts: facts,
      conditions: conditions,
      allowedProcessors: Processors.allowed()?.count ?? facts.usableCores,
      machineClass: committed.machineClass,
      baselines: committed.baselines,
      lock: lock,
      probes: [first, last].compactMap { $0 },
      stolen: begin.flatMap { begin in end?.stolenShare(since: begin) },
      noise: noise
    ).report
  }

  private func noise(seconds: Double) throws(GateError) -> NoiseMeasurement? {
    let isShown = !isQuiet && tool.diagnostics.facts.isTerminal
    if !isQuiet, !isShown {
      try? tool.diagnostics.write(
        "measuring noise for \(QuantityText.wait(seconds: seconds))\n"
      )
    }
    do throws(ProcessError) {
      let context = MeasurementContext(
        runner: try SpawnerClient.start(),
        now: { MonotonicClock.nowNanoseconds() },
        environment: tool.environment,
        directory: "/",
        seed: 0
      )
      defer { if isShown { try? tool.diagnostics.write("\r\u{1B}[K") } }
      return try NoiseMeasurement.measure(context: context, seconds: seconds) { count in
        // Rarely, since writing disturbs as well.
        guard isShown, count % 100 == 1 else { return }
        try? tool.diagnostics.write(
          "\r\u{1B}[Kmeasuring noise for \(QuantityText.wait(seconds: seconds)): "
            + "\(count) invocations"
        )
      }
    } catch {
      throw GateError(.internalFault, error.description)
    }
  }

  private func baselines(
    config: [String],
    machine: String?,
    facts: MachineFacts
  ) throws(GateError) -> (machineClass: String, baselines: Checkup.Baselines) {
    guard !config.isEmpty || Files.exists(ProjectConfiguration.defaultFileName) else {
      let own = try MachineClass(named: machine, declared: [], facts: facts)
      return (own.machine.name, .noConfiguration)
    }
    let project = try Self.project(config)
    let machines = try project.machines(named: machine)
    let store = project.baselines(machines.map { (machine: $0.machine, platform: $0.platform) })
    do throws(GateError) {
      let set = try store.load()
      let count = set.places[.machine]?.count ?? 0
      return (store.machineClass, .committed(count: count, otherClasses: set.otherClasses))
    } catch {
      return (store.machineClass, .unreadable(error.diagnostics.first?.message ?? "cannot be read"))
    }
  }

  private static func project(_ paths: [String]) throws(GateError) -> Project {
    do throws(GateError) {
      return try Project(paths: paths)
    } catch {
      guard error.exit == .missingInput else { throw error }
      var diagnostics = error.diagnostics
      diagnostics[0].hints = ["perfgate doctor works without a configuration as well"]
      throw GateError(error.exit, diagnostics)
    }
  }
}
