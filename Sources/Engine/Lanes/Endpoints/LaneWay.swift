package import Planner
import Recipe
import TropeModel

/// How replies of one of several servers are booked.
package struct EndpointBooking: Hashable, Sendable {
  /// As the tropefile calls it.
  package var name: String
  /// The model that it is asked for, as it knows it.
  package var model: String
  /// The same as the ledger has it: one model under several names is asked for by the recipe's.
  package var bookedModel: String
  package var prices: Prices

  /// - Parameter bookedModel: `nil`: as it is asked for.
  package init(name: String, model: String, bookedModel: String? = nil, prices: Prices) {
    self.name = name
    self.model = model
    self.bookedModel = bookedModel ?? model
    self.prices = prices
  }
}

/// A server of the real-time lane with all that is its own: pace, places, health. A class, since each request on its way
/// holds one, and what it is made of has some fifty references.
package final class LaneWay: Sendable {
  /// Its client, its dialect and its prices; what it shares with the others is the same in all.
  let context: LaneContext
  let gate: RealtimeGate
  let slots: Slots
  /// The most requests on the wire at once.
  let concurrency: Int
  /// Whether each request is in the ledger before it goes.
  let countsDay: Bool
  /// The most tokens of a request and its reply together.
  let contextTokens: Int
  /// `nil` where one server is asked alone.
  let booking: EndpointBooking?

  /// So many go at once before the first good reply, and with a budget before the first bill: until then nobody knows what the
  /// server makes of them, and what they cost.
  private static let firstShare = 8
  private static let firstShareOfBudget = 1
  /// Where no more are allowed a day, each request is in the ledger before it goes, which costs a commit. Of more, no server
  /// misses those of a tenth of a second that a kill makes forgotten.
  private static let mostCountedSingly = 100_000

  /// - Parameters:
  ///   - context: its own: see `context`.
  ///   - budget: its limits, with what the last day has used.
  package init(
    context: LaneContext, budget: RateBudget, concurrency: Int, booking: EndpointBooking? = nil
  ) {
    var own = context
    own.endpoint = booking?.name
    self.context = own
    gate = RealtimeGate(budget: budget, context: context, endpoint: booking?.name)
    self.concurrency = concurrency
    self.booking = booking
    contextTokens = budget.limits.contextTokens
    countsDay = budget.limits.requestsPerDay.map { $0 <= Self.mostCountedSingly } ?? false
    slots = Slots(
      min(concurrency, context.cap.isLimited ? Self.firstShareOfBudget : Self.firstShare))
  }

  var name: String? { booking?.name }

  /// What is told to be tried again where a request to it is.
  var call: RepeatedCall { name.map { .endpoint($0) } ?? .request(context.realtimeLane) }

  /// Whether a request fits into its context.
  func holds(_ request: PendingRequest) -> Bool {
    request.inputTokens.tokens.addingSaturated(request.expectedOutput) <= contextTokens
  }

  /// The bound on a request's output, within what there is room for; `nil` for none.
  func bound(of request: PendingRequest) -> Int? {
    context.bounds.tokens(for: request, within: booking == nil ? nil : contextTokens)
  }

  /// The most that a request can cost there, in dollars.
  func most(_ request: PendingRequest, bound: Int?) -> Double {
    (bound ?? (context.recipe.asksForDecisions ? 0 : nil)).flatMap {
      context.mostCost?(request, $0)
    } ?? context.realtimeCost(request)
  }
}
