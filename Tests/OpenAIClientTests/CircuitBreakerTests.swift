import OpenAIClient
import Testing
import TropeModel

struct CircuitBreakerTests {
  private func at(_ seconds: Double) -> Timestamp {
    Timestamp(milliseconds: Int64(seconds * 1_000))
  }

  /// The ticket, if a request may go.
  private func ask(_ breaker: inout CircuitBreaker, _ seconds: Double) -> CircuitBreaker.Ticket? {
    if case .go(let ticket) = breaker.ask(now: at(seconds)) { return ticket }
    return nil
  }

  /// A request that must be let through.
  private func go(
    _ breaker: inout CircuitBreaker, _ seconds: Double
  ) throws -> CircuitBreaker.Ticket {
    let ticket = ask(&breaker, seconds)
    return try #require(ticket)
  }

  private func opened(failures: Int = 3) throws -> CircuitBreaker {
    var breaker = CircuitBreaker(failuresToOpen: failures, wideEnough: 8)
    for _ in 0..<failures {
      let ticket = try go(&breaker, 0)
      breaker.ended(ticket, .failed, now: at(0), random: 1)
    }
    return breaker
  }

  @Test func `lets everything through as long as the server answers`() throws {
    var breaker = CircuitBreaker(failuresToOpen: 3)
    for number in 0..<100 {
      let ticket = try go(&breaker, 0)
      // Two failures in a row at most.
      breaker.ended(ticket, number % 3 == 0 ? .answered : .failed, now: at(0), random: 0)
    }
    #expect(!breaker.isOpen)
  }

  @Test func `all that goes down with one connection counts once`() throws {
    var breaker = CircuitBreaker()
    for second in 0..<10 {
      let now = Double(second)
      let onOneConnection = try (0..<100).map { _ in try go(&breaker, now) }
      for ticket in onOneConnection { breaker.ended(ticket, .cut, now: at(now), random: 0) }
      #expect(!breaker.isOpen)
      // They go again over the next connection, of which the first answer tells that the server is well.
      let again = try go(&breaker, now)
      breaker.ended(again, .answered, now: at(now), random: 0)
    }
  }

  @Test func `a second connection that breaks without an answer in between opens it`() throws {
    var breaker = CircuitBreaker()
    let first = try (0..<100).map { _ in try go(&breaker, 0) }
    for ticket in first { breaker.ended(ticket, .cut, now: at(0), random: 0) }
    let second = try go(&breaker, 0)
    breaker.ended(second, .cut, now: at(0), random: 0)
    #expect(breaker.isOpen)
  }

  @Test func `a broken connection counts beside other failures`() throws {
    var breaker = CircuitBreaker(failuresToOpen: 4)
    let tickets = try (0..<4).map { _ in try go(&breaker, 0) }
    for (ticket, outcome) in zip(tickets, [.failed, .cut, .cut] as [CircuitBreaker.Outcome]) {
      breaker.ended(ticket, outcome, now: at(0), random: 0)
      #expect(!breaker.isOpen)
    }
    breaker.ended(tickets[3], .failed, now: at(0), random: 0)
    #expect(breaker.isOpen)
  }

  @Test func `after failures in a row one at a time goes, after a pause that doubles`() throws {
    var breaker = try opened()
    #expect(breaker.isOpen)
    #expect(breaker.ask(now: at(0.9)) == .wait(until: at(1)))
    let probe = try go(&breaker, 1)
    #expect(breaker.ask(now: at(1)) == .waitForOthers)
    breaker.ended(probe, .failed, now: at(1), random: 1)
    #expect(breaker.ask(now: at(1)) == .wait(until: at(3)))
    let second = try go(&breaker, 3)
    breaker.ended(second, .failed, now: at(3), random: 0)
    #expect(breaker.ask(now: at(3)) == .wait(until: at(5)))
  }

  @Test func `the pause has a longest`() throws {
    var breaker = try opened()
    var now = 0.0
    for _ in 0..<20 {
      now += 100
      let probe = try go(&breaker, now)
      breaker.ended(probe, .failed, now: at(now), random: 1)
    }
    #expect(breaker.ask(now: at(now)) == .wait(until: at(now + 60)))
  }

  @Test func `after a success it widens step by step until all may go`() throws {
    var breaker = try opened()
    let probe = try go(&breaker, 1)
    breaker.ended(probe, .answered, now: at(1), random: 0)
    let first = try go(&breaker, 1)
    let second = try go(&breaker, 1)
    #expect(breaker.ask(now: at(1)) == .waitForOthers)
    breaker.ended(first, .answered, now: at(1), random: 0)
    let more = (0..<3).compactMap { _ in ask(&breaker, 1) }
    #expect(more.count == 3)
    #expect(breaker.ask(now: at(1)) == .waitForOthers)
    breaker.ended(second, .answered, now: at(1), random: 0)
    for _ in 0..<50 { _ = try go(&breaker, 1) }
  }

  @Test func `a failure while it widens shuts it again`() throws {
    var breaker = try opened()
    let probe = try go(&breaker, 1)
    breaker.ended(probe, .answered, now: at(1), random: 0)
    let next = try go(&breaker, 1)
    breaker.ended(next, .failed, now: at(1), random: 1)
    #expect(breaker.isOpen)
  }

  @Test func `late failures do not prolong the pause, a late success opens the way`() throws {
    var breaker = CircuitBreaker(failuresToOpen: 3)
    let tickets = (0..<10).compactMap { _ in ask(&breaker, 0) }
    for ticket in tickets[..<9] { breaker.ended(ticket, .failed, now: at(0), random: 1) }
    #expect(breaker.ask(now: at(0)) == .wait(until: at(1)))
    breaker.ended(tickets[9], .answered, now: at(0.5), random: 1)
    #expect(!breaker.isOpen)
  }

  @Test func `a cancelled probe makes room for the next`() throws {
    var breaker = try opened()
    let probe = try go(&breaker, 1)
    breaker.ended(probe, .void, now: at(1), random: 0)
    _ = try go(&breaker, 1)
  }
}
