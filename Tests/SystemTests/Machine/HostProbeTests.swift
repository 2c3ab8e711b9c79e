import PerfgateSystem
import Testing

struct HostProbeTests {
  @Test("the probe takes time, for arithmetic and for memory")
  func takesTime() throws {
    let sample = try #require(HostProbe.measure())
    // A repetition has tens of thousands of steps, none of which is done faster than light.
    #expect(sample.cpu > 1e-6)
    #expect(sample.memory > 1e-6)
  }

  @Test("the kernel names a version and how it was compiled")
  func kernel() {
    #expect(["optimized", "debug"].contains(HostProbe.kernel.split(separator: "-").last))
    #expect(HostProbe.kernel.split(separator: "-").first.flatMap { Int($0) } != nil)
  }
}
