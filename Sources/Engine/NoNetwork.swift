package import OpenAIClient

/// A transport that sends nothing: for what works on downloaded files alone.
private struct NoNetwork: Transport {
  private static let failure = TransportFailure(
    kind: .cannotConnect, message: "this command uses no network", requestMayHaveRun: false)

  func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
    throw Self.failure
  }

  func download(
    _ request: HTTPRequest, toFile path: String
  ) async throws(TransportFailure) -> HTTPResponse {
    throw Self.failure
  }
}

extension OpenAIClient {
  /// A client whose every call fails before anything leaves this machine; `nil` never in practice.
  package static var withoutNetwork: OpenAIClient? {
    APIKey("none").map {
      OpenAIClient(account: APIAccount(key: $0), transport: NoNetwork())
    }
  }
}
