import AsyncHTTPClient
import NIOHTTP1
import PerfgateModel

/// Where a server is.
struct ServerAddress: Sendable {
  /// The address as errors name it, without a query, which may hold a secret.
  let shown: String
  /// The request without a body and without a key.
  let request: HTTPClient.Request

  /// Checks an address.
  ///
  /// - Parameters:
  ///   - base: What stands before the path, `http` or `https` in any case; a query stays behind it.
  ///   - path: Of the request, from its slash on.
  /// - Throws: `GateError` where it is no address; it shows no password.
  init(_ base: String, path: String) throws(GateError) {
    let folded = base.lowercased()
    guard let scheme = ["http://", "https://"].first(where: folded.hasPrefix) else {
      let host = base.prefix { $0 != "?" }.split(separator: "@").last ?? ""
      throw Self.wrong(host, "expected http:// or https://")
    }
    let parts = base.dropFirst(scheme.count).split(
      separator: "?",
      maxSplits: 1,
      omittingEmptySubsequences: false
    )
    var place = parts[0]
    while place.hasSuffix("/") { place.removeLast() }
    guard !place.prefix(while: { $0 != "/" }).contains("@") else {
      let host = place.drop { $0 != "@" }.dropFirst()
      throw Self.wrong("\(scheme)\(host)", "a user or password in it would be shown: use 'key_env'")
    }
    shown = scheme + place + path
    guard !base.contains("#") else { throw Self.wrong(shown[...], "a fragment is not sent") }
    let query = parts.count > 1 ? "?\(parts[1])" : ""
    guard base.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Self.wrong(shown[...], "it has a space, or a character beyond ASCII")
    }
    do {
      var request = try HTTPClient.Request(url: shown + query, method: .POST)
      guard !request.host.isEmpty, (1...65_535).contains(request.port) else {
        throw HTTPClientError.emptyHost
      }
      request.headers = ["content-type": "application/json", "user-agent": "perfgate"]
      self.request = request
    } catch {
      throw Self.wrong(shown[...], "it is no address of a server")
    }
  }

  private static func wrong(_ address: Substring, _ reason: String) -> GateError {
    GateError(
      .badConfiguration,
      "'\(address)' cannot be asked: \(reason)",
      hints: ["write 'base_url: https://api.example.com/v1'"]
    )
  }
}
