import Planner
package import ProjectFiles
import Store
import TropeModel

/// What is written when, and in which order.
extension Recorder {
  /// Writes all that waits; afterwards it is durable, or the run stops.
  package func flush() {
    flushing?.cancel()
    flushing = nil
    let written: [(records: [FinishedRecord], lane: Lane, batch: Int?)]
    // What was written is let go of at once: after a failure further on it must not be written again, a reply
    // least of all, which would then be paid for twice in the books.
    do {
      try keepPaid()
      try ledger.noteRealtimeRequests(sentRequests, isSandbox: isSandbox)
      sentRequests = []
      if let counted {
        for (size, offsets) in offsets {
          try ledger.addCalibration(recipe: counted.recipe, groupSize: size, offsets: offsets)
        }
      }
      offsets = [:]
      try database.record(unrecorded.flatMap(\.records))
      written = unrecorded
      unrecorded = []
      if !failures.isEmpty { try database.setFailures(failures) }
      failures = []
    } catch {
      return cannotWrite("\(error)")
    }
    setStatuses(
      written.flatMap(\.records).map { StatusDirectory.Change($0.movie, .done) })
    for (records, lane, batch) in written {
      tally.recordedMovies += records.count
      report(.recorded(movies: records.map(\.movie), lane: lane, batch: batch))
    }
  }

  /// Gives the recorder room on the disk, for what has been paid when there is no other.
  package func use(_ reserve: DiskReserve) { self.reserve = reserve }

  /// Where the ledger takes nothing more, the reserve makes room for what is here, and the run stops.
  private func keepPaid() throws {
    do {
      try ledger.keep(unkept)
    } catch {
      guard let reserve, reserve.release() else { throw error }
      cannotWrite("\(error)")
      // Replies of a batch lie in a downloaded file as well. The others are nowhere else, so they come first.
      let ofBatches = unkept.filter { $0.lane == .batch }
      try ledger.keep(unkept.filter { $0.lane != .batch })
      unkept = ofBatches
      try ledger.keep(ofBatches)
    }
    unkept = []
  }

  /// What could not be written, if anything.
  package var failureToWrite: String? { writeFailure }

  /// The API's name of a batch, for the records made from it.
  func remoteID(ofBatch number: Int) -> String? {
    if let known = remoteIDs[number] { return known }
    let found = (try? ledger.batch(number))?.remoteID
    remoteIDs[number] = .some(found)
    return found
  }

  /// Writes what waits when the group is due.
  func flushSoon() {
    guard flushing == nil else { return }
    let interval = grouping.interval
    let time = time
    flushing = Task { [weak self] in
      try? await time.sleep(interval)
      guard !Task.isCancelled else { return }
      await self?.flush()
    }
  }

  /// A write failed: the run stops.
  func cannotWrite(_ why: String) {
    writeFailure = why
    stop.raise(.cannotGoOn(why))
  }

  /// Sets a target's status file.
  func setStatus(_ movie: MovieID, _ state: TargetState, _ detail: StatusDetail) {
    setStatuses([StatusDirectory.Change(movie, state, detail)])
  }

  /// Sets the status files of the targets that wait for these questions.
  func setStatuses(
    of questions: [Digest], _ state: TargetState, _ detail: StatusDetail = StatusDetail()
  ) {
    setStatuses(
      questions.flatMap { targets[$0] ?? [] }.map {
        StatusDirectory.Change($0.movie, state, detail)
      })
  }

  /// Sets many status files, in their order.
  func setStatuses(_ changes: [StatusDirectory.Change]) {
    do {
      try status.set(changes)
    } catch {
      return cannotWrite("\(error)")
    }
    for change in changes {
      report(.target(movie: change.movie, state: change.state, detail: change.detail))
    }
  }
}
