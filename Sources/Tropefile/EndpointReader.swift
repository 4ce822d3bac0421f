import Basics
import TropeModel

/// Reads the description of one endpoint: an element of the list `lanes.realtime.endpoints`.
struct EndpointReader {
  /// The keys that a description may have.
  static let keys = [
    "name", "base_url", "key_env", "key_header", "headers", "model", "same_model", "concurrency",
    "limits", "prices",
  ]
  /// Those with entries of their own.
  static let sections: Set = ["headers", "limits", "prices"]
  static let limitKeys = [
    "requests_per_minute", "requests_per_day", "tokens_per_minute", "context_tokens",
  ]
  static let priceKeys = ["input", "cached_input", "output"]
  /// What the sections of these names have elsewhere, of use for batches only.
  private static let batchKeys = [
    "limits.enqueued_tokens", "limits.requests_per_batch", "limits.batch_file_size",
    "prices.batch_input", "prices.batch_output",
  ]

  /// Counted from 1.
  let number: Int
  private let place: Place
  private(set) var faults: [Placed] = []
  private var endpoint = RealtimeEndpoint(baseURL: "", name: "")
  private var hasAddress = false
  /// Whether the tropefile gives it a name.
  private(set) var isNamed = false

  init(number: Int, at place: Place) {
    self.number = number
    self.place = place
  }

  private mutating func add(_ fault: EndpointFault, at place: Place) {
    faults.append(Placed(place, .endpoint(fault)))
  }

  /// Takes an entry of the description; those of its sections by `takeInSection`.
  mutating func take(_ key: String, _ value: Node, at place: Place) {
    guard Self.keys.contains(key) else {
      return add(
        .unknownKey(key, section: nil, near: EditDistance.nearest(to: key, in: Self.keys)),
        at: place)
    }
    if key == "base_url" { hasAddress = true }
    if Self.sections.contains(key) {
      // What is in it comes entry by entry.
      if value.scalar?.isNull != true, value.kind != .mapping {
        faults.append(
          Placed(
            value.place,
            key == "headers"
              ? .entriesAre(name: key, value.kind) : .sectionIsNot(name: key, value.kind)))
      }
      return
    }
    guard let text = text(of: value, key) else { return }
    switch key {
    case "name":
      isNamed = true
      set(key, .endpointName, text, value.place) { $0.name = $1 }
    case "base_url": set(key, .httpURL, text, value.place) { $0.baseURL = $1 }
    case "key_env":
      if case .success(let name) = ValueForm<String>.variableName.read(text) {
        endpoint.keyVariable = name
      } else {
        // What stands there may be the key itself.
        add(.badVariable, at: value.place)
      }
    case "key_header": set(key, .headerName, text, value.place) { $0.keyHeader = $1 }
    case "model": set(key, .modelName, text, value.place) { $0.model = $1 }
    case "same_model": set(key, .flag, text, value.place) { $0.isSameModel = $1 }
    default: set(key, .count(1...10_000), text, value.place) { $0.concurrency = $1 }
    }
  }

  /// Takes an entry of one of its `sections`.
  mutating func takeInSection(_ section: String, _ key: String, _ value: Node, at place: Place) {
    if section == "headers" { return takeHeader(key, value, at: place) }
    let known = section == "limits" ? Self.limitKeys : Self.priceKeys
    guard known.contains(key) else {
      if Self.batchKeys.contains("\(section).\(key)") {
        return add(.isOfBatches(key, section: section), at: place)
      }
      return add(
        .unknownKey(key, section: section, near: EditDistance.nearest(to: key, in: known)),
        at: place)
    }
    guard let text = text(of: value, key) else { return }
    let count = ValueForm.count(1...1_000_000_000_000)
    let price = ValueForm.dollars(0...10_000)
    switch key {
    case "requests_per_minute":
      set(key, count, text, value.place) { $0.limits.requestsPerMinute = $1 }
    case "requests_per_day": set(key, count, text, value.place) { $0.limits.requestsPerDay = $1 }
    case "tokens_per_minute": set(key, count, text, value.place) { $0.limits.tokensPerMinute = $1 }
    case "context_tokens": set(key, count, text, value.place) { $0.limits.contextTokens = $1 }
    case "input": set(key, price, text, value.place) { $0.prices.input = $1 }
    case "cached_input": set(key, price, text, value.place) { $0.prices.cachedInput = $1 }
    default: set(key, price, text, value.place) { $0.prices.output = $1 }
    }
  }

  private mutating func takeHeader(_ name: String, _ value: Node, at place: Place) {
    guard case .scalar(let scalar) = value else {
      return faults.append(Placed(value.place, .valueIs(name: name, value.kind)))
    }
    if let complaint = ExtraHeader.complaint(name: name, value: scalar.string) {
      return add(.badHeader(name, complaint), at: place)
    }
    endpoint.headers[name] = scalar.string
  }

  /// The text of a value; `nil` where a fault tells why there is none.
  private mutating func text(of value: Node, _ key: String) -> String? {
    guard case .scalar(let scalar) = value else {
      faults.append(Placed(value.place, .valueIs(name: key, value.kind)))
      return nil
    }
    guard !scalar.isNull, !scalar.string.isEmpty else {
      add(.isNull(key), at: value.place)
      return nil
    }
    return scalar.string
  }

  private mutating func set<Value>(
    _ key: String, _ form: ValueForm<Value>, _ text: String, _ place: Place,
    _ set: (inout RealtimeEndpoint, Value) -> Void
  ) {
    switch form.read(text) {
    case .success(let value): set(&endpoint, value)
    case .failure(let complaint):
      faults.append(
        Placed(place, .badValue(name: key, type: form.type, found: text, complaint)))
    }
  }

  /// The endpoint, once all entries were taken; `nil` where a fault tells why there is none.
  mutating func finish() -> RealtimeEndpoint? {
    if !hasAddress { add(.noAddress(number), at: place) }
    guard faults.isEmpty else { return nil }
    if endpoint.model == nil, endpoint.isSameModel != nil {
      add(.sameModelWithoutModel, at: place)
      return nil
    }
    if !isNamed { endpoint.name = RealtimeEndpoint.name(ofAddress: endpoint.baseURL) }
    return endpoint
  }
}

extension ValueForm where Value == String {
  /// What an endpoint is called.
  static let endpointName = ValueForm(
    type: "a name of at most 60 letters",
    read: { name in
      name.unicodeScalars.count <= 60 ? text("").read(name) : .failure(.wrong)
    },
    show: { $0 })

  /// The name of an environment variable.
  static let variableName = ValueForm(
    type: "the name of a variable",
    read: { name in
      let isName = name.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || byte.isDigit
          || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      }
      return isName && name.utf8.first?.isDigit == false && name.utf8.count <= 64
        ? .success(name) : .failure(.wrong)
    },
    show: { $0 })
}
