import Formats

/// The answers to all lines of a batch, in the order in which they run: written out once, cut where the batch ends.
struct BatchProduction: Sendable {
  /// One line that has run.
  struct Item: Sendable {
    /// Where its answer begins in the work file.
    var offset: Int
    /// The length of its answer in bytes, with the line end.
    var count: Int
    /// Whether it belongs into the output file; else into the error file.
    var isSuccess: Bool
    /// Whether it is left out of the files although it was billed.
    var isMissing: Bool
    /// `nil` for a line that failed and is not billed.
    var bill: Bill?
  }

  /// The answers, one after the other.
  var work: Blob
  /// The lines in the order in which they run.
  var items: [Item]
  /// The `custom_id` of each item, for those that never run.
  var customIDs: [String]
}

/// Runs the lines of a batch.
struct BatchRun {
  let batch: BatchRecord
  /// The number of its lines, which says when each of them runs.
  let lineCount: Int
  /// What answers.
  let engine: ChatEngine
  /// What spoils answers.
  let faults: AnswerFaults
  /// Whether a model has been shut down by a moment.
  let isGone: (String, Double) -> Bool
  /// The cache with breakpoints that its lines share; `nil` where each is alone.
  var cache: BreakpointCache?
  /// Whether a line has run that later ones find in a cache that works by itself.
  private var hasRun = false

  /// A run of which nothing is done.
  init(
    batch: BatchRecord, lineCount: Int, engine: ChatEngine, faults: AnswerFaults,
    isGone: @escaping (String, Double) -> Bool, cache: BreakpointCache?
  ) {
    self.batch = batch
    self.lineCount = lineCount
    self.engine = engine
    self.faults = faults
    self.isGone = isGone
    self.cache = cache
  }

  /// Runs every line, in an order drawn for this batch.
  mutating func run(_ lines: [BatchLine], input: Blob) async throws -> BatchProduction {
    var generator = faults.randomness.generator("order", batch.id.utf8)
    let order = lines.shuffled(using: &generator)
    var writer = try Blob.Writer(path: nil)
    var items: [BatchProduction.Item] = []
    items.reserveCapacity(lines.count)
    for (place, line) in order.enumerated() {
      if place % 64 == 0 { await Task.yield() }
      let bytes = try input.read(at: line.offset, count: line.count)
      var item = BatchProduction.Item(
        offset: writer.count, count: 0, isSuccess: true, isMissing: strikes(.lineMissing, line))
      var result = (try? JSON(parsing: bytes))?["body"] ?? .null
      let status = answer(to: &result, line, place, &item)
      item.isSuccess = status == 200
      let text: JSON = [
        "id": .string("batch_req_\(batch.id.suffix(12))_\(place)"),
        "custom_id": .string(line.customID),
        "response": [
          "status_code": .integer(status),
          "request_id": .string("req_\(batch.id.suffix(12))_\(place)"), "body": result,
        ],
        "error": nil,
      ]
      try writer.write(text.bytes + [0x0A])
      item.count = writer.count - item.offset
      items.append(item)
    }
    return BatchProduction(
      work: try writer.finish(), items: items, customIDs: order.map(\.customID))
  }

  private func strikes(_ name: FaultRates.Name, _ line: BatchLine) -> Bool {
    faults.rates[name] > 0
      && faults.randomness.draw(name.rawValue, line.customID.utf8) < faults.rates[name]
  }

  /// Replaces a request's body by its answer's and returns the status.
  private mutating func answer(
    to body: inout JSON, _ line: BatchLine, _ place: Int, _ item: inout BatchProduction.Item
  ) -> Int {
    if strikes(.lineError, line) {
      body = APIFailure.injectedServerError.body
      return APIFailure.injectedServerError.status
    }
    do throws(APIFailure) {
      if body["service_tier"].map({ !$0.isNull }) ?? false { throw .tierInBatch }
      var outcome = try engine.outcome(ofLine: body)
      let moment = time(of: place)
      if isGone(outcome.modelName, moment) { throw .retiredModel(outcome.modelName) }
      faults.apply(
        to: &outcome, key: Array(line.customID.utf8), occasion: batch.sequence, engine: engine)
      let use = use(outcome, at: moment)
      item.bill = outcome.bill(.batch, use, at: batch.endsAt)
      body = outcome.body(
        id: "chatcmpl-\(batch.id.suffix(12))-\(item.offset)",
        created: Int(batch.schedule.checkedAt), .batch, use, engine.tokens)
      return 200
    } catch {
      body = error.body
      return error.status
    }
  }

  /// When a line runs: they come steadily from the check to the end of the run.
  private func time(of place: Int) -> Double {
    let share = Double(place + 1) / Double(max(1, lineCount))
    let schedule = batch.schedule
    return schedule.checkedAt + (schedule.ranAt - schedule.checkedAt) * share
  }

  private mutating func use(_ outcome: ChatOutcome, at now: Double) -> BreakpointCache.Use {
    defer { hasRun = true }
    switch outcome.cache {
    case .marks(let marks): return cache?.use(marks, now: now) ?? BreakpointCache.alone(marks)
    case .prefix(_, let tokens):
      // Only from gpt-5 on does a batch get the discount for cached input; those lines find the prefix cached.
      let prices = outcome.model.prices.batch
      let isCached = prices.cached < prices.input && tokens >= 1_024 && hasRun
      return BreakpointCache.Use(cached: isCached ? tokens / 128 * 128 : 0)
    }
  }
}
