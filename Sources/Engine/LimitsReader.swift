package import OpenAIClient
package import TropeModel

/// Reads a project's limits from its provider's administration.
package struct LimitsReader: Sendable {
  private let client: OpenAIClient
  private let server: Server?
  private let time: TimeSource

  /// - Parameters:
  ///   - client: with an admin key.
  ///   - server: whose limits they are; `nil` for a sandbox that is started for this.
  package init(client: OpenAIClient, server: Server?, time: TimeSource) {
    self.client = client
    self.server = server
    self.time = time
  }

  /// - Parameter wanted: a project's id or name; `nil` for the only one.
  /// - Throws: `BuildError`, `APIFailure`.
  package func read(project wanted: String?) async throws -> ReadLimits {
    let project = try await project(wanted)
    let limits = try await client.rateLimits(ofProject: project.id)
    let spend = [
      try await client.spendLimit(ofProject: project.id),
      try await client.spendLimit(ofProject: nil),
    ].compactMap(\.self)
    let tiers = try await client.serviceTiers(ofProject: project.id)
    return ReadLimits(
      readAt: time.now(), origin: server?.name?.origin, project: project.id,
      projectName: project.name,
      models: limits.map {
        ReadLimits.Model(
          model: $0.model, requestsPerMinute: $0.requestsPerMinute,
          tokensPerMinute: $0.tokensPerMinute, requestsPerDay: $0.requestsPerDay,
          enqueuedTokens: $0.batchTokens)
      },
      spendLimit: spend.map(\.dollars).min(),
      isSpendLimitReached: spend.contains(where: \.isEnforcing), usualTier: tiers?.usual,
      enabledTiers: tiers?.enabled)
  }

  /// The project that a name or an id means.
  package func project(_ wanted: String?) async throws -> RemoteProject {
    let all = try await client.projects()
    guard let wanted else {
      guard all.count == 1 else { throw BuildError.whichProject(all.map(\.shown)) }
      return all[0]
    }
    guard
      let found = all.first(where: { $0.id == wanted })
        ?? all.first(where: { $0.name?.lowercased() == wanted.lowercased() })
    else { throw BuildError.noProjectOfAccount(wanted, there: all.map(\.shown)) }
    return found
  }
}

extension RemoteProject {
  /// `proj_1 (labels)`.
  fileprivate var shown: String { name.map { "\(id) (\($0))" } ?? id }
}
