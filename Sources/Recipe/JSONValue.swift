/// A JSON value as far as replies need it: numbers are only recognized, members stay in order and
/// may be doubled.
enum JSONValue {
  /// A member of an object.
  struct Member {
    var key: String
    var value: JSONValue
  }

  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number of correct form.
  case number
  /// A string, its escapes resolved.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object([Member])

  /// What kind of value it is.
  var kind: JSONKind {
    switch self {
    case .null: .null
    case .bool: .bool
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }
}

/// The kinds of JSON values.
package enum JSONKind: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool
  /// A number.
  case number
  /// A string.
  case string
  /// An array.
  case array
  /// An object.
  case object
}

/// Where and why a text is not JSON.
package struct JSONFault: Error, Hashable, Sendable {
  /// The ways in which a text fails to be JSON.
  package enum Problem: Hashable, Sendable {
    /// The text ends before the value does.
    case endOfText
    /// This byte cannot stand here.
    case unexpected(UInt8)
    /// The value is complete, and more than white space follows.
    case textAfterEnd
    /// A string has invalid UTF-8, a bad escape or half of a surrogate pair.
    case badString
    /// More levels than any reply has; the reader does not go deeper.
    case tooDeep
  }

  /// Bytes before the fault.
  package var offset: Int
  /// What is wrong.
  package var problem: Problem

  /// A fault after so many bytes.
  package init(offset: Int, problem: Problem) {
    self.offset = offset
    self.problem = problem
  }
}
