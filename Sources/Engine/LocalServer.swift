import Formats
package import OpenAIClient

/// A server on this machine that answers for a model of one's own, as llama.cpp, vLLM or Ollama do: nothing is paid for, no
/// limit holds but its speed, and answers are held to the schema while they are written.
package struct LocalServer: Sendable, Hashable {
  /// How many requests it works on at once, where it tells.
  package var slots: Int?
  /// The most tokens of a request and its reply together, where it tells.
  package var contextTokens: Int?
  /// The most values that a decision may be among, where there is such a bound.
  package var mostChoices: Int?
  /// The one model that it has, where it answers by that whatever model is asked.
  package var onlyModel: String?

  /// So many requests go at once where the server does not tell: Ollama and LM Studio work on four by default.
  package static let usualSlots = 4

  package init(
    slots: Int? = nil, contextTokens: Int? = nil, mostChoices: Int? = nil,
    onlyModel: String? = nil
  ) {
    self.slots = slots
    self.contextTokens = contextTokens
    self.mostChoices = mostChoices
    self.onlyModel = onlyModel
  }

  /// Asks a server what it is. No key is sent, and whoever does not answer soon has told nothing.
  ///
  /// llama.cpp tells its slots and the context of each under `/props`, vLLM and SGLang the context of a model in the list of
  /// models; the other two work on as many requests as come.
  package static func ask(
    _ server: Server, model: String, by transport: any Transport
  ) async -> LocalServer {
    guard let name = server.name else { return LocalServer() }
    var found = LocalServer()
    if let models = await get("\(name.shown)/models", by: transport)?["data"]?.elements {
      let own = models.first { $0["id"]?.string == model } ?? models.first
      found.contextTokens = own?["max_model_len"]?.int.flatMap(Self.sensible)
      let engine = own?["owned_by"]?.string
      if ["vllm", "sglang"].contains(engine) { found.slots = Self.many }
      if engine == "vllm" { found.mostChoices = Self.letters }
      // llama.cpp; in earlier versions its answers had the name that was asked.
      if engine == "llamacpp", models.count == 1, let only = own?["id"]?.string, only != model {
        found.onlyModel = ServerText().line(only, limit: 200)
      }
    }
    if let props = await get("\(name.origin)/props", by: transport) {
      found.slots = props["total_slots"]?.int.flatMap(Self.sensible) ?? found.slots
      found.contextTokens =
        props["default_generation_settings"]?["n_ctx"]?.int.flatMap(Self.sensible)
        ?? found.contextTokens
    }
    return found
  }

  /// vLLM tells choices by the letters from A to Z: its `entrypoints/openai/decisions`, version 0.33.0.
  private static let letters = 26

  /// Engines that put requests together themselves.
  private static let many = 64

  private static func sensible(_ count: Int) -> Int? {
    (1...1_000_000_000).contains(count) ? count : nil
  }

  private static func get(_ url: String, by transport: any Transport) async -> JSONView? {
    guard let answer = await transport.glance(url), answer.status == 200 else { return nil }
    return try? JSONDocument(answer.body).root
  }
}
