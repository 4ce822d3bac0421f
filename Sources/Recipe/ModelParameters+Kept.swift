import Formats
package import TropeModel

extension ModelParameters {
  /// Parameters from the object that `json` is; `nil` for any other text.
  package init?(json text: String) {
    guard let root = try? JSONDocument(Array(text.utf8)).root,
      let model = root["model"]?.string
    else { return nil }
    self.init(
      model: model, temperature: root["temperature"]?.double, seed: root["seed"]?.int,
      maxOutputTokens: root["max_completion_tokens"]?.int,
      reasoningEffort: root["reasoning_effort"]?.string,
      endpoint: root["endpoint"]?.string.flatMap(Endpoint.init(rawValue:)) ?? .chat)
  }
}

extension Recipe {
  /// The same recipe asked of another model, by the parameters that a record keeps; `nil` where what it makes is not the
  /// recipe of that hash: then catalog, prompt or fields were others, too.
  package func asked(with parameters: String, hash: Digest) -> Recipe? {
    guard let parameters = ModelParameters(json: parameters) else { return nil }
    let recipe = Recipe(
      fields: fields, catalog: catalog ?? .builtIn, prompt: prompt, parameters: parameters)
    return recipe.hashes.combined == hash ? recipe : nil
  }
}
