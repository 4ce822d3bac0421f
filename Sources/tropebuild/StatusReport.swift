import Display
import Engine
import Formats
import ProjectFiles
import Recipe
import Store
import TropeModel

/// What `status` and the page of `serve` tell, gathered without changing anything.
struct StatusReport {
  /// Whether there is a database at all.
  let hasBegun: Bool
  let holder: LockHolder?
  let records: Int
  let emptyRecords: Int
  /// Movies gone from what is split whose files are still there.
  let leftovers: Int
  let older: OlderRecords?
  let recipes: [UsedRecipe]
  /// The tropefile's, by their hashes.
  private let ownRecipes: [Digest]
  let states: [TargetState: Int]
  let failures: [FailedTarget]
  let batches: [LedgerBatch]
  let totals: LedgerTotals?
  private let endpoints: [EndpointLine]
  let reconciliations: [Int: BatchReconciliation]
  /// The newest run, be it under way or not.
  let newestRun: RunEntry?
  /// What the part under way of a run is expected to come to by what it has seen so far; `nil` before it has.
  private let expectedOfPart: ExpectedRun?
  /// Which part of the run under way that is.
  let part: RunPart
  /// What the lanes of the run under way wait for.
  let waits: [StatusWait]
  /// What the run under way has sent in real time in the last minute.
  let lastMinute: [RealtimeRequest]
  let hands: HandsReport?
  /// What makes the file of labels by hand one that no build can use.
  let handsFaults: [Diagnostic]
  let cascade: CascadeStanding?
  /// The run's clock, which a rehearsal lets run faster.
  let now: Timestamp
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  init(_ bench: Workbench) throws {
    let paths = bench.project.paths
    let database = try bench.openRecords()
    let ledger = try bench.openLedger()
    hasBegun = database != nil || ledger != nil
    holder = try BuildLock.holder(of: paths.lock)
    records = try database?.recordCount() ?? 0
    leftovers = SplitStep(bench.project).leftovers().count
    older = try OlderRecords(of: bench.project, in: database)
    recipes = try database?.usedRecipes().filter { $0.records > 0 } ?? []
    ownRecipes = bench.project.recipes.map(\.hashes.combined)
    emptyRecords = try database?.emptyRecordCount() ?? 0
    states = Dictionary(
      grouping: try StatusDirectory(paths.status).all(pending: database?.pendingMovies()).values,
      by: { $0 }
    ).mapValues(\.count)
    failures = try database?.failures() ?? []
    batches = try ledger?.unfinishedBatches() ?? []
    reconciliations = try ledger?.reconciliations() ?? [:]
    totals = try ledger?.totals()
    endpoints = try ledger?.endpointSpending() ?? []
    (hands, handsFaults) = try Self.hands(bench.project, database)
    cascade = try CascadeStanding.found(
      bench.project, database: database, ledger: ledger)
    let clock = bench.time.now()
    let newest = try ledger?.runs().first
    newestRun = newest
    let isUnderWay = holder != nil && newest?.endedAt == nil
    part =
      try isUnderWay ? newest.flatMap { try ledger?.runPart(of: $0.id) } ?? RunPart() : RunPart()
    let expected =
      isUnderWay ? try newest.flatMap { try ledger?.expectedRun(since: $0.startedAt) } : nil
    expectedOfPart = expected
    var sent: [RealtimeRequest] = []
    if holder != nil, let ledger {
      waits = try StatusDirectory(paths.status).waits()
      sent = try [false, true].flatMap { isSandbox in
        try ledger.realtimeRequests(since: clock + Self.minuteAgo, isSandbox: isSandbox)
      }
    } else {
      waits = []
    }
    // The clock of a rehearsal runs ahead of this one: what was noted last tells where it is.
    let noted =
      sent.map(\.sentAt) + batches.compactMap(\.submittedAt)
      + [newest?.startedAt, expected?.notedAt].compactMap(\.self)
    let now = noted.reduce(clock, max)
    self.now = now
    lastMinute = sent.filter { $0.sentAt >= now + Self.minuteAgo }
  }

  private static let minuteAgo: Duration = .seconds(-60)

  /// A file that cannot be used is no reason to tell nothing of all else.
  private static func hands(
    _ project: Project, _ database: TropesDatabase?
  ) throws -> (HandsReport?, faults: [Diagnostic]) {
    do {
      return (try Hands(project).look(database), [])
    } catch BuildError.faults(let faults) {
      return (nil, faults)
    }
  }

  /// The newest run is the one under way, if it has no end and somebody is at work.
  var run: RunEntry? { holder == nil || newestRun?.endedAt != nil ? nil : newestRun }

  /// For people.
  var text: String {
    var list = DefinitionList()
    list.add("records", Format.grouped(records))
    if let older { list.add("", "\(older.words) ('tropebuild -n' says what a build would do)") }
    if older != nil || recipes.count > 1 {
      list.add(
        "recipes", recipes.map(words).joined(separator: "; ") + " ('tropebuild diff' compares them)"
      )
    }
    if emptyRecords > 0 { list.add("", SummaryText.empty(emptyRecords)) }
    if leftovers > 0 { list.add("", SplitStep.Outcome.leftover(leftovers)) }
    if let hands {
      let text = HandsText(report: hands)
      list.add("by hand", text.sum)
      for problem in text.problems { list.add("", problem) }
    }
    if !handsFaults.isEmpty {
      list.add("by hand", "unknown, and no build goes on until that is mended:")
      for fault in handsFaults { list.add("", "\(fault)") }
    }
    let cascadeLines = cascade.map { CascadeText(standing: $0).lines } ?? []
    for (place, line) in cascadeLines.enumerated() {
      list.add(place == 0 ? "cascade" : "", line)
    }
    let order: [TargetState] = [.queued, .sent, .submitted, .failed]
    let counts = order.compactMap { state in
      states[state].map { "\(Format.grouped($0)) \(state.rawValue)" }
    }
    if !counts.isEmpty { list.add("targets", counts.joined(separator: ", ")) }
    if let holder { list.add("running", "a build\(holder.words)") }
    if let run {
      list.add("", words(run))
      list.add("", progress(run))
    }
    for (place, wait) in waits.enumerated() {
      list.add(place == 0 ? "waiting" : "", Self.words(wait))
    }
    if let totals { list.add("paid", Self.words(totals)) }
    if let sums = EndpointText.sums(endpoints) { list.add("", sums) }
    if let totals, totals.reservedDollars > 0 {
      list.add("", "\(Format.dollars(totals.reservedDollars)) more in batches under way")
    }
    var lines = list.lines(width: width)
    if !batches.isEmpty {
      lines.append("")
      lines += BatchTable(batches: batches, sums: reconciliations, width: width).text
        .split(separator: "\n").map(String.init)
    }
    if !failures.isEmpty { lines.append("") }
    lines += ReasonGroup.lines(
      of: failures.map {
        FailedTarget(movie: $0.movie, reason: DisplayWidth.printable($0.reason))
      }, head: "failed", all: "--json")
    return lines.joined(separator: "\n")
  }

  /// `3f2a91c0 (gpt-4o-mini): 329 records`
  private func words(_ recipe: UsedRecipe) -> String {
    let model = recipe.model + (ownRecipes.contains(recipe.hash) ? ", the tropefile's" : "")
    return "\(recipe.hash.recipeName(model)): \(Format.counted(recipe.records, "record"))"
  }

  private func words(_ run: RunEntry) -> String {
    let forecast = forecast(run)
    return "run \(run.id) since \(startedAt(run).iso8601), "
      + (part.isOneOfSeveral ? "\(part.words), " : "") + "\(run.strategy.rawValue), forecast "
      + "\(Format.dollars(forecast.dollars)) and \(Format.time(.seconds(forecast.seconds)))"
      + (expected.map {
        ", by its replies so far \(Format.dollars($0.dollars)) and \(Format.time(.seconds($0.seconds)))"
      } ?? "")
      + (part.isWholeKnown ? "" : ", without all that follows this part")
  }

  private static func words(_ wait: StatusWait) -> String {
    let lane = wait.lane == .realtime ? "real time" : wait.lane.rawValue
    return "\(lane): \(wait.reason)" + (wait.until.map { ", until \($0.iso8601)" } ?? "")
  }

  /// Targets of the run, and those of them that are through.
  private var done: (count: Int, all: Int) {
    ((states[.done] ?? 0) + (states[.failed] ?? 0), states.values.reduce(0, +))
  }

  // MARK: The run under way, all of its parts

  /// When the first part of the run began.
  func startedAt(_ run: RunEntry) -> Timestamp { run.startedAt + .seconds(-part.secondsBefore) }

  /// What the run was expected to come to when its part under way began; of what follows that, as far as anybody can tell.
  func forecast(_ run: RunEntry) -> (dollars: Double, seconds: Double) {
    (part.whole(dollars: run.forecastCost), part.whole(seconds: run.forecastSeconds))
  }

  /// What it is expected to come to by what it has seen so far; `nil` before it has.
  var expected: (dollars: Double, seconds: Double)? {
    expectedOfPart.map { expected in
      let seconds = part.whole(seconds: expected.seconds)
      let least = run.map { (now - startedAt($0) + longestWait).inSeconds } ?? 0
      return (
        part.whole(dollars: expected.dollars), longestWait > .zero ? max(seconds, least) : seconds
      )
    }
  }

  /// Until the last lane that waits may go on; zero where none does, or nobody knows until when.
  private var longestWait: Duration {
    waits.compactMap(\.until).map { max(.zero, $0 - now) }.max() ?? .zero
  }

  /// The same of the whole run; of its part alone where nobody knows how many there are.
  private var doneOfRun: (count: Int, all: Int) {
    let (count, all) = done
    let whole = part.whole(done: count, of: all)
    return part.isOneOfSeveral ? (whole.done, whole.all) : (count, all)
  }

  /// Below 100 as long as something is open.
  var percent: Int {
    let (count, all) = doneOfRun
    return all == 0 ? 0 : min(count < all ? 99 : 100, count * 100 / all)
  }

  /// How long the run typically still takes: by what it expects now, or by its pace where it is later than that.
  func left(_ run: RunEntry) -> Duration {
    let elapsed = now - startedAt(run)
    let byForecast = max(
      .seconds(expected?.seconds ?? forecast(run).seconds) - elapsed, longestWait)
    let (count, all) = doneOfRun
    guard byForecast <= .zero, count > 0, count < all else { return max(.zero, byForecast) }
    let pace = part.count == nil ? now - run.startedAt : elapsed
    return pace * (Double(all - count) / Double(count))
  }

  /// `41% done (41 of 100), typically 3.2 h left`; of a run of several parts `47% done (part 2 of 3: 41 of 100)`.
  private func progress(_ run: RunEntry) -> String {
    let (count, all) = done
    let left = left(run)
    return "\(percent)% done (\(part.isOneOfSeveral ? "\(part.words): " : "")"
      + "\(Format.grouped(count)) of \(Format.grouped(all))), "
      + (left > .zero ? "typically \(Format.time(left)) left" : "later than typical")
  }

  private static func words(_ totals: LedgerTotals) -> String {
    let sandbox = totals.sandbox.replies
    return "\(Format.dollars(totals.paid.costDollars)) for "
      + Format.counted(totals.paid.replies, "reply", "replies")
      + (sandbox > 0 ? "; \(Format.grouped(sandbox)) by the sandbox, at no cost" : "")
  }

  /// One object in one line.
  var json: String {
    let targets = TargetState.allCases.map {
      JSONObject.Member($0.rawValue, .integer(states[$0] ?? 0))
    }
    var object: JSONObject = [
      "records": .integer(records), "empty_records": .integer(emptyRecords),
      "leftovers": .integer(leftovers),
      "older_records": .integer(older?.count ?? 0),
      "recipes": .array(
        recipes.map {
          [
            "recipe": .string($0.hash.hex), "model": .string($0.model),
            "records": .integer($0.records), "current": .bool(ownRecipes.contains($0.hash)),
          ]
        }),
      "running": .bool(holder != nil),
      "process": JSON(holder?.process.map(Int.init)), "run": run.map(json) ?? .null,
      "waiting": .array(waits.map(json)),
      "targets": .object(JSONObject(targets)), "batches": .array(batches.map(json)),
      "paid_dollars": .number(totals?.paid.costDollars ?? 0),
      "replies": .integer(totals?.paid.replies ?? 0),
      "sandbox_replies": .integer(totals?.sandbox.replies ?? 0),
      "reserved_dollars": .number(totals?.reservedDollars ?? 0),
      "by_hand": .integer(hands?.labelled ?? 0),
      "hand_problems": hands.map { HandsText(report: $0).json }
        ?? .strings(handsFaults.map(\.description)),
      "cascade": cascade.map { CascadeText(standing: $0).json } ?? .null,
      "failed": .array(
        failures.map {
          [
            "movie": JSON($0.movie), "reason": .string($0.reason),
            "attempts": .integer($0.attempts),
          ]
        }),
    ]
    if !endpoints.isEmpty {
      object.add("endpoints", .array(EndpointText.objects(endpoints).map(JSON.object)))
    }
    return object.line
  }

  private func json(_ run: RunEntry) -> JSON {
    [
      "run": .integer(Int(run.id)), "started_at": JSON(startedAt(run)),
      "part": .integer(part.number), "parts": part.count.map(JSON.integer) ?? .null,
      "whole": .bool(part.isWholeKnown),
      "strategy": .string(run.strategy.rawValue),
      "forecast_dollars": .number(forecast(run).dollars),
      "forecast_seconds": .number(forecast(run).seconds),
      "expected_dollars": JSON(expected?.dollars), "expected_seconds": JSON(expected?.seconds),
      "percent": .integer(percent),
      "left_seconds": .number(left(run).inSeconds),
      "requests_last_minute": .integer(lastMinute.count),
      "tokens_last_minute": .integer(lastMinuteTokens),
    ]
  }

  /// Input tokens of the requests of the last minute.
  var lastMinuteTokens: Int { lastMinute.reduce(0) { $0.addingSaturated($1.tokens) } }

  private func json(_ wait: StatusWait) -> JSON {
    [
      "lane": .string(wait.lane.rawValue), "until": JSON(wait.until),
      "reason": .string(wait.reason),
    ]
  }

  private func json(_ batch: LedgerBatch) -> JSON {
    let sum = reconciliations[batch.number] ?? BatchReconciliation()
    return [
      "batch": .integer(batch.number), "state": .string(batch.state.rawValue),
      "remote_status": JSON(batch.remoteStatus), "remote_id": JSON(batch.remoteID),
      "requests": .integer(batch.requests), "questions": .integer(sum.all),
      "answered": .integer(sum.answered), "open": .integer(sum.open),
    ]
  }
}
