#if Macros
import SwiftSyntax
import SwiftSyntaxBuilder

/// What stands between the parentheses of `@Measured`.
struct MeasuredArguments {
  /// The name of the stage as a literal; `nil` where the function's is meant.
  var stage: ExprSyntax?
  /// The monitor as an expression.
  var monitor: ExprSyntax = "PerfgateMonitor.PerformanceMonitor.shared"

  /// Reads the arguments; the compiler has checked their types.
  init(of attribute: AttributeSyntax) {
    guard case .argumentList(let arguments) = attribute.arguments else { return }
    for argument in arguments {
      switch argument.label?.text {
      case "monitor": monitor = Self.inBody(argument.expression)
      default: stage = argument.expression.trimmed
      }
    }
  }

  /// Whether the name is a text of no characters.
  var isStageEmpty: Bool {
    stage?.as(StringLiteralExprSyntax.self)?.segments.description.isEmpty ?? false
  }

  /// The expression as it stands in a body: a key path is read from `self`, which an attribute
  /// cannot name, and what the attribute knows by its type is written out.
  ///
  /// Only what is a lone property is written as a member: more components may be the rest of the name
  /// of a type, `\Importer.Row.monitor`, or nothing that a full stop may stand before.
  private static func inBody(_ expression: ExprSyntax) -> ExprSyntax {
    if let path = expression.as(KeyPathExprSyntax.self) {
      guard path.components.count == 1,
        let property = path.components.first?.component.as(KeyPathPropertyComponentSyntax.self)
      else { return "self[keyPath: \(path.trimmed)]" }
      return "self.\(property.trimmed)"
    }
    if let member = expression.as(MemberAccessExprSyntax.self), member.base == nil {
      return "PerfgateMonitor.PerformanceMonitor\(member.trimmed)"
    }
    return expression.trimmed
  }
}
#endif
