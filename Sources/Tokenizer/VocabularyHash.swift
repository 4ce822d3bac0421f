import Basics

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
    return Hex.text(hash.finalize())
  }
}
