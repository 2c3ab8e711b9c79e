/// Takes the endings off English words.
///
/// Source: Porter, "An algorithm for suffix stripping", 1980, with the extensions of NLTK's
/// `PorterStemmer`, which `rouge-score` uses.
enum PorterStemmer {
  /// Words that the rules would get wrong.
  private static let irregular = [
    "skies": "sky", "sky": "sky", "dying": "die", "lying": "lie", "tying": "tie", "news": "news",
    "innings": "inning", "inning": "inning", "outings": "outing", "outing": "outing",
    "cannings": "canning", "canning": "canning", "howe": "howe", "proceed": "proceed",
    "exceed": "exceed", "succeed": "succeed",
  ]

  /// The stem of a word of lower-case ASCII.
  static func stem(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    if let stem = irregular[text] { return stem }
    guard bytes.count > 2 else { return text }
    var word = StemmedWord(bytes)
    word.removePlural()
    word.removePastAndGerund()
    word.replaceFinalY()
    word.shortenDoubleSuffix()
    word.apply(StemmedWord.step3) { $0.measure > 0 }
    word.removeSingleSuffix()
    word.removeFinalE()
    word.removeDoubleL()
    return word.text
  }
}

/// A word on its way to its stem.
private struct StemmedWord {
  typealias Rule = (suffix: StaticString, replacement: StaticString)

  private var bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  // The conditions of the paper, of the part before a suffix.

  /// A y is a consonant where a vowel or nothing is before it.
  private static func isConsonant(_ letter: UInt8, behindConsonant: Bool) -> Bool {
    switch letter {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
      UInt8(ascii: "u"):
      false
    case UInt8(ascii: "y"): !behindConsonant
    default: true
    }
  }

  private func isConsonant(_ place: Int) -> Bool {
    // What a y is depends on those before it, up to another letter.
    var first = place
    while first > 0, bytes[first] == UInt8(ascii: "y") { first -= 1 }
    return bytes[first...place].reduce(false) { Self.isConsonant($1, behindConsonant: $0) }
  }

  /// How many times vowels are followed by consonants.
  ///
  /// One pass: asking for each place alone would go back through a run of y each time.
  var measure: Int {
    var measure = 0
    var behindConsonant = false
    for (place, letter) in bytes.enumerated() {
      let consonant = Self.isConsonant(letter, behindConsonant: behindConsonant)
      if consonant, place > 0, !behindConsonant { measure += 1 }
      behindConsonant = consonant
    }
    return measure
  }

  private var hasVowel: Bool {
    var behindConsonant = false
    for letter in bytes {
      behindConsonant = Self.isConsonant(letter, behindConsonant: behindConsonant)
      if !behindConsonant { return true }
    }
    return false
  }

  private var endsWithDoubleConsonant: Bool {
    let count = bytes.count
    return count >= 2 && bytes[count - 1] == bytes[count - 2] && isConsonant(count - 1)
  }

  /// Consonant, vowel, consonant other than w, x and y; NLTK takes vowel and consonant alone, too.
  private var endsShort: Bool {
    let count = bytes.count
    if count == 2 { return !isConsonant(0) && isConsonant(1) }
    guard count >= 3, isConsonant(count - 3), !isConsonant(count - 2), isConsonant(count - 1) else {
      return false
    }
    return !"wxy".utf8.contains(bytes[count - 1])
  }

  private func ends(with suffix: StaticString) -> Bool {
    let ending = UnsafeBufferPointer(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount)
    return bytes.count >= ending.count && bytes.suffix(ending.count).elementsEqual(ending)
  }

  private func without(_ suffix: StaticString) -> StemmedWord {
    StemmedWord(bytes.dropLast(suffix.utf8CodeUnitCount))
  }

  private mutating func replace(_ suffix: StaticString, with replacement: StaticString) {
    bytes.removeLast(suffix.utf8CodeUnitCount)
    bytes += UnsafeBufferPointer(
      start: replacement.utf8Start,
      count: replacement.utf8CodeUnitCount
    )
  }

  /// Applies the first rule whose suffix is there, or none where its condition does not hold.
  mutating func apply(_ rules: [Rule], where condition: (StemmedWord) -> Bool) {
    guard let rule = rules.first(where: { ends(with: $0.suffix) }) else { return }
    if condition(without(rule.suffix)) { replace(rule.suffix, with: rule.replacement) }
  }
}

// The steps of the paper.
extension StemmedWord {
  /// Step 1a.
  fileprivate mutating func removePlural() {
    if ends(with: "ies"), bytes.count == 4 { return replace("ies", with: "ie") }
    apply([("sses", "ss"), ("ies", "i"), ("ss", "ss"), ("s", "")]) { _ in true }
  }

  /// Step 1b.
  fileprivate mutating func removePastAndGerund() {
    if ends(with: "ied") { return replace("ied", with: bytes.count == 4 ? "ie" : "i") }
    if ends(with: "eed") {
      if without("eed").measure > 0 { replace("eed", with: "ee") }
      return
    }
    let endings: [StaticString] = ["ed", "ing"]
    guard let ending = endings.first(where: { ends(with: $0) && without($0).hasVowel }) else {
      return
    }
    replace(ending, with: "")
    if ends(with: "at") || ends(with: "bl") || ends(with: "iz") { return replace("", with: "e") }
    if endsWithDoubleConsonant, let last = bytes.last {
      if !"lsz".utf8.contains(last) { bytes.removeLast() }
    } else if measure == 1, endsShort {
      replace("", with: "e")
    }
  }

  /// Step 1c: NLTK asks for a consonant before the y that is not the first letter.
  fileprivate mutating func replaceFinalY() {
    apply([("y", "i")]) { $0.bytes.count > 1 && $0.isConsonant($0.bytes.count - 1) }
  }

  /// Step 2.
  fileprivate mutating func shortenDoubleSuffix() {
    if ends(with: "alli"), without("alli").measure > 0 {
      replace("alli", with: "al")
      return shortenDoubleSuffix()
    }
    let rule = Self.step2.first { ends(with: $0.suffix) }
    // In NLTK the l of `logi` counts.
    if rule == nil, ends(with: "logi") {
      if without("ogi").measure > 0 { replace("logi", with: "log") }
      return
    }
    apply(Self.step2) { $0.measure > 0 }
  }

  /// Step 4; `ion` only goes behind s or t.
  fileprivate mutating func removeSingleSuffix() {
    let isIon = ends(with: "ion")
    apply(Self.step4) { stem in
      guard stem.measure > 1 else { return false }
      return !isIon || stem.ends(with: "s") || stem.ends(with: "t")
    }
  }

  /// The suffixes of step 2, in NLTK's order.
  private static let step2: [Rule] = [
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
    ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"),
    ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ("fulli", "ful"),
  ]

  /// The suffixes of step 3.
  fileprivate static let step3: [Rule] = [
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""),
    ("ness", ""),
  ]

  /// The suffixes of step 4.
  private static let step4: [Rule] = [
    ("al", ""), ("ance", ""), ("ence", ""), ("er", ""), ("ic", ""), ("able", ""), ("ible", ""),
    ("ant", ""), ("ement", ""), ("ment", ""), ("ent", ""), ("ion", ""), ("ou", ""), ("ism", ""),
    ("ate", ""), ("iti", ""), ("ous", ""), ("ive", ""), ("ize", ""),
  ]

  /// Step 5a.
  fileprivate mutating func removeFinalE() {
    apply([("e", "")]) { $0.measure > 1 || ($0.measure == 1 && !$0.endsShort) }
  }

  /// Step 5b.
  fileprivate mutating func removeDoubleL() {
    if ends(with: "ll"), without("l").measure > 1 { bytes.removeLast() }
  }
}
