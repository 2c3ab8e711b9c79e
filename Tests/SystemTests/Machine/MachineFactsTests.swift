import Glibc
import PerfgateHost
import PerfgateSystem
import Testing

private let amd = """
  processor\t: 0
  vendor_id\t: AuthenticAMD
  cpu family\t: 25
  model\t\t: 17
  model name\t: AMD EPYC 9R14
  stepping\t: 1
  flags\t\t: fpu vme

  processor\t: 1
  vendor_id\t: AuthenticAMD
  cpu family\t: 25
  model\t\t: 17
  stepping\t: 1

  """

private let intel = """
  processor : 0
  vendor_id : GenuineIntel
  cpu family : 6
  model : 143
  model name : Intel(R) Xeon(R) Platinum 8488C
  stepping : 8
  """

private let graviton = """
  processor\t: 0
  BogoMIPS\t: 243.75
  Features\t: fp asimd evtstrm
  CPU implementer\t: 0x41
  CPU architecture: 8
  CPU variant\t: 0x3
  CPU part\t: 0xd0c
  CPU revision\t: 1

  processor\t: 1
  CPU implementer\t: 0x41
  CPU architecture: 8
  CPU variant\t: 0x3
  CPU part\t: 0xd0c
  CPU revision\t: 1
  """

private let bigLittle = """
  processor: 0
  CPU implementer: 0x51
  CPU architecture: 8
  CPU variant: 0x1
  CPU part: 0xd05
  CPU revision: 2

  processor: 1
  CPU implementer: 0x51
  CPU architecture: 8
  CPU variant: 0xb
  CPU part: 0xd0b
  CPU revision: 0

  Hardware: Board
  """

private func identity(
  _ vendor: String,
  _ family: String,
  _ model: String,
  _ stepping: String,
  _ name: String?
) -> ProcessorIdentity {
  ProcessorIdentity(
    vendor: vendor,
    family: family,
    model: model,
    stepping: stepping,
    name: name
  )
}

@Suite("What is known of a machine")
struct MachineFactsTests {
  @Test(
    "a processor is identified from /proc/cpuinfo",
    arguments: [
      (amd, identity("amd", "25", "17", "1", "AMD EPYC 9R14")),
      (intel, identity("intel", "6", "143", "8", "Intel(R) Xeon(R) Platinum 8488C")),
      (graviton, identity("arm", "8", "0xd0c", "r3p1", nil)),
      (bigLittle, identity("qualcomm", "8", "0xd05+0xd0b", "r11p0+r1p2", nil)),
      ("vendor_id\t: IBM/S390\n", identity("ibm/s390", "unknown", "unknown", "unknown", nil)),
      ("CPU implementer: 0x99", identity("0x99", "unknown", "unknown", "unknown", nil)),
      ("", identity("unknown", "unknown", "unknown", "unknown", nil)),
      (":::\n\n:\nvendor_id", identity("unknown", "unknown", "unknown", "unknown", nil)),
    ]
  )
  func processor(text: String, expected: ProcessorIdentity) {
    #expect(ProcessorIdentity(cpuInformation: text) == expected)
  }

  @Test(
    "the class of a machine is a name for a folder",
    arguments: [
      ("x86_64", identity("amd", "25", "17", "1", nil), 2, "linux-x86_64-amd-25-17-1-2c"),
      (
        "aarch64", identity("arm", "8", "0xd0c", "r3p1", nil), 64,
        "linux-aarch64-arm-8-0xd0c-r3p1-64c"
      ),
      (
        "s390x", identity("ibm/s390", "", "..", "a b-c", nil), 1,
        "linux-s390x-ibm_s390-unknown-unknown-a_b_c-1c"
      ),
    ]
  )
  func classIdentifier(
    architecture: String,
    processor: ProcessorIdentity,
    cores: Int,
    expected: String
  ) {
    let facts = MachineFacts(
      operatingSystem: "linux",
      architecture: architecture,
      processor: processor,
      usableCores: cores,
      memoryBytes: 1,
      kernelRelease: "6.1"
    )
    #expect(facts.classIdentifier == expected)
    #expect(facts.platformIdentifier == "linux-\(architecture)")
  }

  @Test("the class does not depend on what changes from day to day")
  func stableClass() {
    var facts = MachineFacts(
      operatingSystem: "linux",
      architecture: "x86_64",
      processor: identity("amd", "25", "17", "1", "AMD"),
      usableCores: 2,
      memoryBytes: 1,
      kernelRelease: "6.1"
    )
    let before = facts.classIdentifier
    facts.memoryBytes = 2
    facts.kernelRelease = "6.2"
    facts.processor.name = nil
    facts.frequencyGovernor = "performance"
    #expect(facts.classIdentifier == before)
  }

  @Test(
    "the memory is MemTotal",
    arguments: [
      ("MemTotal:       24683892 kB\nMemFree: 1 kB\n", 25_276_305_408),
      ("MemFree: 1 kB\nMemTotal: 2 kB", 2048), ("MemTotal: 2 MB", nil), ("", nil),
      ("MemTotal: 9223372036854775807 kB", nil), ("MemTotal: -4 kB", nil),
    ] as [(String, Int64?)]
  )
  func memory(text: String, expected: Int64?) {
    #expect(MachineFacts.totalMemoryBytes(parsing: text) == expected)
  }

  @Test("the load average is three numbers")
  func load() {
    #expect(
      MachineFacts.LoadAverage(parsing: "0.32 0.18 0.10 1/180 3021\n")
        == MachineFacts.LoadAverage(oneMinute: 0.32, fiveMinutes: 0.18, fifteenMinutes: 0.10)
    )
    for text in ["", "0.1 0.2", "nan 0 0", "a b c"] {
      #expect(MachineFacts.LoadAverage(parsing: text) == nil)
    }
  }

  @Test("this machine says what it is")
  func current() throws {
    let facts = MachineFacts.current()
    #expect(facts.operatingSystem == "linux")
    #expect(facts.architecture != "")
    #expect(facts.processor.vendor != "unknown")
    #expect(facts.usableCores >= 1 && facts.usableCores <= sysconf(Int32(_SC_NPROCESSORS_CONF)))
    #expect(facts.memoryBytes > 64 << 20)
    #expect(facts.loadAverage != nil)
    #expect(facts.classIdentifier.hasSuffix("-\(facts.usableCores)c"))
  }

  @Test("the environment is read as it is")
  func environment() {
    let parsed = ProcessEnvironment(parsing: ["A=1", "B=x=y", "A=2", "=C", "D", "E="])
    #expect(parsed.variables == ["A": "1", "B": "x=y", "E": ""])
    #expect(parsed["A"] == "1" && parsed["D"] == nil)
    #expect(ProcessEnvironment.current()["PATH"] == getenv("PATH").map { String(cString: $0) })
  }

  @Test("the clock does not go back")
  func clock() {
    var last = MonotonicClock.nowNanoseconds()
    for _ in 0..<1000 {
      let now = MonotonicClock.nowNanoseconds()
      #expect(now >= last)
      last = now
    }
  }
}
