import Engine
import ProjectFiles
import Report
import Store

extension StatusReport {
  /// The same for the page of `serve`.
  var live: LiveStatus {
    var live = LiveStatus(moment: now)
    live.hasBegun = hasBegun || holder != nil
    live.builder = holder?.plainWords
    live.run = run.map { run in
      LiveStatus.Run(
        number: run.id, startedAt: startedAt(run), part: part, strategy: run.strategy,
        forecastDollars: (expected ?? forecast(run)).dollars,
        forecastSeconds: (expected ?? forecast(run)).seconds, percent: percent,
        left: left(run), requestsLastMinute: lastMinute.count, tokensLastMinute: lastMinuteTokens)
    }
    live.lastRun = newestRun.map {
      LiveStatus.LastRun(number: $0.id, endedAt: $0.endedAt, outcome: $0.outcome)
    }
    live.waits = waits.map {
      LiveStatus.Wait(lane: $0.lane, until: $0.until, reason: $0.reason)
    }
    live.targets = states
    live.records = records
    if let totals {
      live.money.dollars = totals.paid.costDollars
      live.money.replies = totals.paid.replies
      live.money.sandboxReplies = totals.sandbox.replies
      live.money.reservedDollars = totals.reservedDollars
    }
    live.batches = batches.map { batch in
      let sum = reconciliations[batch.number] ?? BatchReconciliation()
      return LiveStatus.Batch(
        number: batch.number, state: batch.shownState, answered: sum.answered, questions: sum.all,
        since: batch.submittedAt ?? batch.createdAt)
    }
    live.failures = failures
    live.notes = notes
    return live
  }

  /// What `status` tells beside figures.
  private var notes: [String] {
    var notes: [String] = []
    if let older { notes.append(older.words) }
    if emptyRecords > 0 { notes.append(SummaryText.empty(emptyRecords)) }
    if let hands {
      let text = HandsText(report: hands)
      notes += ["by hand: \(text.sum)"] + text.problems
    }
    notes += cascade.map { CascadeText(standing: $0).lines } ?? []
    return notes
  }
}
