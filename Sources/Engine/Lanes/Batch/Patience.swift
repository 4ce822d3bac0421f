/// How long something is looked for before it is believed that it is not there. Absence is weak evidence: a server may be
/// slow, its list late, and what is made or asked a second time is paid for a second time.
struct Patience: Sendable {
  /// The waits before each look for a batch of which nobody knows whether it was made: the server may still be at it
  /// when the connection has long been cut.
  var forBatch: [Duration]
  /// The waits before each further look at results that the server says it has.
  var forResults: [Duration]
  /// The waits between answers that say that the server has no batches at all.
  var noBatches: [Duration]
  /// Before a second look at a batch that is told to have ended and has nothing to show.
  var beforeBelieved: Duration

  /// After a crash a batch is looked for so often at least, however long ago it was to be made.
  private static let leastLooks = 4

  /// Where money is at stake: eleven minutes for a batch, half an hour for results that took hours, minutes for the rest.
  static let paid = Patience(
    forBatch: [0, 1, 3, 6, 15, 30, 60, 75, 90, 120, 120, 150].map { .seconds($0) },
    forResults: [1, 3, 6, 15, 30, 60, 120, 240, 300, 300, 300, 300, 300].map { .seconds($0) },
    noBatches: [5, 15, 30, 60, 90].map { .seconds($0) }, beforeBelieved: .seconds(15))

  /// Where nothing is paid for, and the other side is at hand.
  static let rehearsed = Patience(
    forBatch: [0, 1, 3, 6].map { .seconds($0) },
    forResults: [1, 1, 3].map { .seconds($0) },
    noBatches: [1, 3, 6].map { .seconds($0) }, beforeBelieved: .seconds(1))

  /// Where batches are files on this disk: what is not there now is not there at all.
  static let none = Patience(
    forBatch: [.zero], forResults: [], noBatches: [], beforeBelieved: .zero)

  /// What suits who works on the batches.
  static func of(isSandbox: Bool, isByCommand: Bool) -> Patience {
    if isByCommand { return .none }
    return isSandbox ? .rehearsed : .paid
  }

  /// The looks that are still to be made where the creation was asked for so long ago.
  func looks(after elapsed: Duration) -> ArraySlice<Duration> {
    let whole = forBatch.reduce(.zero, +)
    var passed = Duration.zero
    var count = 0
    while count < forBatch.count, count < Self.leastLooks || passed + elapsed < whole {
      passed += forBatch[count]
      count += 1
    }
    return forBatch[..<count]
  }
}

extension BatchMachine.Rules {
  /// The wait before a poll: short at first, for a sandbox or a batch of an earlier run; then ever longer.
  func pollWait(polls: Int, random: Double) -> Duration {
    var wait = Duration.seconds(1)
    for _ in 0..<min(polls, 12) where wait < pollInterval { wait = wait * 3 / 2 }
    return min(wait, pollInterval) * (0.75 + random / 2)
  }
}
