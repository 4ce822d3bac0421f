package import TropeModel

/// What a build did.
package struct BuildSummary: Sendable, Equatable {
  /// Movies with a record made from a reply that this run paid for, and those with one made from a kept reply alone.
  private var builtMovies: Set<MovieID> = []
  private var reusedMovies: Set<MovieID> = []
  /// Records made from replies that this run paid for.
  package var built: Int { builtMovies.count }
  /// Records made from kept replies.
  package var reused: Int { reusedMovies.count }
  /// Targets whose log was refreshed only.
  package var touched = 0
  /// Failures of earlier runs whose cause is gone.
  package var overcome = 0
  package var upToDate = 0
  package var orphans = 0
  /// Targets that are still in a batch.
  package var inBatches = 0
  /// Targets that were to be built and are neither built nor failed: the run stopped before.
  package var left = 0
  /// The most movies that an ask after the first did not get to; most of them have their record.
  package var leftByAsks = 0
  /// Batches that have not ended, also those that nobody waits for any more.
  package var openBatches = 0
  /// Batches that were written and not submitted, by number.
  package var writtenBatches: [Int] = []
  package var failed: [FailedTarget] = []
  package var usage = TokenUsage.zero
  /// US dollars that this run's replies cost; nothing was paid where `isSandbox`.
  package var dollars = 0.0
  /// What counts against the budget, in US dollars: at its most also what may have been billed and was not answered.
  var spent = 0.0
  package var forecastDollars = 0.0
  package var isSandbox = false
  package var elapsed = Duration.zero
  /// What became of votes; `nil` where nothing was to be counted.
  package var votes: Votes?
  /// Why the run stopped before all was done.
  package var stop: StopCause?

  package init() {}

  /// Counts movies with a new record. One that gets two in a run, as in a cascade, is one, and built if either was paid for.
  mutating func addRecords(built: Set<MovieID>, reused: Set<MovieID>) {
    builtMovies.formUnion(built)
    reusedMovies.formUnion(reused)
    reusedMovies.subtract(builtMovies)
  }

  /// Counts those of another part of the run.
  mutating func addRecords(of part: BuildSummary) {
    addRecords(built: part.builtMovies, reused: part.reusedMovies)
  }

  /// Whether nothing of what was to be built is still to come.
  var isThrough: Bool { stop == nil && !isAnythingLeft && inBatches == 0 }
  /// Whether something was to be asked and is neither answered, failed nor in a batch.
  package var isAnythingLeft: Bool { left > 0 || leftByAsks > 0 }
}
