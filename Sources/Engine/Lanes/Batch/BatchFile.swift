import Basics
import Formats
import OpenAIClient
package import Recipe
package import Store
package import TropeModel

/// The files of a batch, as they lie in the batch directory.
package struct BatchFiles: Sendable, Equatable {
  /// What is uploaded.
  package var input: String
  /// What was downloaded, with the answers and with the failures.
  package var output: String
  package var errors: String

  /// - Parameters:
  ///   - number: the batch's number in the ledger.
  ///   - directory: the batch directory.
  package init(number: Int, in directory: String) {
    let stem = "\(directory)/batch_\(String(number, width: 4))"
    input = stem + ".jsonl"
    output = stem + ".output.jsonl"
    errors = stem + ".errors.jsonl"
  }

  /// SHA-256 of a file that is read piece by piece; `nil` where it cannot be read.
  static func digest(ofFile path: String) -> Digest? {
    var hasher = SHA256()
    do {
      try AtomicFile.readPieces(of: path) { hasher.update($0) }
    } catch {
      return nil
    }
    return hasher.digest
  }

  /// Whether a file can be opened.
  static func isReadable(_ path: String) -> Bool {
    do {
      _ = try JSONLines(path: path)
      return true
    } catch {
      return false
    }
  }

  /// Whether the last line of a file of results is whole; an empty file has none that is not.
  static func endsWhole(_ path: String) -> Bool {
    guard var lines = try? JSONLines(path: path) else { return false }
    var last: [UInt8]?
    while let line = try? lines.next() { last = line }
    guard let last else { return true }
    return (try? BatchOutputLine.parse(last)) != nil
  }

  /// What the requests of a batch file may use at most.
  package struct Most: Equatable, Sendable {
    /// Output tokens of all together; `nil` where one of them says nothing of it.
    package var output: Int?
    /// The share of the requests that may write to the prompt cache.
    package var writing: Double
  }

  /// What the requests of a batch file may use at most; `nil` where it cannot be read.
  package static func most(ofFile path: String) -> Most? {
    guard var lines = try? JSONLines(path: path) else { return nil }
    var output: Int? = 0
    var writing = 0
    do {
      while let line = try lines.next() {
        let body = try JSONDocument(line).root["body"]
        let bound = (body?["max_completion_tokens"] ?? body?["max_tokens"])?.int
        output = output.flatMap { sum in bound.map { sum.addingSaturated($0) } }
        if mayWrite(body) { writing += 1 }
      }
    } catch {
      return nil
    }
    guard lines.lineNumber > 0 else { return nil }
    return Most(output: output, writing: Double(writing) / Double(lines.lineNumber))
  }

  /// The model that the requests of a batch file ask, as the first of them names it; `nil` where it cannot be read.
  static func model(ofFile path: String) -> String? {
    guard var lines = try? JSONLines(path: path), let line = try? lines.next(),
      let document = try? JSONDocument(line)
    else { return nil }
    return document.root["body"]?["model"]?.string
  }

  /// Whether a request may write to the prompt cache: not where it says that only marked parts are cached, and marks none.
  private static func mayWrite(_ body: JSONView?) -> Bool {
    guard body?["prompt_cache_options"]?["mode"]?.string == "explicit" else { return true }
    return body?["messages"]?.elements.contains { message in
      message["content"]?.elements.contains { $0["prompt_cache_breakpoint"] != nil } ?? false
    } ?? false
  }

  /// Where the file of a batch is that was written down: from the project's directory, or, in rows of older versions, from
  /// where a command was called; if neither, it is looked for in the batch directory.
  package static func inputPath(
    of batch: LedgerBatch, in directory: String, project: String
  ) -> String {
    let fromProject =
      batch.path.hasPrefix("/") || project == "." ? batch.path : project + "/" + batch.path
    let own = BatchFiles(number: batch.number, in: directory).input
    return [fromProject, own, batch.path].first(where: isReadable) ?? own
  }

  /// The custom ids of a batch file, by line.
  static func customIDs(inFile path: String) throws -> [String] {
    var ids: [String] = []
    var lines = try JSONLines(path: path)
    while let line = try lines.next() {
      ids.append((try? JSONDocument(line))?.root["custom_id"]?.string ?? "")
    }
    return ids
  }
}

/// Writes batches down: the file for the server, the row and its questions for the ledger. Nothing is sent.
package struct BatchWriter: Sendable {
  private let recipe: Recipe
  private let ledger: Ledger
  private let directory: String
  private let project: String
  private let isSandbox: Bool
  private let time: TimeSource
  private let bounds: OutputBounds
  private let dialect: Dialect
  private let moviesPerRequest: Int?
  private let texts: QuestionTexts?
  private let terms: BatchTerms?
  private let report: @Sendable (LaneEvent) -> Void
  private let cost: @Sendable ([PendingRequest]) -> Double

  /// - Parameters:
  ///   - directory: the batch directory; it must exist.
  ///   - project: the project's directory. What lies in it is written down as it is found from there, so that it is found
  ///     wherever a command is called.
  ///   - isSandbox: whether the batches are for a sandbox.
  ///   - bounds: the bounds that requests are sent with.
  ///   - dialect: what requests say beside what they ask.
  ///   - moviesPerRequest: how many movies the requests are to carry, where that is known.
  ///   - texts: renders what is written; `nil` where all questions have their texts.
  ///   - terms: how the replies are to be booked; `nil` where nobody says.
  ///   - report: told of what is left to the next run, since its files have changed.
  ///   - cost: what requests are expected to cost in a batch, in dollars.
  package init(
    recipe: Recipe, ledger: Ledger, directory: String, project: String = ".", isSandbox: Bool,
    time: TimeSource,
    bounds: OutputBounds = OutputBounds(nil), dialect: Dialect = .plain,
    moviesPerRequest: Int? = nil, texts: QuestionTexts? = nil, terms: BatchTerms? = nil,
    report: @escaping @Sendable (LaneEvent) -> Void = { _ in },
    cost: @escaping @Sendable ([PendingRequest]) -> Double
  ) {
    self.recipe = recipe
    self.ledger = ledger
    self.directory = directory
    self.project = project
    self.isSandbox = isSandbox
    self.time = time
    self.bounds = bounds
    self.dialect = dialect
    self.moviesPerRequest = moviesPerRequest
    self.texts = texts
    self.terms = terms
    self.report = report
    self.cost = cost
  }

  /// Writes one batch: its file first, so that a row of the ledger always has one.
  ///
  /// - Returns: `nil` where nothing of it can be asked in this run.
  package func write(_ planned: [PendingRequest]) throws(DiskFailure) -> LedgerBatch? {
    let number = try DiskFailure.ofStore { () throws(StoreError) in try ledger.nextBatchNumber() }
    let path = BatchFiles(number: number, in: directory).input
    let written = try DiskFailure.ofFile { () throws(FileError) in try writeFile(path, planned) }
    guard let (digest, requests) = written else { return nil }
    return try DiskFailure.ofStore { () throws(StoreError) in
      try ledger.batch(try ledger.addBatch(row(path, digest, requests)))
    }
  }

  /// - Returns: the file's digest and what is in it; `nil`, and no file, where that is nothing.
  private func writeFile(
    _ path: String, _ planned: [PendingRequest]
  ) throws(FileError) -> (Digest, [PendingRequest])? {
    var hasher = SHA256()
    let writer = try AtomicFileWriter(path)
    let trialStep = dialect.trialStep(ofBatch: planned.count)
    var requests: [PendingRequest] = []
    requests.reserveCapacity(planned.count)
    for (place, request) in planned.enumerated() {
      guard
        let rendered = texts.rendered(request, leave: { report(.remark(batch: nil, words: $0)) })
      else { continue }
      let isTrial = trialStep.map { place % max(1, $0) == 0 } ?? false
      let line = line(of: rendered, isTrial: isTrial)
      hasher.update(line)
      try writer.append(line)
      var written = request
      if rendered.questions.count < request.questions.count {
        written.questions = rendered.questions.map { $0.setAside() }
      }
      requests.append(written)
    }
    guard !requests.isEmpty else { return nil }
    try writer.commit()
    return (hasher.digest, requests)
  }

  private func row(_ path: String, _ digest: Digest, _ requests: [PendingRequest]) -> NewBatch {
    NewBatch(
      digest: digest, path: Self.path(path, from: project), requests: requests.count,
      inputTokens: requests.reduce(TokenCount(0, isExact: true)) { $0 + $1.inputTokens },
      recipe: recipe.hashes.combined, forecastCost: cost(requests), isSandbox: isSandbox,
      createdAt: time.now(), questions: requests.flatMap(Self.questions),
      moviesPerRequest: moviesPerRequest, requestedModel: terms?.model,
      prices: terms?.pricesText)
  }

  /// A path as it is found from a directory, where it lies below.
  private static func path(_ path: String, from directory: String) -> String {
    let start = directory.hasSuffix("/") ? directory : directory + "/"
    return path.hasPrefix(start) ? String(path.dropFirst(start.count)) : path
  }

  /// How many bytes a request takes in a batch file. Escapes and names count, so texts that are set aside are rendered for
  /// this; but it is asked of leftovers alone.
  func bytes(of request: PendingRequest) -> Int {
    texts.rendered(request, leave: { _ in }).map { line(of: $0, isTrial: true).count } ?? 0
  }

  private func line(of request: PendingRequest, isTrial: Bool) -> [UInt8] {
    Recipe.batchLine(
      customID: request.customID,
      body: recipe.requestBody(
        for: request.questions, outputBound: bounds.inBody(bounds.tokens(for: request)),
        extras: dialect.batch(movies: request.questions.count, isTrial: isTrial)))
  }

  private static func questions(of request: PendingRequest) -> [BatchQuestion] {
    let isGrouped = request.questions.count > 1
    return request.questions.enumerated().map { place, question in
      BatchQuestion(
        question: question.hash, customID: request.customID, key: isGrouped ? "m\(place + 1)" : "",
        movie: question.movie,
        inputTokens: request.inputTokens.tokens.share(place, of: request.questions.count))
    }
  }
}
