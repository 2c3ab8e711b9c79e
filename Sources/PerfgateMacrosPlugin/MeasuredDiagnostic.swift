#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// Why a declaration cannot be measured as a whole, and what would do instead.
enum MeasuredDiagnostic: String, DiagnosticMessage {
  case requirement
  case initializer
  case deinitializer
  case namelessStage

  /// What is wrong with a declaration; `nil` where it can be measured.
  init?(refusing declaration: DeclSyntax) {
    if declaration.is(InitializerDeclSyntax.self) {
      self = .initializer
    } else if declaration.is(DeinitializerDeclSyntax.self) {
      self = .deinitializer
    } else if declaration.as(FunctionDeclSyntax.self)?.body == nil {
      self = .requirement
    } else {
      return nil
    }
  }

  var severity: DiagnosticSeverity { .error }

  var diagnosticID: MessageID { MessageID(domain: "PerfgateMacros", id: rawValue) }

  var message: String {
    switch self {
    case .requirement:
      "'@Measured' measures a body, and this has none; attach it to what implements the requirement"
    case .initializer: Self.insteadOfAttribute("an initializer")
    case .deinitializer: Self.insteadOfAttribute("a deinitializer")
    case .namelessStage:
      "the name of a stage is empty; without a name, the stage is called like the function"
    }
  }

  private static func insteadOfAttribute(_ kind: String) -> String {
    "'@Measured' cannot measure \(kind); use 'measure(\"name\") { ... }' in it"
  }
}

/// What an editor offers to do about it.
private enum MeasuredFix: String, FixItMessage {
  case removeAttribute
  case removeName

  var fixItID: MessageID { MessageID(domain: "PerfgateMacros", id: rawValue) }

  var message: String {
    switch self {
    case .removeAttribute: "remove '@Measured'"
    case .removeName: "remove the name"
    }
  }
}

extension MeasuredDiagnostic {
  /// The diagnostic at an attribute, with what would end it.
  func at(_ attribute: AttributeSyntax, of declaration: some DeclSyntaxProtocol) -> Diagnostic {
    Diagnostic(node: attribute, message: self, fixIt: fix(of: attribute, declaration))
  }

  private func fix(of attribute: AttributeSyntax, _ declaration: some DeclSyntaxProtocol) -> FixIt {
    guard self != .namelessStage else {
      let bare = attribute.with(\.leftParen, nil).with(\.arguments, nil).with(\.rightParen, nil)
      return FixIt(
        message: MeasuredFix.removeName,
        changes: [.replace(oldNode: Syntax(attribute), newNode: Syntax(bare))]
      )
    }
    let attributes = declaration.asProtocol((any WithAttributesSyntax).self)?.attributes ?? []
    // By name: the compiler hands attribute and declaration over apart from each other.
    let name = attribute.attributeName.trimmedDescription
    let others = attributes.filter {
      $0.as(AttributeSyntax.self)?.attributeName.trimmedDescription != name
    }
    return FixIt(
      message: MeasuredFix.removeAttribute,
      changes: [.replace(oldNode: Syntax(attributes), newNode: Syntax(others))]
    )
  }
}
#endif
