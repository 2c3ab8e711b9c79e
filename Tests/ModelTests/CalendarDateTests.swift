import PerfgateModel
import Testing

@Suite("Days")
struct CalendarDateTests {
  @Test(
    "only days that exist are read",
    arguments: [
      ("2027-03-01", true), ("2028-02-29", true), ("2000-02-29", true), ("2027-02-29", false),
      ("2100-02-29", false), ("2027-04-31", false), ("2027-13-01", false), ("2027-00-10", false),
      ("2027-01-00", false), ("0000-01-01", false), ("2027-3-1", false), ("2027/03/01", false),
      ("2027-03-01 ", false), ("\u{664}027-03-01", false), ("-027-03-01", false), ("", false),
    ]
  )
  func reading(text: String, exists: Bool) {
    #expect((CalendarDate(text) != nil) == exists)
  }

  @Test("a moment has a day, and days have an order")
  func moments() throws {
    let day = try #require(CalendarDate(timestamp: "2027-03-01T23:59:59Z"))
    #expect(day.description == "2027-03-01")
    #expect(try day < #require(CalendarDate("2027-03-02")))
    #expect(CalendarDate(timestamp: "yesterday") == nil)
    #expect(CalendarDate(timestamp: "2027-03-01") == nil)
  }
}
