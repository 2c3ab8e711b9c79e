import PerfgateModel
import Testing

@Suite("Quantities as text")
struct QuantityTextTests {
  @Test(
    "values have three significant digits and a fitting unit",
    arguments: [
      (0.0123, MetricUnit.seconds, "12.3 ms"), (1.5, .seconds, "1.50 s"),
      (0.9997, .seconds, "1.00 s"),
      (2.5e-7, .seconds, "250 ns"), (0, .seconds, "0 s"), (1234.5, .seconds, "1,230 s"),
      (-0.002, .seconds, "-2.00 ms"),
      (4_415_488, .bytes, "4.21 MiB"), (0, .bytes, "0 B"), (1023.9, .bytes, "1.00 KiB"),
      (12, .bytes, "12 B"),
      (1_234_567, .count, "1,234,567"), (0.5, .count, "0.500"), (0.0123, .usd, "$0.0123"),
      (0.8734, .ratio, "0.8734"), (.nan, .seconds, "n/a"), (.infinity, .bytes, "n/a"),
      (1e300, .count, "1e+300"), (1.5e30, .ratio, "1.5e+30"), (100, .ratio, "100"),
      (0.5, .ratio, "0.5"), (-1234.5, .usd, "-$1,235"),
      (.leastNonzeroMagnitude, .seconds, "4.94e-315 ns"),
    ] as [(Double, MetricUnit, String)]
  )
  func values(value: Double, unit: MetricUnit, text: String) {
    #expect(QuantityText.text(value, unit: unit) == text)
  }

  @Test(
    "changes carry a sign",
    arguments: [
      (0.098, "+9.8%"), (-0.5, "-50%"), (0, "+0%"), (1, "+100%"), (12.345, "+1,235%"),
      (0.00012, "+0.01%"),
    ] as [(Double, String)]
  )
  func changes(ratio: Double, text: String) {
    #expect(QuantityText.change(ratio) == text)
  }

  @Test("waits read as people say them")
  func waits() {
    #expect(QuantityText.wait(seconds: 200) == "3 min 20 s")
    #expect(QuantityText.wait(seconds: 1.23) == "1.2 s")
    #expect(QuantityText.wait(seconds: 7300) == "2 h 1 min")
    #expect(QuantityText.wait(seconds: .infinity) == "n/a")
  }
}
