import PerfgateConfiguration
import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// The machine class and platform that baselines are looked up under.
struct MachineClass {
  /// The class of this machine.
  let machine: BaselineStore.ClassIdentity
  /// The class of this platform.
  let platform: BaselineStore.ClassIdentity
  /// What a run document says of the machine.
  let environment: EnvironmentRecord

  /// Finds the class: what the command line says, else the first declared class that fits, else
  /// the machine's own.
  ///
  /// - Parameters:
  ///   - name: From the command line.
  ///   - declared: From the configuration.
  ///   - facts: Of this machine.
  /// - Throws: `GateError` with exit 64 for a name that cannot be a folder's.
  init(
    named name: String?,
    declared: [DeclaredClass],
    facts: MachineFacts
  ) throws(GateError) {
    if let name, FileNameEncoding.encode(name[...]) != name || name.isEmpty {
      throw GateError(
        .usage,
        "'\(name)' cannot be a machine class",
        hints: ["use letters, digits, '-' and '_'; it becomes a folder's name"]
      )
    }
    let reserved = [facts.platformIdentifier, BaselinePlace.portable.rawValue]
    if let taken = ([name].compactMap { $0 } + declared.map(\.name)).first(where: reserved.contains)
    {
      throw GateError(
        taken == name ? .usage : .badConfiguration,
        "'\(taken)' cannot be a machine class: that folder is for what does not depend on it",
        hints: ["choose another name, such as \(facts.classIdentifier)"]
      )
    }
    let fitting = declared.first { (name == nil || name == $0.name) && $0.includes(facts) }
    let identity = Self.identity(of: facts)
    let className = name ?? fitting?.name ?? facts.classIdentifier
    machine = BaselineStore.ClassIdentity(
      name: className,
      place: .machine,
      facts: fitting?.facts ?? identity,
      isDeclared: fitting != nil
    )
    platform = BaselineStore.ClassIdentity(
      name: facts.platformIdentifier,
      place: .platform,
      facts: ["os": facts.operatingSystem, "arch": facts.architecture]
    )
    environment = EnvironmentRecord(
      machineClass: className,
      platformClass: facts.platformIdentifier,
      facts: identity.merging(Self.circumstances(of: facts)) { own, _ in own }
    )
  }

  /// What decides how fast a machine is, and nothing that changes from boot to boot.
  private static func identity(of facts: MachineFacts) -> [String: String] {
    [
      "os": facts.operatingSystem, "arch": facts.architecture, "vendor": facts.processor.vendor,
      "family": facts.processor.family, "model": facts.processor.model,
      "stepping": facts.processor.stepping, "cores": String(facts.usableCores),
    ]
  }

  private static func circumstances(of facts: MachineFacts) -> [String: String] {
    var shown = [
      "kernel": facts.kernelRelease,
      "memory": QuantityText.bytes(Double(facts.memoryBytes)),
    ]
    shown["cpu"] = facts.processor.name
    shown["governor"] = facts.frequencyGovernor
    shown["load"] = facts.loadAverage.map { QuantityText.fixed($0.oneMinute, decimals: 2) }
    return shown
  }
}

extension Project {
  /// The machine classes of each file's baselines, since each file may declare its own.
  ///
  /// - Parameter name: The class that the command line names for all of them.
  /// - Returns: One class per file, in their order.
  /// - Throws: `GateError` with exit 64 for a name that cannot be a folder's.
  func machines(named name: String?) throws(GateError) -> [MachineClass] {
    let facts = MachineFacts.current()
    var machines: [MachineClass] = []
    for file in files {
      machines.append(
        try MachineClass(
          named: name,
          declared: file.configuration.baselines.classes,
          facts: facts
        )
      )
    }
    return machines
  }

  /// The folders that commands of each suite run in, absolute; empty where there is one suite.
  var directories: [String: String] {
    guard hasSuites else { return [:] }
    return Dictionary(files.map { ($0.configuration.suite, $0.directory) }) { first, _ in first }
  }
}

extension DeclaredClass {
  fileprivate func includes(_ facts: MachineFacts) -> Bool {
    let processor = facts.processor
    let identity =
      "\(processor.vendor)-\(processor.family)-\(processor.model)-\(processor.stepping)"
    return os == facts.operatingSystem && arch == facts.architecture
      && (cpu.matches(identity) || processor.name.map(cpu.matches) == true)
  }

  fileprivate var facts: [String: String] { ["os": os, "arch": arch, "cpu": cpu.text] }
}
