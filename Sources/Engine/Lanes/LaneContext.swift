package import OpenAIClient
import Quality
package import Recipe
package import TropeModel

/// What both lanes work with.
package struct LaneContext: Sendable {
  package var recipe: Recipe
  package var client: OpenAIClient
  package var recorder: Recorder
  package var pool: WorkPool
  package var health: ServerHealth
  package var time: TimeSource
  package var stop: StopSignal
  /// A random number in 0..<1, for the spread of waits.
  package var random: @Sendable () -> Double
  /// Renders what is sent; `nil` where all questions have their texts.
  package var texts: QuestionTexts?
  /// Makes the request that asks a question alone.
  package var alone: @Sendable (Question) -> PendingRequest
  package var report: @Sendable (LaneEvent) -> Void
  /// `--fail-fast`: the first target that fails ends the run.
  package var failFast: Bool
  /// `--no-wait`: do what can be done now.
  package var noWait: Bool
  /// With `--no-wait`, what counts as waiting.
  static let longWait: Duration = .seconds(120)
  /// With `--no-wait`, how often a call is repeated that the next run can make as well.
  static let mostWithoutWaiting = 3
  /// `--budget`.
  package var cap: SpendingCap
  /// What a request is expected to cost in real time, in dollars.
  package var realtimeCost: @Sendable (PendingRequest) -> Double
  /// What a request with so many output tokens at most can cost in real time, in dollars; `nil`: what it is expected to.
  package var mostCost: (@Sendable (PendingRequest, Int) -> Double)?
  /// The bounds that requests are sent with.
  package var bounds: OutputBounds
  /// What requests say beside what they ask.
  package var dialect: Dialect
  /// The lane of chat completions that this run has: at the usual tier of service or at the tier flex.
  package var realtimeLane = Lane.realtime
  /// Which of several servers of the real-time lane it is about, by its name.
  var endpoint: String?
  /// Whether nothing is paid for: then an answer that is slow to come need not be awaited when the run stops.
  package var isFree = false
  /// What decides how long an answer may take; `nil` where that is fixed.
  package var pace: AnswerPace?

  package init(
    recipe: Recipe, client: OpenAIClient, recorder: Recorder, pool: WorkPool,
    health: ServerHealth = ServerHealth(), time: TimeSource,
    stop: StopSignal, random: @escaping @Sendable () -> Double,
    alone: @escaping @Sendable (Question) -> PendingRequest,
    report: @escaping @Sendable (LaneEvent) -> Void, failFast: Bool, noWait: Bool,
    cap: SpendingCap,
    realtimeCost: @escaping @Sendable (PendingRequest) -> Double = { _ in 0 },
    mostCost: (@Sendable (PendingRequest, Int) -> Double)? = nil,
    bounds: OutputBounds, dialect: Dialect = .plain
  ) {
    self.recipe = recipe
    self.client = client
    self.recorder = recorder
    self.pool = pool
    self.health = health
    self.time = time
    self.stop = stop
    self.random = random
    self.alone = alone
    self.report = report
    self.failFast = failFast
    self.noWait = noWait
    self.cap = cap
    self.realtimeCost = realtimeCost
    self.mostCost = mostCost
    self.bounds = bounds
    self.dialect = dialect
  }

  /// So long is an answer for which nothing is paid still awaited after the run was told to stop.
  static let farewell: Duration = .seconds(3)

  /// Asks for a completion; `bound` is the most tokens it may have.
  func complete(
    _ body: [UInt8], bound: Int?, timeout: Duration
  ) async throws(APIFailure) -> ChatAnswer {
    let timeout = pace?.timeout(mostTokens: bound) ?? timeout
    let began = time.steady()
    do throws(APIFailure) {
      let answer =
        isFree
        ? try await awaitedUntilStopped(body, timeout)
        : try await call(body, timeout)
      pace?.answered(tokens: answer.reply.usage?.output ?? 0, after: time.steady() - began)
      return answer
    } catch {
      if case .transport(let failure) = error.kind, failure.kind == .timedOut { pace?.wasLate() }
      throw error
    }
  }

  private func call(
    _ body: [UInt8], _ timeout: Duration
  ) async throws(APIFailure) -> ChatAnswer {
    recipe.asksForDecisions
      ? try await client.decisions(body: body, timeout: timeout)
      : try await client.chatCompletion(
        body: body, timeout: timeout,
        // Each token has twenty others beside it.
        longestAnswer: ChatReply.longestBody * (dialect.logprobs == nil ? 1 : 8))
  }

  /// The same, broken off soon after the run is to stop: the failure is then `.cancelled`.
  private func awaitedUntilStopped(
    _ body: [UInt8], _ timeout: Duration
  ) async throws(APIFailure) -> ChatAnswer {
    let (stop, time) = (stop, time)
    let calling = Task { () async -> Result<ChatAnswer, APIFailure> in
      do throws(APIFailure) {
        return .success(try await call(body, timeout))
      } catch {
        return .failure(error)
      }
    }
    let watching = Task {
      await stop.wait()
      try? await time.sleep(Self.farewell)
      // Also where the call has ended and the watch with it: then there is nothing left to cancel.
      calling.cancel()
    }
    defer { watching.cancel() }
    return try await calling.value.get()
  }

  /// How sure the model was of its labels, where its log probabilities were asked for and given.
  func confidences(of reply: ChatReply) -> LabelConfidences? {
    guard let tokens = reply.tokens, let content = reply.content else { return nil }
    return recipe.confidences(
      of: content,
      tokens.map { token in
        TokenProbabilities.Token(
          bytes: token.bytes, logProbability: token.logProbability,
          alternatives: token.alternatives.map {
            TokenProbabilities.Alternative(bytes: $0.bytes, logProbability: $0.logProbability)
          })
      }, reading: dialect.reading)
  }

  /// The server refuses what is said of the prompt cache: it is left out from now on, which is told once.
  func cacheIsRefused() {
    guard dialect.dropCache() else { return }
    remark(RecorderWords.noCacheOptions)
  }

  /// A request with its texts, without the questions whose files have changed, which are left to the next run; `nil` where
  /// none is left.
  func rendered(_ request: PendingRequest) -> PendingRequest? {
    texts.rendered(request) { report(.remark(batch: nil, words: $0)) }
  }

  /// The server refuses a request with bounds in its schema: they are left out from now on, which is told once.
  func boundsAreRefused() {
    guard dialect.dropBounds(at: time.now()) else { return }
    remark(RecorderWords.noSchemaBounds)
  }

  /// Tells something of the server, by its name where there are several.
  private func remark(_ words: String) {
    report(.remark(batch: nil, words: endpoint.map { "endpoint '\($0)': \(words)" } ?? words))
  }

  /// Where the server refuses a name by which a request bounds its answer, the bound goes by another name from now on, which is
  /// told once.
  ///
  /// - Parameter names: those that the request had.
  /// - Returns: whether the request is to be asked again, without that name.
  func boundIsRefused(_ failure: APIFailure, in names: Set<RequestExtras.BoundName>) -> Bool {
    let refused = failure.refusedField.flatMap { RequestExtras.BoundName(rawValue: $0.rawValue) }
    guard let refused, names.contains(refused) else { return false }
    switch dialect.drop(refused, at: time.now()) {
    case .left(let left):
      remark(RecorderWords.refused(refused, left: left))
      return true
    case .isKnown: return true
    case .isNeeded: return false
    }
  }

  /// Fails the targets of these questions for this run.
  func fail(_ questions: [Question], reason: String, advice: String) async {
    await recorder.fail(questions.map(\.hash), reason: reason, advice: advice)
    if failFast { stop.raise(.failedFast) }
  }
}
