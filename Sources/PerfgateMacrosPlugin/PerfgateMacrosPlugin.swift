#if Macros
import SwiftCompilerPlugin
import SwiftSyntaxMacros

/// What the compiler starts to have macros of `PerfgateMacros` expanded.
@main
struct PerfgateMacrosPlugin: CompilerPlugin {
  let providingMacros: [any Macro.Type] = [MeasuredMacro.self]
}
#else
/// Nothing to start: the trait `Macros` is off, and an executable needs an entry point.
@main
enum PerfgateMacrosPlugin {
  static func main() {}
}
#endif
