package import TropeModel

/// `--budget` as a hard stop: what this run has paid, what is under way at the most it can cost, and the next request's most
/// together must not pass it.
package actor SpendingCap {
  /// What is held for one request in real time.
  struct Reservation: Sendable {
    let dollars: Double
  }

  private let budget: BudgetRule?
  private var paid = 0.0
  private var realtimeReserved = 0.0
  /// The most that batches under way can cost, by number.
  private var batchReserved: [Int: Double] = [:]
  /// How many times its bound a reply has cost: more than once where a server does not keep to the bound on output, or lets a
  /// dearer model answer.
  private var excess = 1.0
  /// Whether something was not sent because it could have passed the limit.
  package private(set) var hasDenied = false

  /// How often a request looks again that waits for others to be billed.
  private static let glance: Duration = .milliseconds(100)
  private let mostOfBatch: @Sendable (_ number: Int, _ forecast: Double) -> Double
  /// What that has said: it reads the batch's whole file, and is asked before the upload, before a seat is taken and by the seat.
  private var mosts: [Int: Double] = [:]
  private let mostOfRequests: (@Sendable (_ batch: [PendingRequest]) -> [Double])?
  private let waits: (stop: StopSignal, time: TimeSource)?

  /// - Parameters:
  ///   - limit: in dollars; `nil` for none.
  ///   - mostOfBatch: the most that a batch can cost, by its number and its forecast.
  ///   - mostOfRequests: the most that each request of a batch can cost that is still to be written; `nil` where batches are not
  ///     divided.
  ///   - waits: how a batch waits that others under way stand against; `nil`: it does not.
  package init(
    limit: Double? = nil,
    mostOfBatch: @escaping @Sendable (Int, Double) -> Double = { $1 },
    mostOfRequests: (@Sendable ([PendingRequest]) -> [Double])? = nil,
    waits: (stop: StopSignal, time: TimeSource)? = nil
  ) {
    budget = limit.map(BudgetRule.init)
    self.mostOfBatch = mostOfBatch
    self.mostOfRequests = mostOfRequests
    self.waits = waits
  }

  /// Whether there is a limit at all.
  nonisolated var isLimited: Bool { budget != nil }

  /// Reserves a real-time request. Where only what is under way stands against it, waits until that is billed:
  /// it mostly costs less.
  ///
  /// - Parameters:
  ///   - dollars: the most that it can cost.
  ///   - waitsForBatches: called once it is batches that it waits for, which takes long.
  /// - Returns: `nil` where the request must not be sent.
  func admitRealtime(
    _ dollars: Double, stop: StopSignal, time: TimeSource,
    waitsForBatches: @Sendable () -> Void = {}
  ) async -> Reservation? {
    var hasTold = false
    while !fits(dollars * excess) {
      let wait: Duration
      switch room(for: dollars * excess) {
      case .never:
        hasDenied = true
        return nil
      case .onceBilled: wait = Self.glance
      case .onceBatchesEnd:
        wait = Self.batchGlance
        if !hasTold { waitsForBatches() }
        hasTold = true
      }
      guard await stop.sleep(wait, by: time) else { return nil }
    }
    let reservation = Reservation(dollars: dollars * excess)
    realtimeReserved += reservation.dollars
    return reservation
  }

  /// Reserves a real-time request where that fits now. Where it does not, nothing is denied: it can go another way.
  func admitIfItFits(_ dollars: Double) -> Reservation? {
    guard fits(dollars * excess) else { return nil }
    realtimeReserved += dollars * excess
    return Reservation(dollars: dollars * excess)
  }

  /// What can make room for something that does not fit now.
  enum Room {
    /// Requests on the wire, which mostly cost less than is held for them.
    case onceBilled
    /// Batches under way, which do so too, and which this run waits for.
    case onceBatchesEnd
    case never
  }

  /// What can make room for so many dollars.
  private func room(for dollars: Double) -> Room {
    guard let budget, budget.holds(dollars, beside: paid) else { return .never }
    if realtimeReserved > BudgetRule.tolerance { return .onceBilled }
    return waits != nil && committed > paid + BudgetRule.tolerance ? .onceBatchesEnd : .never
  }

  /// What can make room for a real-time request for which no server is cheap enough now. Where nothing can, it is noted that
  /// something was not sent.
  ///
  /// - Parameter dollars: the most that it can cost at the cheapest.
  func roomOrDenial(for dollars: Double) -> Room {
    let room = room(for: dollars * excess)
    if case .never = room { hasDenied = true }
    return room
  }

  /// A real-time request has ended.
  ///
  /// - Parameter real: what it cost; `nil` where nobody knows: then it counts as the most.
  func ended(_ reservation: Reservation, real: Double?) {
    realtimeReserved -= reservation.dollars
    let real = real ?? reservation.dollars
    paid += real
    if reservation.dollars > BudgetRule.tolerance, real > reservation.dollars {
      excess = max(excess, excess * real / reservation.dollars)
    }
  }

  /// Reserves a batch at the most that it can cost; false where it must not be created. Where others under way stand against
  /// it, waits until they are billed: they mostly cost less.
  ///
  /// - Parameter dollars: its forecast.
  func admitBatch(_ number: Int, _ dollars: Double) async -> Bool {
    let most = most(number, dollars) * excess
    while let waits, batchReserved[number] == nil, !fits(most),
      committed > paid + BudgetRule.tolerance
    {
      guard await waits.stop.sleep(Self.batchGlance, by: waits.time) else { return false }
    }
    guard batchReserved[number] != nil || fits(most) else {
      hasDenied = true
      return false
    }
    batchReserved[number] = most
    return true
  }

  /// What is left over in the end, since the next batch does not fit any more, is at most such a part of the limit.
  private static let partsOfLimit = 8.0

  /// Batches that are still to be written, each small enough that the limit has room for it at the most that it can cost. Where it
  /// has room for all of them now, or for none of their requests, they stay as they are.
  func parts(of batches: [[PendingRequest]]) -> [[PendingRequest]] {
    guard let budget, let mostOfRequests else { return batches }
    let most = batches.map { mostOfRequests($0).map { $0 * excess } }
    guard !fits(most.reduce(0) { $0 + $1.reduce(0, +) }), most.joined().contains(where: fits) else {
      return batches
    }
    var parts: [[PendingRequest]] = []
    for (batch, dollars) in zip(batches, most) {
      var part: [PendingRequest] = []
      var sum = 0.0
      for (request, most) in zip(batch, dollars) {
        if !part.isEmpty, sum + most > budget.limit / Self.partsOfLimit + BudgetRule.tolerance {
          parts.append(part)
          (part, sum) = ([], 0)
        }
        part.append(request)
        sum += most
      }
      if !part.isEmpty { parts.append(part) }
    }
    return parts
  }

  /// Whether a batch that was written, and that the server does not have, costs more than the limit at its most, so that no run
  /// with this limit sends it, while there is room now for parts of it.
  ///
  /// - Parameter dollars: its forecast.
  func isToBeDivided(_ number: Int, _ dollars: Double, requests: Int) -> Bool {
    guard let budget, mostOfRequests != nil else { return false }
    return budget.fate(
      ofBatch: most(number, dollars) * excess, requests: requests, beside: committed) == .divided
  }

  private func most(_ number: Int, _ dollars: Double) -> Double {
    guard budget != nil else { return dollars }
    if let known = mosts[number] { return known }
    let most = mostOfBatch(number, dollars)
    mosts[number] = most
    return most
  }

  /// How often a batch looks again that waits for others to be billed.
  static let batchGlance: Duration = .seconds(2)

  /// A batch that an earlier run has created: it counts, whether it fits or not.
  func holdBatch(_ number: Int, _ dollars: Double) { batchReserved[number] = most(number, dollars) }

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

  /// What counts as spent, in dollars: what was billed, and at its most what may have been and was not answered.
  package var spent: Double { paid }

  /// By how much the limit is passed, in dollars: a server that does not keep to the bound on output can do so by its first
  /// replies, before anybody knows. `nil` where it is not.
  package var passedBy: Double? {
    guard let budget, !budget.holds(paid) else { return nil }
    return paid - budget.limit
  }

  /// What may still be spent, in dollars; `nil` where there is no limit.
  var left: Double? { budget.map { $0.limit - committed } }

  private func fits(_ dollars: Double) -> Bool {
    budget?.holds(dollars, beside: committed) ?? true
  }
}
