package import PerfgateConfiguration
import PerfgateModel
package import PerfgateSystem

/// Finds benchmarks that run the same program on the same input in both trees, so that there is
/// nothing to measure.
///
/// Beside the inputs that a configuration names, every file that its commands name is compared: a
/// script that changed is no input, but `python3 bench.py` does not do the same any more.
package struct IdenticalInputs {
  private let base: PreparedBase
  private let environment: ProcessEnvironment
  private var known: [String: Bool] = [:]

  /// Prepares to compare.
  ///
  /// - Parameters:
  ///   - base: The base, built.
  ///   - environment: What programs inherit, for PATH.
  package init(of base: PreparedBase, environment: ProcessEnvironment) {
    self.base = base
    self.environment = environment
  }

  /// Whether a benchmark's program and inputs are byte-identical in both trees.
  ///
  /// - Parameter plan: The benchmark; its `inputs` are patterns relative to its configuration's
  ///   folder, as over ids: `*`, `**` and `?`.
  /// - Returns: Whether they are; `false` where that cannot be told: no patterns, one that matches
  ///   nothing, a command that only a shell understands, a file that cannot be read.
  package mutating func hold(for plan: BenchmarkPlan) -> Bool {
    guard !plan.inputs.isEmpty, let sides = Sides(of: plan.key.suite, in: base) else {
      return false
    }
    let commands = [plan.command] + plan.setup + plan.prepare + plan.cleanup + plan.teardown
    for command in commands {
      guard areSame(command, of: plan, sides) else { return false }
    }
    if case .file(let path) = plan.standardInput {
      guard areSame(Files.join(sides.head, path), Files.join(sides.base, path)) else {
        return false
      }
    }
    return plan.inputs.allSatisfy { areSame(matching: $0, sides) }
  }

  /// The folders that patterns and commands start from.
  private struct Sides {
    let head: String
    let base: String

    init?(of suite: String?, in prepared: PreparedBase) {
      guard let suite else {
        (head, base) = (prepared.headDirectory, prepared.directory)
        return
      }
      guard let head = prepared.headSuiteDirectories[suite],
        let base = prepared.suiteDirectories[suite]
      else { return nil }
      (self.head, self.base) = (head, base)
    }
  }

  private mutating func areSame(
    _ command: CommandLine,
    of plan: BenchmarkPlan,
    _ sides: Sides
  ) -> Bool {
    guard case .words(let words) = command, let program = words.first else { return false }
    let folders = [sides.head, sides.base].map { Files.join($0, plan.workingDirectory ?? "") }
    let searchPath = plan.environment["PATH"] ?? environment["PATH"] ?? ""
    let programs = folders.map {
      try? ExecutableLookup(searchPath: searchPath, workingDirectory: $0).path(of: program)
    }
    guard let ours = programs[0], let theirs = programs[1], areSame(ours, theirs) else {
      return false
    }
    return words.dropFirst().allSatisfy { word in
      // An option may hold a path behind its '='.
      let path = word.hasPrefix("-") ? word.split(separator: "=").dropFirst().first : word[...]
      guard let path, !path.isEmpty else { return true }
      let files = folders.map { Files.join($0, String(path)) }
      let isFile = files.contains { (try? Files.kind(at: $0)) == .file }
      return !isFile || areSame(files[0], files[1])
    }
  }

  /// Whether a file of the work tree and one of the base are the same; one outside of the trees is
  /// the same as itself.
  private mutating func areSame(_ head: String, _ base: String) -> Bool {
    let ours = Files.canonical(head)
    let theirs = Files.canonical(base)
    guard Self.isInside(ours, self.base.headRoot) || Self.isInside(theirs, self.base.root) else {
      return ours == theirs
    }
    let pair = "\(head)\0\(base)"
    if let known = known[pair] { return known }
    let isSame =
      Files.haveSameContent(head, base) && (ours == head || Files.haveSameContent(ours, theirs))
    known[pair] = isSame
    return isSame
  }

  private static func isInside(_ path: String, _ root: String) -> Bool {
    path.hasPrefix(root.hasSuffix("/") ? root : root + "/")
  }

  private mutating func areSame(matching pattern: String, _ sides: Sides) -> Bool {
    guard let head = Files.paths(matching: pattern, in: sides.head),
      let base = Files.paths(matching: pattern, in: sides.base), !head.isEmpty, head == base
    else { return false }
    return head.allSatisfy {
      let files = [Files.join(sides.head, $0), Files.join(sides.base, $0)]
      // A link says where, and what it leads to may have changed in place.
      return Files.haveSameContent(files[0], files[1]) && areSame(files[0], files[1])
    }
  }
}
