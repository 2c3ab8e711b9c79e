import PerfgateModel
import PerfgateReport
import Testing

struct CheckupPageTests {
  private static let report = CheckupReport(
    lines: [
      .init(.machine, "system", "linux 6.1, x86_64", .good),
      .init(
        .conditions,
        "governor",
        "powersave: the frequency follows the load, and so does everything that is measured here",
        .attention,
        advice: "sudo cpupower frequency-set -g performance"
      ), .init(.conditions, "turbo", "the kernel does not say", .unknown),
      .init(.noise, "spread", "1.2% between invocations of 5 ms, 600 of them", .good),
    ],
    reaches: [.init(recordings: 1, change: 0.23), .init(recordings: nil, change: 0.027)]
  )

  @Test("every line is marked, advice stands below its line, and texts stay in their column")
  func layout() {
    let text = CheckupPage.render(
      Self.report,
      style: ConsoleStyle(color: false, width: 80, detail: .normal)
    )
    #expect(
      text == """
        FIT WITH CARE: 1 point needs attention; 1 fact cannot be had

        Machine
          good       system         linux 6.1, x86_64

        Conditions
          attention  governor       powersave: the frequency follows the load, and so
                                    does everything that is measured here
                                    -> sudo cpupower frequency-set -g performance
          unknown    turbo          the kernel does not say

        Noise of a fixed program in fresh processes
          good       spread         1.2% between invocations of 5 ms, 600 of them

        The smallest change that can be proven here
          a baseline of 1 recording       +23%
          two revisions in turns          +2.7%
          If other days are as quiet as these seconds; the default false alarms and
          tolerance, one benchmark.

        """
    )
  }

  @Test("colour marks the status and changes no character")
  func colour() {
    let plain = CheckupPage.render(
      Self.report,
      style: ConsoleStyle(color: false, width: 80, detail: .normal)
    )
    let colour = CheckupPage.render(
      Self.report,
      style: ConsoleStyle(color: true, width: 80, detail: .normal)
    )
    #expect(colour.contains("\u{1B}[33mattention\u{1B}[0m"))
    #expect(colour.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
  }

  @Test("a machine that nothing is to be said against is fit")
  func fit() {
    let page = CheckupPage.render(
      CheckupReport(lines: [.init(.machine, "system", "linux", .good)], reaches: []),
      style: ConsoleStyle(color: false, width: 80, detail: .normal)
    )
    #expect(page.hasPrefix("FIT: nothing here disturbs measuring\n"))
  }
}
