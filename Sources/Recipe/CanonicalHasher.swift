import Basics
import TropeModel

/// SHA-256 over a sequence of fields, each with its length before it, so that no two different
/// sequences have one encoding, and with a domain at the beginning, so that no two kinds of thing
/// have one hash.
struct CanonicalHasher {
  private var sha = SHA256()

  /// Begins a hash of one kind of thing.
  init(domain: String) {
    add("tropebuild " + domain)
  }

  /// Adds a field of bytes.
  mutating func add(_ bytes: [UInt8]) {
    addNumber(UInt64(bytes.count))
    sha.update(bytes)
  }

  /// Adds a field of text, as UTF-8.
  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      addNumber(UInt64(bytes.count))
      sha.update(UnsafeRawBufferPointer(bytes))
    }
  }

  mutating func add(_ digest: Digest) {
    addNumber(UInt64(Digest.byteCount))
    digest.withRawBytes { sha.update($0) }
  }

  /// Adds a field that may be missing; a missing one differs from an empty one.
  mutating func add(_ text: String?) {
    addNumber(text == nil ? 0 : 1)
    if let text { add(text) }
  }

  /// Adds a number, as eight bytes, the lowest first.
  mutating func addNumber(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { sha.update($0) }
  }

  /// The hash of all that was added.
  func digest() -> Digest { sha.digest }
}
