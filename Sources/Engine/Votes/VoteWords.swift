import Display
package import Store

/// What is said of votes.
package enum VoteWords {
  static func asking(_ number: Int, of asks: Int, movies: Int) -> String {
    "votes: \(Format.counted(movies, "movie")) asked for the \(ordinal(number)) of \(asks) times, with the lists in "
      + "another order"
  }

  /// After a command that goes through the first ask alone; `nil` where nothing votes, or nothing was done.
  static func left(_ asks: Int?, _ summary: BuildSummary) -> String? {
    guard let asks, asks > 1,
      summary.built > 0 || summary.openBatches > 0 || !summary.writtenBatches.isEmpty
    else { return nil }
    return "votes: this is the first of \(asks) asks; 'tropebuild' makes the others"
  }

  /// What a build would do; `nil` for nothing.
  package static func planned(_ votes: VotesPreview) -> String? {
    guard votes.movies > 0 else { return nil }
    let asks =
      "votes: \(Format.counted(votes.movies, "movie")) asked \(votes.standing.asks) times each"
    let parts = [
      votes.toAsk > 0 ? "\(Format.counted(votes.toAsk, "question")) to ask" : nil,
      votes.reused > 0 ? "\(Format.grouped(votes.reused)) from kept replies" : nil,
      votes.inBatches > 0 ? "\(Format.grouped(votes.inBatches)) in batches" : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? asks : asks + "; after the first ask " + parts.joined(separator: ", ")
  }

  /// How votes stand in records; `nil` where all is as it should be.
  package static func standing(_ standing: VoteStanding) -> String? {
    words(fewer: standing.fewer, without: standing.without)
  }

  /// What became of them in a build.
  package static func counted(_ votes: BuildSummary.Votes) -> [String] {
    var lines: [String] = []
    if votes.complete > 0 {
      lines.append(
        "votes: \(Format.counted(votes.complete, "record")) with the votes of \(votes.asks) asks")
    }
    if let fewer = words(fewer: votes.fewer, without: votes.without) { lines.append(fewer) }
    if votes.open > 0 {
      lines.append(
        "votes: \(Format.counted(votes.open, "record")) not asked \(votes.asks) times yet: run 'tropebuild' again to go on"
      )
    }
    return lines
  }

  /// The same of asks that did not get to so many movies, where the run ended before votes were counted.
  package static func uncounted(_ movies: Int) -> String {
    "votes: \(Format.counted(movies, "movie")) not asked as often as wanted: run 'tropebuild' again to go on"
  }

  /// What there is to say of one record; `nil` where nothing votes.
  package static func record(_ count: VoteCount?, asks: Int) -> String {
    guard let count else { return "no votes yet: a build asks \(asks) times" }
    let words = "\(count.answers) of \(count.asks) asks answered"
    if count.isOpen || count.asks != asks { return words + "; a build goes on" }
    return count.answers < VoteStanding.fewest ? words + ", too few for a confidence" : words
  }

  private static func words(fewer: Int, without: Int) -> String? {
    guard fewer > 0 else { return nil }
    return
      "votes: \(Format.counted(fewer, "record")) with fewer, since some asks got no good answer"
      + (without > 0
        ? "; \(Format.grouped(without)) of them \(without == 1 ? "has" : "have") fewer than \(VoteStanding.fewest) "
          + "answers and no confidence" : "")
  }

  private static func ordinal(_ number: Int) -> String {
    switch number {
    case 2: "2nd"
    case 3: "3rd"
    default: "\(number)th"
    }
  }
}
