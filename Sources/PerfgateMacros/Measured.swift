#if Macros
@_exported public import PerfgateMonitor

/// Measures every call of a function as a span of a stage that is called like the function, behind
/// the names of the types it is declared in: `Corpus.load`.
///
/// ```swift
/// @Measured
/// func load(_ path: String) async throws -> Text { ... }
/// ```
///
/// A call begins its span in the current one, is the current one while it runs, and fails where
/// it throws: it is `measure` around the whole body. Functions and methods of every kind may be
/// measured: generic, static, mutating, `async`, `throws`, `rethrows`, of actors, with `inout`
/// and `consuming` parameters. Overloads share a stage unless they are given names.
///
/// - Parameter monitor: The monitor, an expression that is valid outside of the function, such as a
///   global or static one.
@attached(body)
public macro Measured(monitor: PerformanceMonitor = .shared) =
  #externalMacro(module: "PerfgateMacrosPlugin", type: "MeasuredMacro")

/// Measures every call of a function as a span of a stage.
///
/// - Parameters:
///   - stage: The name of the stage, a literal that is not empty.
///   - monitor: The monitor, an expression that is valid outside of the function.
@attached(body)
public macro Measured(_ stage: StaticString, monitor: PerformanceMonitor = .shared) =
  #externalMacro(module: "PerfgateMacrosPlugin", type: "MeasuredMacro")

/// Measures every call of a method with a monitor that its own type holds.
///
/// - Parameter monitor: Where the monitor is, `\Importer.monitor`.
@attached(body)
public macro Measured<Root>(monitor: KeyPath<Root, PerformanceMonitor>) =
  #externalMacro(module: "PerfgateMacrosPlugin", type: "MeasuredMacro")

/// Measures every call of a method with a monitor that its own type holds.
///
/// - Parameters:
///   - stage: The name of the stage, a literal that is not empty.
///   - monitor: Where the monitor is, `\Importer.monitor`.
@attached(body)
public macro Measured<Root>(_ stage: StaticString, monitor: KeyPath<Root, PerformanceMonitor>) =
  #externalMacro(module: "PerfgateMacrosPlugin", type: "MeasuredMacro")
#endif
