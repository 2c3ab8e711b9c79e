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
  private static func inBody(_ expression: ExprSyntax) -> ExprSyntax {
    if let path = expression.as(KeyPathExprSyntax.self) {
      let components = path.components.map(\.component.trimmedDescription).joined(separator: ".")
      return "self.\(raw: components)"
    }
    if let member = expression.as(MemberAccessExprSyntax.self), member.base == nil {
      return "PerfgateMonitor.PerformanceMonitor\(member.trimmed)"
    }
    return expression.trimmed
  }
}
#endif
