#if Macros
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// The call of `measure` that a body becomes.
struct MeasuredCall {
  let function: FunctionDeclSyntax
  let monitor: ExprSyntax
  let stage: ExprSyntax

  /// The call with the body as its closure.
  ///
  /// The statements stay as they are: a closure returns a lone expression just like a function, and
  /// `#function` in it is the function's. With its effects and its result written out, the compiler
  /// has nothing to infer.
  func measuring(_ statements: CodeBlockItemListSyntax) -> CodeBlockItemSyntax {
    """
    \(raw: keywords)\(monitor).measure(\(stage)) { \(raw: signature) in
    \(statements.trimmed)
    }
    """
  }

  /// The call of a body that owns some of its parameters, which a closure could not consume.
  ///
  /// The body becomes a local function that is given them. They are handed over inside the closure
  /// that is measured, which may only move them out of a variable.
  func measuring(
    _ statements: CodeBlockItemListSyntax,
    owned parameters: [OwnedParameter],
    in context: some MacroExpansionContext
  ) -> [CodeBlockItemSyntax] {
    let body = context.makeUniqueName("body")
    // Not by the parameter's name: with backticks it makes no part of another one.
    let boxes = parameters.map { _ in context.makeUniqueName("argument") }
    let moves = zip(parameters, boxes).map { parameter, box -> CodeBlockItemSyntax in
      "var \(box) = PerfgateMacros.OwnedArgument(\(raw: parameter.name))"
    }
    let declared = parameters.map { "_ \($0.name): \($0.type)" }.joined(separator: ", ")
    let passed = boxes.map { "\($0).take()" }.joined(separator: ", ")
    return moves + [
      """
      func \(body)(\(raw: declared))\(raw: effects)\(raw: result) {
      \(statements.trimmed)
      }
      """,
      """
      \(raw: keywords)\(monitor).measure(\(stage)) { \(raw: signature) in
      \(raw: innerKeywords)\(body)(\(raw: passed))
      }
      """,
    ]
  }

  private var isAsync: Bool { function.signature.effectSpecifiers?.asyncSpecifier != nil }

  /// `throws` or `throws(Failure)`; `nil` where nothing is thrown.
  private var throwing: String? {
    guard let clause = function.signature.effectSpecifiers?.throwsClause else { return nil }
    guard let type = clause.type?.trimmedDescription else { return "throws" }
    return type == "Never" || type == "Swift.Never" ? nil : "throws(\(type))"
  }

  private var effects: String { (isAsync ? " async" : "") + (throwing.map { " \($0)" } ?? "") }

  private var result: String {
    guard let type = function.signature.returnClause?.type else { return "" }
    // Only a function itself may return what is unwrapped by itself.
    if let unwrapped = type.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) {
      return " -> \(unwrapped.wrappedType.trimmedDescription)?"
    }
    return " -> \(type.trimmedDescription)"
  }

  /// What stands before the `in` of the closure; an opaque result has no name to write.
  private var signature: String {
    guard let type = function.signature.returnClause?.type else { return "()\(effects) -> Void" }
    let isOpaque = OpaqueTypeFinder.finds(in: type)
    return "()\(effects)\(isOpaque ? "" : result)"
  }

  private var innerKeywords: String { (throwing == nil ? "" : "try ") + (isAsync ? "await " : "") }

  private var keywords: String {
    (function.signature.returnClause == nil ? "" : "return ") + innerKeywords
  }
}

/// Looks for `some` in a type.
private final class OpaqueTypeFinder: SyntaxVisitor {
  private var found = false

  static func finds(in type: TypeSyntax) -> Bool {
    let finder = OpaqueTypeFinder(viewMode: .sourceAccurate)
    finder.walk(type)
    return finder.found
  }

  override func visit(_ node: SomeOrAnyTypeSyntax) -> SyntaxVisitorContinueKind {
    if node.someOrAnySpecifier.tokenKind == .keyword(.some) { found = true }
    return .visitChildren
  }
}
#endif
