/// A day of the Gregorian calendar, without a time zone.
package struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// `2027-03-01`, which sorts as the days do.
  package let description: String

  /// Reads a day.
  ///
  /// - Parameter text: `YYYY-MM-DD`; anything else, and a day that does not exist, gives `nil`.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
      bytes.indices.allSatisfy({ $0 == 4 || $0 == 7 || isDigit(bytes[$0]) })
    else { return nil }
    let number = { (range: Range<Int>) in bytes[range].reduce(0) { $0 * 10 + Int($1) - 0x30 } }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    guard year > 0, (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
    else { return nil }
    description = text
  }

  /// The day of a moment in UTC.
  ///
  /// - Parameter timestamp: ISO 8601, `2027-03-01T12:00:00Z`.
  package init?(timestamp: String) {
    let parts = timestamp.split(separator: "T", maxSplits: 1)
    guard parts.count == 2, let date = CalendarDate(String(parts[0])) else { return nil }
    self = date
  }

  /// Orders earlier days before later ones.
  package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    left.description < right.description
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2:
      year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    default: 31
    }
  }
}
