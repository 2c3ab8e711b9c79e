import PerfgateHost
import Testing

@Suite("Memory and threads")
struct ProcessTests {
  @Test("what is touched is resident, and the peak is not below it")
  func memory() throws {
    let bytes = [UInt8](repeating: 1, count: 64 << 20)
    let resident = try #require(ProcessMemory.residentBytes())
    withExtendedLifetime(bytes) {}
    let peak = try #require(ProcessMemory.peakResidentBytes())
    #expect(resident >= 64 << 20)
    #expect(resident < 1 << 40)
    #expect(peak >= resident)
  }

  @Test("numbers are unique over all threads")
  func uniqueNumbers() async {
    let numbers = await withTaskGroup(of: [UInt64].self) { group in
      for _ in 0..<4 {
        group.addTask { (0..<10_000).map { _ in UniqueNumber.next() } }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(numbers).count == 40_000)
    #expect(!numbers.contains(0))
  }

  @Test("a thread keeps its number")
  func threadNumber() {
    #expect(HostThreads.currentNumber() == HostThreads.currentNumber())
    #expect(HostThreads.onlineProcessors() >= 1)
  }
}
