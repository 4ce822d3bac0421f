import OpenAIClient

extension Transport {
  /// What a server answers that is asked what it is. No key is sent; `nil`: it did not answer that soon.
  func glance(
    _ url: String,
    within timeouts: HTTPTimeouts = HTTPTimeouts(
      connect: .seconds(2), idle: .seconds(2), total: .seconds(3))
  ) async -> HTTPResponse? {
    try? await send(HTTPRequest(method: .get, url: url, timeouts: timeouts))
  }
}
