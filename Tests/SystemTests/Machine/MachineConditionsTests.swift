import PerfgateSystem
import Testing

struct MachineConditionsTests {
  @Test(
    "turbo is what either driver of the kernel says",
    arguments: [
      ("0\n", nil, true), ("1\n", nil, false), (nil, "1\n", true), (nil, "0", false),
      (nil, nil, nil), ("x", nil, nil), ("", "", nil),
    ] as [(String?, String?, Bool?)]
  )
  func turbo(noTurbo: String?, boost: String?, isOn: Bool?) {
    #expect(MachineConditions.isTurboOn(noTurbo: noTurbo, boost: boost) == isOn)
  }

  @Test(
    "pressure is the share of ten seconds in which something waited",
    arguments: [
      ("some avg10=12.50 avg60=1.00 avg300=0.20 total=1\nfull avg10=99 avg60=0 total=0\n", 0.125),
      ("some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", 0), ("full avg10=1.0", nil), ("", nil),
      ("some avg10=x", nil), ("some avg10=-1", nil), ("some avg10=101", nil),
      ("some avg10=nan", nil),
    ] as [(String, Double?)]
  )
  func pressure(text: String, share: Double?) {
    #expect(MachineConditions.pressure(parsing: text) == share)
  }

  @Test("what a machine runs in is told by its processor's flags, its firmware and marks")
  func virtualization() {
    let guest = "flags\t\t: fpu hypervisor lm\n"
    let host = "flags\t\t: fpu lm\n"
    func what(_ cpu: String, _ product: String?, _ isContainer: Bool) -> String? {
      MachineConditions.virtualization(
        cpuInformation: cpu,
        product: product,
        isContainer: isContainer
      )
    }
    #expect(what(guest, "Standard PC\n", false) == "a virtual machine (Standard PC)")
    #expect(what(guest, nil, true) == "a container in a virtual machine")
    #expect(what(host, "ThinkPad", true) == "a container")
    #expect(what(host, "ThinkPad", false) == nil)
    #expect(what("", nil, false) == nil)
  }

  @Test("the stolen share is that of the ticks that passed")
  func steal() throws {
    let before = try #require(ProcessorTimes(parsing: "cpu  10 0 10 70 0 0 0 10 0 0\ncpu0 1\n"))
    let after = try #require(ProcessorTimes(parsing: "cpu  20 0 20 130 0 0 0 30 5 5\n"))
    #expect(after.stolenShare(since: before) == 0.2)
    #expect(before.stolenShare(since: after) == nil)
    for text in [
      "", "cpu 1 2 3", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3 4 5 6 7 -8", "cpu a b c d e f g h",
    ] {
      #expect(ProcessorTimes(parsing: text) == nil)
    }
  }

  @Test("the conditions of this machine can be had")
  func current() {
    #expect((1...1_000_000_000).contains(MachineConditions.current().clockStepNanoseconds))
  }
}
