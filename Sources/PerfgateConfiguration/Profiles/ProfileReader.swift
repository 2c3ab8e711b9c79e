internal import PerfgateModel

/// Reads the key `profiles`: named changes of the file that holds them.
struct ProfileReader {
  /// The most profiles of a file: each of them is checked by reading the file with it.
  private static let mostProfiles = 20

  let problems: ProblemList

  /// A profile and what it changes.
  struct Profile {
    /// The name, as `--profile` takes it.
    var name: String
    /// The keys that it changes.
    var entries: [ConfigurationNode.Entry]
  }

  /// The profiles of a file, in the order of the text; only those that can be used.
  func profiles(of root: [ConfigurationNode.Entry]) -> [Profile] {
    guard let entry = root.first(where: { $0.key == "profiles" }) else { return [] }
    let reader = NodeReader(
      name: entry.key,
      node: entry.value,
      keyPosition: entry.keyPosition,
      problems: problems
    )
    guard let members = reader.members("a mapping of names and profiles") else { return [] }
    guard (1...Self.mostProfiles).contains(members.count) else {
      reader.report(
        "'profiles' must have 1 to \(Self.mostProfiles) members, found \(members.count)"
      )
      return []
    }
    return members.compactMap(profile)
  }

  private func profile(_ member: NodeReader) -> Profile? {
    let before = problems.errorCount
    guard member.mapping(.profile) != nil, case .mapping(let entries) = member.node.content else {
      return nil
    }
    if entries.isEmpty {
      member.report("the profile '\(MessageText.shortened(member.name))' changes nothing")
    }
    let isName =
      !member.name.isEmpty && member.name.utf8.count <= 100
      && member.name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    if !isName {
      problems.error("a profile needs a name of 1 to 100 bytes", at: member.keyPosition)
    }
    return problems.errorCount == before ? Profile(name: member.name, entries: entries) : nil
  }

  /// The file as a profile makes it.
  ///
  /// Mappings are merged key by key over the file's own, rules are appended, and every value keeps
  /// its place in the text.
  static func root(
    _ root: [ConfigurationNode.Entry],
    changedBy profile: Profile
  ) -> [ConfigurationNode.Entry] {
    merged(root, with: profile.entries) { key in key == "rules" }
  }

  private static func merged(
    _ base: [ConfigurationNode.Entry],
    with changes: [ConfigurationNode.Entry],
    appending: (String) -> Bool = { _ in false }
  ) -> [ConfigurationNode.Entry] {
    var entries = base
    for change in changes {
      guard let index = entries.firstIndex(where: { $0.key == change.key }) else {
        entries.append(change)
        continue
      }
      switch (entries[index].value.content, change.value.content) {
      case (.mapping(let old), .mapping(let new)):
        entries[index].value.content = .mapping(merged(old, with: new))
      case (.sequence(let old), .sequence(let new)) where appending(change.key):
        entries[index].value.content = .sequence(old + new)
      default: entries[index] = change
      }
    }
    return entries
  }
}
