import Formats

/// A file that was uploaded or that a batch made.
struct FileRecord: Sendable, Hashable {
  /// `file-…`.
  var id: String
  /// Its length in bytes.
  var count: Int
  /// When it was created.
  var createdAt: Double
  /// The name it was sent under.
  var filename: String
  /// What it is for; `batch_output` for those that a batch made.
  var purpose: String
  /// When it is deleted, in sandbox seconds since 1970; `nil` for never.
  var expiresAt: Double?

  /// Default life of batch files: 30 days.
  static let defaultLife = 2_592_000

  /// The file object of the API.
  var json: JSON {
    [
      "id": .string(id), "object": "file", "bytes": .integer(count),
      "created_at": .integer(Int(createdAt)), "filename": .string(filename),
      "purpose": .string(purpose), "status": "processed", "status_details": nil,
      "expires_at": JSON(expiresAt.map { Int($0) }),
    ]
  }
}
