/// A secret key: usable, never shown. It has no `Codable`, and prints as `(hidden)` in every way
/// Swift prints.
package struct APIKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let value: String

  /// A key from what a user gave; `nil` where nothing is left after trimming or where a character
  /// could not stand in a header (which would let a broken line of `.env` add headers of its own).
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return nil }
    let trimmed = bytes[first...last]
    guard trimmed.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    value = String(decoding: trimmed, as: UTF8.self)
  }

  package var description: String { "(hidden)" }
  package var debugDescription: String { "(hidden)" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// Hands out the key: for a header, and for scrubbing it out of texts. Nothing else may call
  /// this.
  func reveal() -> String { value }
}

/// Whose account on which server.
package struct APIAccount: Sendable, Hashable {
  /// How the key is sent.
  package enum KeyStyle: Sendable, Hashable {
    /// `Authorization: Bearer KEY`.
    case bearer
    /// `NAME: KEY`; Azure's name is `api-key`.
    case header(String)
  }

  /// The base of all addresses without a slash at the end, with `/v1` where the server has it. A
  /// query (`?api-version=…`) goes to the end of every address.
  package let baseURL: String
  package var key: APIKey
  package var organization: String?
  package var project: String?
  package var extraHeaders: [String: String]
  package var style: KeyStyle
  /// `baseURL` taken apart, once for all requests; `nil` where it is none.
  private let address: BaseURL?

  /// Where requests go when nobody says otherwise.
  package static let openAIBaseURL = "https://api.openai.com/v1"

  package init(
    baseURL: String = APIAccount.openAIBaseURL, key: APIKey, organization: String? = nil,
    project: String? = nil, extraHeaders: [String: String] = [:], style: KeyStyle = .bearer
  ) {
    self.baseURL = baseURL
    address = BaseURL(baseURL)
    self.key = key
    self.organization = organization
    self.project = project
    self.extraHeaders = extraHeaders
    self.style = style
  }

  /// The account that environment and `.env` describe; the environment wins over `.env`,
  /// `baseURLOverride` over both.
  ///
  /// `keyHeader` names the header that carries the key; `Authorization` and `nil` mean a bearer token, but for
  /// a server of Azure's, where `nil` means `api-key`.
  ///
  /// Known names: `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_ORG_ID`, `OPENAI_PROJECT_ID`. For a
  /// server of `azure.com` the key is sent as Azure asks, and `AZURE_OPENAI_API_KEY` is taken where
  /// the first is missing.
  ///
  /// - Parameter isAdmin: whether to take the organization's admin key, `OPENAI_ADMIN_KEY`. It stands above projects.
  package static func fromEnvironment(
    _ environment: [String: String], dotEnv: [String: String] = [:],
    baseURLOverride: String? = nil, extraHeaders: [String: String] = [:],
    keyHeader: String? = nil, isAdmin: Bool = false
  ) throws(AccountFault) -> APIAccount {
    func value(_ name: String) -> String? {
      for source in [environment, dotEnv] {
        if let text = source[name], !text.utf8.allSatisfy({ $0 <= 0x20 }) { return text }
      }
      return nil
    }
    let given = baseURLOverride ?? value("OPENAI_BASE_URL") ?? openAIBaseURL
    guard let address = BaseURL(given) else { throw .badBaseURL(BaseURL.withoutUser(given)) }
    let isAzure = address.host == "azure.com" || address.host.hasSuffix(".azure.com")
    var text = value("OPENAI_API_KEY")
    if isAzure, text == nil { text = value("AZURE_OPENAI_API_KEY") }
    if isAdmin { text = value("OPENAI_ADMIN_KEY") }
    guard let text else { throw isAdmin ? .noAdminKey : .noKey }
    guard let key = APIKey(text) else { throw isAdmin ? .badAdminKey : .badKey }
    let organization = value("OPENAI_ORG_ID")
    let project = value("OPENAI_PROJECT_ID")
    for (name, value) in [("OPENAI_ORG_ID", organization), ("OPENAI_PROJECT_ID", project)] {
      if let value, !isHeaderValue(value) { throw .badHeader(name: name) }
    }
    for (name, value) in extraHeaders.sorted(by: { $0.key < $1.key }) {
      guard isHeaderName(name), isHeaderValue(value) else { throw .badHeader(name: name) }
    }
    return APIAccount(
      baseURL: given, key: key, organization: organization, project: isAdmin ? nil : project,
      extraHeaders: extraHeaders,
      style: try style(keyHeader ?? (isAzure ? "api-key" : "Authorization")))
  }

  private static func style(_ header: String) throws(AccountFault) -> KeyStyle {
    guard isHeaderName(header) else { throw .badHeader(name: header) }
    return header.lowercased() == "authorization" ? .bearer : .header(header)
  }

  /// Whether `name` can be a header's name (RFC 9110 `token`).
  package static func isHeaderName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  /// Whether `value` can be a header's value: no control character, so that it cannot add a header.
  package static func isHeaderValue(_ value: String) -> Bool {
    value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
  }

  /// The address of an endpoint; `path` starts with a slash and may have a query of its own.
  func url(_ path: String) -> String { address?.url(path) ?? baseURL + path }

  /// Cleans what the server says: whatever secret it was sent stays hidden.
  package var text: ServerText { ServerText(hiding: [key.reveal()] + extraHeaders.values) }

  /// The headers of every request.
  func headers() -> HTTPHeaders {
    var headers = HTTPHeaders()
    switch style {
    case .bearer: headers.add("Authorization", "Bearer " + key.reveal())
    case .header(let name): headers.add(name, key.reveal())
    }
    headers.add("Accept", "application/json")
    if let organization { headers.add("OpenAI-Organization", organization) }
    if let project { headers.add("OpenAI-Project", project) }
    for (name, value) in extraHeaders.sorted(by: { $0.key < $1.key }) { headers.add(name, value) }
    return headers
  }
}

/// Why there is no account to work with.
package enum AccountFault: Error, Sendable, Hashable {
  case noKey
  /// The key has characters that a header cannot carry.
  case badKey
  /// The same of the organization's admin key.
  case noAdminKey, badAdminKey
  /// The base URL, without any user name or password in it.
  case badBaseURL(String)
  /// The value (or name) of this header or variable could not stand in a header.
  case badHeader(name: String)
}
