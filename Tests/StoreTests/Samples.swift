import Store
import TropeModel

/// Values that several tests use.
enum Samples {
  static let now = Timestamp(milliseconds: 1_795_369_291_029)

  static func movie(_ number: Int64) throws -> MovieID {
    try Samples.some(MovieID(number: number))
  }

  /// A digest that is the number, spread over its bytes so that equal prefixes do not help.
  static func digest(_ number: Int) -> Digest {
    var bytes: [UInt8] = []
    var state = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
    for _ in 0..<4 {
      state ^= state >> 29
      state = state &* 0xBF58_476D_1CE4_E5B9 &+ 1
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: state >> UInt64(shift)))
      }
    }
    return Digest(bytes: bytes) ?? Samples.zero
  }

  static let recipe = RecipeHashes(
    catalog: digest(-1), prompt: digest(-2), model: digest(-3), combined: digest(-4),
    modelName: "gpt-4o-mini")

  static func logEntry(
    _ movie: Int64, hasCast: Bool = true, recipe: Digest = Samples.recipe.combined
  ) throws -> BuildLogEntry {
    let number = Int(movie)
    return BuildLogEntry(
      movie: try Samples.movie(movie),
      plot: InputState(
        stamp: FileStamp(
          modifiedNanoseconds: 1_795_369_291_029_000_000 + movie, size: 1_800 + movie,
          changedNanoseconds: 1_795_369_291_029_000_001 + movie, inode: -movie - 1),
        hash: digest(number * 3), isTrusted: number % 2 == 0),
      cast: hasCast
        ? InputState(
          stamp: FileStamp(
            modifiedNanoseconds: 7, size: 0, changedNanoseconds: 9, inode: .max - movie),
          hash: digest(number * 3 + 1), isTrusted: number % 3 == 0) : nil,
      recipe: recipe, question: digest(number * 3 + 2))
  }

  static func record(
    _ movie: Int64, names: [String] = ["Ann", "Smith, John"], model: String = "gpt-4o-mini-1",
    trope: String = "CHOSEN_ONE", batch: Int? = nil
  ) throws -> FinishedRecord {
    FinishedRecord(
      log: try logEntry(movie, hasCast: movie % 2 == 0),
      characters: names.map { LabelledCharacter(name: $0, tropeID: trope, isInCast: true) },
      castStatus: .complete, lane: batch == nil ? .realtime : .batch, batchNumber: batch,
      remoteBatchID: batch.map { "batch_\($0)" }, model: model,
      usage: TokenUsage(input: 2_430, cachedInput: 1_920, output: 60), costDollars: 0.000_25,
      tokenCount: 2_428, builtAt: now)
  }

  static let catalog = [
    CatalogRow(id: "CHOSEN_ONE", name: "Chosen One", description: "meant for it"),
    CatalogRow(id: "NO_TROPE", name: "No Trope", description: "none fits"),
  ]

  /// A new tropes.db with catalog and recipe.
  static func tropes(at path: String) throws -> TropesDatabase {
    let database = try TropesDatabase.open(path: path)
    try database.setCatalog(catalog)
    try database.setRecipe(recipe, model: "gpt-4o-mini", parametersJSON: "{}")
    return database
  }

  static func reply(
    _ questions: [Int], customID: String = "q", batch: Int? = nil, content: String = "{}",
    verdict: AnswerVerdict = .valid, isSandbox: Bool = false, cost: Double = 0.5,
    receivedAt: Timestamp = Samples.now
  ) -> PaidReply {
    PaidReply(
      receivedAt: receivedAt, lane: batch == nil ? .realtime : .batch, batchNumber: batch,
      customID: customID, requestID: "req", model: "gpt-4o-mini-1", requestedModel: "gpt-4o-mini",
      finishReason: "stop", content: content, body: Array("{\"raw\": 1}".utf8),
      usage: TokenUsage(input: 100, cachedInput: 40, output: 10), costDollars: cost,
      isSandbox: isSandbox,
      answers: questions.map {
        PaidAnswer(
          question: digest($0), key: questions.count > 1 ? "m\($0)" : "", verdict: verdict)
      })
  }

  static func batch(_ questions: [Int], digest number: Int = 900) throws -> NewBatch {
    NewBatch(
      digest: digest(number), path: "build/batches/batch_0001.jsonl", requests: questions.count,
      inputTokens: TokenCount(100 * questions.count, isExact: true), recipe: recipe.combined,
      forecastCost: 1.5, createdAt: now,
      questions: try questions.map {
        BatchQuestion(
          question: digest($0), customID: "q\($0)", movie: try movie(Int64($0)), inputTokens: 100)
      })
  }

  /// A value that a sample cannot do without.
  struct Missing: Error {}

  static func some<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Missing() }
    return value
  }

  private static let zero: Digest = {
    let words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    guard let digest = withUnsafeBytes(of: words, { Digest(raw: $0) }) else {
      preconditionFailure("32 bytes are a digest")
    }
    return digest
  }()
}

extension TropesDatabase {
  /// All known recipes by their combined hash.
  func recipes() throws -> [Digest: RecipeHashes] { try buildState { _, _ in [] }.recipes }
}
