/// How much processor time the control groups of a process allow it, in processors.
///
/// A container may see every processor of its host and be stopped after half of one, again and
/// again: what it may use is the smaller of both.
package struct CPUQuota: Sendable, Equatable {
  /// The tightest quota on the way from the process's group to the root, above 0.
  package let processors: Double

  /// Reads the quota of a process; `nil` where nothing limits it, or the system has no control
  /// groups.
  ///
  /// - Parameters:
  ///   - groups: The text of `/proc/self/cgroup`.
  ///   - mounts: The text of `/proc/self/mountinfo`.
  ///   - read: The text of a file, `nil` where there is none.
  package init?(groups: String, mounts: String, read: (String) -> String?) {
    let mounted = mounts.split(separator: "\n").compactMap { GroupMount($0) }
    let quotas = groups.split(separator: "\n").flatMap { line -> [Double] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      let controllers = fields[1].split(separator: ",")
      guard controllers.isEmpty || controllers.contains("cpu"),
        let mount = mounted.first(where: { $0.isUnified == controllers.isEmpty })
      else { return [] }
      return mount.folders(upFrom: fields[2]).compactMap { folder in
        mount.isUnified ? Self.unified(in: folder, read) : Self.legacy(in: folder, read)
      }
    }
    guard let least = quotas.min() else { return nil }
    processors = least
  }

  /// Whole processors, rounded down, at least 1: work that runs on more of them is stopped.
  package var wholeProcessors: Int { max(1, Int(min(processors, 1e6))) }

  /// `cpu.max`: the microseconds of a period, or `max`, and the period.
  private static func unified(in folder: String, _ read: (String) -> String?) -> Double? {
    guard let words = read("\(folder)/cpu.max")?.split(whereSeparator: \.isWhitespace),
      words.count == 2, let quota = Double(words[0]), let period = Double(words[1])
    else { return nil }
    return processors(quota, period)
  }

  /// `cpu.cfs_quota_us`, -1 for none, and `cpu.cfs_period_us`.
  private static func legacy(in folder: String, _ read: (String) -> String?) -> Double? {
    func number(_ name: String) -> Double? {
      read("\(folder)/\(name)")?.split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
    }
    guard let quota = number("cpu.cfs_quota_us"), let period = number("cpu.cfs_period_us") else {
      return nil
    }
    return processors(quota, period)
  }

  private static func processors(_ quota: Double, _ period: Double) -> Double? {
    let ratio = quota / period
    return quota > 0 && period > 0 && ratio.isFinite ? ratio : nil
  }
}

/// Where a hierarchy of control groups is mounted.
private struct GroupMount {
  /// Whether it is the one hierarchy of version 2.
  let isUnified: Bool
  /// The group that is seen at the mount point.
  private let root: Substring
  private let point: String

  /// Reads a line of `mountinfo`; `nil` for what has no quotas.
  init?(_ line: Substring) {
    let fields = line.split(separator: " ")
    guard let dash = fields.firstIndex(of: "-"), dash >= 5, fields.count >= dash + 4 else {
      return nil
    }
    let options = fields[dash + 3].split(separator: ",")
    switch fields[dash + 1] {
    case "cgroup2": isUnified = true
    case "cgroup" where options.contains("cpu"): isUnified = false
    default: return nil
    }
    root = fields[3]
    // The kernel writes a blank as \040; nobody mounts control groups there.
    point = fields[4] == "/" ? "" : String(fields[4])
  }

  /// The folders from a group up to the mount point, as far as they are seen from here.
  func folders(upFrom group: Substring) -> [String] {
    let own = root == "/" ? "" : root
    var names: [Substring] = []
    if group == own || group.hasPrefix("\(own)/") {
      names = group.dropFirst(own.count).split(separator: "/")
    }
    // A group outside of the namespace is written with dots, and cannot be seen.
    if names.contains("..") { names = [] }
    return (0...names.count).reversed().map { count in
      ([point] + names.prefix(count).map(String.init)).joined(separator: "/")
    }
  }
}
