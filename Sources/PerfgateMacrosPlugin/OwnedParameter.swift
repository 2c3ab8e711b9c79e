#if Macros
import SwiftSyntax

/// A parameter that its function may consume.
struct OwnedParameter {
  /// Its name in the body.
  var name: String
  /// Its type with the ownership, `consuming Batch`.
  var type: String
}

extension FunctionDeclSyntax {
  /// The parameters that are declared `consuming`, in their order; none that the body cannot name.
  var ownedParameters: [OwnedParameter] {
    signature.parameterClause.parameters.compactMap { parameter in
      let name = parameter.secondName ?? parameter.firstName
      guard name.tokenKind != .wildcard,
        let type = parameter.type.as(AttributedTypeSyntax.self),
        type.specifiers.contains(where: \.isConsuming)
      else { return nil }
      return OwnedParameter(name: name.trimmedDescription, type: type.trimmedDescription)
    }
  }
}

extension TypeSpecifierListSyntax.Element {
  fileprivate var isConsuming: Bool {
    guard let specifier = self.as(SimpleTypeSpecifierSyntax.self)?.specifier else { return false }
    return ["consuming", "__owned"].contains(specifier.text)
  }
}
#endif
