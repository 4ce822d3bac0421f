import Formats

/// The sandbox leaves separators of lines as they are, so that clients meet them.
extension JSON {
  /// The value as compact JSON in UTF-8.
  var bytes: [UInt8] {
    var result: [UInt8] = []
    append(to: &result, separators: .kept)
    return result
  }

  /// The value as compact JSON.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
