#if Macros
package import SwiftSyntax
package import SwiftSyntaxMacros

/// Expands `@Measured`: the body of a function becomes a closure that `measure` calls.
package enum MeasuredMacro: BodyMacro {
  /// Gives a function its new body.
  ///
  /// - Parameters:
  ///   - node: The attribute.
  ///   - declaration: What it stands at.
  ///   - context: Takes diagnostics.
  /// - Returns: The new body; the old one where it cannot be measured.
  package static func expansion(
    of node: AttributeSyntax,
    providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
    in context: some MacroExpansionContext
  ) -> [CodeBlockItemSyntax] {
    let unchanged = declaration.body.map { Array($0.statements) } ?? []
    if let refusal = MeasuredDiagnostic(refusing: DeclSyntax(declaration)) {
      context.diagnose(refusal.at(node, of: declaration))
      return unchanged
    }
    guard let function = declaration.as(FunctionDeclSyntax.self), let body = function.body else {
      return unchanged
    }
    let arguments = MeasuredArguments(of: node)
    if arguments.isStageEmpty {
      context.diagnose(MeasuredDiagnostic.namelessStage.at(node, of: declaration))
      return unchanged
    }
    let stage = arguments.stage ?? StageName.of(function, in: context.lexicalContext)
    let call = MeasuredCall(function: function, monitor: arguments.monitor, stage: stage)
    let owned = function.ownedParameters
    if owned.isEmpty { return [call.measuring(body.statements)] }
    return call.measuring(body.statements, owned: owned, in: context)
  }
}
#endif
