/// Random strings that repeat for a seed, full of what formats stumble over.
struct SeededText {
  private static let pieces: [String] = [
    "\u{1B}[31m", "\u{1B}]0;title\u{7}", "\u{1B}", "\u{9B}1m", "\u{0}", "\u{1}", "\u{8}", "\u{B}",
    "\u{1F}", "\u{7F}", "\u{85}", "\u{FFFE}", "\u{FFFF}", "\u{FFFD}", "\u{FEFF}", "\u{202E}",
    "\u{2066}", "\u{2028}", "]]>", "<![CDATA[", "&amp;", "&#0;", "&", "<", ">", "\"", "'", "\r\n",
    "\n", "\t", "  ", "|", "`", "```", "\\", "\\|", "@all", "#12", "<!--", "-->", "../", "$(id)",
    "👩‍👩‍👧‍👦", "e\u{301}", "\u{301}", "家", "\u{1F1E9}\u{1F1EA}", "\u{10FFFF}", "\u{E000}", "a", "Z", "0",
    "%s", "http://x.y", "www.x.y", "*b*", "_i_", "~~s~~", "[l](u)",
  ]

  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea, Flood, 2014).
  mutating func number(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, bound)))
  }

  /// A string of at most so many pieces; one in four is any scalar at all.
  mutating func text(pieces most: Int = 12) -> String {
    var text = ""
    for _ in 0..<number(below: most + 1) {
      if number(below: 4) == 0 {
        let scalar = Unicode.Scalar(UInt32(number(below: 0x11_0000))) ?? "\u{D7FF}"
        text.unicodeScalars.append(scalar)
      } else {
        text += Self.pieces[number(below: Self.pieces.count)]
      }
    }
    return text
  }
}
