import OpenAIClient
import Testing

struct RetryPolicyTests {
  private func failure(_ kind: APIFailure.Kind) -> APIFailure {
    APIFailure(operation: .chat, kind: kind)
  }

  @Test(arguments: [
    (0, 0.0, 0), (0, 1.0, 500), (1, 1.0, 1_000), (3, 0.5, 2_000), (7, 1.0, 60_000),
    (1_000, 1.0, 60_000), (-5, 1.0, 500),
  ])
  func `waits anything up to a bound that doubles`(
    _ number: Int, _ random: Double, _ milliseconds: Int
  ) {
    let wait = RetryPolicy().wait(number: number, serverWait: nil, random: random)
    #expect(wait == .milliseconds(milliseconds))
  }

  @Test(arguments: [0.0, 0.3, 1.0])
  func `never comes back before the server's time`(_ random: Double) {
    let wait = RetryPolicy().wait(number: 0, serverWait: .seconds(200), random: random)
    #expect(wait >= .seconds(200))
    #expect(wait <= .milliseconds(200_500))
  }

  @Test func `a failing request is sent three times in all`() {
    var state = RetryState()
    let policy = RetryPolicy(attempts: 3)
    #expect(
      state.failed(failure(.serverError), policy: policy, random: 1)
        == .retry(after: .milliseconds(500)))
    #expect(
      state.failed(failure(.serverError), policy: policy, random: 1) == .retry(after: .seconds(1)))
    #expect(state.failed(failure(.serverError), policy: policy, random: 1) == .giveUp)
  }

  @Test func `being turned away by a limit costs no attempt, however often`() {
    var state = RetryState()
    let policy = RetryPolicy(attempts: 1)
    let turnedAway = failure(.rateLimitedMinute(wait: .seconds(2)))
    for _ in 0..<100 {
      guard case .retry(let wait) = state.failed(turnedAway, policy: policy, random: 0) else {
        Issue.record("it gave up")
        return
      }
      #expect(wait >= .seconds(2))
    }
    #expect(state.failures == 0)
    #expect(state.failed(failure(.loading), policy: policy, random: 0) != .giveUp)
    #expect(state.failed(failure(.serverError), policy: policy, random: 0) == .giveUp)
  }

  @Test func `the pause grows however little the server asks for`() {
    let policy = RetryPolicy()
    let waits = (0..<10).map {
      policy.wait(number: $0, serverWait: .milliseconds(6), random: 0)
    }
    #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(waits.reduce(.zero, +) > .seconds(60))
    #expect(waits.allSatisfy { $0 <= .seconds(60) })
  }

  @Test(arguments: [
    (APIFailure.Kind.quotaExhausted, RetryState.Action.stopPayingLanes),
    (.unauthorized, .stopPayingLanes), (.badRequest, .giveUp), (.queueFull, .waitForQueue),
    (.rateLimitedDay(wait: .seconds(9)), .sleepDay(after: .seconds(9))),
  ])
  func `what waiting cannot mend is not tried again`(
    _ kind: APIFailure.Kind, _ action: RetryState.Action
  ) {
    var state = RetryState()
    #expect(state.failed(failure(kind), policy: RetryPolicy(), random: 0) == action)
  }
}
