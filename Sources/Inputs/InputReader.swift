import Glibc
package import TropeModel

/// The bytes of an input with what is known of them, all from one reading.
package struct ReadFile: Hashable, Sendable {
  package var bytes: [UInt8]
  /// The stamp before and after the reading.
  package var stamp: FileStamp
  /// SHA-256 of `bytes`, reckoned each time that it is asked for.
  package var hash: Digest { Digest(hashing: bytes) }
}

/// Reads inputs through one descriptor of their directory.
package final class InputReader: Sendable {
  private let directory: InputDirectory
  private let descriptor: Int32

  /// The largest file that is read, in bytes: far above any plot or cast, far below what hurts.
  package static let largestFile: Int64 = 16 << 20
  /// How often a file that changes under the reading is read again.
  package static let mostReadings = 5

  /// Opens the directory.
  package init(_ directory: InputDirectory) throws(InputError) {
    self.directory = directory
    descriptor = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 || directory.planned != nil && errno == ENOENT else {
      throw .directory(path: directory.path, .cannotOpen(errno))
    }
  }

  /// Whether casts are inputs.
  var readsCasts: Bool { directory.readsCasts }

  deinit { if descriptor >= 0 { close(descriptor) } }

  package func readPlot(_ movie: MovieID) throws(InputError) -> ReadFile {
    try read(.plot, movie)
  }

  package func readCast(_ movie: MovieID) throws(InputError) -> ReadFile {
    try read(.cast, movie)
  }

  /// Reads a file until it stays the same from before the reading to after it.
  package func read(_ kind: InputKind, _ movie: MovieID) throws(InputError) -> ReadFile {
    if let bytes = directory.planned?.bytes(of: kind, movie) {
      return ReadFile(bytes: bytes, stamp: .notLookedAt)
    }
    for _ in 1...Self.mostReadings {
      var attempt: Result<ReadFile?, FileProblem> = .success(nil)
      var name = InputNameBuffer(kind)
      name.withName(of: movie) { name in
        do throws(FileProblem) { attempt = .success(try readOnce(name)) } catch {
          attempt = .failure(error)
        }
      }
      switch attempt {
      case .success(let file?): return file
      case .success(nil): continue
      case .failure(let problem):
        throw .file(path: directory.path(of: kind, movie), problem)
      }
    }
    throw .file(
      path: directory.path(of: kind, movie), .keepsChanging(readings: Self.mostReadings))
  }

  /// `nil` where the file changed meanwhile. Opened anew each time: it may have been replaced, not rewritten.
  private func readOnce(_ name: UnsafePointer<CChar>) throws(FileProblem) -> ReadFile? {
    directory.hooks.willOpen?(String(cString: name))
    let file = try InputFile(at: descriptor, name)
    let before = file.openedStamp
    guard before.size <= Self.largestFile else {
      throw .tooLarge(size: before.size, limit: Self.largestFile)
    }
    // A file that has grown meanwhile shows in the second stamp.
    let bytes = try file.bytes(at: 0, count: Int(before.size))
    directory.hooks.didRead?(String(cString: name))
    guard try file.stamp() == before, bytes.count == Int(before.size) else { return nil }
    return ReadFile(bytes: bytes, stamp: before)
  }

  /// Whether a movie's cast is what was seen of it before: none, or a file whose stamp proves that it has not changed. It is not
  /// opened for that.
  package func isCast(of movie: MovieID, as seen: InputState?) -> Bool {
    guard readsCasts else { return seen == nil }
    guard let seen else { return !isThere(.cast, movie) }
    return seen.isTrusted && status(of: .cast, movie).map { FileStamp($0) } == seen.stamp
  }

  /// Whether there is a file of that name, be it a link that leads nowhere.
  func isThere(_ kind: InputKind, _ movie: MovieID) -> Bool {
    status(of: kind, movie, flags: AT_SYMLINK_NOFOLLOW) != nil
  }

  private func status(of kind: InputKind, _ movie: MovieID, flags: Int32 = 0) -> stat? {
    var name = InputNameBuffer(kind)
    var status = stat()
    return name.withName(of: movie) { fstatat(descriptor, $0, &status, flags) } == 0 ? status : nil
  }

  /// The path of a movie's file, for messages.
  func path(of kind: InputKind, _ movie: MovieID) -> String { directory.path(of: kind, movie) }
}
