import TropeModel

extension Statement {
  func bind(_ value: Digest, at index: Int32) {
    value.withRawBytes { bind(bytes: $0, at: index) }
  }

  /// A digest, `nil` for NULL and for anything that is not 32 bytes long.
  func optionalDigest(_ column: Int32) -> Digest? {
    withBytes(column) { Digest(raw: $0) }
  }

  /// A digest that must be there. Throws SQLITE_CORRUPT otherwise: nothing that tropebuild writes looks so.
  func digest(_ column: Int32) throws -> Digest {
    guard let digest = optionalDigest(column) else { throw broken(column) }
    return digest
  }

  func movie(_ column: Int32) throws -> MovieID {
    guard let movie = MovieID(number: int64(column)) else { throw broken(column) }
    return movie
  }
}

extension Database {
  /// The movies that a query finds, in its order; their ids are its only column.
  func movies(_ sql: String, arguments: [any ValueConvertible] = []) throws -> [MovieID] {
    let rows = try Statement(self, sql)
    try rows.bind(arguments)
    var movies: [MovieID] = []
    while try rows.step() { movies.append(try rows.movie(0)) }
    return movies
  }
}
