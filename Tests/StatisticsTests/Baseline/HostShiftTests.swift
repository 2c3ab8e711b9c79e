import Foundation
import PerfgateStatistics
import Testing

struct HostShiftTests {
  private func shift(cpu: Double, memory: Double) -> HostShift? {
    HostShift(cpu: [cpu], memory: [memory], recordedCPU: [1], recordedMemory: [1])
  }

  @Test("a shift is the logarithm of the median over the recordings' median")
  func medians() throws {
    let shift = try #require(
      HostShift(
        cpu: [1.2, 9, 1.1],
        memory: [0.5, 0.5, 0.5],
        recordedCPU: [1, 1, 7, 0.1],
        recordedMemory: [1]
      )
    )
    #expect(abs(shift.cpu - log(1.2)) < 1e-12)
    #expect(abs(shift.memory - log(0.5)) < 1e-12)
  }

  @Test(
    "what is below 5% in either direction is not taken off, what is above is",
    arguments: [
      (1.049, 0.953, 0), (1.051, 1, 1), (1, 0.951, 1), (1.2, 0.8, 2), (1, 1, 0),
    ]
  )
  func views(cpu: Double, memory: Double, count: Int) throws {
    #expect(try #require(shift(cpu: cpu, memory: memory)).views.count == count)
  }

  @Test(
    "what is no time gives no shift",
    arguments: [[], [0], [-1], [.nan], [.infinity], [1e300], [1, 0]] as [[Double]]
  )
  func refused(times: [Double]) {
    #expect(HostShift(cpu: times, memory: [1], recordedCPU: [1], recordedMemory: [1]) == nil)
    #expect(HostShift(cpu: [1], memory: times, recordedCPU: [1], recordedMemory: [1]) == nil)
    #expect(HostShift(cpu: [1], memory: [1], recordedCPU: times, recordedMemory: [1]) == nil)
    #expect(HostShift(cpu: [1], memory: [1], recordedCPU: [1], recordedMemory: times) == nil)
  }

  @Test("the times of one run disagree by the largest over the smallest")
  func disagreement() {
    #expect(HostShift.disagreement(of: [1, 1.5, 1.2]) == 0.5)
    #expect(HostShift.disagreement(of: [2, 2, 2]) == 0)
    #expect(HostShift.disagreement(of: [1]) == nil)
    #expect(HostShift.disagreement(of: [0, 1]) == nil)
    #expect(HostShift.disagreement(of: [1, .infinity]) == nil)
  }

  @Test("what is known less well has the squares of both errors", arguments: [1, 2, 5, 40])
  func widened(count: Int) throws {
    let prediction = try BaselinePrediction(
      epochs: [(0..<count).map { Double($0 % 2) * 0.02 }]
    )
    let wider = prediction.widened(by: 0.03)
    let expected = (pow(prediction.standardError, 2) + 0.0009).squareRoot()
    #expect(abs(wider.standardError - expected) < 1e-12)
    #expect(wider.centre == prediction.centre)
    #expect(prediction.widened(by: 0).standardError == prediction.standardError)
  }
}
