import Display
import Engine
import TropeModel

/// The words at the end of a build.
struct SummaryText {
  let summary: BuildSummary
  let preview: Preview
  /// The servers that were asked, in quotes, where they have to be named.
  var server: String?
  /// Whether a sandbox played models of given accuracies.
  var isPlayed = false
  /// Records of the project without a character.
  var emptyRecords = 0

  /// What is said of results that a sandbox's answers are compared for.
  static let sandboxAnswers =
    "the sandbox's answers, by word overlap or played, are not a language model's"

  var text: String {
    var lines = Self.failures(summary.failed)
    let isAdopting = preview.survey.isAdopting
    lines.append(
      [
        "built \(summary.built)", "reused \(summary.reused)",
        "\(isAdopting ? "adopted" : "touched only") \(summary.touched)",
        "up to date \(summary.upToDate)", "orphans \(summary.orphans)",
        "failed \(summary.failed.count)",
      ].joined(separator: ", "))
    if summary.inBatches > 0 {
      lines.append(
        "\(summary.inBatches) in batches under way: run 'tropebuild' again to collect them")
    }
    if let votes = summary.votes {
      lines += VoteWords.counted(votes)
    } else if summary.leftByAsks > 0 {
      lines.append(VoteWords.uncounted(summary.leftByAsks))
    }
    if summary.overcome > 0 {
      lines.append(
        "\(summary.overcome) that failed before \(summary.overcome == 1 ? "is" : "are") fine now")
    }
    if preview.survey.leftStale > 0 { lines.append(Self.leftStale(preview.survey.leftStale)) }
    if preview.leftovers > 0 { lines.append(SplitStep.Outcome.leftover(preview.leftovers)) }
    if emptyRecords > 0 { lines.append(Self.empty(emptyRecords)) }
    if summary.left > 0 {
      lines.append("\(summary.left) not built yet: run 'tropebuild' again to go on")
    }
    lines.append(money)
    if let stop = summary.stop { lines.append("stopped: \(stop)") }
    if isComplete { lines.append("next: 'tropebuild show --all' prints the records") }
    return lines.joined(separator: "\n")
  }

  /// Whether records were made and nothing is left to do.
  private var isComplete: Bool {
    summary.built + summary.reused > 0 && summary.failed.isEmpty && summary.inBatches == 0
      && !summary.isAnythingLeft && summary.stop == nil
  }

  /// What is said where a build finds nothing to do.
  static func nothingToDo(
    _ preview: Preview, _ options: BuildOptions, _ project: Project
  ) -> String {
    let survey = preview.survey
    if let nothing = nothingChosen(survey, options, project) { return nothing }
    var text = "nothing to do: \(survey.upToDate) up to date"
    if !survey.orphans.isEmpty {
      let count = survey.orphans.count
      text +=
        ", \(count) \(count == 1 ? "orphan" : "orphans") ('tropebuild clean --orphans' removes "
        + "\(count == 1 ? "it" : "them"))"
    }
    if !survey.failed.isEmpty {
      text += ", \(survey.failed.count) failed as before"
      if survey.failed.contains(where: { $0.attempts > 0 }) {
        text += " ('tropebuild --failed' asks again)"
      }
    }
    if survey.leftStale > 0 { text += ", " + leftStale(survey.leftStale) }
    if preview.leftovers > 0 { text += "; " + SplitStep.Outcome.leftover(preview.leftovers) }
    return text
  }

  /// What is said where a choice means no movie; `nil` where it means some, or nothing chooses.
  static func nothingChosen(
    _ survey: Survey, _ options: BuildOptions, _ project: Project
  ) -> String? {
    let choice = options.choice
    guard choice.isThere,
      survey.upToDate + survey.refreshed.count + survey.staleCount + survey.leftStale == 0
    else { return nil }
    let which = options.movies.isEmpty ? "no movie" : "none of these movies"
    if choice.condition != nil {
      return "nothing to do: \(which) \(choice.failed ? "that failed " : "")meets --where"
        + (project.tellsOfMovies || !choice.asksMetadata
          ? ""
          : "; titles, years and genres are not known here ('corpus.movie_metadata' names their file)")
    }
    if choice.unsure != nil, choice.sample == nil {
      return "nothing to do: \(which) that --unsure takes can be asked"
    }
    return choice.failed
      ? "nothing to do: \(which) has failed" : "nothing to do: \(which) can be drawn"
  }

  /// Records without a character.
  static func empty(_ count: Int) -> String {
    "\(Format.grouped(count)) without any character: there is no cast, and the model named nobody "
      + "('tropebuild show --empty' lists \(count == 1 ? "it" : "them"))"
  }

  /// What `-t` has nothing to adopt for.
  static func leftStale(_ count: Int) -> String {
    count == 1
      ? "1 has no record to adopt and stays stale"
      : "\(count) have no record to adopt and stay stale"
  }

  private var money: String {
    let asks = preview.survey.needsAPI || preview.votes?.toAsk ?? 0 > 0
    guard asks || summary.usage != .zero else {
      return "nothing was asked, cost $0.00; \(Format.time(summary.elapsed))"
    }
    guard summary.usage != .zero || summary.built > 0 else {
      return "nothing was answered, cost $0.00; \(Format.time(summary.elapsed))"
    }
    var text =
      "\(Format.grouped(summary.usage.input)) tokens in "
      + "(\(Format.grouped(summary.usage.cachedInput)) cached), "
      + "\(Format.grouped(summary.usage.output)) out; "
    if summary.isSandbox {
      text +=
        "cost $0.00: the sandbox answered, \(isPlayed ? "as good as '--quality' says" : "by word overlap") (a real run: "
        + "\(Format.dollars(summary.dollars)))"
    } else {
      text += "cost \(Format.dollars(summary.dollars))"
      if summary.forecastDollars > 0 {
        text += " (forecast \(Format.dollars(summary.forecastDollars)))"
      }
    }
    if let server { text += ", at \(server)" }
    return text + "; \(Format.time(summary.elapsed))"
  }

  /// A line for each target that failed; for each reason, where there are many.
  static func failures(_ failures: [FailedTarget]) -> [String] {
    ReasonGroup.lines(
      of: failures, head: "failed", all: "'tropebuild status --json'")
  }
}
