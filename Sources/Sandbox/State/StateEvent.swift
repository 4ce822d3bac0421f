/// Something that changed what the sandbox knows. Live and after a restart the state is made by the same events.
enum StateEvent: Sendable, Hashable {
  /// A file is there, its bytes on disk.
  case fileCreated(FileRecord)
  case fileDeleted(id: String)
  case batchCreated(BatchRecord)
  /// The check of a batch's file is over.
  case batchChecked(id: String, BatchRecord.Verdict)
  /// The cancellation of a batch was asked for.
  case batchCancelled(id: String, at: Double)
  /// A batch has ended and its files are there.
  case batchEnded(id: String, BatchRecord.End)
  /// A request was billed.
  case billed(Bill)
  /// A chat request weighed against the limits of its model.
  case weighed(model: String, tokens: Int, at: Double, isRefused: Bool)
  /// A request came in, or several.
  case received(count: Int)
}

/// All that the sandbox knows, as a value.
struct SandboxRecords: Sendable {
  private(set) var files: [String: FileRecord] = [:]
  /// The ids of the files in order of creation.
  private(set) var fileOrder: [String] = []
  private(set) var batches: [String: BatchRecord] = [:]
  /// The ids of the batches in order of creation.
  private(set) var batchOrder: [String] = []
  private(set) var ledger = Ledger()
  private var limits: [String: RateLimits] = [:]
  /// Files ever created: the next id's number.
  private(set) var filesCreated = 0

  private let limitsOf: @Sendable (ModelFacts) -> TierLimits?

  /// Records of a sandbox with these limits for a model.
  init(limitsOf: @escaping @Sendable (ModelFacts) -> TierLimits?) { self.limitsOf = limitsOf }

  /// Takes an event in. The answer is the refusal of a weighed request that hit a limit.
  @discardableResult
  mutating func apply(_ event: StateEvent) -> RateLimits.Refusal? {
    switch event {
    case .fileCreated(let file):
      files[file.id] = file
      fileOrder.append(file.id)
      filesCreated += 1
    case .fileDeleted(let id):
      files[id] = nil
      fileOrder.removeAll { $0 == id }
    case .batchCreated(let batch):
      batches[batch.id] = batch
      batchOrder.append(batch.id)
      ledger.batchesCreated += 1
    case .batchChecked(let id, let verdict): batches[id]?.verdict = verdict
    case .batchCancelled(let id, let at): batches[id]?.cancelledAt = at
    case .batchEnded(let id, let end): batches[id]?.end = end
    case .billed(let bill): ledger.bill(bill)
    case .received(let count): ledger.requests += count
    case .weighed(let model, let tokens, let at, let isRefused):
      let refusal = weigh(model, tokens: tokens, at: at)
      if isRefused || refusal != nil {
        ledger.rateLimited += 1
      } else {
        ledger.weighedTokens += tokens
      }
      return refusal
    }
    return nil
  }

  private mutating func weigh(_ name: String, tokens: Int, at now: Double) -> RateLimits.Refusal? {
    guard let model = ModelTable.find(name), let tier = limitsOf(model) else { return nil }
    return limits[model.name, default: RateLimits(tier, now: now)].admit(tokens: tokens, now: now)
  }

  /// The rate-limit headers of a model, after a request was weighed.
  func limitHeaders(of model: ModelFacts) -> [(name: String, value: String)] {
    limits[model.name]?.headers ?? []
  }

  /// Counts a refusal that was injected.
  mutating func countRateLimited() { ledger.rateLimited += 1 }

  /// Counts a request that flex had nothing free for.
  mutating func countFlexRefused() { ledger.flexRefused += 1 }

  /// Counts questions whose answer was billed and not delivered.
  mutating func countLost(_ questions: Int) { ledger.lostAnswers += questions }

  /// Tokens of a model's batches that came before this one and have not ended at a moment.
  func enqueuedTokens(of model: ModelFacts, before sequence: Int, at moment: Double) -> Int {
    var sum = 0
    for batch in batches.values where batch.sequence < sequence && batch.endsAt > moment {
      if case .accepted(let name, _, let tokens) = batch.verdict,
        ModelTable.find(name)?.name == model.name, batch.end.map({ _ in false }) ?? true
      {
        sum += tokens
      }
    }
    return sum
  }

  /// The queue limit of a model; `nil` for none.
  func queueLimit(of model: ModelFacts) -> Int? { limitsOf(model)?.enqueuedTokens }
}
