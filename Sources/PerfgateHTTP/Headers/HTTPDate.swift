/// The moments that HTTP headers name.
enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The seconds since 1970 of a date as servers have to write it, `Sun, 06 Nov 1994 08:49:37 GMT`.
  ///
  /// Source: RFC 9110, section 5.6.7. The two obsolete forms are not read.
  ///
  /// - Returns: `nil` for every other text and for a day that there is not.
  static func unixSeconds(_ text: String) -> Int? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 6, words[0].utf8.count == 4, words[0].hasSuffix(","), words[5] == "GMT",
      let day = digits(words[1], count: 2), let year = digits(words[3], count: 4),
      let month = months.firstIndex(where: { $0 == words[2] }),
      let seconds = secondsOfDay(words[4])
    else { return nil }
    let days = daysSince1970(year, month + 1, day)
    // A day that the month does not have would be one of the next.
    guard (1...31).contains(day), days < daysSince1970(year, month + 2, 1) else { return nil }
    return days * 86_400 + seconds
  }

  private static func secondsOfDay(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let hour = digits(parts[0], count: 2), hour < 24,
      let minute = digits(parts[1], count: 2), minute < 60,
      let second = digits(parts[2], count: 2), second <= 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  private static func digits(_ text: some StringProtocol, count: Int) -> Int? {
    guard text.utf8.count == count, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  /// Source: Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years begin in March; the thirteenth month is the next January.
    let (year, month) = month > 12 ? (year + 1, month - 12) : (year, month)
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted >= 0 ? shifted / 400 : (shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
