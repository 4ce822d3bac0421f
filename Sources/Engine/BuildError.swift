package import TropeModel

/// Why a command could not work at all.
package enum BuildError: Error, Sendable {
  /// There is no tropefile.
  case noTropefile(path: String)
  /// The input directory holds no movie, and nothing was ever built.
  case nothingToBuild(directory: String)
  /// `-W FILE` names something that is no input.
  case notAnInput(path: String, directory: String)
  /// The project's files cannot be read as they are: every fault that was found.
  case faults([Diagnostic])
  /// A file that a tropefile names cannot be read.
  case cannotRead(path: String, key: String, why: String)
  /// Movies that were asked for are not there.
  case unknownMovies([MovieID], directory: String)
  /// There is no key, and no sandbox either.
  case noKey(why: String)
  /// An output is to be written where something is that must not be lost.
  case outputIsKept(path: String, option: String, role: String)
  /// Something else that already says in words what is wrong.
  case other(String)
}
