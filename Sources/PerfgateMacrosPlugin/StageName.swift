#if Macros
import SwiftSyntax
import SwiftSyntaxBuilder

/// The stage of a function that was given no name: its own, behind those of what it is declared in.
enum StageName {
  /// `Corpus.load` for a method, `load` for a function.
  ///
  /// - Parameters:
  ///   - function: The function.
  ///   - context: What it is declared in, the innermost first.
  /// - Returns: A literal.
  static func of(_ function: FunctionDeclSyntax, in context: [Syntax]) -> ExprSyntax {
    let names = context.reversed().compactMap(name) + [bare(function.name)]
    return ExprSyntax(StringLiteralExprSyntax(content: names.joined(separator: ".")))
  }

  private static func name(of declaration: Syntax) -> String? {
    if let named = declaration.asProtocol((any NamedDeclSyntax).self) { return bare(named.name) }
    return declaration.as(ExtensionDeclSyntax.self).map { name(of: $0.extendedType) }
  }

  /// The type's name without generic arguments: `Array` for `Array<Int>`.
  private static func name(of type: TypeSyntax) -> String {
    if let member = type.as(MemberTypeSyntax.self) {
      return "\(name(of: member.baseType)).\(bare(member.name))"
    }
    return type.as(IdentifierTypeSyntax.self).map { bare($0.name) } ?? type.trimmedDescription
  }

  /// A name without the backticks that a keyword needs.
  private static func bare(_ token: TokenSyntax) -> String {
    token.text.filter { $0 != "`" }
  }
}
#endif
