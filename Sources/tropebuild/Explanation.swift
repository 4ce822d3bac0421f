import Display
import Engine
import Formats
import Inputs
import Recipe
import Store
import Tokenizer
import Tropefile
import TropeModel

/// What is known of one target: the same facts for people and, as JSON, for scripts.
struct Explanation {
  private var facts = DefinitionList()
  private var object: JSONObject = [:]
  /// The body of the request that would ask about it.
  private(set) var body = ""
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  /// For people.
  var text: String { facts.lines(width: width).joined(separator: "\n") }
  /// One object in one line. What could not be found out is missing.
  var json: String { object.line }

  init(_ bench: Workbench, _ movie: MovieID) async throws {
    let (database, ledger) = (try bench.openRecords(), try bench.openLedger())
    let directory = bench.project.inputs
    var options = BuildOptions()
    options.movies = [movie]
    options.explains = true
    var previewer = bench.previewer(options)
    previewer.split = try SplitStep(bench.project).run(changingNothing: true)?.planned
    let preview = try await previewer.preview(database: database, ledger: ledger)
    let walked = preview.survey.walked.first
    guard walked != nil || preview.survey.orphans.contains(movie) else {
      throw BuildError.unknownMovies([movie], directory: bench.project.settings.input.directory)
    }
    add("movie", "\(movie)")
    object.add("movie", JSON(movie))
    addState(preview, movie)
    switch walked?.seen {
    case nil: add("plot", "none")
    case .failure(let fault):
      add(fault.path == directory.path(of: .cast, movie) ? "cast" : "plot", "\(fault)")
      return
    case .success(let seen):
      addInputs(seen.fingerprint, walked?.logged, directory)
      let asked = seen.question
      body = String(
        decoding: preview.requestBody(of: asked, recipe: bench.project.recipe), as: UTF8.self)
      try addRecipe(bench, database, walked?.logged)
      addQuestion(asked, walked?.logged, try await bench.counters.counter())
      try addHistory(asked.hash, ledger: ledger)
    }
    try addCascade(bench, movie, database, ledger)
    if let record = try database?.storedRecord(of: movie) {
      let strong = bench.project.strongRecipe
      let isStrong = strong != nil && walked?.logged?.recipe == strong?.hashes.combined
      addRecord(
        record, asksForConfidence: bench.project.asksForLogprobs,
        votes: isStrong ? nil : try VoteStanding(bench.project, database: database),
        strongName: isStrong ? strong?.parameters.variantName : nil)
    }
  }

  /// Names stand in ten columns, also where the longest is shorter.
  private mutating func add(_ name: String, _ words: String) {
    facts.add(name + String(repeating: " ", count: max(0, 8 - name.count)), words)
  }

  // MARK: State

  private mutating func addState(_ preview: Preview, _ movie: MovieID) {
    var state = "up to date"
    var reasons: [StaleReason] = []
    if let failed = preview.failed.first(where: { $0.movie == movie }) {
      add("state", "cannot be built: \(failed.reason) (\(failed.advice))")
      object.add("state", "failed")
      object.add("reason", .string(failed.reason))
      object.add("do", .string(failed.advice))
      return
    }
    if preview.survey.orphans.contains(movie) {
      add("state", "orphan: it has a record, but no plot any more")
      state = "orphan"
    } else if let target = preview.staleTargets.first(where: { $0.movie == movie }) {
      let place = preview.places()[movie]
      reasons = target.reasons
      add(
        "state",
        "stale (\(reasons.map(\.rawValue).joined(separator: ", "))), lane: \(place?.words ?? "–")")
      state = "stale"
      object.add("lane", JSON(place?.lane.rawValue))
    } else if preview.survey.refreshed.isEmpty {
      add("state", "up to date")
    } else {
      add("state", "touched only: the files' stamps differ, the question is the same")
      state = "touched"
    }
    object.add("state", .string(state))
    object.add("reasons", .strings(reasons.map(\.rawValue)))
  }

  // MARK: Inputs

  private mutating func addInputs(
    _ fingerprint: Fingerprint, _ logged: BuildLogEntry?, _ directory: InputDirectory
  ) {
    let plotPath = directory.path(of: .plot, fingerprint.movie)
    add("plot", plotPath)
    object.add("plot", addFile(plotPath, fingerprint.plot, logged?.plot))
    guard let cast = fingerprint.cast else {
      add("cast", "none")
      return object.add("cast", .null)
    }
    let castPath = directory.path(of: .cast, fingerprint.movie)
    add("cast", castPath)
    object.add("cast", addFile(castPath, cast, logged?.cast))
    let names = fingerprint.castNames ?? []
    add("", "names: \(names.joined(separator: "; "))")
    object.add("names", .strings(names))
  }

  private mutating func addFile(
    _ path: String, _ now: InputState, _ then: InputState?
  ) -> JSON {
    add("", "\(now.stamp.size) bytes, sha256 \(now.hash.hex)")
    if let then {
      if then.hash != now.hash {
        add("", "was \(then.stamp.size) bytes, sha256 \(then.hash.hex)")
      } else if then.stamp != now.stamp {
        add("", "touched since it was built from, content the same")
      }
      if !then.isTrusted {
        add("", "it was as new as the scan that read it, so it is hashed again")
      }
    }
    return [
      "path": .string(path), "bytes": .integer(Int(now.stamp.size)),
      "sha256": .string(now.hash.hex), "built_from_sha256": JSON(then?.hash.hex),
    ]
  }

  // MARK: Question

  private mutating func addRecipe(
    _ bench: Workbench, _ database: TropesDatabase?, _ logged: BuildLogEntry?
  ) throws {
    let recipe = bench.project.recipe
    let hashes = recipe.hashes
    var parts = [
      "model \(hashes.model.shortHex) (\(recipe.parameters.model))",
      "prompt \(hashes.prompt.shortHex)",
    ]
    if recipe.catalog != nil { parts.append("catalog \(hashes.catalog.shortHex)") }
    if let fields = hashes.fields { parts.append("fields \(fields.shortHex)") }
    add("recipe", "\(hashes.combined.shortHex): \(parts.joined(separator: ", "))")
    if let words = recipe.fields.words { add("", words) }
    if let logged, logged.recipe != hashes.combined {
      add("", "was \(logged.recipe.shortHex)")
      let asked = try database?.fieldWords(ofRecipe: logged.recipe)
      if asked != recipe.fields.words { add("", "and asked for \(asked ?? "a trope alone")") }
    }
    object.add("kind", .string(recipe.fields.kind.rawValue))
    object.add("model", .string(recipe.parameters.model))
    object.add("recipe", .string(hashes.combined.hex))
    object.add("built_with_recipe", JSON(logged?.recipe.hex))
  }

  private mutating func addQuestion(
    _ asked: Question, _ logged: BuildLogEntry?, _ counter: TokenCounter
  ) {
    add("question", asked.hash.hex)
    if let logged, logged.question != asked.hash { add("", "was \(logged.question.hex)") }
    let tokens = counter.count(asked.userMessage)
    add("tokens", "\(counter.isExact ? "" : "≈")\(Format.grouped(tokens)) of its own")
    object.add("question", .string(asked.hash.hex))
    object.add("built_from_question", JSON(logged?.question.hex))
    object.add("question_tokens", .integer(tokens))
    object.add("exact", .bool(counter.isExact))
  }

  // MARK: History

  private mutating func addHistory(_ question: Digest, ledger: Ledger?) throws {
    let kept = try ledger?.keptReplies(for: [question], acceptingSandbox: true)[question]
    let bad = try ledger?.badAnswerCounts(for: [question])[question] ?? 0
    let faults = bad > 0 ? try ledger?.badAnswers(to: question) ?? [] : []
    let batch = try ledger?.questionsInFlight()[question]
    if let kept {
      let others = kept.questionCount > 1 ? " for \(kept.questionCount) movies" : ""
      add(
        "reply",
        "\(kept.isImported ? "imported" : "kept"): \(kept.model), \(kept.lane.rawValue), "
          + "\(kept.receivedAt.iso8601), "
          + "\(Format.dollars(kept.costDollars))\(others)")
    } else {
      add(ledger == nil ? "replies" : "reply", ledger == nil ? "none" : "none that could serve")
    }
    if bad > 0 { add("", "\(bad) \(bad == 1 ? "reply was" : "replies were") no good") }
    for fault in faults { add("", "\(fault)") }
    if let batch { add("batch", "\(batch), under way") }
    object.add("reply", kept.map(Self.json) ?? .null)
    object.add("bad_answers", .integer(bad))
    object.add("faults", .strings(faults.map { "\($0)" }))
    object.add("batch", JSON(batch))
  }

  private static func json(_ reply: KeptReply) -> JSON {
    [
      "model": .string(reply.model), "lane": .string(reply.lane.rawValue),
      "received_at": JSON(reply.receivedAt), "dollars": .number(reply.costDollars),
      "questions": .integer(reply.questionCount), "imported": .bool(reply.isImported),
    ]
  }

  private mutating func addCascade(
    _ bench: Workbench, _ movie: MovieID, _ database: TropesDatabase?, _ ledger: Ledger?
  ) throws {
    let standing = try CascadeStanding.found(bench.project, database: database, ledger: ledger)
    let words = standing.flatMap { CascadeWords.movie(movie, $0) }
    object.add("cascade", JSON(words))
    guard let standing, let words else { return }
    add("cascade", words)
    if let promise = CascadeWords.promise(standing) { add("", promise) }
  }

  /// - Parameter strongName: the strong model of a cascade, where it is its record.
  private mutating func addRecord(
    _ record: StoredRecord, asksForConfidence: Bool, votes: VoteStanding?, strongName: String?
  ) {
    let least = record.characters.compactMap { character in
      character.labelConfidence.map { (name: character.name, confidence: $0) }
    }.min { $0.confidence < $1.confidence }
    let byHand = record.characters.filter(\.isByHand).map(\.name)
    add(
      "record",
      "\(Format.counted(record.characters.count, "character")), built \(record.builtAt.iso8601) by "
        + "\(record.lane.rawValue) from \(record.model)")
    if !record.movieFields.isEmpty {
      add(
        "",
        "of the movie: "
          + record.movieFields.map { "\($0.field) \($0.value.text ?? "–")" }.joined(separator: "; ")
      )
    }
    if let least {
      add("", "least sure of '\(least.name)': \(Format.decimal(least.confidence, places: 2))")
    } else if let strongName {
      add("", "without confidence: none is asked of \(strongName), the strong model of the cascade")
    } else if asksForConfidence, !record.characters.isEmpty {
      add(
        "",
        "without confidence: its reply was bought before that was asked for, and serves; "
          + "'tropebuild -B --fresh \(record.movie)' asks again")
    }
    if let votes {
      add("", VoteWords.record(votes.count(of: record.movie), asks: votes.asks))
    }
    if !byHand.isEmpty { add("", "labelled by hand: \(byHand.joined(separator: "; "))") }
    object.add(
      "record",
      [
        "characters": .integer(record.characters.count), "built_at": JSON(record.builtAt),
        "lane": .string(record.lane.rawValue), "model": .string(record.model),
        "least_confidence": JSON(least?.confidence), "by_hand": .strings(byHand),
      ])
  }
}

extension Preview.Place {
  /// The lane that it stands for.
  fileprivate var lane: Lane {
    switch self {
    case .reuse: .reuse
    case .plannedBatch, .openBatch: .batch
    case .realtime(let lane): lane
    }
  }
}
