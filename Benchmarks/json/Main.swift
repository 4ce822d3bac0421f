// Lines of a batch's output file, read with JSONBytes and with Foundation: what is taken out of a
// line, and the characters out of the reply's content. Benchmarks/json/run compiles it together with
// the sources of the module.
//
// usage: json LINES ROUNDS

import Foundation

/// The parts of a line that are used.
struct Line: Decodable {
  struct Response: Decodable {
    var status_code: Int
    var body: Body
  }
  struct Body: Decodable {
    var model: String
    var choices: [Choice]
    var usage: Usage
  }
  struct Choice: Decodable {
    var message: Message
    var finish_reason: String?
  }
  struct Message: Decodable {
    var content: String?
    var refusal: String?
  }
  struct Usage: Decodable {
    var prompt_tokens: Int
    var completion_tokens: Int
  }
  var custom_id: String
  var response: Response
}

/// The content of a reply.
struct Reply: Decodable {
  struct Character: Decodable {
    var name: String
    var trope: String
  }
  var characters: [Character]
}

/// Characters, tokens and bytes of names, so that nothing is left undone.
func withDecoder(_ line: [UInt8]) throws -> Int {
  let decoder = JSONDecoder()
  let line = try decoder.decode(Line.self, from: Data(line))
  let content = Data((line.response.body.choices[0].message.content ?? "").utf8)
  let reply = try decoder.decode(Reply.self, from: content)
  let names = reply.characters.reduce(0) { $0 + $1.name.utf8.count + $1.trope.utf8.count }
  return line.custom_id.utf8.count + line.response.status_code
    + line.response.body.usage.prompt_tokens + names
}

func withSerialization(_ line: [UInt8]) throws -> Int {
  let root = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
  let response = root["response"] as? [String: Any] ?? [:]
  let body = response["body"] as? [String: Any] ?? [:]
  let choice = (body["choices"] as? [[String: Any]])?.first ?? [:]
  let content = (choice["message"] as? [String: Any])?["content"] as? String ?? ""
  let reply = try JSONSerialization.jsonObject(with: Data(content.utf8)) as? [String: Any] ?? [:]
  var sum = (root["custom_id"] as? String ?? "").utf8.count
  sum += response["status_code"] as? Int ?? 0
  sum += (body["usage"] as? [String: Any])?["prompt_tokens"] as? Int ?? 0
  for character in reply["characters"] as? [[String: Any]] ?? [] {
    sum += (character["name"] as? String ?? "").utf8.count
    sum += (character["trope"] as? String ?? "").utf8.count
  }
  return sum
}

func withJSONBytes(_ line: [UInt8]) throws -> Int {
  let root = try JSONDocument(line).root
  let response = root["response"]
  let body = response?["body"]
  let content = body?["choices"]?.elements.first?["message"]?["content"]?.string ?? ""
  let reply = try JSONDocument(Array(content.utf8), strings: .checked).root
  var sum = (root["custom_id"]?.string ?? "").utf8.count
  sum += response?["status_code"]?.int ?? 0
  sum += body?["usage"]?["prompt_tokens"]?.int ?? 0
  for character in reply["characters"]?.elements ?? [] {
    for member in character.members { sum += (member.value.string ?? "").utf8.count }
  }
  return sum
}

func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

@main enum Measure {
  static func main() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]))
    let lines = bytes.split(separator: 0x0A).map { Array($0) }
    let rounds = Int(CommandLine.arguments[2]) ?? 5
    print("\(lines.count) lines, \(bytes.count) bytes, the best of \(rounds) rounds")
    let ways: [(String, ([UInt8]) throws -> Int)] = [
      ("JSONBytes", withJSONBytes), ("JSONDecoder", withDecoder),
      ("JSONSerialization", withSerialization),
    ]
    for (name, read) in ways {
      var best = Double.infinity
      var sum = 0
      for _ in 0..<rounds {
        let start = cpuSeconds()
        sum = try lines.reduce(0) { $0 + (try read($1)) }
        best = min(best, cpuSeconds() - start)
      }
      print(name, String(format: "%.3f s of processor time, check sum %d", best, sum))
    }
  }
}
