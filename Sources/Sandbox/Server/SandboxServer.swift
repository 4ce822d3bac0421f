import HTTPServing

/// A server on loopback that plays the API.
package actor SandboxServer {
  private let state: SandboxState
  private let configuration: SandboxConfiguration
  private var running: HTTPServer?

  /// A sandbox that does not listen yet; throws where its state directory cannot be used.
  package init(configuration: SandboxConfiguration) throws {
    self.configuration = configuration
    let directory = try configuration.stateDirectory.map {
      try StateDirectory(path: $0, scale: configuration.timeScale)
    }
    let clock =
      configuration.clock
      ?? directory.map { SandboxClock.scaled(by: configuration.timeScale, from: $0.anchor) }
      ?? SandboxClock.scaled(by: configuration.timeScale)
    state = try SandboxState(
      configuration: configuration, clock: clock,
      tokens: Tokens.counter(vocabularyPath: configuration.vocabularyPath), directory: directory)
  }

  /// Listens, and answers the base URL for clients: `http://127.0.0.1:PORT/v1`.
  package func start() async throws -> String {
    let responder = SandboxResponder(state: state, key: configuration.key)
    let server = try HTTPServer(
      port: configuration.port, limits: .init(bodyBytes: FilesAPI.mostFormBytes)
    ) { request in await responder.respond(to: request) }
    running = server
    return "http://127.0.0.1:\(server.port)/v1"
  }

  /// Ends the server; connections are closed.
  package func stop() async {
    await running?.stop()
    running = nil
  }

  /// Orders a fault for its next occasion, or for several.
  package nonisolated func inject(_ fault: ScriptedFault, count: Int = 1) {
    state.inject(fault, count: count)
  }

  /// What has been billed up to now. Batches whose time has come are ended first.
  package nonisolated func ledger() async throws -> Ledger {
    try await state.settleBatches()
    return state.records.ledger
  }
}
