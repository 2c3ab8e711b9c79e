/// The machine that a measurement ran on.
package struct MachineFacts: Sendable, Equatable {
  /// The load averages that the kernel keeps: how many processes wanted to run.
  package struct LoadAverage: Sendable, Equatable {
    /// Over the last minute.
    package var oneMinute: Double
    /// Over the last five minutes.
    package var fiveMinutes: Double
    /// Over the last fifteen minutes.
    package var fifteenMinutes: Double

    /// Makes load averages.
    package init(oneMinute: Double, fiveMinutes: Double, fifteenMinutes: Double) {
      self.oneMinute = oneMinute
      self.fiveMinutes = fiveMinutes
      self.fifteenMinutes = fifteenMinutes
    }

    /// Reads the text of `/proc/loadavg`, `nil` where it does not begin with three numbers.
    package init?(parsing text: String) {
      let numbers = text.split(separator: " ").prefix(3).compactMap { Double($0) }
      guard numbers.count == 3, numbers.allSatisfy(\.isFinite) else { return nil }
      self.init(
        oneMinute: numbers[0],
        fiveMinutes: numbers[1],
        fifteenMinutes: numbers[2]
      )
    }
  }

  /// "linux" or another system, in lower case.
  package var operatingSystem: String
  /// The architecture as the kernel names it, such as "x86_64" or "aarch64".
  package var architecture: String
  /// The kind of processor.
  package var processor: ProcessorIdentity
  /// The processors that this process may use, at least 1: those that it may run on, or what its
  /// control groups allow it where that is less.
  package var usableCores: Int
  /// What control groups allow, in processors; `nil` where they do not limit.
  package var quota: Double?
  /// The machine's memory in bytes, 0 where it is not known.
  package var memoryBytes: Int64
  /// The kernel's release, such as "6.1.0-18-amd64".
  package var kernelRelease: String
  /// How busy the machine is, `nil` where it is not known.
  package var loadAverage: LoadAverage?
  /// How the first processor's frequency is governed, `nil` where the kernel does not say.
  package var frequencyGovernor: String?

  /// Makes facts.
  package init(
    operatingSystem: String,
    architecture: String,
    processor: ProcessorIdentity,
    usableCores: Int,
    memoryBytes: Int64,
    kernelRelease: String,
    loadAverage: LoadAverage? = nil,
    frequencyGovernor: String? = nil,
    quota: Double? = nil
  ) {
    self.operatingSystem = operatingSystem
    self.architecture = architecture
    self.processor = processor
    self.usableCores = usableCores
    self.memoryBytes = memoryBytes
    self.kernelRelease = kernelRelease
    self.loadAverage = loadAverage
    self.frequencyGovernor = frequencyGovernor
    self.quota = quota
  }

  /// The name of the class of machines that measure alike, such as
  /// `linux-x86_64-amd-25-17-1-2c`.
  ///
  /// It is safe as the name of a file: letters, digits, `_`, `.`, `+` and the `-` between the
  /// parts.
  package var classIdentifier: String {
    let parts = [
      operatingSystem, architecture, processor.vendor, processor.family, processor.model,
      processor.stepping,
    ]
    return parts.map(Self.fileSafe).joined(separator: "-") + "-\(usableCores)c"
  }

  /// The name of the class of machines that count alike, such as `linux-x86_64`.
  package var platformIdentifier: String {
    Self.fileSafe(operatingSystem) + "-" + Self.fileSafe(architecture)
  }

  private static func fileSafe(_ part: String) -> String {
    let safe = part.map { character in
      let kept = character.isASCII && (character.isLetter || character.isNumber)
      return kept || "_.+".contains(character) ? character : "_"
    }
    let text = String(safe.drop { $0 == "." })
    return text.isEmpty ? "unknown" : text
  }
}

extension MachineFacts {
  /// The bytes that `/proc/meminfo` gives as `MemTotal`, `nil` where it does not.
  package static func totalMemoryBytes(parsing text: String) -> Int64? {
    for line in text.split(separator: "\n") where line.hasPrefix("MemTotal:") {
      let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard fields.count == 3, fields[2] == "kB", let kibibytes = Int64(fields[1]) else {
        return nil
      }
      let (bytes, overflow) = kibibytes.multipliedReportingOverflow(by: 1024)
      return overflow || bytes < 0 ? nil : bytes
    }
    return nil
  }
}
