import Hashing

/// The check by which a vocabulary file is recognised.
enum VocabularyHash {
  /// Throws ``VocabularyError/wrongFile(path:encoding:byteCount:expectedByteCount:)`` unless the
  /// bytes are the published ones.
  static func check(
    _ bytes: UnsafeRawBufferPointer, is source: VocabularySource, path: String?
  ) throws(VocabularyError) {
    // The size first: it tells a cut file without reading it.
    guard bytes.count == source.byteCount, hex(bytes) == source.sha256 else {
      throw .wrongFile(
        path: path, encoding: source.name, byteCount: bytes.count,
        expectedByteCount: source.byteCount)
    }
  }

  /// SHA-256 of the bytes in lower-case hexadecimal digits.
  static func hex(_ bytes: UnsafeRawBufferPointer) -> String {
    var hash = SHA256()
    hash.update(bytes)
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in hash.finalize() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
