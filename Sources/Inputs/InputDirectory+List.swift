import Dispatch
import Glibc
import TropeModel

extension InputDirectory {
  /// Lists the directory once and looks at each input once; opens no file. Files that come or go meanwhile are
  /// found or not; a link that leads nowhere counts as a file, so that reading it can say what is wrong.
  ///
  /// - Parameter withStamps: whether the inputs are looked at. Without, each stamp is `FileStamp.notLookedAt`: enough
  ///   where all are read anyway, which looks at them too.
  package func list(withStamps: Bool = true) throws(InputError) -> InputListing {
    guard let planned else { return try listDisk(withStamps: withStamps) }
    var listing: InputListing
    do throws(InputError) {
      listing = try listDisk(withStamps: withStamps)
    } catch .directory(_, .cannotOpen(ENOENT)) {
      listing = InputListing(
        entries: [], startedAtNanoseconds: FileStamp.nowNanoseconds(), ignored: [])
    } catch {
      throw error
    }
    listing.entries = planned.apply(to: listing.entries)
    if !readsCasts {
      for place in listing.entries.indices { listing.entries[place].cast = nil }
      listing.entries.removeAll { $0.plot == nil }
    }
    return listing
  }

  private func listDisk(withStamps: Bool) throws(InputError) -> InputListing {
    let startedAt = FileStamp.nowNanoseconds()
    let directory = try OpenDirectory(path: path)
    var names = try directory.names()
    if !readsCasts { names.keys.removeAll { $0.kind == .cast } }
    names.keys.sort()
    var entries = Self.entries(of: names.keys)
    if withStamps { try lookAtAll(&entries, directory: directory.descriptor) }
    return InputListing(
      entries: entries, startedAtNanoseconds: startedAt, ignored: names.ignored)
  }

  /// The movies that ascending keys name, none of their files looked at.
  private static func entries(of keys: [NameKey]) -> [InputEntry] {
    var entries: [InputEntry] = []
    entries.reserveCapacity(keys.count)
    var last: Int64 = -1
    for key in keys {
      guard let movie = MovieID(number: key.number) else { continue }
      if key.number != last {
        entries.append(InputEntry(movie: movie, plot: nil, cast: nil))
        last = key.number
      }
      switch key.kind {
      case .plot: entries[entries.count - 1].plot = .notLookedAt
      case .cast: entries[entries.count - 1].cast = .notLookedAt
      }
    }
    return entries
  }

  /// Below this many movies a second thread costs more than it gains.
  private static var fewMovies: Int { 2_048 }

  /// Gives all files their stamps; one that is gone by now goes from its entry, and an entry without a file too.
  private func lookAtAll(
    _ entries: inout [InputEntry], directory: Int32
  ) throws(InputError) {
    let isForTwo = entries.count >= Self.fewMovies && sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1
    let cut = isForTwo ? entries.count / 2 : entries.count
    var failures: [StatFailure?] = [nil, nil]
    failures.withUnsafeMutableBufferPointer { failures in
      entries.withUnsafeMutableBufferPointer { entries in
        // Sound: each part writes its own entries and its own failure, and concurrentPerform returns after both.
        nonisolated(unsafe) let parts = [entries[..<cut], entries[cut...]]
        nonisolated(unsafe) let failure = failures
        DispatchQueue.concurrentPerform(iterations: isForTwo ? 2 : 1) { part in
          failure[part] = Self.look(
            at: UnsafeMutableBufferPointer(rebasing: parts[part]), directory: directory)
        }
      }
    }
    if let failure = failures.lazy.compactMap({ $0 }).first {
      throw .directory(path: path, .cannotStat(name: failure.name, failure.code))
    }
    if entries.contains(where: { $0.plot == nil && $0.cast == nil }) {
      entries.removeAll { $0.plot == nil && $0.cast == nil }
    }
  }

  private static func look(
    at entries: UnsafeMutableBufferPointer<InputEntry>, directory: Int32
  ) -> StatFailure? {
    // A descriptor of its own: the reference count of a shared one is what two threads would wait for.
    let own = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0 else { return StatFailure(name: ".", code: errno) }
    defer { close(own) }
    var plotName = InputNameBuffer(.plot)
    var castName = InputNameBuffer(.cast)
    for place in entries.indices {
      let movie = entries[place].movie
      var kind = InputKind.plot
      do throws(StatProblem) {
        if entries[place].plot != nil {
          entries[place].plot = try plotName.withName(of: movie) { stamp(of: $0, in: own) }.get()
        }
        kind = .cast
        if entries[place].cast != nil {
          entries[place].cast = try castName.withName(of: movie) { stamp(of: $0, in: own) }.get()
        }
      } catch {
        return StatFailure(name: InputFileName.name(of: kind, movie), code: error.code)
      }
    }
    return nil
  }

  /// The stamp of a file; of the link itself where it leads nowhere; `nil` where nothing is there any more.
  private static func stamp(
    of name: UnsafePointer<CChar>, in directory: Int32
  ) -> Result<FileStamp?, StatProblem> {
    var status = Glibc.stat()
    if fstatat(directory, name, &status, 0) == 0 { return .success(FileStamp(status)) }
    if fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
      return .success(FileStamp(status))
    }
    return errno == ENOENT ? .success(nil) : .failure(StatProblem(code: errno))
  }
}

private struct StatProblem: Error {
  var code: Int32
}

private struct StatFailure: Error, Sendable {
  var name: String
  var code: Int32
}

/// The name of an input in eight bytes, ordered by movie and then by kind.
struct NameKey: Comparable, Hashable, Sendable {
  private let value: UInt64

  /// The key of one file of a movie.
  init(_ movie: MovieID, _ kind: InputKind) {
    value = UInt64(movie.number) << 1 | UInt64(kind.rawValue)
  }

  /// The movie's id.
  var number: Int64 { Int64(value >> 1) }
  /// Which of its files.
  var kind: InputKind { value & 1 == 0 ? .plot : .cast }

  static func < (left: NameKey, right: NameKey) -> Bool { left.value < right.value }
}

/// A directory stream, closed with its last use.
private struct OpenDirectory: ~Copyable {
  private let stream: OpaquePointer
  private let path: String
  /// The descriptor of the stream, closed with it.
  let descriptor: Int32

  /// Opens the directory.
  init(path: String) throws(InputError) {
    guard let stream = opendir(path) else { throw .directory(path: path, .cannotOpen(errno)) }
    self.stream = stream
    self.path = path
    descriptor = dirfd(stream)
  }

  deinit { closedir(stream) }

  /// All names that are inputs or look like them, in the order of the directory.
  func names() throws(InputError) -> (keys: [NameKey], ignored: [IgnoredFile]) {
    var keys: [NameKey] = []
    var ignored: [IgnoredFile] = []
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return (keys, ignored) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw .directory(path: path, .cannotList(errno)) }
        return (keys, ignored)
      }
      // Read in place: the name is a tuple of 256 bytes in Swift, and copying it costs more than parsing it.
      let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
      let name = UnsafeBufferPointer(
        start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)))
      switch InputFileName(name) {
      case .input(let movie, let kind): keys.append(NameKey(movie, kind))
      case .bad(let why):
        ignored.append(IgnoredFile(name: String(decoding: name, as: UTF8.self), why: why))
      case .other: break
      }
    }
  }
}
