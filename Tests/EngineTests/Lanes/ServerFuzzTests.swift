import Foundation
import OpenAIClient
import Recipe
import Store
import Testing
import TestSupport

@testable import Engine

/// Whole runs against a server that keeps the bill and whose answers are changed on their way, by seeded changes; then one
/// against the same server when it is well. `TROPEBUILD_FUZZ=100000` changes so many answers.
@Suite(.timeLimit(.minutes(60))) struct ServerFuzzTests {
  /// Changes answers, and keeps the bill.
  ///
  /// `@unchecked Sendable`: all that changes is touched under `lock` only.
  private final class Meddler: @unchecked Sendable {
    private let lock = NSLock()
    private var mutator: Mutator
    private let rate: Double
    private var isWell = false
    private var calls = 0
    private(set) var changes = 0
    /// How often an answer to a question was changed, after it had been billed; by custom id, or one for all in real time.
    private(set) var spoilt: [String: Int] = [:]

    init(seed: UInt64, rate: Double) {
      mutator = Mutator(seed: seed)
      self.rate = rate
    }

    /// From now on nothing is changed.
    func becomesWell() { lock.withLock { isWell = true } }

    /// So many calls are more than any sound run makes.
    var hasRunAway: Bool { lock.withLock { calls > 3_000 } }

    /// What comes of an answer on its way.
    func changed(_ call: String, _ answer: FakeTransport.Answer) -> FakeTransport.Answer {
      lock.withLock {
        calls += 1
        guard !isWell, calls < 3_000, mutator.happens(rate), case .response(let response) = answer
        else { return answer }
        changes += 1
        return change(call, response)
      }
    }

    private func change(_ call: String, _ valid: HTTPResponse) -> FakeTransport.Answer {
      let isChat = call == "POST /chat/completions"
      if isChat { spoilt["chat", default: 0] += 1 }
      var response = valid
      switch mutator.pick([0, 1, 1, 2, 2, 2, 3]) {
      case 0:
        return .failure(
          TransportFailure(
            kind: mutator.pick([.connectionCut, .timedOut]), message: "lost on its way",
            requestMayHaveRun: true))
      case 1:
        // What a person must mend, or what says that there is nothing, would be the truth.
        response.status = mutator.pick([408, 409, 425, 429, 500, 502, 503, 504, 520, 524, 529])
        response.body = Array(
          mutator.pick(["", "<html>", "{}", #"{"error":{"message":"busy"}}"#]).utf8)
      case 2 where isChat: response.body = mutator.changed(valid.body)
      case 2 where call.hasSuffix("/content"): response.body = changedLines(valid.body)
      case 2:
        // A status or an id that is changed would be another truth; a text that is broken is none.
        response.body =
          mutator.happens(0.5)
          ? Array(valid.body.prefix(valid.body.count * mutator.pick([0, 1, 2, 3]) / 4))
          : Array(
            String(decoding: valid.body, as: UTF8.self).replacing(
              mutator.pick([
                #""completed":"#, #""failed":"#, #""total":"#, #""object":"#, #""created_at":"#,
              ]),
              with: mutator.pick([
                #""completed":-1,"x":"#, #""total":9223372036854775807,"y":"#, #""z":"#,
              ])
            ).utf8)
      default:
        let header = mutator.header()
        // To wait for years is asked by nobody who is to be waited for.
        if !header.name.lowercased().contains("retry"), header.name != "Content-Type",
          header.name != "Content-Encoding"
        {
          response.headers.add(header.name, header.value)
        }
      }
      return .response(response)
    }

    /// A file of results with one line changed.
    private func changedLines(_ body: [UInt8]) -> [UInt8] {
      var lines = body.split(separator: UInt8(ascii: "\n")).map(Array.init)
      guard !lines.isEmpty else { return body }
      let place = mutator.pick(Array(lines.indices))
      if let id = try? BatchOutputLine.parse(lines[place]).customID { spoilt[id, default: 0] += 1 }
      lines[place] = mutator.changed(lines[place])
      // Another question's line it must not become, or that one's answer would be changed as well.
      if let now = try? BatchOutputLine.parse(lines[place]).customID {
        spoilt[now, default: 0] += 1
      }
      return Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    }
  }

  /// One run that is meddled with, and what comes after it; how many answers were changed.
  private func round(_ seed: UInt64) async throws -> Int {
    let meddler = Meddler(seed: seed, rate: [0.05, 0.15, 0.3, 0.5][Int(seed % 4)])
    let directory = try TemporaryDirectory()
    let server = PlayedServer()
    server.after = { call, server in
      server.lastAnswer(to: call).map { meddler.changed(call, $0) }
    }
    for run in 0..<4 {
      if run > 0 { meddler.becomesWell() }
      let rig = try Rig(movies: 5, in: directory, server: server)
      let open = try rig.ledger.unfinishedBatches()
      let asked = Set(try rig.ledger.questionsInFlight().keys)
      let kept = try rig.ledger.keptReplies(
        for: rig.questions.map(\.hash), acceptingSandbox: false)
      let rest = rig.questions.filter { kept[$0.hash] == nil && !asked.contains($0.hash) }
        .map(Rig.alone)
      if open.isEmpty, rest.isEmpty { break }
      let inBatches = seed % 3 != 0
      let left =
        inBatches || !open.isEmpty
        ? try await rig.runBatches(open: open, planned: inBatches && !rest.isEmpty ? [rest] : [])
        : []
      if inBatches, rig.stop.raised == nil, !left.isEmpty {
        try await rig.runRealtime(
          rig.questions.filter { left.contains($0.movie) }.map(Rig.alone))
      } else if !inBatches {
        try await rig.runRealtime(rest)
      }
      #expect(!meddler.hasRunAway, "seed \(seed)")
      try rig.ledger.close()
      try rig.database.close()
    }
    let rig = try Rig(movies: 5, in: directory, server: server)
    let kept = try rig.ledger.keptReplies(for: rig.questions.map(\.hash), acceptingSandbox: false)
    #expect(kept.count == 5, "seed \(seed)")
    // The bill: no question in two batches that both ran, unless the first one's answer was spoilt.
    var billed: [String: Int] = [:]
    for batch in server.batches where batch.status == "completed" {
      for id in server.askedIDs(batch.inputFile) { billed[id, default: 0] += 1 }
    }
    for (id, count) in billed {
      #expect(
        count <= 1 + (meddler.spoilt[id] ?? 0), "seed \(seed): \(id) was billed \(count) times")
    }
    let chats = server.count("POST /chat/completions")
    let spoilt = meddler.spoilt.reduce(0) { $0 + $1.value }
    #expect(
      chats + billed.values.reduce(0, +) <= 5 + spoilt,
      "seed \(seed): \(chats) in real time, \(billed)")
    return meddler.changes
  }

  @Test
  func `whatever happens to answers on their way, nothing is paid twice for it, and all is built`()
    async throws
  {
    let wanted = ProcessInfo.processInfo.environment["TROPEBUILD_FUZZ"].flatMap(Int.init) ?? 150
    var seed = ProcessInfo.processInfo.environment["TROPEBUILD_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
    var changes = 0
    while changes < wanted {
      try Task.checkCancellation()
      changes += try await round(seed)
      seed += 1
    }
  }
}
