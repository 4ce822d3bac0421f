import Basics
import HTTPServing

/// `POST /v1/decisions`.
struct DecisionsAPI {
  /// What it acts on.
  let state: SandboxState

  /// Answers a body, or refuses it, with the faults that were ordered.
  func decide(_ body: [UInt8]) async throws -> Reply {
    let chat = ChatAPI(state: state)
    let key = Array("decisions".utf8) + body.suffix(256)
    let occasion = state.occasion(of: key)
    let outcome: DecisionOutcome
    do throws(APIFailure) {
      outcome = try state.decisions.outcome(of: body, occasion: occasion)
      if state.isGone(outcome.modelName, at: state.clock.now()) {
        throw .retiredModel(outcome.modelName)
      }
    } catch {
      chat.countFailed(body)
      throw error
    }
    if let limit = state.reachedLimit() { return Reply(.spent(limit)) }
    let (refusal, headers) = state.weigh(
      outcome.model, name: outcome.modelName, weight: outcome.weight)
    if let refusal {
      var reply = Reply(.rateLimited(refusal, model: outcome.modelName))
      reply.headers += headers
      return reply
    }
    if let fault = chat.drawnRefusal(key, occasion, headers) { return fault }
    try await state.clock.sleep(state.latency(.decisions, key: key, occasion: occasion))
    var reply = Reply(bytes: state.complete(outcome))
    state.quality?.countAnswer(SHA256.hash(body))
    reply.headers += headers
    if state.strikes(.timeout, key: key, occasion: occasion) {
      try await state.clock.sleep(state.hangSeconds)
      reply.delivery = .lost
    } else if state.strikes(.cut, key: key, occasion: occasion) {
      reply.delivery = .cut
    }
    if reply.delivery != .whole { state.countLost(outcome.movies.count) }
    return reply
  }
}
