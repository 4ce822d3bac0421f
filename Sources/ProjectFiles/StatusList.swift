import Basics
import TropeModel

/// The file `queued` of a status directory: a movie's id on each line, in two parts. Replaced as a whole, so that a kill
/// leaves the list before or the list after.
struct StatusList: Equatable, Sendable {
  /// What earlier runs have left.
  var left: [MovieID] = []
  /// What a run has taken up, until it ends: tropes.db has in its table `pending` what of it is still to be recorded.
  var taken: [MovieID] = []

  static let name = "queued"
  private static let leftHead = "# left by earlier runs"
  private static let takenHead =
    "# taken up by a run; what is no longer in 'pending' of tropes.db is done"

  private static func path(in directory: String) -> String { "\(directory)/\(name)" }

  /// The list of a directory; empty where there is none. A line that is none of ours is passed over.
  static func read(in directory: String) throws(FileError) -> StatusList {
    var list = StatusList()
    let bytes: [UInt8]
    do {
      bytes = try AtomicFile.read(path(in: directory))
    } catch {
      guard error.isMissing else { throw error }
      return list
    }
    var isTaken = false
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      if line.elementsEqual(takenHead.utf8) {
        isTaken = true
      } else if line.elementsEqual(leftHead.utf8) {
        isTaken = false
      } else if let movie = MovieID(utf8: line) {
        if isTaken { list.taken.append(movie) } else { list.left.append(movie) }
      }
    }
    return list
  }

  /// Puts the list into a directory, which must exist unless the list is empty; an empty one has no file.
  func write(in directory: String) throws(FileError) {
    guard !left.isEmpty || !taken.isEmpty else {
      try FileRemoval.remove(Self.path(in: directory))
      return
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity((left.count + taken.count) * 9 + 128)
    for (head, movies) in [(Self.leftHead, left), (Self.takenHead, taken)] where !movies.isEmpty {
      bytes += head.utf8
      bytes.append(UInt8(ascii: "\n"))
      for movie in movies {
        bytes += movie.description.utf8
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    // Not synced, as no status is: after a power cut the databases tell what this does not.
    try AtomicFile.write(bytes, to: Self.path(in: directory), durably: false)
  }
}
