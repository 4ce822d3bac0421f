/// One of several servers that share the real-time lane, as the tropefile describes it. What it leaves open, the sections
/// `limits` and `prices` or the tables say.
package struct RealtimeEndpoint: Sendable, Equatable {
  /// How plans, ledger and messages call it: what the tropefile says, else its address, with the key's variable where two
  /// accounts share one address.
  package var name: String
  /// As in `api.base_url`.
  package var baseURL: String
  /// The variable that holds its key; `nil`: `OPENAI_API_KEY` for the server of `api.base_url`, none for one on this machine.
  package var keyVariable: String?
  /// As in `api.key_header`.
  package var keyHeader: String?
  /// Further headers by name, as in `api.headers`; never one that holds a key.
  package var headers: [String: String] = [:]
  /// The name that it knows the model by; `nil`: that of the recipe.
  package var model: String?
  /// Whether `model` is the recipe's model under another name; `nil` where the tropefile does not say.
  package var isSameModel: Bool?
  /// The most requests under way at a time; `nil`: as for a single server.
  package var concurrency: Int?
  /// Of these the figures of real time alone.
  package var limits = Settings.Limits()
  /// Of these the figures of real time alone.
  package var prices = Settings.Prices()

  /// An endpoint of which only the address is known, by which it is called too.
  package init(baseURL: String, name: String? = nil) {
    self.baseURL = baseURL
    self.name = name ?? Self.name(ofAddress: baseURL)
  }

  /// An address as a name: without scheme, query and a slash at the end.
  static func name(ofAddress url: String) -> String {
    var rest = Substring(url)
    for scheme in ["https://", "http://"] where rest.lowercased().hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
      break
    }
    rest = rest.prefix { $0 != "?" }
    while rest.hasSuffix("/") { rest = rest.dropLast() }
    return String(rest)
  }
}

extension Settings {
  /// The same for another model than the recipe's own, a cascade's strong one or a variant of `try`: without the endpoints that
  /// name a model, which have only that, and without prices, which are those of the recipe's own.
  package mutating func askOtherModelAtEndpoints() {
    lanes.realtime.endpoints.removeAll { $0.model != nil }
    for place in lanes.realtime.endpoints.indices {
      lanes.realtime.endpoints[place].prices = Prices()
    }
  }
}
