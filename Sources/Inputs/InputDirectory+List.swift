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
    let startedAt = fileClockNanoseconds()
    let directory = try OpenDirectory(path: path)
    var names = try directory.names()
    names.keys.sort()
    let entries =
      withStamps
      ? try statAll(names.keys, directory: directory.descriptor) : Self.unstamped(names.keys)
    return InputListing(
      entries: entries, startedAtNanoseconds: startedAt, ignored: names.ignored)
  }

  private static func unstamped(_ keys: [NameKey]) -> [InputEntry] {
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

  /// Below this many files a second thread costs more than it gains.
  private static var fewFiles: Int { 4096 }

  private func statAll(_ keys: [NameKey], directory: Int32) throws(InputError) -> [InputEntry] {
    guard !keys.isEmpty else { return [] }
    // Two parts, cut between two movies; each knows where its entries begin.
    var cut = keys.count
    if keys.count >= Self.fewFiles, sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1 {
      cut = keys.count / 2
      while cut < keys.count, keys[cut].number == keys[cut - 1].number { cut += 1 }
    }
    var moviesBefore = 0
    var movies = 0
    var last: Int64 = -1
    for (index, key) in keys.enumerated() {
      if index == cut { moviesBefore = movies }
      if key.number != last { movies += 1 }
      last = key.number
    }
    if cut == keys.count { moviesBefore = movies }
    let parts = cut == keys.count ? 1 : 2
    let plan = (cut: cut, moviesBefore: moviesBefore)

    var failures: [StatFailure?] = [nil, nil]
    let entries = failures.withUnsafeMutableBufferPointer { failures in
      [InputEntry](unsafeUninitializedCapacity: movies) { buffer, initialized in
        // Sound: the first part writes entries ..<moviesBefore and failure 0, the second the others, and
        // concurrentPerform returns after both.
        nonisolated(unsafe) let target = buffer
        nonisolated(unsafe) let failure = failures
        if parts == 1 {
          failure[0] = Self.stat(keys[...], into: target, from: 0, directory: directory)
        } else {
          DispatchQueue.concurrentPerform(iterations: parts) { part in
            failure[part] =
              part == 0
              ? Self.stat(keys[..<plan.cut], into: target, from: 0, directory: directory)
              : Self.stat(
                keys[plan.cut...], into: target, from: plan.moviesBefore, directory: directory)
          }
        }
        initialized = movies
      }
    }
    if let failure = failures.lazy.compactMap({ $0 }).first {
      throw .directory(path: path, .cannotStat(name: failure.name, failure.code))
    }
    return entries.contains { $0.plot == nil && $0.cast == nil }
      ? entries.filter { $0.plot != nil || $0.cast != nil } : entries
  }

  /// Initialises the entries of `keys` in `target` from place `from` on, all of them, also after a failure.
  private static func stat(
    _ keys: ArraySlice<NameKey>, into target: UnsafeMutableBufferPointer<InputEntry>, from: Int,
    directory: Int32
  ) -> StatFailure? {
    // A descriptor of its own: the reference count of a shared one is what two threads would wait for.
    let own = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if own >= 0 { close(own) } }
    var failure = own < 0 ? StatFailure(name: ".", code: errno) : nil
    var buffers = [InputNameBuffer(.plot), InputNameBuffer(.cast)]
    var place = from - 1
    var last: Int64 = -1
    for key in keys {
      guard let movie = MovieID(number: key.number) else { continue }
      if key.number != last {
        place += 1
        target.initializeElement(at: place, to: InputEntry(movie: movie, plot: nil, cast: nil))
        last = key.number
      }
      guard failure == nil else { continue }
      let result = buffers[key.kind.rawValue].withName(of: movie) { stamp(of: $0, in: own) }
      switch result {
      case .success(let stamp):
        if key.kind == .plot { target[place].plot = stamp } else { target[place].cast = stamp }
      case .failure(let problem):
        failure = StatFailure(
          name: InputFileName.name(of: key.kind, movie), code: problem.code)
      }
    }
    return failure
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
struct NameKey: Comparable, Sendable {
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
