package import Basics

extension SHA256 {
  /// The hash of all that was added.
  package var digest: Digest {
    guard let digest = finalize({ Digest(raw: $0) }) else {
      preconditionFailure("a SHA-256 value has 32 bytes")
    }
    return digest
  }
}

extension Digest {
  /// SHA-256 of `bytes`.
  package init(hashing bytes: [UInt8]) {
    var hash = SHA256()
    hash.update(bytes)
    self = hash.digest
  }
}
