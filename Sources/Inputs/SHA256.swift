import Crypto
package import TropeModel

/// SHA-256 of `bytes`.
package func sha256(_ bytes: [UInt8]) -> TropeModel.Digest {
  var function = SHA256()
  bytes.withUnsafeBytes { function.update(bufferPointer: $0) }
  guard let digest = function.finalize().withUnsafeBytes({ TropeModel.Digest(raw: $0) }) else {
    preconditionFailure("a SHA-256 value has 32 bytes")
  }
  return digest
}
