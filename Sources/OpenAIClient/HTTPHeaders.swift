import Basics

/// Header fields in their order; names are looked up in either case.
package struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral,
  CustomStringConvertible, CustomReflectable
{
  package struct Field: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    package var name: String
    package var value: String

    /// `name: value`, the value left out where the field carries a secret.
    package var description: String {
      let isSecret = HTTPHeaders.secretNames.contains(name.lowercased())
      return "\(name): \(isSecret ? "(hidden)" : value)"
    }

    package var customMirror: Mirror { Mirror(self, children: ["field": description]) }
  }

  package var fields: [Field]

  /// Fields whose value is never shown, in lower case.
  static let secretNames: Set<String> = [
    "authorization", "proxy-authorization", "api-key", "x-api-key", "cookie", "set-cookie",
  ]

  package init(_ fields: [Field] = []) { self.fields = fields }

  package init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// The value of the first field of that name.
  package subscript(name: String) -> String? {
    let wanted = name.utf8
    return fields.first { field in
      field.name.utf8.count == wanted.count
        && zip(field.name.utf8, wanted).allSatisfy { $0.lowered == $1.lowered }
    }?.value
  }

  /// Adds a field at the end.
  package mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  package var description: String { fields.map(\.description).joined(separator: "\n") }

  package var customMirror: Mirror { Mirror(self, children: ["fields": description]) }
}
