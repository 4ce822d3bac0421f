import OpenAIClient

extension OpenAIClient {
  /// Has the server cancel a batch. Where it refuses, the batch itself tells why: one that has come to its end meanwhile cannot be
  /// cancelled, and some gateways say so as if they had failed.
  ///
  /// - Returns: the batch as the server has it then, on its way to being cancelled or at its end; `nil` where the server does not
  ///   know it.
  /// - Throws: the refusal, where the batch is still at work or cannot be looked at.
  func cancelled(_ id: String) async throws(APIFailure) -> RemoteBatch? {
    let refusal: APIFailure
    do throws(APIFailure) { return try await cancelBatch(id: id) } catch { refusal = error }
    let now: RemoteBatch
    do throws(APIFailure) { now = try await batch(id: id) } catch {
      if error.kind == .notFound { return nil }
      throw error.disposition == .cancelled ? error : refusal
    }
    guard now.status.isFinal || now.status == .cancelling else { throw refusal }
    return now
  }
}
