package import Basics
package import OpenAIClient
package import Store

/// Why the lanes stop before all is done.
package enum StopCause: Hashable, Sendable {
  /// Ctrl-C, or a signal to end: no new request; what is under way is awaited and recorded.
  case interrupted
  /// Something a person must mend.
  case cannotGoOn(Obstacle)
  /// `--fail-fast`, and a target failed.
  case failedFast
  /// `--budget`: what could be sent next could pass it.
  case budgetReached(BudgetEnd)
  /// `--no-wait`, and nothing more can be done now.
  case wouldWait
}

/// What keeps a run from going on until a person has mended it.
package enum Obstacle: Hashable, Sendable {
  /// A call failed that no other try cures: no quota, a refused key, a server that cannot be reached.
  case call(APIFailure)
  /// The same on a batch's way; `mayExist`: whether the server may have the batch.
  case batchCall(APIFailure, batch: Int, mayExist: Bool)
  /// The server refused the whole file of a batch, or a command left nothing of it; `nil` where no reason is given.
  case refusedBatch(Int, RemoteBatch.Fault?, byCommand: Bool)
  /// These batches were to be submitted, and ask what nobody wants any more.
  case outdatedBatches([Int])
  /// The server says that it has answers of these batches and does not give them.
  case resultsMissing(batches: [Int])
  /// What was to be read of a batch without asking the server was never downloaded.
  case noFiles(batch: Int, directory: String)
  /// All that is asked further would be paid for in vain.
  case badReplies(BadReplies)
  /// The server reads only a part of each request: the last one's tokens, as counted and as billed.
  case cutPrompts(counted: Int, billed: Int)
  /// A database or a file on this machine.
  case disk(DiskFailure)
  /// An event that cannot be, in the life of a batch: a fault of this program.
  case impossible(batch: Int, BatchState)
}

/// What a budget does not bear.
package enum BudgetEnd: Hashable, Sendable {
  /// The next request, under a budget of so many dollars.
  case reached(Double)
  /// A batch's questions in real time, since the server has no batches.
  case dearerInRealtime(batch: Int)
}

/// A database or a file that cannot be read or written.
package enum DiskFailure: Error, Hashable, Sendable {
  case store(StoreError)
  case file(FileError)
  case lines(JSONLinesError)
}

extension DiskFailure {
  /// What a database is asked for, where it fails as one of the things on this machine.
  static func ofStore<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(DiskFailure) -> Value {
    do throws(StoreError) { return try body() } catch { throw .store(error) }
  }

  /// The same of a file.
  static func ofFile<Value>(
    _ body: () throws(FileError) -> Value
  ) throws(DiskFailure) -> Value {
    do throws(FileError) { return try body() } catch { throw .file(error) }
  }
}
