import Basics
import OpenAIClient
import Store
import Testing
import TropeModel

@testable import Engine

/// The ledger beside the provider's bill.
@Suite struct ReconciliationTests {
  private static let day: Int64 = 1_795_132_800  // 2026-11-20
  private let today = CivilDay(2026, 11, 28)

  private func ours(
    _ day: String, _ lane: Lane, _ requests: Int, dollars: Double = 0, input: Int? = nil,
    at endpoint: String? = nil
  ) -> BilledLine {
    var spending = Spending()
    spending.replies = requests
    spending.usage = TokenUsage(
      input: input ?? requests * 100, cachedInput: 0, output: requests * 10)
    spending.costDollars = dollars
    return BilledLine(
      day: day, lane: lane, model: "gpt-4o-mini-2024-07-18", requestedModel: "gpt-4o-mini",
      endpoint: endpoint, spending: spending)
  }

  private func theirs(
    _ days: Int64, _ requests: Int, batch: Bool = false, tier: String? = "default",
    model: String = "gpt-4o-mini-2024-07-18"
  ) -> RemoteUsage {
    RemoteUsage(
      start: Self.day + days * 86_400, model: model, isBatch: batch, serviceTier: tier,
      requests: requests, inputTokens: requests * 100, cachedTokens: 0, outputTokens: requests * 10)
  }

  private func cost(_ days: Int64, _ dollars: Double, _ item: String?) -> RemoteCost {
    RemoteCost(start: Self.day + days * 86_400, lineItem: item, dollars: dollars)
  }

  @Test func `what is the same agrees, by day and lane`() {
    let all = Reconciliation(
      ledger: [
        ours("2026-11-20", .batch, 10, dollars: 0.5),
        ours("2026-11-20", .realtime, 5, dollars: 0.5),
      ],
      usage: [theirs(0, 10, batch: true), theirs(0, 5)],
      costs: [
        cost(0, 0.5, "gpt-4o-mini-2024-07-18 batch, input"),
        cost(0, 0.4, "gpt-4o-mini-2024-07-18, input"),
        cost(0, 0.1, "gpt-4o-mini-2024-07-18, output"),
      ], today: today)
    #expect(all.agrees)
    #expect(all.differences.isEmpty)
    #expect(all.lines.map(\.lane) == [.batch, .realtime])
    #expect(all.lines.map(\.theirs.dollars) == [0.5, 0.5])
    #expect(all.days == [.init(day: "2026-11-20", ours: 1, theirs: 1)])
  }

  @Test func `the day's border moves requests and loses none`() {
    let all = Reconciliation(
      ledger: [
        ours("2026-11-20", .batch, 4, dollars: 0.4), ours("2026-11-21", .batch, 6, dollars: 0.6),
      ],
      usage: [theirs(0, 7, batch: true), theirs(1, 3, batch: true)],
      costs: [cost(0, 0.7, nil), cost(1, 0.3, nil)], today: today)
    #expect(all.agrees)
    #expect(
      all.differences == [
        .border(day: "2026-11-20", lane: .batch, requests: 3),
        .border(day: "2026-11-21", lane: .batch, requests: -3),
      ])
  }

  @Test func `replies that were lost and other work are told apart`() {
    let all = Reconciliation(
      ledger: [ours("2026-11-20", .realtime, 5, dollars: 0.5)],
      usage: [theirs(0, 6), theirs(0, 9, model: "gpt-6-astra")],
      costs: [cost(0, 0.6, "gpt-4o-mini, input"), cost(0, 2, "gpt-6-astra, input_tokens")],
      today: today)
    #expect(!all.agrees)
    #expect(
      all.differences == [
        .otherWork(day: "2026-11-20", model: "gpt-6-astra", requests: 9),
        .otherCosts(day: "2026-11-20", item: "gpt-6-astra, input_tokens", dollars: 2),
        .unknown(day: "2026-11-20", lane: .realtime, requests: 1, input: 100, output: 10),
      ])
    #expect(all.theirs == 0.6)
  }

  @Test func `another model's name that begins alike is other work`() {
    let all = Reconciliation(
      ledger: [ours("2026-11-20", .realtime, 5, dollars: 0.5)],
      usage: [theirs(0, 5), theirs(0, 1, model: "gpt-4o")],
      costs: [cost(0, 0.5, "gpt-4o-mini, input"), cost(0, 1, "gpt-4o, input")], today: today)
    #expect(all.agrees)
    #expect(all.differences.count == 2)
  }

  @Test func `another tier of service explains another price`() {
    let all = Reconciliation(
      ledger: [ours("2026-11-20", .realtime, 5, dollars: 0.5)],
      usage: [theirs(0, 5, tier: "priority")], costs: [cost(0, 1, "gpt-4o-mini, input")],
      today: today)
    #expect(!all.agrees)
    #expect(
      all.differences == [
        .tier(day: "2026-11-20", lane: .realtime, tier: "priority", requests: 5),
        .price(day: "2026-11-20", ours: 0.5, theirs: 1),
      ])
  }

  @Test func `what the provider has not counted yet does not agree, and today is not over`() {
    let all = Reconciliation(
      ledger: [ours("2026-11-28", .realtime, 5, dollars: 0.5)], usage: [], costs: [], today: today)
    #expect(!all.agrees)
    #expect(
      all.differences == [
        .uncounted(day: "2026-11-28", lane: .realtime, requests: 5),
        .unfinished(day: "2026-11-28"),
      ])
  }

  @Test func `replies of other servers are named and not compared`() {
    let all = Reconciliation(
      ledger: [
        ours("2026-11-20", .batch, 2, dollars: 0.2),
        ours("2026-11-20", .realtime, 5, dollars: 0.5, at: "one"),
        ours("2026-11-20", .realtime, 7, dollars: 0.7, at: "two"),
      ], at: ["one"],
      usage: [theirs(0, 5), theirs(0, 2, batch: true)], costs: [cost(0, 0.7, nil)], today: today)
    #expect(all.agrees)
    #expect(all.ours == 0.7 && all.theirs == 0.7)
    #expect(all.differences == [.elsewhere(endpoint: "two", replies: 7, dollars: 0.7)])
  }

  @Test func `half a cent is rounding`() {
    let all = Reconciliation(
      ledger: [ours("2026-11-20", .realtime, 5, dollars: 0.504)], usage: [theirs(0, 5)],
      costs: [cost(0, 0.5, nil)], today: today)
    #expect(all.agrees)
  }
}
