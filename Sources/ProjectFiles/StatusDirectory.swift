package import Basics
package import TropeModel

import Glibc

/// The status files `<id>.<state>` of the targets that a run has taken up: one listing tells all states, and
/// each file says more to people.
///
/// Files of the states `queued`, `sent` and `done` are stamps: empty always. One stamp becomes another by one rename. Any
/// other change comes in two steps: the new state's file is there whole, at once (a link to one that says the same, or
/// written under a temporary name and renamed), and then the old state's file is removed. A kill between them
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
      let file = "\(path)/\(StatusFileName(movie, state))"
      do {
        let bytes = try Descriptor(file, flags: O_RDONLY)
          .readAll(limit: 1 << 16)
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

  /// Sets one target's state and what its file says; a stamp says nothing, whatever it is given.
  package func set(
    _ movie: MovieID, _ state: TargetState, _ detail: StatusDetail = StatusDetail()
  ) throws(FileError) {
    try set([Change(movie, state, detail)])
  }

  /// Sets the states of many targets, each by itself: a kill leaves some of them set.
  ///
  /// - Parameter known: the states of all targets before, where the caller has them from `tidy`: then no file is searched
  ///   for.
  package func set(
    _ changes: [Change], after known: [MovieID: TargetState]? = nil
  ) throws(FileError) {
    guard !changes.isEmpty else { return }
    let directory = try openOrMake()
    var known = known
    // For many changes one listing is quicker than trying four files for each.
    if known == nil, changes.count >= Self.manyChanges { known = try all() }
    var writing = Writing(directory: directory.number)
    for change in changes {
      if known != nil {
        let before = known?.updateValue(change.state, forKey: change.movie)
        if before == change.state, change.state.isStamp { continue }
        writing.before = before.map { [$0] } ?? []
      } else {
        writing.before = change.state.usuallyAfter
      }
      try set(change, &writing)
    }
  }

  /// What one call of `set` knows while it goes from change to change.
  private struct Writing {
    let directory: Int32
    /// The states that the file of the next target may be in, the likeliest first.
    var before: [TargetState] = []
    /// The state that the file of the last target was in: mostly the next one's is in the same.
    var lastBefore: TargetState?
    /// A file that this call has made, and what it says: the next that says the same is a link to it.
    var last: (name: StatusFileName, text: [UInt8])?

    /// `before`, the state of the last one first.
    func search(_ body: (TargetState) throws(FileError) -> Bool) throws(FileError) -> TargetState? {
      if let lastBefore, before.contains(lastBefore), try body(lastBefore) { return lastBefore }
      for state in before where state != lastBefore {
        if try body(state) { return state }
      }
      return nil
    }
  }

  private func set(_ change: Change, _ writing: inout Writing) throws(FileError) {
    let name = StatusFileName(change.movie, change.state)
    let directory = writing.directory
    // Where the last one's file said something, so does this one's, most likely.
    if change.state.isStamp, writing.lastBefore?.isStamp != false {
      let renamed = try writing.search { state throws(FileError) in
        guard state.isStamp, state != change.state else { return false }
        return try rename(StatusFileName(change.movie, state), to: name, in: directory)
      }
      if let renamed {
        writing.lastBefore = renamed
        return
      }
    }
    try make(name, saying: change.state.isStamp ? [] : change.detail.bytes, &writing)
    let removed = try writing.search { state throws(FileError) in
      guard state != change.state else { return false }
      return try remove(StatusFileName(change.movie, state), in: directory)
    }
    if let removed { writing.lastBefore = removed }
  }

  /// Makes a file of that name which says `text`, in the place of one that may be there.
  ///
  /// A link to one that says the same costs a part of making a new file and removing it, and on ext4 far less while
  /// thousands are removed: that goes through all inodes that were freed in the last minutes before it takes one. Nothing
  /// is ever written into a file that has a status file's name, so that the others that share it change with none.
  private func make(
    _ name: StatusFileName, saying text: [UInt8], _ writing: inout Writing
  ) throws(FileError) {
    let directory = writing.directory
    // Not every file system has links, none has them without end, and another file may have the name.
    if let last = writing.last, last.text == text, link(last.name, as: name, in: directory) {
      return
    }
    let temporary = AtomicFile.temporaryName(for: "\(name)")
    do {
      let file = try Descriptor(
        temporary, in: directory, flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
        operation: .create, named: "\(path)/\(name)")
      try file.write(text)
    }
    guard name.withPointer({ renameat(directory, temporary, directory, $0) }) == 0 else {
      throw FileError(.rename, "\(path)/\(name)")
    }
    writing.last = (name, text)
  }

  /// False where there is no file to rename.
  private func rename(
    _ old: StatusFileName, to new: StatusFileName, in directory: Int32
  ) throws(FileError) -> Bool {
    let code = old.withPointer { old in
      new.withPointer { renameat(directory, old, directory, $0) }
    }
    guard code == 0 || errno == ENOENT else { throw FileError(.rename, "\(path)/\(new)") }
    return code == 0
  }

  private func link(
    _ old: StatusFileName, as new: StatusFileName, in directory: Int32
  ) -> Bool {
    old.withPointer { old in new.withPointer { linkat(directory, old, directory, $0, 0) } } == 0
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
      _ = try remove(StatusFileName(movie, state), in: directory.number)
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

  private func removeStates(of movie: MovieID, in directory: Int32) throws(FileError) {
    // The nearest first, so that of two that are left by a kill the further was there longer.
    for state in TargetState.allCases {
      _ = try remove(StatusFileName(movie, state), in: directory)
    }
  }

  /// False where there is no file to remove.
  private func remove(_ name: StatusFileName, in directory: Int32) throws(FileError) -> Bool {
    let code = name.withPointer { unlinkat(directory, $0, 0) }
    guard code == 0 || errno == ENOENT else { throw FileError(.remove, "\(path)/\(name)") }
    return code == 0
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
        listing.leftovers.append("\(StatusFileName(movie, nearer))")
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

  /// Whether a file of this state says nothing.
  fileprivate var isStamp: Bool {
    switch self {
    case .queued, .sent, .done: true
    case .submitted, .failed: false
    }
  }

  /// The states that a target can come from, the usual ones first.
  fileprivate var usuallyAfter: [TargetState] {
    switch self {
    case .queued: Self.beforeQueued
    case .sent: Self.beforeSent
    case .submitted: Self.beforeSubmitted
    case .failed: Self.beforeFailed
    case .done: Self.beforeDone
    }
  }

  private static let beforeQueued: [TargetState] = [.sent, .submitted, .failed, .done]
  private static let beforeSent: [TargetState] = [.queued, .submitted, .failed, .done]
  private static let beforeSubmitted: [TargetState] = [.queued, .sent, .failed, .done]
  private static let beforeFailed: [TargetState] = [.sent, .submitted, .queued, .done]
  private static let beforeDone: [TargetState] = [.sent, .submitted, .queued, .failed]

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
