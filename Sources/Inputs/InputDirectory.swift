import Glibc
package import TropeModel

/// The directory that holds the plots and casts: listed here, read through an `InputReader`.
package struct InputDirectory: Sendable {
  /// The path as the user wrote it.
  package let path: String
  /// Whether casts are inputs; where they are not, it is as if none was there.
  package var readsCasts = true
  /// What tests watch and disturb.
  package var hooks = InputHooks()
  /// What is taken to be there although a split has still to make it; `nil` where the directory is taken as it is.
  package var planned: PlannedFiles?

  /// The directory at `path`, which need not exist yet.
  package init(path: String) { self.path = path }

  /// A reader of its files. Make one for each thread: threads that share a descriptor wait for each other.
  package func reader() throws(InputError) -> InputReader { try InputReader(self) }

  package func readPlot(_ movie: MovieID) throws(InputError) -> ReadFile {
    try reader().readPlot(movie)
  }

  package func readCast(_ movie: MovieID) throws(InputError) -> ReadFile {
    try reader().readCast(movie)
  }

  /// The path of a movie's plot or cast, for messages.
  package func path(of kind: InputKind, _ movie: MovieID) -> String {
    path.hasSuffix("/")
      ? path + InputFileName.name(of: kind, movie)
      : path + "/" + InputFileName.name(of: kind, movie)
  }

  /// The movie whose input the user means by `file`: a path to a file in this directory, however it is spelled,
  /// or the bare name of one. The file need not exist. `nil` where it is no input of ours.
  package func movie(ofPath file: String) -> MovieID? {
    let slash = file.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { String(file[file.utf8.index(after: $0)...]) } ?? file
    guard case .input(let movie, _) = InputFileName(name) else { return nil }
    guard let slash else { return movie }
    let folder = slash == file.startIndex ? "/" : String(file[..<slash])
    var here = stat()
    var there = stat()
    guard stat(path, &here) == 0, stat(folder, &there) == 0 else { return nil }
    return here.st_dev == there.st_dev && here.st_ino == there.st_ino ? movie : nil
  }
}

/// Where tests look over the shoulder of the reading of inputs. All `nil` in use.
package struct InputHooks: Sendable {
  /// Called with the name of each file that is opened.
  package var willOpen: (@Sendable (String) -> Void)?
  /// Called with a file's name when it has been read and not yet been looked at again.
  package var didRead: (@Sendable (String) -> Void)?

  /// No hooks.
  package init() {}
}
