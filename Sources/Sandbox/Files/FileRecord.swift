/// A file that was uploaded or that a batch made.
struct FileRecord: Sendable, Hashable {
  var id: String
  var count: Int
  var createdAt: Double
  var filename: String
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
