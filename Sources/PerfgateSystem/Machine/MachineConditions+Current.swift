import CPerfgateSystem
import PerfgateHost

extension MachineConditions {
  /// The conditions of this machine as they are now.
  package static func current() -> MachineConditions {
    let cpu = "/sys/devices/system/cpu"
    return MachineConditions(
      isTurboOn: isTurboOn(
        noTurbo: text(of: "\(cpu)/intel_pstate/no_turbo"),
        boost: text(of: "\(cpu)/cpufreq/boost")
      ),
      pressure: text(of: "/proc/pressure/cpu").flatMap(pressure),
      clockSource: text(of: "/sys/devices/system/clocksource/clocksource0/current_clocksource")?
        .split(whereSeparator: \.isWhitespace).first.map(String.init),
      clockStepNanoseconds: clockStep(),
      counterError: perfgate_hardware_counters(),
      virtualization: virtualization(
        cpuInformation: text(of: "/proc/cpuinfo") ?? "",
        product: text(of: "/sys/class/dmi/id/product_name"),
        isContainer: ["/.dockerenv", "/run/.containerenv"].contains { text(of: $0) != nil }
      )
    )
  }

  private static func clockStep() -> Int64 {
    var smallest = Int64.max
    for _ in 0..<1000 {
      let begin = MonotonicClock.nowNanoseconds()
      var end = begin
      // A clock that stands still must not hold anybody up.
      for _ in 0..<100_000 where end == begin { end = MonotonicClock.nowNanoseconds() }
      if end > begin { smallest = min(smallest, end - begin) }
    }
    return smallest
  }

  private static func text(of path: String) -> String? {
    (try? Files.readBytes(at: path)).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension ProcessorTimes {
  /// The times until now; `nil` where the system does not count them.
  package static func current() -> ProcessorTimes? {
    (try? Files.readBytes(at: "/proc/stat")).flatMap {
      ProcessorTimes(parsing: String(decoding: $0, as: UTF8.self))
    }
  }
}
