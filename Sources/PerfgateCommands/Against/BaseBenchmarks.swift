package import PerfgateConfiguration
package import PerfgateModel
import PerfgateSystem

/// Which benchmarks the base has, by its own configurations.
package struct BaseBenchmarks: Sendable, Equatable {
  /// What a benchmark of the work tree is to the base.
  package enum Pairing: Sendable, Equatable {
    /// The base has it, under this key.
    case paired(BenchmarkKey)
    /// The base does not have it.
    case new
  }

  /// The benchmarks of configurations that could be read.
  package private(set) var keys: Set<BenchmarkKey> = []
  /// The evals of these configurations, as the base has them.
  package private(set) var evals: [BenchmarkKey: EvalPlan] = [:]
  /// Suites whose configuration the base does not have, or not in a form that can be read: what they
  /// measure is taken for something that the base has, too.
  package private(set) var unreadSuites: Set<String?> = []
  /// What a reader must know.
  package private(set) var notices: [VerdictNotice] = []

  /// What a benchmark of the work tree is to the base.
  package func pairing(of plan: BenchmarkPlan) -> Pairing {
    if keys.contains(plan.key) || unreadSuites.contains(plan.key.suite) { return .paired(plan.key) }
    if let was = plan.formerKey, keys.contains(was) { return .paired(was) }
    return .new
  }

  /// An eval of the work tree as the base has it: by its key, or by the one that it had before.
  ///
  /// - Parameter plan: The work tree's.
  /// - Returns: The base's; the work tree's own where the base's configuration is not known; `nil`
  ///   where the base has none.
  package func eval(for plan: EvalPlan) -> EvalPlan? {
    if let own = evals[plan.key] { return own }
    if let was = plan.was, let own = evals[BenchmarkKey(id: was, suite: plan.key.suite)] {
      return own
    }
    return unreadSuites.contains(plan.key.suite) ? plan : nil
  }

  /// Evals that only the base has.
  ///
  /// - Parameter plans: All evals of the work tree's configurations.
  /// - Returns: The base's, in order of their keys.
  package func missingEvals(from plans: [EvalPlan]) -> [BenchmarkKey] {
    let found = plans.flatMap { plan in
      [plan.key] + (plan.was.map { [BenchmarkKey(id: $0, suite: plan.key.suite)] } ?? [])
    }
    return Set(evals.keys).subtracting(found).sorted()
  }

  /// Benchmarks that only the base has.
  ///
  /// - Parameter plans: All benchmarks of the work tree's configurations.
  /// - Returns: Their keys, in order.
  package func missing(from plans: [BenchmarkPlan]) -> [BenchmarkKey] {
    let found = plans.flatMap { plan -> [BenchmarkKey] in
      guard case .paired(let key) = pairing(of: plan) else { return [] }
      return [key]
    }
    return keys.subtracting(found).sorted()
  }
}

extension BenchmarkPlan {
  /// The key that it had before it was renamed.
  fileprivate var formerKey: BenchmarkKey? {
    was.map { BenchmarkKey(id: $0, parameters: key.parameters, suite: key.suite) }
  }
}

extension BaseBenchmarks {
  /// The largest configuration that is read, in bytes.
  private static let mostBytes = 1 << 20

  /// Reads the configurations of the base; what cannot be read is noted and no error.
  ///
  /// - Parameters:
  ///   - suites: Those of the work tree.
  ///   - directories: Their folders in the base's tree, in the same order.
  ///   - profile: The profile that the work tree's are read with.
  init(of suites: [ComparedSuite], in directories: [String], profile: String?) {
    var read: Set<String> = []
    for (index, (suite, directory)) in zip(suites, directories).enumerated()
    where Files.exists(directory) {
      guard let name = suite.fileName else {
        unreadSuites.insert(suite.name)
        continue
      }
      let path = Files.join(directory, name)
      read.insert(path)
      guard let configuration = configuration(at: path, shownAs: suite.file ?? name, profile)
      else {
        unreadSuites.insert(suite.name)
        continue
      }
      keys.formUnion(configuration.benchmarks.map { $0.key.of(suite: suite.name) })
      for eval in configuration.evals { evals[eval.key.of(suite: suite.name)] = eval }
      guard index == 0 else { continue }
      for pattern in configuration.suites {
        let paths = (try? SuiteFiles.paths(matching: pattern, in: directory)) ?? []
        let others = Set(zip(suites, directories).map { Files.join($1, $0.fileName ?? "") })
        for path in paths where !others.contains(path) && read.insert(path).inserted {
          addRemovedSuite(at: path, profile)
        }
      }
    }
  }

  /// A suite that only the base has.
  private mutating func addRemovedSuite(at path: String, _ profile: String?) {
    guard let configuration = configuration(at: path, shownAs: path, profile) else { return }
    keys.formUnion(configuration.benchmarks.map { $0.key.of(suite: configuration.suite) })
  }

  private mutating func configuration(
    at path: String,
    shownAs name: String,
    _ profile: String?
  ) -> ProjectConfiguration? {
    let reason: String
    do {
      let bytes = try Files.readBytes(at: path, atMostBytes: Self.mostBytes)
      return try ProjectConfiguration.read(
        text: String(decoding: bytes, as: UTF8.self),
        path: name,
        profile: profile
      ).configuration
    } catch let error as FileError {
      reason = error.isMissing ? "the base has no \(name)" : error.description
    } catch let error as GateError {
      reason = "the base's \(name) cannot be read: \(error.diagnostics.first?.message ?? "")"
    } catch {
      reason = "the base's \(name) cannot be read"
    }
    notices.append(
      VerdictNotice("\(reason); what it measures is taken to be what the work tree measures")
    )
    return nil
  }
}
