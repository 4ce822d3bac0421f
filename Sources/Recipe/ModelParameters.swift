import Formats
package import TropeModel

/// The model that is asked, and how. What is `nil` is not sent: the caller leaves out what a model
/// refuses.
package struct ModelParameters: Hashable, Sendable {
  /// The model's name as the API knows it.
  package var model: String
  /// Sampling temperature, 0 to 2.
  package var temperature: Double?
  /// Seed for repeatable sampling, which the API promises as best effort only.
  package var seed: Int?
  /// Most tokens of an answer, reasoning among them, for each movie: a request of several movies is
  /// allowed as many times as much, so that the bound means the same however movies are grouped.
  package var maxOutputTokens: Int?
  /// How long a reasoning model reasons, as `low`.
  package var reasoningEffort: String?
  /// How it is asked.
  package var endpoint: Endpoint

  /// Parameters with all that is not named left out of the request.
  package init(
    model: String, temperature: Double? = nil, seed: Int? = nil, maxOutputTokens: Int? = nil,
    reasoningEffort: String? = nil, endpoint: Endpoint = .chat
  ) {
    self.model = model
    self.temperature = temperature
    self.seed = seed
    self.maxOutputTokens = maxOutputTokens
    self.reasoningEffort = reasoningEffort
    self.endpoint = endpoint
  }

  /// Whether the model was fine-tuned, by the API's way of naming those.
  var isFineTuned: Bool { model.hasPrefix("ft:") }

  /// SHA-256 of the model's name and all parameters.
  package var hash: Digest {
    var hasher = CanonicalHasher(domain: "model")
    hasher.add(model)
    hasher.add(temperature.map(JSONText.number))
    hasher.add(seed.map(String.init))
    hasher.add(maxOutputTokens.map(String.init))
    hasher.add(reasoningEffort)
    // What was paid for before there was another way of asking must be found again.
    if endpoint != .chat { hasher.add(endpoint.rawValue) }
    return hasher.digest()
  }

  /// All parameters as a JSON object, for the record of what a reply was asked with.
  package var json: String {
    var object = members
    if let maxOutputTokens { object.add("max_completion_tokens", .integer(maxOutputTokens)) }
    if endpoint != .chat { object.add("endpoint", .string(endpoint.rawValue)) }
    return object.line
  }

  /// The members of the request's JSON object that go before the output bound.
  var members: JSONObject {
    var members: JSONObject = ["model": .string(model)]
    if let temperature { members.add("temperature", .short(temperature)) }
    if let seed { members.add("seed", .integer(seed)) }
    if let reasoningEffort { members.add("reasoning_effort", .string(reasoningEffort)) }
    return members
  }
}
