import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("What is measured of a program")
struct ResourceTests {
  @Test("a flood of output is counted in full and kept in part, in the right order")
  func flood() throws {
    let client = try BuiltTool.spawner()
    var request = shell("seq 1 3000000; seq 1 10 >&2")
    request.outputLimits = .init(headBytes: 10, tailBytes: 16)
    request.errorLimits = .init(headBytes: 0, tailBytes: 6)
    let outcome = try client.run(request)
    #expect(outcome.standardOutput.totalBytes == 22_888_896)
    #expect(String(decoding: outcome.standardOutput.head, as: UTF8.self) == "1\n2\n3\n4\n5\n")
    #expect(
      String(decoding: outcome.standardOutput.tail, as: UTF8.self) == "2999999\n3000000\n"
    )
    #expect(outcome.standardOutput.omittedBytes == 22_888_896 - 26)
    #expect(text(outcome.standardError) == "\n9\n10\n")
  }

  @Test("a flood does not grow the spawner")
  func boundedMemory() throws {
    let client = try BuiltTool.spawner()
    let process = try #require(client.spawnerProcessIdentifier)
    let outcome = try client.run(shell("yes | head -c 100000000"))
    #expect(outcome.standardOutput.totalBytes == 100_000_000)
    #expect(outcome.standardOutput.kept.count == 8192)
    let status = try Files.readBytes(at: "/proc/\(process)/status")
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }.first
    #expect(try #require(kibibytes) < 8000)
  }

  @Test("both streams can be flooded at once")
  func bothStreams() throws {
    let outcome = try BuiltTool.spawner().run(
      shell("head -c 5000000 /dev/zero & head -c 5000000 /dev/zero >&2; wait")
    )
    #expect(outcome.standardOutput.totalBytes == 5_000_000)
    #expect(outcome.standardError.totalBytes == 5_000_000)
  }

  @Test("CPU time, faults and wall time are those of the program")
  func cpuTime() throws {
    let client = try BuiltTool.spawner()
    let busy = try client.run(
      shell("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done")
    ).resources
    let idle = try client.run(shell("sleep 0.2")).resources
    #expect(busy.userMicroseconds + busy.systemMicroseconds > 20_000)
    #expect(idle.userMicroseconds + idle.systemMicroseconds < 20_000)
    #expect(idle.wallNanoseconds >= 200_000_000)
    #expect(busy.wallNanoseconds >= (busy.userMicroseconds - 10_000) * 1000)
    #expect(busy.minorPageFaults > 0)
    #expect(idle.voluntaryContextSwitches > 0)
  }

  @Test("peak memory is the program's, however large the one that measures is")
  func peakMemory() throws {
    let bytes = 400 * 1024 * 1024
    let memory = try #require(
      mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    )
    try #require(memory != MAP_FAILED)
    defer { munmap(memory, bytes) }
    memset(memory, 1, bytes)
    let client = try BuiltTool.spawner()
    let small = try client.run(ProcessRequest(executable: "/bin/true")).resources
    #expect(small.peakResidentBytes > 500_000)
    #expect(small.peakResidentBytes < 10_000_000)
    let large = try client.run(
      shell("exec dd if=/dev/zero of=/dev/null bs=64M count=1")
    ).resources
    #expect(large.peakResidentBytes > 60_000_000)
  }

  @Test("a large request does not raise the peak memory of later invocations")
  func peakAfterLargeRequest() throws {
    let client = try BuiltTool.spawner()
    var request = ProcessRequest(
      executable: "/bin/cat",
      standardInput: .bytes([UInt8](repeating: 7, count: 20_000_000)),
      outputLimits: .init(headBytes: 8_000_000, tailBytes: 8_000_000)
    )
    request.arguments = ["-"] + [String](repeating: "/dev/null", count: 20_000)
    #expect(try client.run(request).standardOutput.kept.count == 16_000_000)
    let small = try client.run(ProcessRequest(executable: "/bin/true")).resources
    #expect(small.peakResidentBytes < 10_000_000)
  }
}
