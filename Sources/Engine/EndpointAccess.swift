package import OpenAIClient
package import Tropefile

/// Which key goes to one of several servers of the real-time lane: that of the variable that it names, and no other's.
package struct EndpointAccess: Sendable {
  /// The server, and who names it and its key: that tells whether the key may go there.
  package let server: Server
  package let account: Result<APIAccount, BuildError>

  /// - Parameters:
  ///   - main: the server of `api.base_url`, which gets `OPENAI_API_KEY`.
  ///   - settings: what is sent there with every request.
  ///   - dotEnv: the variables of the project's `.env`.
  ///   - isGiven: whether the command line gives the endpoints.
  package init(
    _ endpoint: RealtimeEndpoint, main: Server, _ settings: Settings.API,
    environment: [String: String], dotEnv: [String: String], isGiven: Bool
  ) {
    // The server of `api.base_url` again: it has its key already.
    let isMain = main.name != nil && ServerName(endpoint.baseURL)?.origin == main.name?.origin
    let variable = endpoint.keyVariable ?? (isMain ? "OPENAI_API_KEY" : nil)
    let found = variable.flatMap { Server.find($0, environment: environment, dotEnv: dotEnv) }
    var key = found?.value
    server = Server(
      endpoint: endpoint, keyVariable: variable, keySource: found?.source, environment: environment,
      isGiven: isGiven)
    if key == nil, endpoint.keyVariable == nil, server.name?.isThisMachine == true {
      // A server of one's own asks for no key as a rule; one that does says so.
      key = "none"
    }
    guard let key else {
      account = .failure(.endpoint(endpoint.name, .noKey(variable: variable)))
      return
    }
    // Organization, project and `api.headers` are those of the account whose key it is; of two headers of one name the endpoint's
    // own is sent.
    let isOfMain = endpoint.keyVariable == nil && isMain
    let named = Set(endpoint.headers.keys.map { $0.lowercased() })
    let headers = isOfMain ? settings.headers.filter { !named.contains($0.key.lowercased()) } : [:]
    do throws(AccountFault) {
      account = .success(
        try APIAccount.fromEnvironment(
          (isOfMain ? environment : [:]).merging(["OPENAI_API_KEY": key]) { $1 },
          dotEnv: isOfMain ? dotEnv : [:], baseURLOverride: endpoint.baseURL,
          extraHeaders: headers.merging(endpoint.headers) { $1 },
          keyHeader: endpoint.keyHeader ?? (isOfMain ? settings.keyHeader : nil)))
    } catch {
      account = .failure(.endpoint(endpoint.name, .account(error)))
    }
  }
}
