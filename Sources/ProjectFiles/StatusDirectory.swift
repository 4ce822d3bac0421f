package import TropeModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The status files `<id>.<state>` of the targets that a run has taken up: one listing tells all states, and
/// each file says more to people.
///
/// A state whose file says nothing comes by one rename of the file of the state before, which is then emptied where it
/// said something. One whose file says something comes in three steps: the new content is written under a temporary
/// name, that is renamed to the new state's name, and the old state's file is removed. A kill between the last two
/// leaves two files; the further state (in the order of `TargetState`) then counts, so that the change has either
/// happened or not. Nothing is synced: after a power cut the databases tell what the files do not.
///
/// Only the holder of the build lock may write. It calls `tidy` first: from then on a target has one file at most,
/// and the search for the one before ends with the first that is found.
package struct StatusDirectory: Sendable {
  package let path: String

  /// The directory is made when the first status is set.
  package init(_ path: String) { self.path = path }

  /// A new status of one target.
  package struct Change: Hashable, Sendable {
    package var movie: MovieID
    package var state: TargetState
    package var detail: StatusDetail

    package init(_ movie: MovieID, _ state: TargetState, _ detail: StatusDetail = StatusDetail()) {
      self.movie = movie
      self.state = state
      self.detail = detail
    }
  }

  // MARK: Reading

  /// The states of all targets; empty where there is no directory. Changes nothing.
  package func all() throws(FileError) -> [MovieID: TargetState] {
    try listing()?.states ?? [:]
  }

  /// What is known of one target, `nil` where it has no status file. Changes nothing.
  package func status(
    of movie: MovieID
  ) throws(FileError) -> (state: TargetState, detail: StatusDetail)? {
    // The furthest state first, as in a listing.
    for state in TargetState.allCases.reversed() {
      let file = "\(path)/\(Self.name(movie, state))"
      do {
        let bytes = try Descriptor(file, flags: O_RDONLY).readAll(limit: 1 << 16, path: file)
        return (state, StatusDetail(bytes: bytes))
      } catch {
        guard error.errno == ENOENT || error.errno == ENOTDIR else { throw error }
      }
    }
    return nil
  }

  // MARK: Writing

  /// Removes what killed runs left: files of a state that a further one has overtaken, and temporary files.
  /// Returns the states of all targets.
  @discardableResult
  package func tidy() throws(FileError) -> [MovieID: TargetState] {
    guard let listing = try listing() else { return [:] }
    for name in listing.leftovers {
      let file = "\(path)/\(name)"
      guard unlink(file) == 0 || errno == ENOENT else { throw FileError(.remove, file) }
    }
    return listing.states
  }

  /// Sets one target's state and what its file says.
  package func set(
    _ movie: MovieID, _ state: TargetState, _ detail: StatusDetail = StatusDetail()
  ) throws(FileError) {
    try set([Change(movie, state, detail)])
  }

  /// Sets the states of many targets, each by itself: a kill leaves some of them set.
  package func set(_ changes: [Change]) throws(FileError) {
    guard !changes.isEmpty else { return }
    let directory = try openOrMake()
    // For many changes one listing is quicker than trying four files for each.
    var known: [MovieID: TargetState]?
    if changes.count >= Self.manyChanges { known = try all() }
    var lastStamp: String?
    for change in changes {
      let before = known.map { $0[change.movie].map { [$0] } ?? [] } ?? change.state.usuallyAfter
      known?[change.movie] = change.state
      if change.detail.bytes.isEmpty {
        try setStamp(change, after: before, like: &lastStamp, in: directory.number)
      } else {
        try setText(change, in: directory.number)
        lastStamp = nil
        for state in before where state != change.state {
          try remove(Self.name(change.movie, state), in: directory.number)
        }
      }
    }
  }

  /// An empty file is whole as soon as it has its name, so the file of the state before is given that name, and where
  /// there is none, the last new stamp gets one more. Making a new file and removing it costs several times as much,
  /// and on ext4 far more while thousands are removed: it goes through all inodes that were freed in the last minutes
  /// before it takes one. Nothing is ever written into a stamp, so that the others of its file change with none.
  ///
  /// - Parameter lastStamp: the name of a file that this call of `set` has made, and that is empty.
  private func setStamp(
    _ change: Change, after before: [TargetState], like lastStamp: inout String?,
    in directory: Int32
  ) throws(FileError) {
    let name = Self.name(change.movie, change.state)
    for state in before where state != change.state {
      if renameat(directory, Self.name(change.movie, state), directory, name) == 0 {
        // Emptying an empty file costs as much as the rename.
        var status = stat()
        if fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_size == 0 {
          return
        }
        break
      }
      guard errno == ENOENT else { throw FileError(.rename, "\(path)/\(name)") }
    }
    // Not every file system has links, none has them without end, and a file that says something may have the name.
    if let lastStamp, linkat(directory, lastStamp, directory, name, 0) == 0 { return }
    _ = try Descriptor(
      name, in: directory, flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
      operation: .create, named: "\(path)/\(name)")
    lastStamp = name
  }

  /// A file that says something is written under another name first.
  private func setText(_ change: Change, in directory: Int32) throws(FileError) {
    let name = Self.name(change.movie, change.state)
    let temporary = AtomicFile.temporaryName(for: name)
    do {
      let file = try Descriptor(
        temporary, in: directory, flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
        operation: .create, named: "\(path)/\(name)")
      try file.write(change.detail.bytes, path: "\(path)/\(name)")
    }
    guard renameat(directory, temporary, directory, name) == 0 else {
      throw FileError(.rename, "\(path)/\(name)")
    }
  }

  private static let manyChanges = 10_000

  private func openOrMake() throws(FileError) -> Descriptor {
    do {
      return try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)
    } catch {
      guard error.errno == ENOENT else { throw error }
    }
    try Directories.make(path)
    return try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)
  }

  /// Removes the status files of targets whose states are known from `tidy`.
  package func remove(_ states: [MovieID: TargetState]) throws(FileError) {
    guard !states.isEmpty else { return }
    let directory = try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)
    for (movie, state) in states {
      try remove(Self.name(movie, state), in: directory.number)
    }
  }

  /// Removes the status files of targets, in whichever state they are.
  package func remove(_ movies: some Sequence<MovieID>) throws(FileError) {
    let directory: Descriptor
    do {
      directory = try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)
    } catch {
      if error.errno == ENOENT { return }
      throw error
    }
    for movie in movies { try removeStates(of: movie, in: directory.number) }
  }

  // MARK: Names

  /// The movie and state that a status file's name tells, `nil` for any other name.
  static func parse(_ name: [UInt8]) -> (MovieID, TargetState)? {
    guard let dot = name.firstIndex(of: UInt8(ascii: ".")), let movie = MovieID(utf8: name[..<dot])
    else { return nil }
    let ending = name[(dot + 1)...]
    guard let state = TargetState.allCases.first(where: { $0.rawValue.utf8.elementsEqual(ending) })
    else { return nil }
    return (movie, state)
  }

  private static func name(_ movie: MovieID, _ state: TargetState) -> String {
    "\(movie).\(state.rawValue)"
  }

  private func removeStates(of movie: MovieID, in directory: Int32) throws(FileError) {
    // The nearest first, so that of two that are left by a kill the further was there longer.
    for state in TargetState.allCases {
      try remove(Self.name(movie, state), in: directory)
    }
  }

  private func remove(_ name: String, in directory: Int32) throws(FileError) {
    guard unlinkat(directory, name, 0) == 0 || errno == ENOENT else {
      throw FileError(.remove, "\(path)/\(name)")
    }
  }

  private struct Listing {
    var states: [MovieID: TargetState] = [:]
    var leftovers: [String] = []
  }

  private func listing() throws(FileError) -> Listing? {
    let directory: Descriptor
    do {
      directory = try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)
    } catch {
      if error.errno == ENOENT { return nil }
      throw error
    }
    var listing = Listing()
    let suffix = Array(AtomicFile.temporarySuffix.utf8)
    for name in try Directories.names(in: directory.number, path: path) {
      if let (movie, state) = Self.parse(name) {
        guard let other = listing.states.updateValue(state, forKey: movie) else { continue }
        let (further, nearer) = other.isFurther(than: state) ? (other, state) : (state, other)
        listing.states[movie] = further
        listing.leftovers.append(Self.name(movie, nearer))
      } else if name.first == UInt8(ascii: "."), name.suffix(suffix.count).elementsEqual(suffix) {
        listing.leftovers.append(String(decoding: name, as: UTF8.self))
      }
    }
    return listing
  }
}

extension TargetState {
  /// Whether a target in this state has come further than in the other: in the order of the cases.
  fileprivate func isFurther(than other: TargetState) -> Bool { rank > other.rank }

  /// The states that a target can come from, the usual ones first.
  fileprivate var usuallyAfter: [TargetState] {
    switch self {
    case .queued: [.sent, .submitted, .failed, .done]
    case .sent: [.queued, .submitted, .failed, .done]
    case .submitted: [.queued, .sent, .failed, .done]
    case .failed: [.sent, .submitted, .queued, .done]
    case .done: [.sent, .submitted, .queued, .failed]
    }
  }

  private var rank: Int {
    switch self {
    case .queued: 0
    case .sent: 1
    case .submitted: 2
    case .failed: 3
    case .done: 4
    }
  }
}
