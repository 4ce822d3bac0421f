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
    /// Input tokens that the prompt cache saved.
    var cachedTokens = 0
  }

  /// The answers, one after the other.
  var work: Blob
  /// The lines in the order in which they run.
  var items: [Item]
  /// The `custom_id` of each item, for those that never run.
  var customIDs: [String]

  /// Runs every line, in an order drawn for this batch.
  static func run(
    _ record: BatchRecord, input: Blob, lines: [BatchLine], engine: ChatEngine,
    faults: AnswerFaults
  ) async throws -> BatchProduction {
    var generator = faults.randomness.generator("order", record.id.utf8)
    let order = lines.shuffled(using: &generator)
    var writer = try Blob.Writer(path: nil)
    var items: [Item] = []
    items.reserveCapacity(lines.count)
    for (place, line) in order.enumerated() {
      if place % 64 == 0 { await Task.yield() }
      let bytes = try input.read(at: line.offset, count: line.count)
      var item = Item(
        offset: writer.count, count: 0, isSuccess: true,
        isMissing: strikes(.lineMissing, line, faults))
      var result = (try? JSON(parsing: bytes))?["body"] ?? .null
      let status = answer(to: &result, line, record, &item, engine, faults)
      item.isSuccess = status == 200
      let text: JSON = [
        "id": .string("batch_req_\(record.id.suffix(12))_\(place)"),
        "custom_id": .string(line.customID),
        "response": [
          "status_code": .integer(status),
          "request_id": .string("req_\(record.id.suffix(12))_\(place)"), "body": result,
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

  private static func strikes(
    _ name: FaultRates.Name, _ line: BatchLine, _ faults: AnswerFaults
  ) -> Bool {
    faults.rates[name] > 0
      && faults.randomness.draw(name.rawValue, line.customID.utf8) < faults.rates[name]
  }

  /// Replaces a request's body by its answer's and returns the status.
  private static func answer(
    to body: inout JSON, _ line: BatchLine, _ record: BatchRecord, _ item: inout Item,
    _ engine: ChatEngine, _ faults: AnswerFaults
  ) -> Int {
    if strikes(.lineError, line, faults) {
      body = APIFailure.injectedServerError.body
      return APIFailure.injectedServerError.status
    }
    do throws(APIFailure) {
      var outcome = try engine.outcome(of: body)
      faults.apply(
        to: &outcome, key: Array(line.customID.utf8), occasion: record.sequence, engine: engine)
      // Only from gpt-5 on does a batch get the discount for cached input; those lines find the prefix cached.
      let hasDiscount = outcome.model.prices.batchCachedInput < outcome.model.prices.batchInput
      item.cachedTokens =
        hasDiscount && outcome.prefixTokens >= 1_024 && item.offset > 0
        ? outcome.prefixTokens / 128 * 128 : 0
      item.bill = outcome.bill(lane: .batch, cached: item.cachedTokens)
      body = outcome.body(
        id: "chatcmpl-\(record.id.suffix(12))-\(item.offset)",
        created: Int(record.schedule.checkedAt), cached: item.cachedTokens)
      return 200
    } catch {
      body = error.body
      return error.status
    }
  }
}
