import PerfgateConfiguration
import PerfgateSystem

/// What a build depends on besides its sources: where any of it differs, a base is built anew.
enum BuildFingerprint {
  /// Programs that make programs; which of them a build uses is not known.
  private static let tools = [
    "ar", "bazel", "c++", "cargo", "cc", "clang", "clang++", "cmake", "dotnet", "g++", "gcc", "ghc",
    "go", "gradle", "java", "javac", "ld", "make", "mvn", "ninja", "node", "npm", "pnpm", "python3",
    "ruby", "rustc", "swift", "swiftc", "yarn", "zig",
  ]
  /// Variables that compilers and build tools read.
  private static let variables = [
    "AR", "CARGO_BUILD_RUSTFLAGS", "CC", "CFLAGS", "CGO_CFLAGS", "CGO_ENABLED", "CGO_LDFLAGS",
    "CMAKE_BUILD_TYPE", "CPATH", "CPPFLAGS", "CXX", "CXXFLAGS", "GOAMD64", "GOARCH", "GOFLAGS",
    "GOOS", "GOTOOLCHAIN", "JAVA_HOME", "LD", "LDFLAGS", "LD_LIBRARY_PATH", "LIBRARY_PATH",
    "MAKEFLAGS", "NODE_ENV", "NODE_OPTIONS", "PATH", "PKG_CONFIG_PATH", "RUSTC_WRAPPER",
    "RUSTFLAGS", "RUSTUP_TOOLCHAIN", "SDKROOT", "SWIFT_EXEC", "SWIFT_VERSION", "TOOLCHAINS",
    "VIRTUAL_ENV",
  ]
  /// How further variables of build tools begin.
  private static let prefixes = [
    "BUILD_", "CARGO_", "CGO_", "CMAKE_", "GCC_", "GO", "GRADLE_", "MAVEN_", "MESON_", "NINJA_",
    "NPM_CONFIG_", "PIP_", "RUST", "SWIFT",
  ]
  private static let systemVersion = "/etc/os-release"

  /// The fingerprint of builds.
  ///
  /// - Parameters:
  ///   - steps: The commands and the folders that they run in, relative to the tree's top.
  ///   - environment: What they inherit.
  /// - Returns: Lines to compare with others; nothing but the system's where nothing is built.
  static func text(
    of steps: [(folder: String, command: CommandLine)],
    in environment: ProcessEnvironment
  ) -> String {
    var lines = [MachineFacts.current().platformIdentifier]
    guard !steps.isEmpty else { return lines[0] }
    lines.append(Files.version(of: systemVersion) ?? "")
    for (folder, command) in steps {
      let text =
        switch command {
        case .words(let words): words.joined(separator: "\0")
        case .shell(let text): "sh -c \(text)"
        }
      lines.append("build\0\(folder)\0\(text)")
    }
    let texts = steps.map(\.command.description)
    // A build may read any variable; those that it names it does.
    let read = environment.variables.filter { name, _ in
      variables.contains(name) || prefixes.contains { name.hasPrefix($0) }
        || texts.contains { $0.contains("$\(name)") || $0.contains("${\(name)") }
    }
    lines += read.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let lookup = ExecutableLookup(searchPath: environment["PATH"] ?? "", workingDirectory: "/")
    let programs = steps.compactMap { step -> String? in
      guard case .words(let words) = step.command, let first = words.first,
        !first.contains("/")
      else { return nil }
      return first
    }
    for tool in Set(tools + programs).sorted() {
      guard let path = try? lookup.path(of: tool) else { continue }
      let file = Files.canonical(path)
      lines.append("\(tool) \(file) \(Files.version(of: file) ?? "")")
    }
    return lines.joined(separator: "\n")
  }
}
