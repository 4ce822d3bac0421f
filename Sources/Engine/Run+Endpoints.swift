package import OpenAIClient
import Planner
import Tropefile
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

  /// Looks for the keys that are needed whatever will be planned: those of the endpoints, where there are any; that of
  /// `api.base_url` where there are none, and where batches are all that is asked for.
  func checkAccountsBeforeSplit() throws {
    for endpoint in project.endpoints { _ = try door.endpointAccount(endpoint) }
    guard
      project.endpoints.isEmpty || purpose.isOfBatches || project.settings.plan.strategy == .batch
    else { return }
    do { _ = try door.account() } catch BuildError.noKey where !project.endpoints.isEmpty {
      throw BuildError.noKeyForBatches
    }
  }

  /// The account at the server of `api.base_url`. Where several servers share the real-time lane and nothing else is asked,
  /// nobody is: there need be no key for it, nor anybody's consent to send one.
  func mainAccount(_ preview: Preview, _ scope: BuildScope) throws -> APIAccount {
    if !needsMainServer(preview, scope), let nobody = APIAccount.nobody { return nobody }
    do { return try door.account() } catch BuildError.noKey where !preview.endpoints.isEmpty {
      throw BuildError.noKeyForBatches
    }
  }

  private func needsMainServer(_ preview: Preview, _ scope: BuildScope) -> Bool {
    let survey = preview.survey
    return preview.endpoints.isEmpty || scope.isOfBatches || !preview.plan.batches.isEmpty
      || !survey.openBatches.isEmpty || !survey.givenUpBatches.isEmpty || preview.cascade != nil
  }
}

extension APIAccount {
  /// An account where nothing is asked: no name leads to its address.
  package static var nobody: APIAccount? {
    APIKey("none").map { APIAccount(baseURL: "http://nobody.invalid/v1", key: $0) }
  }
}
