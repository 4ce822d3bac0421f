import Basics

/// The check by which a vocabulary file is recognised.
enum VocabularyHash {
  /// Throws ``VocabularyError/wrongFile(path:encoding:byteCount:expectedByteCount:)`` unless the
  /// bytes are the published ones.
  static func check(
    _ bytes: UnsafeRawBufferPointer, is source: VocabularySource, path: String?
  ) throws(VocabularyError) {
    // The size first: it tells a cut file without reading it.
    guard bytes.count == source.byteCount, Hex.text(SHA256.hash(bytes)) == source.sha256 else {
      throw .wrongFile(
        path: path, encoding: source.name, byteCount: bytes.count,
        expectedByteCount: source.byteCount)
    }
  }
}
