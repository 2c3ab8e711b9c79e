import PerfgateModel

// Runs that end for a reason of their own.
extension SampleVerdicts {
  /// The first run on a machine class.
  static var firstRun: VerdictDocument {
    var document = verdict(
      exit: .nothingToCompare,
      causes: [VerdictCause(code: .nothingToCompare)],
      results: [finding("parse/large", .new, head: 0.1), finding("parse/small", .new, head: 0.006)]
    )
    document.comparison.otherClasses = ["linux-aarch64-arm-1", "macos-arm64-apple-m2"]
    return document
  }

  /// `perfgate measure`.
  static var measure: VerdictDocument {
    let values = (0..<30).map { 0.0112 + Double($0 % 7) * 0.0002 }
    let summary = SummaryRecord(
      count: 30,
      mean: 0.01177,
      median: 0.0118,
      standardDeviation: 0.000404,
      minimum: 0.0112,
      maximum: 0.0124,
      medianInterval: 0.0116...0.012,
      confidence: 0.957,
      outliers: 1
    )
    var samples: [SampleExhibit] = []
    for (id, metric) in [("parse/large", "wall"), ("parse/large", "cpu"), ("parse/small", "wall")] {
      samples.append(
        SampleExhibit(
          key: key(id),
          metric: metric,
          unit: .seconds,
          base: [],
          head: values,
          summary: summary
        )
      )
    }
    return verdict(
      exit: .pass,
      mode: .measure,
      results: samples.map { finding($0.key.id.text, .measured, metric: $0.metric, head: 0.0118) },
      samples: samples
    )
  }

  /// Too much is undecided, for which no single finding stands.
  static var tooManyInconclusive: VerdictDocument {
    verdict(
      exit: .undecided,
      causes: [
        VerdictCause(
          code: .undecided,
          message: "2 of 3 benchmarks have no decided metric, at most 25% may"
        )
      ],
      results: [
        finding("a/one", .inconclusive, base: 1, head: 1.05, change: (0.05, -0.1, 0.22)),
        finding("a/two", .inconclusive, base: 1, head: 1.06, change: (0.06, -0.1, 0.24)),
        finding("a/three", .unchanged, base: 1, head: 1, change: (0, -0.02, 0.02)),
      ]
    )
  }

  /// Names that try to break out of every format.
  static let hostileNames = [
    "a|b`c", "<img src=x onerror=alert(1)>", "--> <b>", "@octocat", "see #123 and gh-7",
    "\u{1B}[31mred\u{1B}[0m", "\u{1}\u{2}\u{FFFE}", "]]>", "&amp;&lt;", "\u{202E}txt.exe",
    "[click](http://evil.example)", "back\\|slash", "``` fence", "e\u{301}|\u{301}",
    "👩‍👩‍👧‍👦 家族", "'; rm -rf ~; '", "'\u{301}$(id)", "a.b", "..", "new\nline\ttab", "%0A::error::x",
  ]

  static var hostile: VerdictDocument {
    var findings: [Finding] = []
    var causes: [VerdictCause] = []
    for (index, name) in hostileNames.enumerated() {
      // An id has no empty segment; parameters may hold anything.
      let id = name.replacing("//", with: "/_/")
      var bad = finding(
        "group \(id)/\(id)",
        .regressed,
        parameters: ["p\(name)": name],
        base: 1,
        head: 2,
        change: (1, 0.9, 1.1)
      )
      bad.output = index < 3 ? "\(name)\n```\n</details>\n" : nil
      bad.detail = name
      bad.owner = name
      bad.rule = SourcePlace(file: "\(name).yaml", line: 1)
      bad.next.reproduce = ["perfgate", "run", "--filter", name]
      findings.append(bad)
      causes.append(VerdictCause(code: .regression, key: bad.key, metric: "wall", message: name))
    }
    // The same class and name as 'a.b' of the group 'a.b', were the folders merely joined.
    findings.append(finding("x.y/z", .unchanged, change: (0, 0, 0)))
    findings.append(finding("x/y/z", .unchanged, change: (0, 0, 0)))
    // Equal once what XML forbids is replaced.
    findings.append(finding("same/\u{1}", .unchanged, change: (0, 0, 0)))
    findings.append(finding("same/\u{2}", .unchanged, change: (0, 0, 0)))
    var document = verdict(exit: .regression, causes: causes, results: findings)
    document.suite = "suite --> <script>@all"
    document.notices = [VerdictNotice("<!-- @all | http://evil.example", advice: "`rm`")]
    return document
  }
}
