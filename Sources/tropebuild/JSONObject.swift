import JSONBytes
import TropeModel

/// One JSON object in one line, its keys in the order in which they are added.
struct JSONObject {
  private var fields: [String] = []

  init() {}

  /// The object's text.
  var text: String { "{\(fields.joined(separator: ","))}" }

  /// Adds a value that is JSON already.
  mutating func add(json name: String, _ value: String) {
    fields.append("\(JSONText.quoted(name)):\(value)")
  }

  mutating func add(_ name: String, _ value: String?) {
    add(json: name, value.map(JSONText.quoted) ?? "null")
  }

  mutating func add(_ name: String, _ value: Int?) {
    add(json: name, value.map { String($0) } ?? "null")
  }

  /// Numbers that JSON does not have, as infinity, are `null`.
  mutating func add(_ name: String, _ value: Double?) {
    add(json: name, value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "null")
  }

  mutating func add(_ name: String, _ value: Bool) { add(json: name, "\(value)") }

  mutating func add(_ name: String, _ value: MovieID) { add(json: name, "\(value)") }

  mutating func add(_ name: String, _ value: Timestamp?) { add(name, value?.iso8601) }

  mutating func add(_ name: String, _ values: [String]) {
    add(json: name, Self.array(values.map(JSONText.quoted)))
  }

  mutating func add(_ name: String, _ value: JSONObject?) {
    add(json: name, value?.text ?? "null")
  }

  mutating func add(_ name: String, _ values: [JSONObject]) {
    add(json: name, Self.array(values.map(\.text)))
  }

  private static func array(_ values: [String]) -> String { "[\(values.joined(separator: ","))]" }
}
