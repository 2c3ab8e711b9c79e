/// What kind of processor a machine has, as far as it decides how fast programs are.
package struct ProcessorIdentity: Sendable, Equatable {
  /// "amd", "intel", "arm" or another maker, or "unknown".
  package var vendor: String
  /// The family, or the architecture's version on ARM.
  package var family: String
  /// The model, or the part number on ARM; several kinds of cores are joined by "+".
  package var model: String
  /// The stepping, or variant and patch as in "r3p1" on ARM.
  package var stepping: String
  /// The name for people, which may say little; `nil` where there is none.
  package var name: String?

  /// Makes an identity of its parts.
  package init(vendor: String, family: String, model: String, stepping: String, name: String?) {
    self.vendor = vendor
    self.family = family
    self.model = model
    self.stepping = stepping
    self.name = name
  }

  /// Reads the text of Linux's `/proc/cpuinfo`, of x86 or ARM; other kinds of machines come
  /// out with what they have and "unknown" for the rest.
  package init(cpuInformation text: String) {
    let processors = Self.sections(of: text)
    if processors.contains(where: { $0["CPU implementer"] != nil }) {
      self.init(arm: processors.filter { $0["CPU implementer"] != nil })
    } else {
      self.init(x86: processors.first { $0["vendor_id"] != nil } ?? [:])
    }
  }

  private init(x86 fields: [String: String]) {
    vendor = Self.vendorName(x86: fields["vendor_id"])
    family = fields["cpu family"] ?? Self.unknown
    model = fields["model"] ?? Self.unknown
    stepping = fields["stepping"] ?? Self.unknown
    name = fields["model name"]
  }

  /// Processors with cores of several kinds are named by all of them.
  private init(arm cores: [[String: String]]) {
    func values(_ make: ([String: String]) -> String) -> String {
      Set(cores.map(make)).sorted().joined(separator: "+")
    }
    vendor = values { Self.vendorName(implementer: $0["CPU implementer"]) }
    family = values { $0["CPU architecture"] ?? Self.unknown }
    model = values { $0["CPU part"] ?? Self.unknown }
    stepping = values { core in
      guard let variant = core["CPU variant"].flatMap(Self.number),
        let revision = core["CPU revision"].flatMap(Self.number)
      else { return Self.unknown }
      return "r\(variant)p\(revision)"
    }
    name = cores.first?["model name"]
  }

  private static let unknown = "unknown"

  /// The fields of each processor; sections are separated by empty lines.
  private static func sections(of text: String) -> [[String: String]] {
    var sections: [[String: String]] = [[:]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard let colon = line.firstIndex(of: ":") else {
        sections.append([:])
        continue
      }
      let key = trimmed(line[..<colon])
      sections[sections.count - 1][key] = trimmed(line[line.index(after: colon)...])
    }
    return sections.filter { !$0.isEmpty }
  }

  private static func trimmed(_ text: Substring) -> String {
    let space: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
    let rest = text.drop(while: space)
    guard let last = rest.lastIndex(where: { !space($0) }) else { return "" }
    return String(rest[...last])
  }

  private static func number(_ text: String) -> Int? {
    text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
  }

  private static func vendorName(x86 identifier: String?) -> String {
    switch identifier {
    case "AuthenticAMD": "amd"
    case "GenuineIntel": "intel"
    case "HygonGenuine": "hygon"
    case "CentaurHauls", "Shanghai": "zhaoxin"
    case let other?: other.lowercased()
    case nil: unknown
    }
  }

  /// The implementer codes of Arm's main identification register (MIDR_EL1).
  private static func vendorName(implementer: String?) -> String {
    switch implementer.flatMap(number) {
    case 0x41: "arm"
    case 0x42: "broadcom"
    case 0x43: "cavium"
    case 0x46: "fujitsu"
    case 0x48: "hisilicon"
    case 0x4e: "nvidia"
    case 0x50: "apm"
    case 0x51: "qualcomm"
    case 0x53: "samsung"
    case 0x61: "apple"
    case 0x6d: "microsoft"
    case 0xc0: "ampere"
    default: implementer ?? unknown
    }
  }
}
