import Basics
import Glibc

/// How many lines a file has, as far as it was read: one that is being written is read on from there.
struct LineCount {
  /// Those that have an end.
  private(set) var ended = 0
  private var bytes = 0
  private var last: UInt8 = 0x0A

  /// Reads what was added; nothing where there is no such file.
  mutating func read(_ path: String) {
    guard let file = try? Descriptor(path, flags: O_RDONLY),
      lseek(file.number, bytes, SEEK_SET) >= 0
    else { return }
    try? file.readPieces(size: 1 << 20) { piece in
      ended += piece.count { $0 == 0x0A }
      bytes += piece.count
      last = piece.last ?? last
    }
  }

  /// The lines of a whole file, the last of which may be cut off.
  static func of(_ path: String) -> Int {
    var count = LineCount()
    count.read(path)
    return count.last == 0x0A ? count.ended : count.ended + 1
  }
}
