import Formats
package import Planner
import Store

/// Which model a batch asks, and at which prices. Its replies are booked so, whichever part of whichever run collects them.
package struct BatchTerms: Hashable, Sendable {
  /// By the name that replies are booked by.
  package let model: String
  /// Those of a batch hold; nothing is known of other tiers.
  package let prices: Prices

  package init(model: String, prices: Prices) {
    self.model = model
    self.prices = prices
  }

  /// The terms of a batch that was written down; `nil` where nothing tells that they are others than those of this run.
  ///
  /// - Parameters:
  ///   - path: the file of the batch, which names the model where an older version wrote the row. Its prices are the table's
  ///     then.
  ///   - model: the one that this run asks.
  init?(of batch: LedgerBatch, file path: @autoclosure () -> String, unlike model: String) {
    if let asked = batch.requestedModel, let prices = batch.prices.flatMap(Prices.init(ofBatch:)) {
      self.init(model: asked, prices: prices)
      return
    }
    guard let asked = batch.requestedModel ?? BatchFiles.model(ofFile: path()), asked != model,
      let facts = ModelFacts.named(asked)
    else { return nil }
    self.init(model: asked, prices: facts.prices)
  }

  /// The prices as the ledger keeps them.
  var pricesText: String {
    let batch = prices.batch
    var object: JSONObject = [
      "input": .number(batch.input), "cached_input": .number(batch.cachedInput),
      "cache_write": .number(batch.cacheWrite), "output": .number(batch.output),
      "writes_cache": .bool(prices.cache.kind == .marked || prices.cache.kind == .wholeRequest),
    ]
    if let long = prices.longContext {
      object.add(
        "long_context",
        [
          "above_input_tokens": .integer(long.aboveInputTokens),
          "input_factor": .number(long.inputFactor), "output_factor": .number(long.outputFactor),
        ])
    }
    return object.line
  }
}

extension Prices {
  /// What the ledger keeps of a batch's prices: dollars per million tokens. `nil` for anything else.
  init?(ofBatch text: String) {
    guard let document = try? JSONDocument(Array(text.utf8)) else { return nil }
    let root = document.root
    guard let input = root["input"]?.double, let cached = root["cached_input"]?.double,
      let written = root["cache_write"]?.double, let output = root["output"]?.double,
      [input, cached, written, output].allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return nil }
    let tokens = TokenPrices(
      input: input, cachedInput: cached, cacheWrite: written, output: output)
    var long: LongContextPrice?
    if let told = root["long_context"], let above = told["above_input_tokens"]?.int,
      let input = told["input_factor"]?.double, let output = told["output_factor"]?.double
    {
      long = LongContextPrice(aboveInputTokens: above, inputFactor: input, outputFactor: output)
    }
    self.init(
      standard: tokens, batch: tokens,
      cache: PromptCacheRule(
        kind: root["writes_cache"]?.bool == true ? .marked : .automatic, appliesInBatch: true),
      longContext: long)
  }
}
