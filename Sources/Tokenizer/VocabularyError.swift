/// Why a vocabulary could not be used or kept. Worded in `VocabularyError+Message.swift`.
package enum VocabularyError: Error, Hashable, Sendable {
  /// The file could not be opened or read; `code` is the `errno`.
  case cannotRead(path: String, code: Int32)
  /// The file is not the published one: cut, damaged or of another encoding. `path` is `nil` where
  /// the bytes came from the network.
  case wrongFile(path: String?, encoding: String, byteCount: Int, expectedByteCount: Int)
  /// The hash is right but a line does not read as `BASE64 RANK`; lines count from 1.
  case malformed(path: String, line: Int)
  /// The file could not be written; `code` is the `errno` of `operation`.
  case cannotWrite(path: String, operation: String, code: Int32)
  /// There was not enough memory for the tables.
  case outOfMemory(byteCount: Int)
}
