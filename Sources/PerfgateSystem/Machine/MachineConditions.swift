/// What may disturb measuring on a machine, as it is now; `nil` where the system does not say.
package struct MachineConditions: Sendable, Equatable {
  /// Whether the processor may run faster than its nominal frequency for a while.
  package var isTurboOn: Bool?
  /// The share of the last ten seconds in which something waited for a processor, 0 to 1.
  package var pressure: Double?
  /// The clock that the kernel reads the time from, such as "tsc".
  package var clockSource: String?
  /// The smallest step of the clock that was seen, in nanoseconds.
  package var clockStepNanoseconds: Int64
  /// Why the processor's counters cannot be read, an errno; 0 where they can.
  package var counterError: Int32
  /// What the machine runs in, such as "a virtual machine (KVM)"; `nil` where nothing was seen.
  package var virtualization: String?

  /// Creates conditions.
  package init(
    isTurboOn: Bool? = nil,
    pressure: Double? = nil,
    clockSource: String? = nil,
    clockStepNanoseconds: Int64 = 1,
    counterError: Int32 = 0,
    virtualization: String? = nil
  ) {
    self.isTurboOn = isTurboOn
    self.pressure = pressure
    self.clockSource = clockSource
    self.clockStepNanoseconds = clockStepNanoseconds
    self.counterError = counterError
    self.virtualization = virtualization
  }

  /// Whether turbo is on, by the text of `intel_pstate/no_turbo` or of `cpufreq/boost`.
  package static func isTurboOn(noTurbo: String?, boost: String?) -> Bool? {
    switch (noTurbo?.first, boost?.first) {
    case ("0", _), (nil, "1"): true
    case ("1", _), (nil, "0"): false
    default: nil
    }
  }

  /// The share of `some avg10` in the text of `/proc/pressure/cpu`.
  package static func pressure(parsing text: String) -> Double? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("some ") }
    let field = line?.split(separator: " ").first { $0.hasPrefix("avg10=") }
    guard let percent = field.flatMap({ Double($0.dropFirst(6)) }), (0...100).contains(percent)
    else { return nil }
    return percent / 100
  }

  /// What the machine runs in, as far as it can be told.
  ///
  /// - Parameters:
  ///   - cpuInformation: The text of `/proc/cpuinfo`.
  ///   - product: What the firmware calls the machine.
  ///   - isContainer: Whether a container's mark was found.
  /// - Returns: `nil` where there is no sign of anything.
  package static func virtualization(
    cpuInformation: String,
    product: String?,
    isContainer: Bool
  ) -> String? {
    let flags = cpuInformation.split(separator: "\n").first { $0.hasPrefix("flags") }
    let isVirtual = flags?.split(separator: " ").contains("hypervisor") ?? false
    let name = product.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    let machine = isVirtual ? "a virtual machine" + (name.map { " (\($0))" } ?? "") : nil
    let parts = [isContainer ? "a container" : nil, machine].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " in ")
  }
}

/// What the processors did since the machine was started, in ticks.
package struct ProcessorTimes: Sendable, Equatable {
  /// All ticks of all processors.
  package var total: Double
  /// Ticks in which the machine wanted to run and its host let another one.
  package var steal: Double

  /// Reads the first line of `/proc/stat`; `nil` where it has no steal.
  package init?(parsing text: String) {
    guard let line = text.split(separator: "\n").first, line.hasPrefix("cpu ") else { return nil }
    let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
    guard ticks.count == 8, ticks.allSatisfy({ $0 >= 0 && $0 < 1e18 }) else { return nil }
    total = ticks.reduce(0, +)
    steal = ticks[7]
  }

  /// The share of the time since then that was stolen; `nil` where no time passed.
  package func stolenShare(since earlier: ProcessorTimes) -> Double? {
    let passed = total - earlier.total
    guard passed > 0 else { return nil }
    return min(1, max(0, (steal - earlier.steal) / passed))
  }
}
