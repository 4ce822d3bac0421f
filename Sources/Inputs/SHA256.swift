import Basics
package import TropeModel

/// SHA-256 of `bytes`.
package func sha256(_ bytes: [UInt8]) -> Digest {
  var function = SHA256()
  function.update(bytes)
  guard let digest = function.finalize({ Digest(raw: $0) }) else {
    preconditionFailure("a SHA-256 value has 32 bytes")
  }
  return digest
}
