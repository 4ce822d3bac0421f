import Formats

/// A request for decisions that passed every check that needs no tokens.
struct DecisionRequest: Sendable {
  struct Question: Sendable {
    /// What is asked.
    enum Kind: Sendable {
      /// How likely a statement is.
      case predicate
      /// Which of some values fits.
      case choice([Choice])
      /// How much on a scale.
      case score([Choice])
    }

    var name: String?
    /// What it says.
    var instructions: String
    /// What is asked.
    var kind: Kind
  }

  /// A value to choose, or a level of a scale.
  struct Choice: Sendable, Hashable {
    /// The value: a string or a boolean.
    var value: JSON
    /// What is said of it.
    var description: String?

    /// The value as text.
    var label: String { value.stringValue ?? value.text }
  }

  /// The model asked for.
  var model: ModelFacts
  /// The name as it was asked for.
  var modelName: String
  /// What is judged; roles are those of messages.
  var messages: [ChatRequest.Message]
  var questions: [Question]
  /// `prompt_cache_key`.
  var cacheKey: String?
  /// What was asked of the cache.
  var cacheOptions: CacheOptions

  /// The text of the user's messages.
  var userText: String {
    messages.filter { $0.role == "user" }.map(\.content).joined(separator: "\n")
  }
}

extension DecisionRequest {
  private static let mostQuestions = 400

  /// Checks a body as the service does, field by field.
  init(_ body: JSON) throws(APIFailure) {
    guard let object = body.objectValue else { throw .notJSON }
    let known: Set = [
      "model", "input", "questions", "prompt_cache_key", "prompt_cache_options",
      "safety_identifier",
    ]
    for key in object.keys where !known.contains(key) { throw .unknown(key) }
    guard let name = try object.text("model") else { throw .missing("model") }
    guard let model = ModelTable.find(name) else { throw .unknownModel(name) }
    guard model.has(.decisions) else {
      throw .invalidValue("model", name, expected: "a model that makes decisions: 'gpt-6-luna'")
    }
    self.model = model
    modelName = name
    cacheKey = try object.text("prompt_cache_key")
    _ = try object.text("safety_identifier")
    cacheOptions = try CacheOptions(object, model, lives: ["30m"])
    messages = try Self.messages(object, cacheOptions, model)
    guard let list = object["questions"] else { throw .missing("questions") }
    guard let elements = list.arrayValue else {
      throw .wrongType("questions", expected: "an array")
    }
    guard (1...Self.mostQuestions).contains(elements.count) else {
      throw .invalidValue(
        "questions", "\(elements.count) questions",
        expected: "1 to \(Self.mostQuestions) questions")
    }
    var questions: [Question] = []
    for (index, element) in elements.enumerated() {
      questions.append(try Self.question(element, "questions[\(index)]"))
    }
    self.questions = questions
  }

  // MARK: Input

  private static func messages(
    _ object: JSONObject, _ options: CacheOptions, _ model: ModelFacts
  ) throws(APIFailure) -> [ChatRequest.Message] {
    guard let input = object["input"] else { throw .missing("input") }
    if let text = input.stringValue {
      return [ChatRequest.Message(role: "user", parts: [ChatRequest.Part(text: text)])]
    }
    guard let elements = input.arrayValue, !elements.isEmpty else {
      throw .wrongType("input", expected: "a string or an array of messages")
    }
    var messages: [ChatRequest.Message] = []
    for (index, element) in elements.enumerated() {
      messages.append(try message(element, "input[\(index)]", options, model))
    }
    return messages
  }

  private static func message(
    _ value: JSON, _ path: String, _ options: CacheOptions, _ model: ModelFacts
  ) throws(APIFailure) -> ChatRequest.Message {
    guard let object = value.objectValue else { throw .wrongType(path, expected: "an object") }
    let roles = ["user", "developer", "system", "assistant"]
    if let type = object["type"], type.stringValue != "message" {
      throw .invalidValue(
        "\(path).type", type.text, expected: "'message': the sandbox has no tools")
    }
    for key in object.keys where !["type", "role", "content", "phase"].contains(key) {
      throw .unknown("\(path).\(key)")
    }
    guard let role = object["role"] else { throw .missing("\(path).role") }
    guard let name = role.stringValue, roles.contains(name) else {
      throw .invalidValue(
        "\(path).role", role.text, expected: "one of \(roles.joined(separator: ", "))")
    }
    guard let content = object["content"] else { throw .missing("\(path).content") }
    if let text = content.stringValue {
      return ChatRequest.Message(role: name, parts: [ChatRequest.Part(text: text)])
    }
    guard let elements = content.arrayValue, !elements.isEmpty else {
      throw .wrongType("\(path).content", expected: "a string or an array of content parts")
    }
    var parts: [ChatRequest.Part] = []
    for (index, element) in elements.enumerated() {
      let path = "\(path).content[\(index)]"
      guard let part = element.objectValue else { throw .wrongType(path, expected: "an object") }
      let text = try text(of: part, path, isAnswer: name == "assistant")
      parts.append(ChatRequest.Part(text: text, life: try options.life(of: part, model, path)))
    }
    return ChatRequest.Message(role: name, parts: parts)
  }

  private static func text(
    of part: JSONObject, _ path: String, isAnswer: Bool
  ) throws(APIFailure) -> String {
    let type = part["type"]?.stringValue ?? ""
    switch (type, isAnswer) {
    case ("input_text", false), ("output_text", true):
      guard let text = part["text"]?.stringValue else { throw .missing("\(path).text") }
      return text
    case ("refusal", true):
      guard let text = part["refusal"]?.stringValue else { throw .missing("\(path).refusal") }
      return text
    case ("input_json", false):
      guard let data = part["data"] else { throw .missing("\(path).data") }
      return try checkedText(of: data, "\(path).data")
    default:
      throw .invalidValue(
        "\(path).type", type, expected: "'input_text' or 'input_json': the sandbox sees no images")
    }
  }

  /// At most 32 levels, 10,000 values and 256 KiB.
  private static func checkedText(of data: JSON, _ path: String) throws(APIFailure) -> String {
    guard data.objectValue != nil || data.arrayValue != nil else {
      throw .wrongType(path, expected: "an object or an array")
    }
    var values = 0
    func levels(_ value: JSON) -> Int {
      values += 1
      switch value {
      case .array(let elements): return 1 + (elements.map(levels).max() ?? 0)
      case .object(let object): return 1 + (object.members.map { levels($0.value) }.max() ?? 0)
      default: return 0
      }
    }
    let depth = levels(data)
    let bytes = data.bytes
    guard depth <= 32, values <= 10_000, bytes.count <= 256 << 10 else {
      throw .invalidValue(
        path, "\(bytes.count) bytes",
        expected: "at most 32 levels, 10000 values and 262144 bytes")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Questions

  private static func question(_ value: JSON, _ path: String) throws(APIFailure) -> Question {
    guard let object = value.objectValue else { throw .wrongType(path, expected: "an object") }
    guard let type = object["type"] else { throw .missing("\(path).type") }
    let fields = ["predicate": [], "choice": ["choices"], "score": ["levels"]]
    guard let name = type.stringValue, let own = fields[name] else {
      throw .invalidValue("\(path).type", type.text, expected: "'predicate', 'choice' or 'score'")
    }
    for key in object.keys where !(["type", "name", "instructions"] + own).contains(key) {
      throw .unknown("\(path).\(key)")
    }
    let instructions = try instructions(object["instructions"], "\(path).instructions")
    let kind: Question.Kind =
      switch name {
      case "choice": .choice(try choices(object["choices"], "\(path).choices"))
      case "score": .score(try levels(object["levels"], "\(path).levels"))
      default: .predicate
      }
    return Question(name: try object.text("name"), instructions: instructions, kind: kind)
  }

  private static func instructions(_ value: JSON?, _ path: String) throws(APIFailure) -> String {
    guard let value else { throw .missing(path) }
    if let text = value.stringValue { return text }
    guard let elements = value.arrayValue, !elements.isEmpty else {
      throw .wrongType(path, expected: "a string or an array of content parts")
    }
    var words: [String] = []
    for (index, element) in elements.enumerated() {
      let path = "\(path)[\(index)]"
      guard let part = element.objectValue else { throw .wrongType(path, expected: "an object") }
      words.append(try text(of: part, path, isAnswer: false))
    }
    return words.joined(separator: "\n")
  }

  private static func choices(_ value: JSON?, _ path: String) throws(APIFailure) -> [Choice] {
    let choices = try choices(value, path, key: "value", 2...255) { value in
      value.stringValue != nil || value.boolValue != nil
    }
    guard Set(choices.map(\.value)).count == choices.count else {
      throw .invalidValue(path, "choices", expected: "distinct values")
    }
    return choices
  }

  private static func levels(_ value: JSON?, _ path: String) throws(APIFailure) -> [Choice] {
    try choices(value, path, key: "label", 2...10) { $0.stringValue != nil }
  }

  private static func choices(
    _ value: JSON?, _ path: String, key: String, _ count: ClosedRange<Int>, isGood: (JSON) -> Bool
  ) throws(APIFailure) -> [Choice] {
    guard let value else { throw .missing(path) }
    guard let elements = value.arrayValue else { throw .wrongType(path, expected: "an array") }
    guard count.contains(elements.count) else {
      throw .invalidValue(
        path, "\(elements.count) elements",
        expected: "\(count.lowerBound) to \(count.upperBound) elements")
    }
    var choices: [Choice] = []
    for (index, element) in elements.enumerated() {
      let path = "\(path)[\(index)]"
      guard let object = element.objectValue else { throw .wrongType(path, expected: "an object") }
      for name in object.keys where ![key, "description"].contains(name) {
        throw .unknown("\(path).\(name)")
      }
      guard let value = object[key] else { throw .missing("\(path).\(key)") }
      guard isGood(value) else { throw .wrongType("\(path).\(key)", expected: "a string") }
      choices.append(Choice(value: value, description: try object.text("description")))
    }
    return choices
  }
}
