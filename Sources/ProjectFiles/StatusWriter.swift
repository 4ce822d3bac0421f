package import Basics
package import TropeModel

import Glibc

/// Changes a status directory for a run. Only the holder of the build lock may have one.
///
/// A target's file is there whole, at once, and then that of its state before is removed. A kill between them leaves two; the
/// further state then counts, so that the change has either happened or not. Nothing is synced.
///
/// What it knows of the files it learns from one listing, at the first change: then no file is searched for. Files that
/// somebody removes meanwhile are taken as removed.
package final class StatusWriter: Sendable {
  private let directory: StatusDirectory
  private let state = Locked(State())

  private struct State: Sendable {
    /// The state of each target that has a file; `nil` before the first change.
    var files: [MovieID: TargetState]?
    var list = StatusList()
    /// Open from the first file on.
    var opened: OpenDirectory?
    /// What the file says that new ones are links to; `nil` where there is none.
    var anchor: [UInt8]?
  }

  private final class OpenDirectory: Sendable {
    let descriptor: Descriptor

    init(_ path: String) throws(FileError) {
      descriptor = try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)
    }
  }

  /// The directory is made when there is something to tell.
  package init(_ directory: StatusDirectory) { self.directory = directory }

  // MARK: A run

  /// Tells what a run has taken up: one list, before any of it is sent. Files that say something else of it go.
  ///
  /// - Parameters:
  ///   - queued: what waits; files of earlier runs about it are removed.
  ///   - waiting: what is in a batch of an earlier run, and has its file.
  ///   - others: of what earlier runs have taken up and left, who stays; `nil` for nobody.
  package func takeUp(
    queued: [MovieID], waiting: [MovieID], keeping others: ((MovieID) -> Bool)?
  ) throws(FileError) {
    try change { state throws(FileError) in
      var list = StatusList(taken: (queued + waiting).sorted())
      if let others {
        let own = Set(list.taken)
        let earlier = state.list.left + state.list.taken.filter(others)
        list.left = earlier.filter { !own.contains($0) }
      }
      try replace(list, &state)
      for movie in queued { try removeFile(of: movie, &state) }
    }
  }

  /// Sets the states of targets, each by itself: a kill leaves some of them set. One that is queued again or done loses its
  /// file.
  package func set(_ changes: [StatusDirectory.Change]) throws(FileError) {
    guard !changes.isEmpty else { return }
    // Others need not wait until thousands are changed.
    for start in stride(from: 0, to: changes.count, by: 64) {
      try change { state throws(FileError) in
        for change in changes[start..<min(start + 64, changes.count)] {
          if change.state.hasFile {
            try setFile(change, &state)
          } else {
            try removeFile(of: change.movie, &state)
          }
        }
      }
    }
  }

  /// The run is over: what it has left stays on the list, and what failed or is in a batch keeps its file.
  ///
  /// - Parameters:
  ///   - left: what it was to build and has neither built nor failed; with what is to be said of it where the server has it in
  ///     a batch, for its file may have been removed.
  ///   - failed: what it has failed.
  ///   - submitted: what the server has in batches, also of earlier runs.
  ///   - keepsOthers: whether what the run was not about stays too.
  package func end(
    left: [(movie: MovieID, batch: StatusDetail?)], failed: some Sequence<MovieID>,
    submitted: Set<MovieID> = [], keepsOthers: Bool
  ) throws(FileError) {
    try change { state throws(FileError) in
      for (movie, detail) in left where state.files?[movie] == nil {
        guard let detail else { continue }
        try setFile(StatusDirectory.Change(movie, .submitted, detail), &state)
      }
      var waiting = Set(left.map(\.movie))
      let queued = left.map(\.movie).filter { state.files?[$0] == nil }
      waiting.formUnion(failed)
      if !keepsOthers {
        for (movie, told) in state.files ?? [:] where !waiting.contains(movie) {
          if told == .submitted, submitted.contains(movie) { continue }
          try removeFile(of: movie, &state)
        }
      }
      let others = keepsOthers ? state.list.left : []
      try replace(StatusList(left: (others + queued).sorted()), &state)
      if let opened = state.opened { try removeAnchor(&state, opened.descriptor.number) }
    }
  }

  /// Leaves targets to the next run, in whichever state they were.
  package func leave(_ movies: [MovieID]) throws(FileError) {
    guard !movies.isEmpty else { return }
    try change { state throws(FileError) in
      var list = state.list
      let known = Set(list.left + list.taken)
      list.left = (list.left + movies.filter { !known.contains($0) }).sorted()
      // Before the files go that say otherwise.
      try replace(list, &state)
      for movie in movies { try removeFile(of: movie, &state) }
    }
  }

  /// Forgets targets, in whichever state they are.
  package func remove(_ movies: some Sequence<MovieID>) throws(FileError) {
    let movies = Set(movies)
    guard !movies.isEmpty else { return }
    try change { state throws(FileError) in
      for movie in movies { try removeFile(of: movie, &state) }
      var list = state.list
      list.left.removeAll(where: movies.contains)
      list.taken.removeAll(where: movies.contains)
      try replace(list, &state)
    }
  }

  // MARK: Files

  private func change(
    _ body: (inout State) throws(FileError) -> Void
  ) throws(FileError) {
    try state.withLock { state throws(FileError) in
      if state.files == nil { try tidy(&state) }
      try body(&state)
    }
  }

  /// Removes what killed runs and older versions have left: files of a state that a further one has overtaken, temporary ones,
  /// and those that now have no file.
  private func tidy(_ state: inout State) throws(FileError) {
    state.list = try StatusList.read(in: directory.path)
    guard var listing = try directory.listing() else {
      state.files = [:]
      return
    }
    let old = listing.states.filter { !$0.value.hasFile }
    let queued = old.filter { $0.value == .queued }.keys
    if !queued.isEmpty {
      let known = Set(state.list.left + state.list.taken)
      var list = state.list
      list.left = (list.left + queued.filter { !known.contains($0) }).sorted()
      // Before the files go that say so.
      try replace(list, &state)
    }
    for (movie, state) in old {
      listing.leftovers.append("\(StatusFileName(movie, state))")
      listing.states[movie] = nil
    }
    for name in listing.leftovers {
      let file = "\(directory.path)/\(name)"
      guard unlink(file) == 0 || errno == ENOENT else { throw FileError(.remove, file) }
    }
    state.files = listing.states
  }

  private func replace(_ list: StatusList, _ state: inout State) throws(FileError) {
    guard list != state.list else { return }
    if !list.left.isEmpty || !list.taken.isEmpty { try Directories.make(directory.path) }
    try list.write(in: directory.path)
    state.list = list
  }

  private func setFile(
    _ change: StatusDirectory.Change, _ state: inout State
  ) throws(FileError) {
    let before = state.files?[change.movie]
    let text = change.detail.bytes
    // One that says nothing is there already as it is to be.
    if before == change.state, text.isEmpty, change.state == .sent { return }
    let opened = try open(&state)
    try make(StatusFileName(change.movie, change.state), saying: text, &state, opened)
    state.files?[change.movie] = change.state
    if let before, before != change.state {
      try remove(StatusFileName(change.movie, before), in: opened)
    }
  }

  private func removeFile(of movie: MovieID, _ state: inout State) throws(FileError) {
    guard let before = state.files?.removeValue(forKey: movie) else { return }
    try remove(StatusFileName(movie, before), in: try open(&state))
  }

  private func open(_ state: inout State) throws(FileError) -> Int32 {
    if let opened = state.opened { return opened.descriptor.number }
    try Directories.make(directory.path)
    let opened = try OpenDirectory(directory.path)
    state.opened = opened
    return opened.descriptor.number
  }

  private static let anchorName = AtomicFile.temporaryName(for: "status")

  /// Makes a file of that name which says `text`, in the place of one that may be there.
  ///
  /// A link to one that says the same costs a part of making a new file and removing it, and on ext4 far less while
  /// thousands are removed: that goes through all inodes that were freed in the last minutes before it takes one. So one
  /// hidden file, the anchor, says what the last one said. Nothing is ever written into a file that has a status file's
  /// name, so that the others that share it change with none.
  private func make(
    _ name: StatusFileName, saying text: [UInt8], _ state: inout State, _ opened: Int32
  ) throws(FileError) {
    if state.anchor == text, link(Self.anchorName, to: name, in: opened) { return }
    var opened = opened
    do {
      try makeAnchor(text, &state, opened)
    } catch {
      // Somebody has removed the directory.
      guard error.errno == ENOENT else { throw error }
      state.opened = nil
      opened = try open(&state)
      try makeAnchor(text, &state, opened)
    }
    if link(Self.anchorName, to: name, in: opened) { return }
    // Not every file system has links, and another file may have the name.
    state.anchor = nil
    guard name.withPointer({ renameat(opened, Self.anchorName, opened, $0) }) == 0 else {
      throw FileError(.rename, "\(directory.path)/\(name)")
    }
  }

  private func makeAnchor(
    _ text: [UInt8], _ state: inout State, _ opened: Int32
  ) throws(FileError) {
    try removeAnchor(&state, opened)
    let file = try Descriptor(
      Self.anchorName, in: opened, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
      operation: .create, named: "\(directory.path)/\(Self.anchorName)")
    try file.write(text)
    state.anchor = text
  }

  private func removeAnchor(_ state: inout State, _ opened: Int32) throws(FileError) {
    state.anchor = nil
    guard unlinkat(opened, Self.anchorName, 0) == 0 || errno == ENOENT else {
      throw FileError(.remove, "\(directory.path)/\(Self.anchorName)")
    }
  }

  private func link(_ old: String, to new: StatusFileName, in opened: Int32) -> Bool {
    new.withPointer { linkat(opened, old, opened, $0, 0) } == 0
  }

  /// One that is not there need not be removed.
  private func remove(_ name: StatusFileName, in opened: Int32) throws(FileError) {
    guard name.withPointer({ unlinkat(opened, $0, 0) }) == 0 || errno == ENOENT else {
      throw FileError(.remove, "\(directory.path)/\(name)")
    }
  }
}
