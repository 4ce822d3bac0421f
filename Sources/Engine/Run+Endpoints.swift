package import OpenAIClient
import Planner
import TropeModel

/// Whom a run asks where several servers share the real-time lane.
extension Run {
  /// A client for each of them, by their names; none where one is asked alone.
  func endpointClients(_ preview: Preview) throws -> [String: OpenAIClient] {
    var clients: [String: OpenAIClient] = [:]
    for endpoint in preview.endpoints {
      clients[endpoint.name] = door.client(try door.endpointAccount(endpoint.endpoint))
    }
    return clients
  }

  /// Looks for their keys, so that nothing is done where one is missing.
  func checkEndpointAccounts(_ preview: Preview) throws {
    for endpoint in preview.endpoints { _ = try door.endpointAccount(endpoint.endpoint) }
  }

  /// The account at the server of `api.base_url`. Where several servers share the real-time lane and nothing else is asked,
  /// that need not have one.
  func mainAccount(_ preview: Preview, _ scope: BuildScope) throws -> APIAccount {
    do {
      return try door.account()
    } catch {
      guard !needsMainServer(preview, scope), let nobody = APIAccount.nobody else { throw error }
      return nobody
    }
  }

  private func needsMainServer(_ preview: Preview, _ scope: BuildScope) -> Bool {
    let survey = preview.survey
    return preview.endpoints.isEmpty || scope.isOfBatches || !preview.plan.batches.isEmpty
      || !survey.openBatches.isEmpty || !survey.outdatedBatches.isEmpty || preview.cascade != nil
  }
}

extension APIAccount {
  /// An account where nothing is asked: no name leads to its address.
  package static var nobody: APIAccount? {
    APIKey("none").map { APIAccount(baseURL: "http://nobody.invalid/v1", key: $0) }
  }
}
