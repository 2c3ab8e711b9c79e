import Foundation

/// A day of the Gregorian calendar.
struct Day {
  var year: Int
  var month: Int
  var day: Int

  static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  var isReal: Bool {
    (1...12).contains(month) && day >= 1 && day <= Day.days(in: month, of: year)
  }

  var text: String { String(format: "%04d-%02d-%02d", year, month, day) }

  func moved(by days: Int) -> Day {
    var moved = self
    for _ in 0..<abs(days) { moved = days > 0 ? moved.next : moved.previous }
    return moved
  }

  private var next: Day {
    if day < Day.days(in: month, of: year) { return Day(year: year, month: month, day: day + 1) }
    return month < 12
      ? Day(year: year, month: month + 1, day: 1) : Day(year: year + 1, month: 1, day: 1)
  }

  private var previous: Day {
    if day > 1 { return Day(year: year, month: month, day: day - 1) }
    let (year, month) = month > 1 ? (year, month - 1) : (year - 1, 12)
    return Day(year: year, month: month, day: Day.days(in: month, of: year))
  }
}

/// Reads a date as people write it: `March 4, 2021`, `04.03.2021`, `3 weeks before 1 May 2023`.
func parse(_ text: String) -> Day? {
  let text = text.lowercased()
  for (word, sign) in [(" after ", 1), (" before ", -1)] {
    guard let middle = text.range(of: word) else { continue }
    guard let distance = days(in: String(text[..<middle.lowerBound])),
      let day = parse(String(text[middle.upperBound...]))
    else { return nil }
    return day.moved(by: sign * distance)
  }
  if text.hasPrefix("the last day of ") {
    let words = text.split(separator: " ").suffix(2)
    guard let month = month(words.first), let year = words.last.flatMap({ Int($0) }) else {
      return nil
    }
    return Day(year: year, month: month, day: Day.days(in: month, of: year))
  }
  return plain(text)
}

private func plain(_ text: String) -> Day? {
  let words = text.split { " ,.-/".contains($0) }
  guard words.count == 3 else { return nil }
  let numbers = words.map { Int($0.prefix { $0.isNumber }) }
  var day: Day?
  if let month = month(words[0]), let date = numbers[1], let year = numbers[2] {
    day = Day(year: year, month: month, day: date)
  } else if let month = month(words[1]), let date = numbers[0], let year = numbers[2] {
    day = Day(year: year, month: month, day: date)
  } else if let first = numbers[0], let second = numbers[1], let third = numbers[2] {
    // 2021-03-04 and 2021/03/04, but 04.03.2021.
    day =
      words[0].count == 4
      ? Day(year: first, month: second, day: third) : Day(year: third, month: second, day: first)
  }
  return day.flatMap { $0.isReal ? $0 : nil }
}

private func month(_ word: Substring?) -> Int? {
  guard let word, word.count >= 3 else { return nil }
  return Day.months.firstIndex { $0.hasPrefix(word) }.map { $0 + 1 }
}

private func days(in text: String) -> Int? {
  let words = text.split(separator: " ")
  guard words.count == 2 else { return nil }
  let numbers = ["the": 1, "a": 1, "one": 1, "two": 2, "three": 3, "ten": 10]
  guard let count = Int(words[0]) ?? numbers[String(words[0])] else { return nil }
  switch words[1] {
  case "day", "days": return count
  case "week", "weeks": return count * 7
  default: return nil
  }
}

/// Answers perfgate's cases, a JSON object a line.
@main
enum Worker {
  static func main() throws {
    write(["hello": ["protocol": "perfgate.worker/1", "max_inflight": 1]])
    while let line = readLine() {
      guard let data = line.data(using: .utf8),
        let call = try JSONSerialization.jsonObject(with: data) as? [String: Any],
        let id = call["id"]
      else { continue }
      let answer = (call["input"] as? String).flatMap(parse)?.text ?? "unknown"
      write(["id": id, "output": answer])
    }
  }

  private static func write(_ object: [String: Any]) {
    guard let data = try? JSONSerialization.data(withJSONObject: object) else { return }
    FileHandle.standardOutput.write(data + Data("\n".utf8))
  }
}
