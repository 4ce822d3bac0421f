import Basics

// What stands between a request and its answer beside the rate limits: models that are gone, tiers of service, money.

extension SandboxState {
  /// When each model is shut down, by the names that were given.
  static func ends(_ configuration: SandboxConfiguration, start: Double) -> [String: Double] {
    var ends: [String: Double] = [:]
    for (name, retirement) in configuration.retirements {
      let end =
        switch retirement {
        case .at(let moment): moment
        case .after(let seconds): start + seconds
        }
      let model = ModelTable.find(name)
      let isFamily = model?.name == name
      for name in isFamily ? [name] + (model?.snapshots ?? []) : [name] {
        ends[name] = min(end, ends[name] ?? .infinity)
      }
    }
    return ends
  }

  /// Whether a model has been shut down by a moment.
  func isGone(_ model: String, at now: Double) -> Bool { ends[model].map { $0 <= now } ?? false }

  /// The day on which a model is shut down: the one that was ordered, or the one that was announced.
  func shutdownDate(_ name: String, _ model: ModelFacts) -> String? {
    ends[name].map { UTC.date(ofDay: Int($0) / UTC.day) } ?? model.shutdownDate
  }

  /// The way in which a chat request is served and billed.
  func way(_ outcome: ChatOutcome) throws(APIFailure) -> Way {
    let tiers = configuration.tiers
    switch outcome.serviceTier {
    case "flex":
      guard tiers.allowsFlex else { throw .tierForbidden }
      return .flex
    case "fast", "priority":
      guard tiers.allowsFast else { throw .tierForbidden }
      return .fast
    case nil, "auto": return tiers.isFastByDefault && outcome.model.has(.fast) ? .fast : .standard
    default: return .standard
    }
  }

  /// Whether flex has room for a request now.
  func hasFlex(_ key: [UInt8], occasion: Int) -> Bool {
    let tiers = configuration.tiers
    let elapsed = clock.now() - started
    if tiers.flexOutages.contains(where: { $0.contains(elapsed) }) { return false }
    return tiers.flexAvailability >= 1
      || faults.randomness.draw("flex", key, count: occasion) < tiers.flexAvailability
  }

  /// Notes a request that flex had nothing free for.
  func countFlexRefused() { core.withLock { $0.records.countFlexRefused() } }

  /// The limit on spending that has been reached, if one has.
  func reachedLimit() -> SpendLimit? {
    let now = clock.now()
    return core.withLock { core in
      if core.spendLimits.isEmpty { return nil }
      return SpendLimit.allCases.first { core.isReached($0, now: now) }
    }
  }

  /// Whether a limit on spending has been reached.
  func isReached(_ limit: SpendLimit) -> Bool {
    let now = clock.now()
    return core.withLock { $0.isReached(limit, now: now) }
  }

  /// What was billed up to now.
  var account: BillAccount { core.withLock { $0.records.ledger.account } }

  /// Sandbox seconds that an answer takes.
  func latency(_ way: Way, key: [UInt8], occasion: Int) -> Double {
    let usual = configuration.latency
    let range: ClosedRange<Double> =
      switch way {
      case .flex:
        configuration.tiers.flexLatency ?? usual.lowerBound * 4...usual.upperBound * 4
      case .fast: usual.lowerBound / 2.5...usual.upperBound / 2.5
      case .standard, .batch, .decisions: usual
      }
    guard range.upperBound > 0 else { return 0 }
    return range.lowerBound + (range.upperBound - range.lowerBound)
      * faults.randomness.draw("latency", key, count: occasion)
  }
}

extension SandboxState.Core {
  /// Whether a limit on spending has been reached.
  func isReached(_ limit: SpendLimit, now: Double) -> Bool {
    guard let most = spendLimits[limit] else { return false }
    return limit == .credit
      ? records.ledger.cost >= most : records.ledger.account.spent(inMonthOf: now) >= most
  }
}
