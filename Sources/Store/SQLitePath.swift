import Basics

/// How SQLite is told a file's name.
enum SQLitePath {
  /// The files that SQLite may put beside a database.
  static let companionSuffixes = ["-wal", "-shm", "-journal"]

  /// The ending of a database that is still being made.
  static let unfinishedSuffix = ".new"

  /// A name that means the file of that name, whatever it looks like: SQLite reads `file:` and `:memory:` at the
  /// start otherwise.
  static func plain(_ path: String) -> String {
    path.hasPrefix("/") ? path : "./" + path
  }

  /// A `file:` URI of the path with one query parameter set.
  static func uri(_ path: String, setting parameter: String) -> String {
    let scheme = path.hasPrefix("/") ? "file://" : "file:"
    return "\(scheme)\(PercentEncoding.encoded(plain(path), keeping: "/"))?\(parameter)=1"
  }
}
