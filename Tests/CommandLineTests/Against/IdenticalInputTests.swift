import PerfgateCommands
import PerfgateConfiguration
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Benchmarks that are identical in both trees", .waiting)
struct IdenticalInputTests {
  private static let configuration = """
    benchmarks:
      - {id: own, command: [./work, data/in]}
      - {id: script, command: [sh, work]}
      - {id: shell, command: "./work | cat"}
      - {id: foreign, command: [cat, data/in]}
      - {id: hook, command: [cat], prepare: [[sh, work]], stdin: {file: data/in}}
      - {id: option, command: [cat, --file=data/in]}
    """

  /// What holds after a change of the work tree, by id.
  private func identical(
    after script: String,
    inputs: [String] = ["data/**"]
  ) throws -> Set<String> {
    let project = try AgainstProject(Self.configuration)
    try project.repository.shell(
      "chmod +x work; mkdir -p data/deep; echo 1 > data/in; echo 2 > data/deep/more; ln -s in data/link; echo x > readme"
    )
    try project.repository.commit("second")
    try project.repository.shell(script)
    let base = try project.prepare("HEAD")
    var comparison = IdenticalInputs(of: base, environment: project.repository.environment)
    var held: Set<String> = []
    for var plan in try project.suite().configuration.benchmarks {
      plan.inputs = inputs
      if comparison.hold(for: plan) { held.insert(plan.key.id.text) }
    }
    return held
  }

  private static let all: Set = ["own", "script", "foreign", "hook", "option"]

  @Test(
    "program, files that commands name, and inputs are compared byte by byte",
    arguments: [
      ("true", all), ("echo y > readme", all), ("touch data/in work", all),
      ("printf 'echo First\\n' > work", ["foreign", "option"]),
      ("rm work", ["foreign", "option"]),
      ("chmod -x work", ["script", "foreign", "hook", "option"]),
      ("echo 3 > data/in", []), ("echo 3 > data/deep/more", []), ("echo 3 > data/new", []),
      ("rm data/deep/more", []), ("mv data/deep data/other", []),
      ("ln -sf deep/more data/link", []), ("rm data/link; cp data/in data/link", []),
    ] as [(String, Set<String>)]
  )
  func compared(script: String, expected: Set<String>) throws {
    #expect(try identical(after: script) == expected)
  }

  @Test(
    "patterns are relative to the configuration; one that matches nothing proves nothing",
    arguments: [
      (["data/in"], true), (["./data/*"], true), (["data/**", "readme"], true),
      (["**/more"], true), ([], false), (["data/inn"], false),
      (["data"], false), (["data/**", "other/**"], false), (["/bin/sh"], false),
    ]
  )
  func patterns(inputs: [String], holds: Bool) throws {
    #expect(try identical(after: "true", inputs: inputs).contains("own") == holds)
  }

  @Test("what a named file leads to counts, and what others may not read is not identical")
  func files() throws {
    let directory = try TemporaryDirectory()
    let large = String(repeating: "x", count: 300_000)
    try directory.write(large, to: "a")
    try directory.write(large, to: "b")
    try directory.write(large + "y", to: "longer")
    try directory.write("z" + large.dropFirst(), to: "begin")
    try directory.write(large.dropLast() + "z", to: "end")
    #expect(Files.haveSameContent(directory.path("a"), directory.path("b")))
    for other in ["longer", "begin", "end", "none", ""] {
      #expect(!Files.haveSameContent(directory.path("a"), directory.path(other)))
    }
    #expect(!Files.haveSameContent("/dev/null", "/dev/null"))
  }
}
