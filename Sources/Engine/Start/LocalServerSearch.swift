import Formats
package import OpenAIClient

/// Looks for servers of models on this machine, at the ports where they usually listen.
package struct LocalServerSearch: Sendable {
  /// A server that answers, with a model of its own.
  package struct Found: Sendable, Equatable {
    /// As for `api.base_url`.
    package var baseURL: String
    /// The first of its models that can chat, by its name.
    package var model: String
    /// What it is called; `nil` where neither it nor its port tells.
    package var program: String?

    package init(baseURL: String, model: String, program: String? = nil) {
      self.baseURL = baseURL
      self.model = model
      self.program = program
    }
  }

  /// llama.cpp, Ollama, vLLM, LM Studio and SGLang, by what their documentation has.
  package static let usualPorts: [UInt16] = [8_080, 11_434, 8_000, 1_234, 30_000]

  private let ports: [UInt16]
  private let transport: any Transport

  package init(ports: [UInt16], transport: any Transport) {
    self.ports = ports
    self.transport = transport
  }

  /// All that answer, in the order of the ports. Nothing is waited for longer than a second, and nothing is a failure.
  package func find() async -> [Found] {
    await withTaskGroup(of: (Int, Found?).self) { group in
      for (place, port) in ports.enumerated() {
        group.addTask { (place, await found(at: port)) }
      }
      var all: [(Int, Found)] = []
      for await (place, found) in group { if let found { all.append((place, found)) } }
      return all.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func found(at port: UInt16) async -> Found? {
    let baseURL = "http://127.0.0.1:\(port)/v1"
    let answer = await transport.glance(
      baseURL + "/models",
      within: HTTPTimeouts(connect: .milliseconds(300), idle: .seconds(1), total: .seconds(1)))
    guard let answer, answer.status == 200, answer.headers[Server.sandboxMark] == nil,
      let models = try? JSONDocument(answer.body).root["data"]?.elements
    else { return nil }
    for model in models {
      guard let id = model["id"]?.string, Self.canChat(id) else { continue }
      return Found(
        baseURL: baseURL, model: id, program: Self.program(model["owned_by"]?.string, port))
    }
    return nil
  }

  /// A name that a tropefile can have, of a model that is not there for something else by its name.
  private static func canChat(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 200 && id.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      && !["embed", "rerank", "whisper"].contains { id.lowercased().contains($0) }
  }

  private static func program(_ owner: String?, _ port: UInt16) -> String? {
    switch owner {
    case "llamacpp": "llama.cpp"
    case "vllm": "vLLM"
    case "sglang": "SGLang"
    case "organization_owner": "LM Studio"
    default: port == 11_434 ? "Ollama" : nil
    }
  }
}
