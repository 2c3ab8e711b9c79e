internal import PerfgateModel
internal import PerfgateMonitor

extension SpanRecord {
  /// The attributes without those that were set again later, in the order in which each key was set
  /// first: no format takes a key twice.
  var latestAttributes: [SpanAttribute] {
    var places: [String: Int] = [:]
    var latest: [SpanAttribute] = []
    for attribute in attributes {
      if let place = places[attribute.key] {
        latest[place].value = attribute.value
      } else {
        places[attribute.key] = latest.count
        latest.append(attribute)
      }
    }
    return latest
  }
}

extension JSONValue {
  /// A whole number; a text where a Double does not hold it exactly.
  static func wholeNumber(_ value: Int64) -> JSONValue {
    value.magnitude <= 1 << 53 ? .number(Double(value)) : .string("\(value)")
  }
}
