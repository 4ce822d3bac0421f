package import Basics
package import TropeModel

import Glibc

/// The directory that tells of the targets which a run has taken up.
///
/// A target that is `sent`, `submitted` or `failed` has a file `<id>.<state>` that says more to people. One that is `queued`
/// has none: the file `queued` lists them, once a run (see `StatusList`). Nor has one that is `done`: its record tells so.
/// One listing and one short file tell all states. The file `waiting` says what the lanes wait for (see `StatusWait`).
///
/// Files `<id>.queued` and `<id>.done` are of older versions: they are understood, and go when a run begins.
package struct StatusDirectory: Sendable {
  package let path: String

  /// The directory is made when there is something to tell.
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

  /// The states of all targets; empty where there is no directory. Changes nothing.
  ///
  /// - Parameter pending: the targets that tropes.db has as taken up and not yet recorded. Others that a run has listed and
  ///   that have no file of their own are done; without it they count as queued.
  package func all(pending: Set<MovieID>? = nil) throws(FileError) -> [MovieID: TargetState] {
    guard let listing = try listing() else { return [:] }
    var states = listing.states
    let list = try StatusList.read(in: path)
    for movie in list.left where states[movie] == nil { states[movie] = .queued }
    for movie in list.taken where states[movie] == nil {
      states[movie] = pending?.contains(movie) == false ? .done : .queued
    }
    return states
  }

  /// The movie and state that a status file's name tells, `nil` for any other name.
  static func parse(_ name: [UInt8]) -> (MovieID, TargetState)? {
    guard let dot = name.firstIndex(of: UInt8(ascii: ".")), let movie = MovieID(utf8: name[..<dot])
    else { return nil }
    let ending = name[(dot + 1)...]
    guard let state = TargetState.allCases.first(where: { $0.rawValue.utf8.elementsEqual(ending) })
    else { return nil }
    return (movie, state)
  }

  /// Whether a file of that name in the directory is one of ours.
  static func isOurs(_ name: String) -> Bool {
    name == StatusList.name || name == waitingName || parse(Array(name.utf8)) != nil
  }

  /// What the names tell. Of two files of one target, which a kill can leave, the further state counts.
  struct Listing {
    var states: [MovieID: TargetState] = [:]
    /// Files of a state that a further one has overtaken, and temporary ones.
    var leftovers: [String] = []
  }

  /// `nil` where there is no directory.
  func listing() throws(FileError) -> Listing? {
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
        let (further, nearer) = other.rank > state.rank ? (other, state) : (state, other)
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
  /// How far a target in this state has come: in the order of the cases.
  fileprivate var rank: Int {
    switch self {
    case .queued: 0
    case .sent: 1
    case .submitted: 2
    case .failed: 3
    case .done: 4
    }
  }

  /// Whether a target in this state has a file of its own.
  var hasFile: Bool {
    switch self {
    case .queued, .done: false
    case .sent, .submitted, .failed: true
    }
  }
}
