/// A JSON value whose objects keep the order of their keys, and the one way in which this house writes JSON.
package enum JSON: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number that fits 64 bits.
  case integer(Int)
  /// Any other number; `null` where it is not finite.
  case number(Double)
  /// A number in a spelling of its own, such as one with trailing zeroes.
  case spelled(String)
  /// A text.
  case string(String)
  /// Elements in order.
  case array([JSON])
  /// Members in order.
  case object(JSONObject)
}

/// The members of a JSON object, in order.
package struct JSONObject: Sendable, Hashable {
  /// One key with its value.
  package struct Member: Sendable, Hashable {
    package var key: String
    package var value: JSON

    package init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// The members as they stood in the text.
  package var members: [Member]

  /// An object from its members.
  package init(_ members: [Member] = []) { self.members = members }

  /// The value of the first member with this key.
  package subscript(key: String) -> JSON? {
    members.first { $0.key == key }?.value
  }

  /// Adds a member at the end.
  package mutating func add(_ key: String, _ value: JSON) { members.append(Member(key, value)) }

  /// The keys, in order.
  package var keys: [String] { members.map(\.key) }
}

extension JSON {
  /// The value of a member; `nil` for a missing key and for anything but an object.
  package subscript(key: String) -> JSON? { objectValue?[key] }

  /// An element; `nil` outside the array's bounds and for anything but an array.
  package subscript(index: Int) -> JSON? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The object, if it is one.
  package var objectValue: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The elements, if it is an array.
  package var arrayValue: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The text, if it is a string.
  package var stringValue: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The whole number, if it is one.
  package var intValue: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The number, whole or not.
  package var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value, if it is one.
  package var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// Whether it is `null`.
  package var isNull: Bool { self == .null }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  package init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  package init(floatLiteral value: Double) { self = .number(value) }
  /// A truth value.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  /// `null`.
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// An object, its members in the order written.
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(JSONObject(elements.map { JSONObject.Member($0.0, $0.1) }))
  }

  /// A string, or `null` for none.
  package init(_ text: String?) { self = text.map(JSON.string) ?? .null }

  /// A whole number, or `null` for none.
  package init(_ value: Int?) { self = value.map(JSON.integer) ?? .null }

  /// A number, or `null` for none.
  package init(_ value: Double?) { self = value.map(JSON.number) ?? .null }

  /// An array of strings.
  package static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

  /// A number without a fraction where it is whole.
  package static func short(_ value: Double) -> JSON {
    Int(exactly: value).map(JSON.integer) ?? .number(value)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object, its members in the order written.
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self.init(elements.map { Member($0.0, $0.1) })
  }

  /// Members after members.
  package static func + (left: JSONObject, right: JSONObject) -> JSONObject {
    JSONObject(left.members + right.members)
  }
}
