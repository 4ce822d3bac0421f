/// What a status file says: `key: value` lines for people, as `batch: 3`, `reason: …`, `attempts: 2`, `do: …`.
package struct StatusDetail: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  package struct Line: Hashable, Sendable {
    package var key: String
    package var value: String
  }

  package private(set) var lines: [Line] = []

  /// Says nothing: an empty file.
  package init() {}

  package init(dictionaryLiteral pairs: (String, String)...) {
    for (key, value) in pairs { append(key, value) }
  }

  /// Adds a line; what could break it out of its line becomes a space.
  package mutating func append(_ key: String, _ value: String) {
    let oneLine = value.split(whereSeparator: \.isNewline).joined(separator: " ")
    lines.append(Line(key: key, value: oneLine))
  }

  /// The content of the file.
  var bytes: [UInt8] { Array(lines.map { "\($0.key): \($0.value)\n" }.joined().utf8) }
}
