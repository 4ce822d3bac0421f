import Formats
import OpenAIClient
import Quality
import Recipe
import TropeModel

/// Gives the same answer to everything; a list without an end must be noticed.
struct OneAnswer: Transport {
  var response: HTTPResponse
  let calls = Counter()

  func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
    calls.add()
    must(calls.count < 200, "a list is walked without an end")
    return response
  }

  func download(
    _ request: HTTPRequest, toFile path: String
  ) async throws(TransportFailure) -> HTTPResponse { response }
}

/// `@unchecked Sendable`: there is one thread.
final class Counter: @unchecked Sendable {
  private(set) var count = 0
  func add() { count += 1 }
}

/// What must hold, whatever a server says.
func must(_ holds: Bool, _ words: @autoclosure () -> String) {
  if !holds { fatalError(words()) }
}

/// Words that are shown hold neither the key nor what steers a terminal.
func mustBeClean(_ words: String?) {
  guard let words else { return }
  must(!words.contains(Readers.key), "the key is shown: \(words)")
  must(
    !words.unicodeScalars.contains { $0.properties.generalCategory == .control },
    "a control character is shown: \(Array(words.utf8))")
}

enum Readers {
  static let key = "sk-secret-of-the-fuzz"
  static let cast = ["Ann"]

  static let recipes: [Asked: Recipe] = {
    let fields = FieldList.custom([
      RecipeField(name: "trope", type: .trope, isOptional: true),
      RecipeField(
        name: "age", type: .integer(FieldRange(least: 0, most: 200)), isOptional: true),
      RecipeField(name: "part", type: .number(FieldRange(least: 0, most: 1))),
      RecipeField(name: "dies", type: .boolean), RecipeField(name: "note", type: .text),
      RecipeField(name: "side", type: .choice(["good", "bad"]), isOptional: true),
    ])
    let parameters = ModelParameters(model: "m")
    let tropes = Recipe(catalog: .builtIn, prompt: .builtIn, parameters: parameters)
    return [
      .chat: tropes, .graded: tropes, .group: tropes,
      .fields: Recipe(
        fields: fields, catalog: .builtIn, prompt: .builtIn(for: fields), parameters: parameters),
      .decisions: Recipe(
        catalog: .builtIn, prompt: .builtIn(for: .tropes, endpoint: .decisions),
        parameters: ModelParameters(model: "m", endpoint: .decisions)),
    ]
  }()

  static func read(_ input: Input) async {
    switch input.asked {
    case .json: readJSON(input.body)
    case .line: readLines(input.body)
    default: await readAnswer(input)
    }
  }

  private static func readAnswer(_ input: Input) async {
    guard let key = APIKey(Self.key) else { return }
    var headers = HTTPHeaders()
    for header in input.headers { headers.add(header.name, header.value) }
    let transport = OneAnswer(
      response: HTTPResponse(status: input.status, headers: headers, body: input.body))
    let client = OpenAIClient(
      account: APIAccount(baseURL: "http://127.0.0.1:1/v1", key: key), transport: transport)
    do throws(APIFailure) {
      switch input.asked {
      case .chat, .graded, .group, .fields:
        judge(try await client.chatCompletion(body: [], timeout: .seconds(1)), input.asked)
      case .decisions:
        judge(try await client.decisions(body: [], timeout: .seconds(1)), input.asked)
      case .create: look(try await client.createBatch(inputFileID: "file-1", metadata: [:]))
      case .batch: look(try await client.batch(id: "batch_1"))
      case .cancel: look(try await client.cancelBatch(id: "batch_1"))
      case .batches: try await client.allBatches().forEach(look)
      case .upload:
        mustBeClean(try await client.uploadBatchFile(path: "/dev/null", fileName: "a.jsonl").id)
      case .files: for file in try await client.files() { mustBeClean(file.fileName) }
      case .models: for model in try await client.models() { mustBeClean(model.id) }
      case .model: mustBeClean(try await client.model(named: "m")?.shutdownDate)
      case .delete: try await client.deleteFile(id: "file-1")
      case .costs:
        for cost in try await client.costs(from: 0, to: 86_400) { mustBeClean(cost.lineItem) }
      case .usage:
        var sum = 0
        for usage in try await client.completionsUsage(from: 0, to: 86_400) {
          mustBeClean(usage.model)
          sum += usage.inputTokens + usage.cachedTokens + usage.outputTokens + usage.requests
        }
        must(sum >= 0, "usage below nothing")
      case .projects: for project in try await client.projects() { mustBeClean(project.name) }
      case .limits:
        for limit in try await client.rateLimits(ofProject: "p") { mustBeClean(limit.model) }
      case .spending: _ = try await client.spendLimit(ofProject: nil)
      case .tiers: mustBeClean(try await client.serviceTiers(ofProject: "p")?.usual)
      case .line, .json: break
      }
    } catch { look(error) }
  }

  private static func look(_ failure: APIFailure) {
    mustBeClean(failure.description)
    mustBeClean(failure.code)
    look(failure.rateLimits)
    _ = (
      failure.queueLimit, failure.meansNoBatches, failure.refusesCacheOptions,
      failure.speaksOfServer
    )
    var state = RetryState()
    for _ in 0..<40 { _ = state.failed(failure, policy: RetryPolicy(), random: 0.5) }
  }

  private static func look(_ limits: RateLimitHeaders) {
    for bucket in [limits.requests, limits.tokens, limits.projectTokens] {
      must(bucket.window.map { $0 > .zero } ?? true || bucket.reset == .zero, "a window of nothing")
      _ = bucket.describesDay
    }
  }

  private static func look(_ batch: RemoteBatch) {
    must(!batch.id.isEmpty, "a batch without a name")
    for words in [batch.id, batch.status.text, batch.model, batch.outputFileID] {
      mustBeClean(words)
    }
    for (name, value) in batch.metadata {
      mustBeClean(name)
      mustBeClean(value)
    }
    for fault in batch.faults {
      mustBeClean(fault.message)
      mustBeClean(fault.asFailure.description)
    }
    _ = (batch.queueLimit, batch.isQueueFull)
  }

  /// A reply is judged as a lane judges it, and what the ledger would keep of it is read again.
  private static func judge(_ answer: ChatAnswer, _ asked: Asked) {
    look(answer.rateLimits)
    mustBeClean(answer.requestID)
    judge(answer.reply, answer.rawBody, asked)
  }

  private static func judge(_ reply: ChatReply, _ body: [UInt8], _ asked: Asked) {
    for words in [reply.model, reply.refusal, reply.finishReason] { mustBeClean(words) }
    guard let recipe = recipes[asked] ?? recipes[.chat], let movie = MovieID(number: 1) else {
      return
    }
    let one = recipe.question(movie: movie, plot: "A plot.", cast: cast)
    let questions =
      [one] + (asked == .group ? [recipe.question(movie: movie, plot: "Another.", cast: nil)] : [])
    var confidences: LabelConfidences?
    if let tokens = reply.tokens, let content = reply.content {
      let told = tokens.map { token in
        TokenProbabilities.Token(
          bytes: token.bytes, logProbability: token.logProbability,
          alternatives: token.alternatives.map {
            TokenProbabilities.Alternative(bytes: $0.bytes, logProbability: $0.logProbability)
          })
      }
      for reading in [ProbabilityReading.plain, .shareAmongLabels] {
        confidences = recipe.confidences(of: content, told, reading: reading)
      }
    }
    let judgement = recipe.judge(
      content: reply.content, finishReason: reply.finishReason, refusal: reply.refusal,
      for: questions, confidences: confidences)
    must(judgement.verdicts.count == questions.count, "a question without a verdict")
    for note in judgement.notes { _ = "\(note)" }
    for verdict in judgement.verdicts {
      if case .bad(let fault) = verdict { _ = fault.description }
    }
    let kept = ReplyBody.reduced(body, to: confidences)
    if let again = ChatReply.parse(kept) {
      must(
        asked == .decisions || again.content == reply.content && again.usage == reply.usage,
        "what is kept reads otherwise")
    }
  }

  /// The lines of a file of results.
  private static func readLines(_ bytes: [UInt8]) {
    guard let key = APIKey(Self.key) else { return }
    let text = APIAccount(key: key).text
    var lines = JSONLines(bytes: bytes)
    while let line = try? lines.next() {
      guard let read = try? BatchOutputLine.parse(line, text: text) else { continue }
      mustBeClean(read.requestID)
      switch read.outcome {
      case .reply(let reply): judge(reply, read.body, .chat)
      case .failed(let failure): look(failure)
      }
    }
  }

  /// What is read strictly can be read loosely, and what is written is read as the same.
  private static func readJSON(_ bytes: [UInt8]) {
    let loose = try? JSONDocument(bytes)
    let (saved, fault) = JSONDocument.salvage(bytes)
    if let saved { walk(saved.root) }
    if let loose { walk(loose.root) }
    guard let value = try? JSON(parsing: bytes) else {
      must(fault != nil, "read, and not read")
      return
    }
    must(fault == nil && loose != nil, "read strictly, and not loosely")
    var written: [UInt8] = []
    value.append(to: &written)
    guard let again = try? JSON(parsing: written) else { fatalError("what is written is not read") }
    var rewritten: [UInt8] = []
    again.append(to: &rewritten)
    must(written == rewritten, "written otherwise the second time")
  }

  private static func walk(_ value: JSONView) {
    _ = (value.string, value.int, value.double, value.bool, value.scalarText, value.rawBytes)
    for element in value.elements { walk(element) }
    let members = value.members
    for member in members { walk(member.value) }
    // What is no text is not asked for by name.
    if let last = members.last, !last.name.unicodeScalars.contains("\u{FFFD}") {
      must(
        last.value.kind == .null || value[last.name]?.range == last.value.range,
        "the last member of its name is not the one that counts")
    }
  }
}
