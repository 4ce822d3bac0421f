import Basics
package import ProjectFiles
import Store
import TropeModel

/// What is written when, and in which order.
extension Recorder {
  /// Writes all that waits; afterwards it is durable, or the run stops.
  package func flush() async { await startWriting(withRecords: true).value }

  /// Writes what is due, when the groups before are written: all but records, and these where they have waited long. What was
  /// paid for is durable then, or the run stops.
  func writeDue() -> Task<Void, Never> { startWriting(withRecords: false) }

  /// As `writeDue`, but waits only for the groups before: while one is written the next may gather, and no more than that.
  func writeBehind() async {
    let earlier = writing
    _ = writeDue()
    await earlier?.value
  }

  private func startWriting(withRecords: Bool) -> Task<Void, Never> {
    writingSoon?.cancel()
    writingSoon = nil
    let earlier = writing
    let task = Task {
      await earlier?.value
      await writeGroup(withRecords: withRecords)
    }
    writing = task
    return task
  }

  /// Leaves records for a later group, as their replies are kept, unless they have waited long.
  private func leaveRecords(of group: inout UnwrittenGroup) {
    groupsWithoutRecords += 1
    guard
      groupsWithoutRecords < Grouping.groupsToRecord, group.records.count < Grouping.records
    else {
      groupsWithoutRecords = 0
      return
    }
    swap(&group.records, &unwritten.records)
    // Perhaps nothing more comes that would ask for it.
    if unwritten.records.contains(where: { $0.lane != .batch }) { writeSoon() }
  }

  /// Half an hour of tries to write into a database that another program holds.
  private static let mostTriesOfHeld = 180

  private func writeGroup(withRecords: Bool) async {
    var group = unwritten
    // Let go of before it is written: what comes meanwhile is the next group's.
    unwritten = UnwrittenGroup()
    if withRecords { groupsWithoutRecords = 0 } else { leaveRecords(of: &group) }
    guard !group.isEmpty else { return unwritten.putBack(group) }
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
  func writeSoon() {
    guard writingSoon == nil else { return }
    let interval = grouping.interval
    let time = time
    writingSoon = Task { [weak self] in
      try? await time.sleep(interval)
      guard !Task.isCancelled else { return }
      await self?.writeDue().value
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
