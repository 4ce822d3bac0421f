import Glibc

/// Text from outside made unable to leave the element it is put in.
///
/// A `<` is written `&lt;` where, after any blanks and slashes, one of the words of our own tags
/// follows in any letter case, or the text ends (what comes after it could then complete a tag).
/// All else stays byte for byte: plots hold `<ref`, `&nbsp;` and the like, and the model shall read
/// them as they are. An `&lt;summary` that stands in the text already stays as well: it can close
/// nothing, and two texts that differ in only this ask the same question.
enum HarmlessText {
  /// The words of the tags that system and user message use, and those by which chat formats call a
  /// speaker.
  static let tagWords = [
    "summary", "names", "movie", "tropes", "task", "system", "user", "assistant", "developer",
  ]

  private static let tagWordBytes = tagWords.map { Array($0.utf8) }

  /// Appends UTF-8 text, made harmless.
  static func append(_ text: ArraySlice<UInt8>, to buffer: inout [UInt8]) {
    var start = text.startIndex
    var searched = start
    while let index = bracket(in: text[searched...]) {
      searched = index + 1
      guard beginsTag(text, after: searched) else { continue }
      buffer.append(contentsOf: text[start..<index])
      buffer += "&lt;".utf8
      start = searched
    }
    buffer.append(contentsOf: text[start...])
  }

  /// The place of the first `<`.
  private static func bracket(in text: ArraySlice<UInt8>) -> Int? {
    text.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(base, Int32(UInt8(ascii: "<")), bytes.count)
      else { return nil }
      return text.startIndex + (UnsafeRawPointer(found) - base)
    }
  }

  /// The text, made harmless.
  static func of(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "<")) else { return text }
    var bytes: [UInt8] = []
    append(Array(text.utf8)[...], to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func beginsTag(_ text: ArraySlice<UInt8>, after position: Int) -> Bool {
    var index = position
    while index < text.endIndex {
      if text[index] <= 0x20 || text[index] == UInt8(ascii: "/") {
        index += 1
      } else if let width = widthOfBlank(text, at: index) {
        index += width
      } else {
        break
      }
    }
    guard index < text.endIndex else { return true }
    // Only ASCII letters have their lower-case form by that bit; no other byte then equals a letter
    // of a word but those that are capitals of it.
    return tagWordBytes.contains { word in
      index + word.count <= text.endIndex
        && word.indices.allSatisfy { text[index + $0] | 0x20 == word[$0] }
    }
  }

  /// Bytes of a blank beyond ASCII: no-break and typographic spaces, zero-width ones, byte order
  /// mark.
  private static func widthOfBlank(_ text: ArraySlice<UInt8>, at index: Int) -> Int? {
    switch text[index] {
    case 0xC2:
      return index + 1 < text.endIndex && [0x85, 0xA0, 0xAD].contains(text[index + 1]) ? 2 : nil
    case 0xE2, 0xE3, 0xEF:
      guard index + 2 < text.endIndex else { return nil }
      switch (text[index], text[index + 1], text[index + 2]) {
      case (0xE2, 0x80, 0x80...0x8F), (0xE2, 0x80, 0xA8...0xAF), (0xE2, 0x81, 0x9F...0xA9),
        (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF):
        return 3
      default: return nil
      }
    default: return nil
    }
  }
}
