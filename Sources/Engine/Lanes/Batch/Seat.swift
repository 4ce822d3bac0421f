import Store
import TropeModel

/// A place in the account's queue and in the budget, taken and given back together. Who lets go of it without a word
/// leaves it occupied, as a batch does that stays under way when the run ends.
struct Seat: ~Copyable {
  private let batch: Int
  private let queue: QueueGate
  private let cap: SpendingCap

  private init(_ batch: Int, _ queue: QueueGate, _ cap: SpendingCap) {
    self.batch = batch
    self.queue = queue
    self.cap = cap
  }

  /// The place of a batch that an earlier run has created, or may have: it is counted, whether there is room or not.
  static func held(_ batch: LedgerBatch, _ queue: QueueGate, _ cap: SpendingCap) async -> Seat {
    await queue.hold(batch: batch.number, tokens: batch.inputTokens.tokens)
    await cap.holdBatch(batch.number, batch.forecastCost)
    return Seat(batch.number, queue, cap)
  }

  /// Waits for a place; `nil` where the run stops or does not wait, where the batch is recalled, or where the budget
  /// has no room.
  static func taken(
    _ batch: LedgerBatch, _ queue: QueueGate, _ cap: SpendingCap, mayWait: Bool
  ) async -> Seat? {
    let tokens = batch.inputTokens.tokens
    guard await queue.enter(batch: batch.number, tokens: tokens, mayWait: mayWait) else {
      return nil
    }
    let seat = Seat(batch.number, queue, cap)
    guard await cap.admitBatch(batch.number, batch.forecastCost) else {
      // The batch stays uploaded: the next run goes on with it.
      await seat.giveBack()
      return nil
    }
    return seat
  }

  /// The batch is not under way any more, or never was.
  ///
  /// - Parameter paid: what its replies cost, in dollars. Its reservation goes in the same moment, or what it left
  ///   over would be refused for money that is counted twice.
  consuming func giveBack(paid: Double = 0) async {
    await queue.release(batch: batch)
    await cap.paidInBatch(paid, ending: batch)
  }

  /// The server had no room after all.
  ///
  /// - Parameter limit: how much the queue takes at all, where the server says so.
  consuming func refused(limit: Int?) async {
    await queue.refused(batch: batch, limit: limit)
    await cap.releaseBatch(batch)
  }

  /// The server is done with the batch and what it cost is not known yet: its room is free, its money is not.
  borrowing func freeRoom() async { await queue.release(batch: batch) }
}
