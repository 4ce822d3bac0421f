package import Inputs
package import Recipe
package import Store
package import TropeModel

/// What a look at inputs, build log and ledger finds: everything a plan needs, and nothing changed by it.
package struct Survey: Sendable {
  /// Targets whose record is up to date.
  package var upToDate = 0
  /// Targets whose files were touched or changed without effect on the question: only the log is refreshed.
  package var refreshed: [BuildLogEntry] = []
  /// Stale targets that a kept reply serves: no cost.
  package var reused: [ReusableTarget] = []
  /// Stale targets whose question is in a batch under way.
  package var inBatches: [WaitingTarget] = []
  /// Stale targets whose question has to be asked and paid for.
  package var toAsk: [BuildTarget] = []
  /// Targets that cannot be asked, with the reason.
  package var failed: [FailedTarget] = []
  /// Movies with a record whose plot is gone.
  package var orphans: [MovieID] = []
  /// Files in the input directory that look like ours but are not.
  package var ignoredFiles: [String] = []
  /// Movies that were asked for by id and are not in the input directory.
  package var unknownMovies: [MovieID] = []
  /// Batches of the ledger that have not ended, by number.
  package var openBatches: [Int] = []
  /// Batches of other projects that share the ledger, written down and not sent: they are left alone.
  package var othersBatches: [Int] = []
  /// With `--fresh`, the last reply before it began; `nil` where it has not begun yet.
  package var freshAfter: Int64?
  /// Kept replies that the check does not take any more, with what it finds wrong.
  package var refuted: [RefutedReply] = []
  /// Batches that are written but not sent and ask something that nobody wants any more, by number.
  package var outdatedBatches: [OutdatedBatch] = []
  /// Whether those are left as they are.
  package var keepsOutdatedBatches = false
  /// Those that are given up, so that what is still wanted of them is planned anew.
  package var givenUpBatches: [OutdatedBatch] { keepsOutdatedBatches ? [] : outdatedBatches }

  /// Whether targets are adopted (`-t`): then `refreshed` holds what is taken as built from what is there now.
  package var isAdopting = false
  /// With `-t`, stale targets that have nothing to adopt and are left as they are.
  package var leftStale = 0
  /// Movies whose last try failed, by what is noted of them, and that would not fail now.
  package var overcome: [MovieID] = []
  /// Movies whose last try failed and that have no plot any more: that is forgotten.
  package var forgotten: [MovieID] = []
  /// What is noted of the last try.
  var noted: [FailedTarget] = []
  /// Movies of which a failure is noted and that have no plot.
  var failedWithoutPlot: Set<MovieID> = []
  /// Those of `failed` that are noted as they are: nothing about them has to be written.
  package var notedFailures: Set<MovieID> = []

  /// Tokens of the questions of stale targets.
  package var tokenCounts: [Digest: TokenCount] = [:]
  /// What the asks after the first ask of stale targets, where that was looked for.
  var further = FurtherTargets()

  /// With `explains`, what the walk saw of each movie that has a plot.
  package var walked: [WalkedMovie] = []

  package init() {}

  /// Whether a build would write nothing at all; there may be targets that failed before and fail again.
  package var hasNothingToDo: Bool {
    refreshed.isEmpty && reused.isEmpty && inBatches.isEmpty && toAsk.isEmpty
      && failed.allSatisfy { notedFailures.contains($0.movie) } && openBatches.isEmpty
      && givenUpBatches.isEmpty && overcome.isEmpty && forgotten.isEmpty
  }

  /// Whether a build needs the API.
  package var needsAPI: Bool { !toAsk.isEmpty || !openBatches.isEmpty }

  /// How many targets are stale, those that cannot be asked among them.
  package var staleCount: Int { reused.count + inBatches.count + toAsk.count + failed.count }
}

/// What the walk from files to question saw of one movie.
package struct WalkedMovie: Sendable {
  /// The row of the build log; `nil` where there is no record.
  package var logged: BuildLogEntry?
  /// The files as they were read, and the question that they make; or what is wrong with them.
  package var seen: Result<Seen, InputFault>

  package struct Seen: Sendable {
    package var fingerprint: Fingerprint
    package var question: Question
  }
}

/// A stale target and the reply that serves it.
package struct ReusableTarget: Sendable {
  package var target: BuildTarget
  package var reply: KeptReply
  package var characters: [LabelledCharacter]
  /// What it says of the movie itself.
  package var movieFields: [FieldAnswer]
}

/// A kept reply that was valid when it came and that a stricter check, or its first one, does not take.
package struct RefutedReply: Sendable, Equatable {
  package var question: Digest
  package var reply: Int64
  package var fault: ReplyFault
}

/// A stale target whose question is under way in a batch.
package struct WaitingTarget: Sendable {
  package var target: BuildTarget
  package var batch: Int
}
