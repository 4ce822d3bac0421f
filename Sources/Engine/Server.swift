package import OpenAIClient
package import Tropefile

/// Which server is asked with which key, and who says so.
package struct Server: Sendable, Equatable {
  /// Who names a server or a key.
  package enum Source: Sendable, Equatable {
    /// Nobody: it is the default.
    case nobody
    case environment
    /// A file of the project, as messages call it: `.env`, or a key of the tropefile.
    case project(String)
    case commandLine
  }

  /// `nil` where what was given is no address: the account says so.
  package let name: ServerName?
  /// Who names it.
  package let source: Source
  /// Whose key is sent; `nil` where there is none.
  package let keySource: Source?
  /// Whether the environment names a proxy for plain http.
  private let hasProxy: Bool
  /// The variable that holds the key, as messages call it.
  private let keyName: String

  /// - Parameters:
  ///   - dotEnv: the variables of the project's `.env`.
  ///   - keys: the variables that may hold the key, the first that is there being sent.
  ///   - isAddressGiven: whether the command line gives `api.base_url`.
  package init(
    _ settings: Settings.API, environment: [String: String], dotEnv: [String: String],
    isAddressGiven: Bool, keys: [String] = ["OPENAI_API_KEY", "AZURE_OPENAI_API_KEY"]
  ) {
    keyName = keys.first ?? "OPENAI_API_KEY"
    func find(_ variable: String) -> (value: String, source: Source)? {
      Self.find(variable, environment: environment, dotEnv: dotEnv)
    }
    let address: (value: String, source: Source) =
      if let url = settings.baseURL {
        (url, isAddressGiven ? .commandLine : .project("'api.base_url' of the tropefile"))
      } else {
        find("OPENAI_BASE_URL") ?? (APIAccount.openAIBaseURL, .nobody)
      }
    name = ServerName(address.value)
    source = address.source
    hasProxy = Self.namesProxy(environment)
    keySource = keys.lazy.compactMap(find).first?.source
  }

  /// One of several servers of the real-time lane, which the tropefile or the command line names.
  ///
  /// - Parameters:
  ///   - keyVariable: the variable that holds its key; `nil` where no key is sent.
  ///   - keySource: who sets it.
  ///   - isGiven: whether the command line gives the endpoints.
  package init(
    endpoint: RealtimeEndpoint, keyVariable: String?, keySource: Source?,
    environment: [String: String], isGiven: Bool
  ) {
    name = ServerName(endpoint.baseURL)
    source =
      isGiven ? .commandLine : .project("'lanes.realtime.endpoints' of the tropefile")
    self.keySource = keySource
    keyName = keyVariable ?? "no key"
    hasProxy = Self.namesProxy(environment)
  }

  /// A variable that is not blank, and who sets it: the environment before the project's `.env`.
  static func find(
    _ variable: String, environment: [String: String], dotEnv: [String: String]
  ) -> (value: String, source: Source)? {
    for (variables, source) in [(environment, Source.environment), (dotEnv, .project(".env"))] {
      if let value = variables[variable], !value.utf8.allSatisfy({ $0 <= 0x20 }) {
        return (value, source)
      }
    }
    return nil
  }

  private static func namesProxy(_ environment: [String: String]) -> Bool {
    ["http_proxy", "all_proxy", "ALL_PROXY"].contains { environment[$0]?.isEmpty == false }
  }

  /// Whether it is the server that is asked when nobody names one.
  package var isDefault: Bool { name?.origin == ServerName.openAI?.origin }

  /// How messages call it; `nil` for the default, which need not be named.
  package var shown: String? { isDefault ? nil : name?.shown }

  /// Why the key may not go there yet.
  ///
  /// A project's files may come from anybody. What they name gets a key of their own, but the user's only where the user
  /// has said so.
  ///
  /// - Parameters:
  ///   - allowsHTTP: whether the key may be sent so that others on the way can read it.
  ///   - trusted: the origins that the user trusts.
  package func objection(allowsHTTP: Bool, trusted: Set<String>) -> BuildError? {
    guard let name, !isDefault else { return nil }
    guard !name.isThisMachine || name.isUnspecified && hasProxy else { return nil }
    if !name.isEncrypted, !allowsHTTP { return .serverInTheClear(name.origin) }
    guard case .project(let file) = source, keySource == .environment,
      !trusted.contains(name.origin)
    else { return nil }
    return .serverNotTrusted(name.origin, namedBy: file, key: keyName)
  }

  // MARK: What it is

  /// The header by which a sandbox says in every answer that it is one.
  static let sandboxMark = "x-tropebuild-sandbox"

  /// Whether the server says that it is a sandbox; `nil` where it does not answer soon. No key is sent.
  package func tellsWhetherItIsASandbox(by transport: any Transport) async -> Bool? {
    guard !isDefault, let name else { return false }
    return await transport.glance(name.shown).map { $0.headers[Self.sandboxMark] == "1" }
  }

  /// The same, where whoever does not answer is none.
  package func saysItIsASandbox(by transport: any Transport) async -> Bool {
    await tellsWhetherItIsASandbox(by: transport) ?? false
  }
}
