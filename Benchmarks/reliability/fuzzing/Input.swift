/// What was asked, and so what reads the answer.
enum Asked: String, CaseIterable {
  case chat, graded, group, fields, decisions, create, batch, cancel, batches, upload, files,
    models, model, delete, costs, usage
  case projects, limits, spending, tiers, line, json

  /// What is valid as an answer to it.
  var samples: [String] {
    typealias S = ServerSamples
    return switch self {
    case .chat, .fields:
      [S.chat, S.otherChat, S.refusal, S.failure, S.queueFull] + S.otherFailures + [
        #"{"error":{"message":"Incorrect API key provided: \#(Readers.key)"}}"#
      ]
    case .graded: [S.gradedChat]
    case .group: [S.groupChat]
    case .decisions: [S.decisions]
    case .create, .batch, .cancel: [S.batch, S.queueFull]
    case .batches: [S.batches]
    case .upload: [S.file]
    case .files: [S.files]
    case .models: [S.models]
    case .model: [S.model]
    case .delete: ["{}", S.failure]
    case .costs: [S.costs]
    case .usage: [S.usage]
    case .projects: [S.projects]
    case .limits: [S.rateLimits]
    case .spending: [S.spendLimit]
    case .tiers: [S.serviceTiers]
    case .line: [S.line, S.failedLine, S.expiredLine] + S.otherLines
    case .json: [S.chat, S.batches, S.line]
    }
  }
}

/// An answer, which stands in a file as
///
///     chat 429
///     retry-after: 20
///
///     {"error":{"message":"busy"}}
///
/// that is, what was asked, the status, headers, and the body.
struct Input {
  var asked: Asked
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  /// `nil` for what is none.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var lines: [String] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      let line = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      if line.isEmpty { break }
      lines.append(line)
    }
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 2, let asked = Asked(rawValue: String(words[0])),
      let status = Int(words[1])
    else { return nil }
    self.asked = asked
    self.status = status
    headers = lines.dropFirst().map { line in
      let name = line.prefix { $0 != ":" }
      return (String(name), String(line.dropFirst(name.count + 1).drop { $0 == " " }))
    }
    body = Array(rest)
  }

  init(_ asked: Asked, body: String) {
    (self.asked, status, headers) = (asked, 200, [])
    self.body = Array(body.utf8)
  }

  var bytes: [UInt8] {
    let lines = ["\(asked.rawValue) \(status)"] + headers.map { "\($0.name): \($0.value)" }
    return Array((lines.joined(separator: "\n") + "\n\n").utf8) + body
  }

  /// Another answer: a part of it is changed, by libFuzzer or by the changes of the tests.
  mutating func change(_ mutator: inout Mutator, most: Int) {
    switch mutator.pick([0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6]) {
    case 0: body = Self.fuzzed(body, most)
    case 1: body = mutator.changed(body)
    case 2: headers.append(mutator.header())
    case 3 where !headers.isEmpty:
      let place = mutator.pick(Array(headers.indices))
      let value = Self.fuzzed(Array(headers[place].value.utf8), 200).filter { $0 >= 0x20 }
      headers[place].value = String(decoding: value, as: UTF8.self)
    case 4 where !headers.isEmpty: headers.removeLast()
    case 5: asked = mutator.pick(Asked.allCases)
    default: status = mutator.status()
    }
  }

  private static func fuzzed(_ bytes: [UInt8], _ most: Int) -> [UInt8] {
    let size = min(max(bytes.count * 2, 64), most)
    var buffer = Array(bytes.prefix(size))
    buffer += [UInt8](repeating: 0, count: size - buffer.count)
    let count = buffer.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { LLVMFuzzerMutate($0, min(bytes.count, size), size) } ?? 0
    }
    return Array(buffer.prefix(count))
  }
}
