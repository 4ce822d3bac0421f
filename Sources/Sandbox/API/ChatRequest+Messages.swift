import Formats

extension ChatRequest {
  /// The messages of a body.
  static func messages(
    _ object: JSONObject, _ options: CacheOptions, _ model: ModelFacts
  ) throws(APIFailure) -> [Message] {
    guard let value = object["messages"] else { throw .missing("messages") }
    guard let elements = value.arrayValue else {
      throw .wrongType("messages", expected: "an array of messages")
    }
    if elements.isEmpty {
      throw .invalidValue("messages", "[]", expected: "at least one message")
    }
    var messages: [Message] = []
    for (index, element) in elements.enumerated() {
      messages.append(try message(element, "messages[\(index)]", options, model))
    }
    return messages
  }

  private static func message(
    _ value: JSON, _ path: String, _ options: CacheOptions, _ model: ModelFacts
  ) throws(APIFailure) -> Message {
    guard let object = value.objectValue else { throw .wrongType(path, expected: "an object") }
    let known: Set = ["role", "content", "name", "refusal"]
    for key in object.keys where !known.contains(key) { throw .unknown("\(path).\(key)") }
    guard let role = object["role"] else { throw .missing("\(path).role") }
    let roles = ["system", "developer", "user", "assistant"]
    guard let name = role.stringValue, roles.contains(name) else {
      throw .invalidValue(
        "\(path).role", role.stringValue ?? role.text,
        expected: "one of 'system', 'developer', 'user' or 'assistant'")
    }
    guard let content = object["content"] else { throw .missing("\(path).content") }
    return Message(
      role: name, parts: try parts(content, "\(path).content", role: name, options, model),
      name: object["name"]?.stringValue)
  }

  private static func parts(
    _ content: JSON, _ path: String, role: String, _ options: CacheOptions, _ model: ModelFacts
  ) throws(APIFailure) -> [Part] {
    if let text = content.stringValue { return [Part(text: text)] }
    guard let elements = content.arrayValue else {
      throw .wrongType(path, expected: "a string or an array of content parts")
    }
    if elements.isEmpty {
      throw .invalidValue(path, "[]", expected: "at least one content part")
    }
    var parts: [Part] = []
    for (index, element) in elements.enumerated() {
      let path = "\(path)[\(index)]"
      guard let part = element.objectValue else { throw .wrongType(path, expected: "an object") }
      let type = part["type"]?.stringValue ?? ""
      // An assistant's refusal is the one other kind of part that is text.
      guard type == "text" || (type == "refusal" && role == "assistant"),
        let text = part[type]?.stringValue
      else {
        throw .invalidValue(path, "part", expected: "a part of type 'text'")
      }
      for key in part.keys where !["type", type, "prompt_cache_breakpoint"].contains(key) {
        throw .unknown("\(path).\(key)")
      }
      parts.append(Part(text: text, life: try options.life(of: part, model, path)))
    }
    return parts
  }
}
