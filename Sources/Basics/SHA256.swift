import CCrypto

/// SHA-256, piece by piece. A copy goes on by itself from where it was copied.
package struct SHA256: Sendable {
  private var context: SHA256_CTX

  /// The number of bytes of a hash.
  package static let byteCount = 32

  /// A hash of nothing yet.
  package init() {
    context = SHA256_CTX()
    SHA256_Init(&context)
  }

  /// Adds bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }

  /// Adds bytes.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The 32 bytes of the hash of all that was added, valid only while `body` runs.
  package func finalize<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    var context = context
    return withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { bytes in
      SHA256_Final(bytes.assumingMemoryBound(to: UInt8.self).baseAddress, &context)
      return body(UnsafeRawBufferPointer(bytes))
    }
  }

  /// The 32 bytes of the hash of all that was added.
  package func finalize() -> [UInt8] { finalize { Array($0) } }

  package static func hash(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes(hash) }

  package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }
}
