/// A price list: US dollars per million tokens.
struct PriceList: Sendable, Hashable {
  /// Input that no cache had and none keeps.
  var input: Double
  /// Input that the prompt cache had.
  var cached: Double
  /// Input that is written into the prompt cache for half an hour; that of `input` where writing is free.
  var written: Double
  /// Output, reasoning included.
  var output: Double

  /// The same at another level, as batches at half of it.
  func times(_ factor: Double) -> PriceList {
    PriceList(
      input: input * factor, cached: cached * factor, written: written * factor,
      output: output * factor)
  }
}

/// What a model costs by the way in which it is asked.
struct ModelPrices: Sendable, Hashable {
  /// In real time.
  var standard: PriceList
  /// In a batch.
  var batch: PriceList
  /// With `service_tier` flex; `nil` where the model has none.
  var flex: PriceList?
  /// With `service_tier` fast, which answers call priority; `nil` where the model has none.
  var fast: PriceList?
  /// Decisions; `nil` where the model makes none.
  var decisions: PriceList?
  /// Above so many input tokens the whole request costs twice as much for input and half as much again for output.
  var longContext: Int?

  /// The list that a request is billed by.
  func list(_ way: Way) -> PriceList {
    switch way {
    case .batch: batch
    case .standard: standard
    case .flex: flex ?? standard
    case .fast: fast ?? standard
    case .decisions: decisions ?? standard
    }
  }

  /// What a request costs, by part.
  func cost(_ usage: Usage, _ way: Way) -> Cost {
    let list = list(way)
    let isLong = longContext.map { usage.input > $0 } ?? false
    let inputFactor = (isLong ? 2.0 : 1) / 1_000_000
    let outputFactor = (isLong ? 1.5 : 1) / 1_000_000
    let fresh = usage.input - usage.cached - usage.written
    // What is kept for twelve hours costs twice the input instead of a quarter more.
    let written =
      Double(usage.written - usage.writtenLong) * list.written
      + Double(usage.writtenLong) * 2 * list.input
    return Cost(
      input: Double(fresh) * list.input * inputFactor,
      cached: Double(usage.cached) * list.cached * inputFactor, written: written * inputFactor,
      output: Double(usage.output) * list.output * outputFactor)
  }
}

/// The ways in which a question is asked, each with a price list of its own.
enum Way: String, Sendable, Hashable, CaseIterable {
  /// A line of a batch.
  case batch
  /// Real time at the standard price.
  case standard
  /// Real time at the batch's price.
  case flex
  /// Real time at twice the price.
  case fast
  case decisions

  /// What `service_tier` calls it in answers.
  var serviceTier: String {
    switch self {
    case .batch, .standard, .decisions: "default"
    case .flex: "flex"
    case .fast: "priority"
    }
  }
}

/// The tokens of a request.
struct Usage: Sendable, Hashable {
  /// Input, what is cached and what is written included.
  var input = 0
  /// Input that the prompt cache had.
  var cached = 0
  /// Input that was written into the prompt cache.
  var written = 0
  /// What of that is kept for twelve hours.
  var writtenLong = 0
  /// Output, reasoning included.
  var output = 0
  /// Output that was thought and not written.
  var reasoning = 0

  /// Adds the tokens of another request.
  static func += (left: inout Usage, right: Usage) {
    left.input += right.input
    left.cached += right.cached
    left.written += right.written
    left.writtenLong += right.writtenLong
    left.output += right.output
    left.reasoning += right.reasoning
  }
}

/// Dollars, by what they are for.
struct Cost: Sendable, Hashable {
  /// For input that no cache had and none keeps.
  var input = 0.0
  /// For input that the prompt cache had.
  var cached = 0.0
  /// For input that was written into the prompt cache.
  var written = 0.0
  /// For output.
  var output = 0.0

  /// All of it.
  var total: Double { input + cached + written + output }

  /// Adds the cost of another request.
  static func += (left: inout Cost, right: Cost) {
    left.input += right.input
    left.cached += right.cached
    left.written += right.written
    left.output += right.output
  }
}
