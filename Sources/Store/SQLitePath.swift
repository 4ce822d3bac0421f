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
    var text = path.hasPrefix("/") ? "file://" : "file:"
    let digits = Array("0123456789ABCDEF".utf8)
    var escaped: [UInt8] = []
    for byte in plain(path).utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        escaped.append(byte)
      default:
        escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    text += String(decoding: escaped, as: UTF8.self)
    return text + "?\(parameter)=1"
  }
}
