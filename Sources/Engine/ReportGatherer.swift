package import Inputs
import Planner
package import Report
package import Store
import Tropefile
import TropeModel

/// Gathers what a report shows from the databases and the movie metadata. Reads at most, also while a build runs.
package struct ReportGatherer: Sendable {
  let project: Project
  private let keepingRows: Bool

  /// - Parameter keepingRows: whether the records go into the report one by one, to be browsed.
  package init(project: Project, keepingRows: Bool) {
    self.project = project
    self.keepingRows = keepingRows
  }

  /// - Throws: what is wrong with a database, or with the metadata file that the tropefile names.
  package func data(
    database: TropesDatabase?, ledger: Ledger?
  ) throws -> (data: ReportData, faults: MetadataFaults?) {
    let failures = try database?.failures() ?? []
    var records = RecordTally(fields: [], keepingRows: keepingRows)
    var facts: [MovieID: MovieFacts] = [:]
    var faults: MetadataFaults?
    if let database {
      (records, facts, faults) = try database.withResults { results in
        let movies = Set(try results.movies() + failures.map(\.movie))
        var facts: [MovieID: MovieFacts] = [:]
        let faults = try project.forEachMovieMetadata(wanted: { movies.contains($0) }) { movie in
          facts[movie.movie] = MovieFacts(
            title: movie.title, year: movie.releaseDate?.year, genres: movie.genres.map(\.name))
        }
        // Begun anew each time that the results are.
        let (fields, movieFields) = (results.fields, results.movieFields)
        let hasConfidence = results.hasConfidence
        let names = results.tropeNames
        let meanings = Dictionary(
          results.tropes.map { ($0.name, $0.description) }, uniquingKeysWith: { first, _ in first })
        var records = RecordTally(
          fields: fields.map { Self.field($0, meanings) }
            + (hasConfidence ? [Self.confidence] : []),
          movieFields: movieFields.map { Self.field($0, [:], isOfMovie: true) },
          keepingRows: keepingRows)
        try results.forEachRecord { record in
          records.add(
            movie(
              record, fields: fields, movieFields: movieFields, hasConfidence: hasConfidence,
              tropeNames: names,
              facts: facts[record.movie]))
        }
        return (records, facts, faults)
      }
    }
    var data = ReportData(
      project: project.name, model: project.settings.recipe.model, records: records,
      hasMetadata: faults != nil, metadataFaults: faults?.count ?? 0,
      failures: failures,
      facts: Dictionary(
        failures.compactMap { failure in facts[failure.movie].map { (failure.movie, $0) } },
        uniquingKeysWith: { first, _ in first }), account: try account(ledger),
      cascade: try CascadeStanding.found(project, database: database, ledger: ledger)
        .map(CascadeWords.lines) ?? [])
    data.olderRecords = try OlderRecords(of: project, in: database)?.words
    return (data, faults)
  }

  // MARK: Records

  /// How sure the model was, as one more field.
  private static let confidence = ReportField(
    title: "Confidence", plural: "confidences", kind: .number, isConfidence: true)

  private static func field(
    _ row: FieldRow, _ meanings: [String: String], isOfMovie: Bool = false
  ) -> ReportField {
    let kind: ReportField.Kind =
      switch row.kind {
      case .trope, .choice: .choice
      case .boolean: .flag
      case .integer, .number: .number
      case .text: .text
      }
    return ReportField(
      name: row.name, kind: kind, definitions: row.kind == .trope ? meanings : [:],
      isOfMovie: isOfMovie)
  }

  private func movie(
    _ record: StoredRecord, fields: [FieldRow], movieFields: [FieldRow], hasConfidence: Bool,
    tropeNames: [String: String], facts: MovieFacts?
  ) -> ReportMovie {
    ReportMovie(
      movie: record.movie,
      characters: record.characters.map { character in
        ReportCharacter(
          name: character.name, isInCast: character.isInCast,
          values: fields.map { Self.value(of: $0, character, tropeNames) }
            + (hasConfidence
              ? [character.labelConfidence.map(ReportValue.number) ?? .none] : []),
          isByHand: character.isByHand, note: character.note)
      },
      values: movieFields.map { Self.value(record[movieField: $0.name]) },
      lane: record.lane, model: record.model,
      isSandbox: record.isSandbox, usage: record.usage,
      costDollars: record.costDollars, builtAt: record.builtAt, facts: facts)
  }

  private static func value(
    of field: FieldRow, _ character: LabelledCharacter, _ tropeNames: [String: String]
  ) -> ReportValue {
    if field.kind == .trope {
      return character.tropeID.map { .text(tropeNames[$0] ?? $0) } ?? .none
    }
    return value(character[field: field.name])
  }

  private static func value(_ answer: FieldValue?) -> ReportValue {
    switch answer {
    case .boolean(let value): .flag(value)
    case .integer(let value): .number(Double(value))
    case .number(let value): .number(value)
    case .text(let value): .text(value)
    case .null, nil: .none
    }
  }

  // MARK: The account

  private func account(_ ledger: Ledger?) throws -> ReportAccount {
    let minutes = try ledger?.spendingByMinute().map { minute in
      var sum = ReportAccount.Sum()
      sum.replies = minute.spending.replies
      sum.usage = minute.spending.usage
      sum.dollars = minute.spending.costDollars
      return ReportAccount.Minute(
        start: minute.start, lane: minute.lane, isSandbox: minute.isSandbox, sum: sum)
    }
    let runs = try ledger?.runs().reversed().map { run in
      ReportAccount.Run(
        startedAt: run.startedAt, endedAt: run.endedAt, strategy: run.strategy,
        forecastDollars: run.forecastCost, forecastSeconds: run.forecastSeconds,
        dollars: run.realCost, outcome: run.outcome)
    }
    var account = ReportAccount(
      minutes: minutes ?? [], runs: runs ?? [], batches: try batches(ledger),
      rate: ReportAccount.Rate(
        requests: [], requestsPerMinute: nil, requestsPerDay: nil, tokensPerMinute: nil))
    account.rate = try rate(ledger, isSandbox: account.isSandboxOnly)
    return account
  }

  private func batches(_ ledger: Ledger?) throws -> [ReportAccount.Batch] {
    guard let ledger else { return [] }
    let sums = try ledger.reconciliations()
    return try ledger.batches().map { batch in
      ReportAccount.Batch(
        number: batch.number, state: batch.shownState, isSandbox: batch.isSandbox,
        requests: batch.requests, questions: batch.questions,
        answered: sums[batch.number]?.answered ?? 0, failed: sums[batch.number]?.failed ?? 0,
        inputTokens: batch.inputTokens, createdAt: batch.createdAt, endedAt: batch.endedAt)
    }
  }

  private func rate(_ ledger: Ledger?, isSandbox: Bool) throws -> ReportAccount.Rate {
    // A model that no table knows has no limits to compare with; that is no fault of the report.
    let limits = try? project.terms().limits
    let requests = try ledger?.realtimeRequests(
      since: Timestamp(milliseconds: 0), isSandbox: isSandbox)
    return ReportAccount.Rate(
      requests: (requests ?? []).map { ($0.sentAt, $0.tokens) },
      requestsPerMinute: limits?.requestsPerMinute, requestsPerDay: limits?.requestsPerDay,
      tokensPerMinute: limits?.tokensPerMinute)
  }
}
