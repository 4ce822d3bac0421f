import Basics

/// A SHA-256 value. Which module computes it is not this module's business: here it is compared and spelled.
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The number of bytes of a digest.
  package static let byteCount = 32

  /// A digest from its 32 bytes; `nil` for any other number of them.
  package init?(bytes: some Sequence<UInt8>) {
    var value: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = 0
    for byte in bytes {
      switch count >> 3 {
      case 0: value.0 = value.0 << 8 | UInt64(byte)
      case 1: value.1 = value.1 << 8 | UInt64(byte)
      case 2: value.2 = value.2 << 8 | UInt64(byte)
      case 3: value.3 = value.3 << 8 | UInt64(byte)
      default: return nil
      }
      count += 1
    }
    guard count == Self.byteCount else { return nil }
    words = value
  }

  /// A digest from 32 bytes in memory, at any alignment; `nil` for any other number of them. The quick way
  /// for whole tables of digests.
  package init?(raw bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Self.byteCount else { return nil }
    words = (
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    )
  }

  /// Calls `body` with the 32 bytes, first byte first, valid only for the time of the call.
  package func withRawBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let ordered = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    return try withUnsafeBytes(of: ordered, body)
  }

  /// A digest from 64 hexadecimal digits of either case; `nil` for anything else.
  package init?(hex: some StringProtocol) {
    let digits = Array(hex.utf8)
    guard digits.count == Self.byteCount * 2 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Hex.value(of: digits[index]),
        let low = Hex.value(of: digits[index + 1])
      else { return nil }
      bytes.append(high << 4 | low)
    }
    self.init(bytes: bytes)
  }

  /// The 32 bytes, first byte first.
  package var bytes: [UInt8] { withRawBytes { Array($0) } }

  /// The digest as 64 lower-case hexadecimal digits.
  package var hex: String { withRawBytes { Hex.text(raw: $0) } }

  /// The first 12 hexadecimal digits, for people.
  package var shortHex: String {
    withRawBytes { Hex.text(raw: UnsafeRawBufferPointer(rebasing: $0.prefix(6))) }
  }

  package var description: String { hex }

  package static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

  /// The order of the bytes, as SQLite's `memcmp` has it.
  package static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }

  package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
