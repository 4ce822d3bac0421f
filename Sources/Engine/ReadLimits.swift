package import Basics
import Display
package import Formats
import OpenAIClient
import Planner
package import TropeModel

/// The limits of a project as its provider's administration told them, kept in `limits.json` in the build directory: they
/// can be read again for nothing.
package struct ReadLimits: Sendable, Equatable {
  /// What one model is allowed; `nil` for what was not told.
  package struct Model: Sendable, Equatable {
    package var model: String
    package var requestsPerMinute: Int?
    package var tokensPerMinute: Int?
    package var requestsPerDay: Int?
    package var enqueuedTokens: Int?

    package init(
      model: String, requestsPerMinute: Int?, tokensPerMinute: Int? = nil,
      requestsPerDay: Int? = nil, enqueuedTokens: Int? = nil
    ) {
      self.model = model
      self.requestsPerMinute = requestsPerMinute
      self.tokensPerMinute = tokensPerMinute
      self.requestsPerDay = requestsPerDay
      self.enqueuedTokens = enqueuedTokens
    }
  }

  package var readAt: Timestamp
  /// The server's; `nil` for a sandbox, whose port changes.
  package var origin: String?
  package var project: String
  package var projectName: String?
  package var models: [Model]
  /// What may be spent in a month, in dollars: the lower of the project's and the organization's; `nil` for no limit.
  package var spendLimit: Double?
  /// Whether that is reached.
  package var isSpendLimitReached: Bool
  /// The tier of service of requests that name none; `nil` where it was not told.
  package var usualTier: String?
  /// Other tiers that may be asked for; `nil` for all, or where it was not told.
  package var enabledTiers: [String]?

  package init(
    readAt: Timestamp, origin: String?, project: String, projectName: String?,
    models: [Model], spendLimit: Double?, isSpendLimitReached: Bool = false,
    usualTier: String?, enabledTiers: [String]?
  ) {
    self.readAt = readAt
    self.origin = origin
    self.project = project
    self.projectName = projectName
    self.models = models
    self.spendLimit = spendLimit
    self.isSpendLimitReached = isSpendLimitReached
    self.usualTier = usualTier
    self.enabledTiers = enabledTiers
  }

  /// Those of a model or of what it is a snapshot of.
  package func limits(of model: String) -> Model? {
    models.first { $0.model == model }
      ?? models.filter { ModelFacts.isSnapshot(model, of: $0.model) }.max {
        $0.model.utf8.count < $1.model.utf8.count
      }
  }

  /// How messages call the project.
  package var shownProject: String { projectName.map { "'\($0)'" } ?? project }

  /// Whether requests may ask for this tier.
  package func allows(tier: String) -> Bool { enabledTiers?.contains(tier) ?? true }

  // MARK: On disk

  /// What was read for this server; `nil` where nothing was, or it is no longer to be understood.
  package static func read(_ path: String, of server: Server?) -> ReadLimits? {
    guard let bytes = try? AtomicFile.read(path),
      let root = try? JSONDocument(bytes, strings: .checked).root,
      let readAt = root["read_at"]?.string.flatMap({ Timestamp(iso8601: $0) }),
      let project = root["project"]?.string, root["origin"]?.string == server?.name?.origin
    else { return nil }
    func count(_ value: JSONView, _ name: String) -> Int? {
      value[name]?.int.flatMap { $0 > 0 ? $0 : nil }
    }
    return ReadLimits(
      readAt: readAt, origin: root["origin"]?.string, project: project,
      projectName: root["project_name"]?.string,
      models: (root["models"]?.elements ?? []).compactMap { value in
        value["model"]?.string.map {
          Model(
            model: $0, requestsPerMinute: count(value, "requests_per_minute"),
            tokensPerMinute: count(value, "tokens_per_minute"),
            requestsPerDay: count(value, "requests_per_day"),
            enqueuedTokens: count(value, "enqueued_tokens"))
        }
      },
      spendLimit: root["spend_limit_dollars"]?.double,
      isSpendLimitReached: root["spend_limit_reached"]?.bool ?? false,
      usualTier: root["usual_tier"]?.string,
      enabledTiers: root["enabled_tiers"].flatMap {
        $0.kind == .array ? $0.elements.compactMap(\.string) : nil
      })
  }

  /// Keeps them at `path`.
  package func write(to path: String) throws(FileError) {
    try AtomicFile.write(Array((JSON.object(json).line + "\n").utf8), to: path, durably: false)
  }

  /// As the file and `--json` have them.
  package var json: JSONObject {
    [
      "read_at": JSON(readAt), "origin": JSON(origin), "project": .string(project),
      "project_name": JSON(projectName),
      "models": .array(
        models.map { model in
          [
            "model": .string(model.model), "requests_per_minute": JSON(model.requestsPerMinute),
            "tokens_per_minute": JSON(model.tokensPerMinute),
            "requests_per_day": JSON(model.requestsPerDay),
            "enqueued_tokens": JSON(model.enqueuedTokens),
          ]
        }),
      "spend_limit_dollars": JSON(spendLimit), "spend_limit_reached": .bool(isSpendLimitReached),
      "usual_tier": JSON(usualTier),
      "enabled_tiers": enabledTiers.map(JSON.strings) ?? .null,
    ]
  }
}
