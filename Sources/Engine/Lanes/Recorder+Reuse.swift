import Recipe
import Store
import TropeModel

extension Recorder {
  /// Records targets from replies that are kept already.
  package func reuse(_ reused: [ReusableTarget]) async {
    for start in stride(from: 0, to: reused.count, by: 4_096) {
      let share = reused[start..<min(start + 4_096, reused.count)]
      let now = time.now()
      let records = share.map { reused in
        let (target, reply) = (reused.target, reused.reply)
        return FinishedRecord(
          log: target.log, characters: reused.characters, movieFields: reused.movieFields,
          castStatus: target.castStatus, lane: .reuse, batchNumber: reply.batchNumber,
          remoteBatchID: reply.batchNumber.flatMap(remoteID), model: reply.model,
          // A reply that answers several questions is divided among them, so that sums come out right.
          usage: reply.ownUsage, costDollars: 0,
          tokenCount: tokenCounts[target.question.hash]?.tokens ?? 0, builtAt: now)
      }
      for reused in share { recorded.insert(reused.target.question.hash) }
      unwritten.records.append((records, .reuse, nil))
      await flush()
      guard writeFailure == nil else { return }
    }
  }
}
