import Formats

/// `prompt_cache_options` and the breakpoints of a request.
struct CacheOptions: Sendable, Hashable {
  /// Whether the service sets no breakpoint of its own.
  var isExplicit = false
  /// Seconds that a breakpoint is kept which says nothing of it.
  var life = BreakpointCache.Mark.shortLife

  private static let lives = [
    "30m": BreakpointCache.Mark.shortLife, "12h": BreakpointCache.Mark.longLife,
  ]

  /// Reads the options of a body; `lives` are the values of `ttl` that its endpoint takes.
  init(_ object: JSONObject, _ model: ModelFacts, lives: [String]) throws(APIFailure) {
    if let text = try object.text("prompt_cache_retention") {
      guard ["in_memory", "24h"].contains(text) else {
        throw .invalidValue("prompt_cache_retention", text, expected: "'in_memory' or '24h'")
      }
      // Deprecated: it says nothing to the models that have breakpoints, and they take one value of it.
      if model.cache == .breakpoints, text != "24h" {
        throw .unsupportedValue("prompt_cache_retention", "'\(text)'", only: "24h")
      }
    }
    guard let value = object["prompt_cache_options"], !value.isNull else { return }
    let path = "prompt_cache_options"
    guard model.cache == .breakpoints else { throw .notOnThisModel(path) }
    guard let options = value.objectValue else { throw .wrongType(path, expected: "an object") }
    for key in options.keys where !["mode", "ttl"].contains(key) {
      throw .unknown("\(path).\(key)")
    }
    if let mode = options["mode"], !mode.isNull {
      guard let text = mode.stringValue, ["implicit", "explicit"].contains(text) else {
        throw .invalidValue("\(path).mode", mode.text, expected: "'implicit' or 'explicit'")
      }
      isExplicit = text == "explicit"
    }
    if let ttl = options["ttl"], !ttl.isNull {
      guard let text = ttl.stringValue, lives.contains(text), let life = Self.lives[text] else {
        let expected = lives.map { "'\($0)'" }.joined(separator: " or ")
        throw .invalidValue("\(path).ttl", ttl.text, expected: expected)
      }
      self.life = life
    }
  }

  /// How long the breakpoint of a content part is kept; `nil` where the part has none.
  func life(of part: JSONObject, _ model: ModelFacts, _ path: String) throws(APIFailure) -> Double?
  {
    guard let value = part["prompt_cache_breakpoint"] else { return nil }
    let path = "\(path).prompt_cache_breakpoint"
    guard model.cache == .breakpoints else { throw .notOnThisModel(path) }
    guard let mark = value.objectValue else { throw .wrongType(path, expected: "an object") }
    for key in mark.keys where !["mode", "ttl"].contains(key) { throw .unknown("\(path).\(key)") }
    guard let mode = mark["mode"] else { throw .missing("\(path).mode") }
    guard mode.stringValue == "explicit" else {
      throw .invalidValue("\(path).mode", mode.text, expected: "'explicit'")
    }
    guard let ttl = mark["ttl"] else { return life }
    guard let text = ttl.stringValue, let life = Self.lives[text] else {
      throw .invalidValue("\(path).ttl", ttl.text, expected: "'30m' or '12h'")
    }
    return life
  }
}
