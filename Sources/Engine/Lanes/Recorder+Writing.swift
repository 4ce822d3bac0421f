import Basics
package import ProjectFiles
import Store
import TropeModel

/// What is written when, and in which order.
extension Recorder {
  /// Writes all that waits; afterwards it is durable, or the run stops.
  package func flush() async { await startWriting().value }

  /// As `flush`, but waits only for the groups before: while one is written the next may gather, and no more than that.
  ///
  /// - Parameter recordsWait: records stay for a later group, as their replies are kept.
  func flushBehind(recordsWait: Bool = false) async {
    let earlier = writing
    _ = startWriting(recordsWait: recordsWait)
    await earlier?.value
  }

  /// Has what waits written when the groups before are.
  private func startWriting(recordsWait: Bool = false) -> Task<Void, Never> {
    flushing?.cancel()
    flushing = nil
    let earlier = writing
    let task = Task {
      await earlier?.value
      await writeGroup(recordsWait: recordsWait)
    }
    writing = task
    return task
  }

  /// Half an hour of tries to write into a database that another program holds.
  private static let mostTriesOfHeld = 180

  private func writeGroup(recordsWait: Bool) async {
    guard !unwritten.isEmpty else { return }
    var group = unwritten
    // Let go of before it is written: what comes meanwhile is the next group's.
    unwritten = UnwrittenGroup()
    if recordsWait { swap(&group.records, &unwritten.records) }
    var (left, failure, isHeld) = await writer.write(group)
    if isHeld, let why = failure {
      // No further request is sent; what is on its way is paid for and nowhere else, so it waits for whoever holds
      // the database. Each try waits for some seconds by itself.
      cannotWrite(why)
      remarkOnce(
        "held", "\(why); until then nothing more is asked, and what was paid for waits here")
      for _ in 0..<Self.mostTriesOfHeld where isHeld {
        (left, failure, isHeld) = await writer.write(left)
      }
      if !isHeld { writeFailure = nil }
    }
    if !left.isEmpty { unwritten.putBack(left) }
    if failure != nil, await writer.hasSpooled {
      remarkOnce(
        "spooled",
        "what was paid for and could not be written into the ledger lies in '\(writer.ledger.spoolPath)'; the next run takes it in"
      )
    }
    if let failure { cannotWrite(failure) }
    if left.failures.isEmpty {
      for target in group.failures.map(\.target) {
        report(.target(movie: target.movie, state: .failed, detail: target.detail))
      }
    }
    guard left.records.isEmpty else { return }
    for (records, lane, batch) in group.records {
      if lane == .reuse {
        tally.reusedMovies.formUnion(records.map(\.movie))
      } else {
        tally.recordedMovies.formUnion(records.map(\.movie))
      }
      for record in records {
        report(.target(movie: record.movie, state: .done, detail: StatusDetail()))
      }
      report(.recorded(movies: records.map(\.movie), lane: lane, batch: batch))
    }
  }

  /// Gives the recorder room on the disk, for what has been paid when there is no other.
  package func use(_ reserve: DiskReserve) async { await writer.use(reserve) }

  /// What could not be written, if anything.
  package var failureToWrite: DiskFailure? { writeFailure }

  /// The API's name of a batch, for the records made from it.
  func remoteID(ofBatch number: Int) -> String? {
    if let known = remoteIDs[number] { return known }
    let found = (try? writer.ledger.batch(number))?.remoteID
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
  func cannotWrite(_ failure: DiskFailure) {
    writeFailure = failure
    stop.raise(.cannotGoOn(.disk(failure)))
  }

  /// Tells that the targets which wait for these questions are on the wire, or wait again.
  func tell(_ questions: [Digest], _ state: TargetState) {
    let changes = questions.flatMap { targets[$0] ?? [] }.map {
      StatusDirectory.Change($0.movie, state)
    }
    do throws(FileError) {
      try writer.tell(changes)
    } catch {
      return cannotWrite(.file(error))
    }
    for change in changes {
      report(.target(movie: change.movie, state: change.state, detail: change.detail))
    }
  }
}
