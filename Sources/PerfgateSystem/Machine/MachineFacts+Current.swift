import CPerfgateSystem
import Glibc

extension MachineFacts {
  /// The facts of this machine as they are now; what the system does not say is "unknown".
  package static func current() -> MachineFacts {
    var system = utsname()
    uname(&system)
    let memory = text(of: "/proc/meminfo").flatMap(totalMemoryBytes(parsing:))
    let quota = CPUQuota(
      groups: text(of: "/proc/self/cgroup") ?? "",
      mounts: text(of: "/proc/self/mountinfo") ?? "",
      read: text
    )
    let processors = max(1, Int(perfgate_usable_cores()))
    return MachineFacts(
      operatingSystem: string(system.sysname).lowercased(),
      architecture: string(system.machine),
      processor: ProcessorIdentity(cpuInformation: text(of: "/proc/cpuinfo") ?? ""),
      usableCores: min(processors, quota?.wholeProcessors ?? processors),
      memoryBytes: memory ?? 0,
      kernelRelease: string(system.release),
      loadAverage: text(of: "/proc/loadavg").flatMap(LoadAverage.init(parsing:)),
      frequencyGovernor: governor(),
      quota: quota?.processors
    )
  }

  private static func governor() -> String? {
    let path = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"
    let word = text(of: path)?.split(whereSeparator: \.isWhitespace).first
    return word.map(String.init)
  }

  private static func text(of path: String) -> String? {
    guard let bytes = try? Files.readBytes(at: path) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func string<Field>(_ field: Field) -> String {
    withUnsafeBytes(of: field) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
