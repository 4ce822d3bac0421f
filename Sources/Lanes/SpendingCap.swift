import TropeModel

/// `--budget` as a hard stop: what this run has paid, what is under way at its forecast, and the next request's
/// forecast together must not pass it.
package actor SpendingCap {
  private let limit: Double?
  private var paid = 0.0
  private var realtimeReserved = 0.0
  /// Forecasts of batches under way, by number.
  private var batchReserved: [Int: Double] = [:]
  /// Whether something was not sent because it could have passed the limit.
  package private(set) var hasDenied = false

  /// How often a request looks again that waits for others to be billed.
  private static let glance: Duration = .milliseconds(100)
  /// Sums of many small prices are not exact to the last bit.
  private static let tolerance = 1e-9

  /// - Parameter limit: in dollars; `nil` for none.
  package init(limit: Double? = nil) { self.limit = limit }

  /// Reserves a real-time request. Where only what is on the wire stands against it, waits until that is billed:
  /// it mostly costs less than its forecast.
  ///
  /// - Returns: false where the request must not be sent.
  func admitRealtime(_ dollars: Double, stop: StopSignal, time: TimeSource) async -> Bool {
    while !fits(dollars) {
      guard realtimeReserved > Self.tolerance else {
        hasDenied = true
        return false
      }
      guard await stop.sleep(Self.glance, by: time) else { return false }
    }
    realtimeReserved += dollars
    return true
  }

  /// A real-time request has ended, and cost `real`.
  func endedRealtime(reserved: Double, real: Double) {
    realtimeReserved -= reserved
    paid += real
  }

  /// Reserves a batch; false where it must not be created.
  func admitBatch(_ number: Int, _ dollars: Double) -> Bool {
    guard batchReserved[number] != nil || fits(dollars) else {
      hasDenied = true
      return false
    }
    batchReserved[number] = dollars
    return true
  }

  /// A batch that an earlier run has created: it counts, whether it fits or not.
  func holdBatch(_ number: Int, _ dollars: Double) { batchReserved[number] = dollars }

  /// A batch is not under way any more, or was never.
  func releaseBatch(_ number: Int) { batchReserved[number] = nil }

  /// Replies of a batch cost `dollars`.
  ///
  /// - Parameter number: the batch, where no more can come of it. Its reservation goes in the same moment, or what it
  ///   left over would be refused for money that is counted twice.
  func paidInBatch(_ dollars: Double, ending number: Int?) {
    paid += dollars
    if let number { batchReserved[number] = nil }
  }

  /// What is paid and what is reserved, in dollars.
  package var committed: Double { paid + realtimeReserved + batchReserved.values.reduce(0, +) }

  /// What may still be spent, in dollars; `nil` where there is no limit.
  var left: Double? { limit.map { $0 - committed } }

  private func fits(_ dollars: Double) -> Bool {
    guard let limit else { return true }
    return committed + dollars <= limit + Self.tolerance
  }
}
