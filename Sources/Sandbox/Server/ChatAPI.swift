import Formats
import HTTPServing

/// `POST /v1/chat/completions`.
struct ChatAPI {
  /// What it acts on.
  let state: SandboxState

  /// Answers a body, or refuses it, with the faults that were ordered.
  func complete(_ body: [UInt8]) async throws -> Reply {
    if let reply = refusalOnOrder() { return reply }
    let found: ChatOutcome
    let key: [UInt8]
    let way: Way
    do throws(APIFailure) {
      (found, key) = try state.engine.outcome(of: body)
      if state.isGone(found.modelName, at: state.clock.now()) {
        throw .retiredModel(found.modelName)
      }
      way = try state.way(found)
    } catch {
      countFailed(body)
      throw error
    }
    let occasion = state.occasion(of: key)
    if let limit = state.reachedLimit() { return Reply(.spent(limit)) }
    if way == .flex, !state.hasFlex(key, occasion: occasion) {
      state.countFlexRefused()
      return Reply(.flexUnavailable)
    }
    let (refusal, headers) = state.weigh(found.model, name: found.modelName, weight: found.weight)
    if let refusal {
      return reply(.rateLimited(refusal, model: found.modelName), headers)
    }
    if let fault = drawnRefusal(key, occasion, headers) { return fault }
    var outcome = found
    state.faults.apply(to: &outcome, key: key, occasion: occasion, engine: state.engine)
    spoilOnOrder(&outcome)
    let hang = state.takeFault { fault -> Double? in
      if case .chatHangs(let seconds) = fault { return seconds }
      return nil
    }
    try await state.clock.sleep(state.latency(way, key: key, occasion: occasion) + (hang ?? 0))
    var answer = Reply(bytes: state.complete(outcome, way))
    state.quality?.countAnswer(key)
    answer.headers += headers
    if state.strikes(.timeout, key: key, occasion: occasion) {
      try await state.clock.sleep(state.hangSeconds)
      answer.delivery = .lost
    } else if state.takeFault(.chatAnswerLost) {
      answer.delivery = .lost
    } else if state.takeFault(.chatAnswerCut) || state.strikes(.cut, key: key, occasion: occasion) {
      answer.delivery = .cut
    }
    if answer.delivery != .whole { state.countLost(outcome.questions.count) }
    return answer
  }

  private func reply(
    _ failure: APIFailure, _ headers: [(name: String, value: String)]
  ) -> Reply {
    var reply = Reply(failure)
    reply.headers += headers
    return reply
  }

  private func refusalOnOrder() -> Reply? {
    state.takeFault { fault in
      switch fault {
      case .nextChat(let failure):
        return Reply(failure)
      case .chatHTML(let status): return Reply(htmlStatus: status)
      default: return nil
      }
    }
  }

  /// Counts a request that failed: that, too, counts against the limits of its model.
  func countFailed(_ body: [UInt8]) {
    guard let model = (try? JSON(parsing: body))?["model"]?.stringValue else { return }
    state.record(.weighed(model: model, tokens: 0, at: state.clock.now(), isRefused: false))
  }

  /// The refusal that chance has drawn for a request, if it has.
  func drawnRefusal(
    _ key: [UInt8], _ occasion: Int, _ headers: [(name: String, value: String)]
  ) -> Reply? {
    if state.strikes(.rateLimit, key: key, occasion: occasion) {
      state.countRateLimited()
      return reply(.injectedRateLimit, headers)
    }
    if state.strikes(.slowDown, key: key, occasion: occasion) {
      state.countRateLimited()
      return reply(.slowDown, headers)
    }
    if state.strikes(.overloaded, key: key, occasion: occasion) {
      return reply(.overloaded, headers)
    }
    if state.strikes(.serverError, key: key, occasion: occasion) {
      return reply(.injectedServerError, headers)
    }
    if state.strikes(.html, key: key, occasion: occasion) { return Reply(htmlStatus: 502) }
    return nil
  }

  private func spoilOnOrder(_ outcome: inout ChatOutcome) {
    let ordered = state.takeFault { fault -> (content: String, finishReason: String)? in
      if case .chatContent(let content, let reason) = fault { return (content, reason) }
      return nil
    }
    guard let ordered else { return }
    outcome.content = ordered.content
    outcome.finishReason = ordered.finishReason
    outcome.visibleTokens = state.engine.tokens.count(ordered.content)
  }
}
