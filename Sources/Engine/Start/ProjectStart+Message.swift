import Inputs
import TropeModel

/// What `init` says: what was found, and what to do next.
package struct StartAdvice: Sendable {
  /// What the tropefile was written for.
  package var look: ProjectLook
  package var tropefile: StarterTropefile
  /// As the user named it.
  package var file: String

  package init(look: ProjectLook, tropefile: StarterTropefile, file: String) {
    self.look = look
    self.tropefile = tropefile
    self.file = file
  }

  /// The lines, in order.
  package var lines: [String] {
    var lines = ["wrote '\(file)': \(found)"]
    for path in look.packed {
      lines.append(
        path.hasSuffix(".tar.gz")
          ? "'\(path)' is still packed: 'tar xf \(path)' unpacks it"
          : "'\(path)' is still packed: 'gunzip \(path)' unpacks it")
    }
    if !hasData { lines += passedOver }
    let others =
      look.split.map(\.directory).filter { $0 != tropefile.input }
      + look.raw.map(\.directory).filter { $0 != tropefile.raw && $0 != tropefile.unusedRaw }
    let otherTables = look.tables.map(\.path).filter { $0 != tropefile.table?.path }
    for path in others + otherTables { lines.append("ignored: '\(path)', which also holds movies") }
    if let local = tropefile.local {
      let what = "\(local.program ?? "a server") on this machine, with the model '\(local.model)'"
      lines.append(
        tropefile.asksLocal
          ? "asks \(what)" : "found \(what): 'tropebuild init --local' would ask it")
    }
    return lines + ["next:"] + next.map { "  \($0)" }
  }

  /// Whether there is something that a build can make records of.
  private var hasData: Bool {
    tropefile.table != nil || look.raw.contains { $0.directory == tropefile.raw }
      || look.split.contains { $0.directory == tropefile.input }
  }

  /// How many files that were passed over are named.
  private static let mostNamed = 5

  /// The files that may have been meant, and what stands against them.
  private var passedOver: [String] {
    let all = look.passedOver
    guard !all.isEmpty else { return [] }
    let more = all.count - Self.mostNamed
    return all.prefix(Self.mostNamed).map { why in
      "'\(why.path)' was passed over: \(why.message)" + (why.advice.map { " (\($0))" } ?? "")
    } + (more > 0 ? ["and \(more) more \(more == 1 ? "file" : "files")"] : [])
      + ["a table of plots is named by 'corpus.table' in '\(file)': docs/tables.md"]
  }

  private var found: String {
    if let table = tropefile.table {
      return "the table '\(table.path)', of which a build makes the files of '\(tropefile.input)'"
    }
    if let raw = tropefile.raw {
      let known = look.raw.first { $0.directory == raw }
      guard let known else { return "there is no \(CorpusSplit.plotsName) in '\(raw)' yet" }
      return known.hasCasts
        ? "the raw corpus in '\(raw)', which a build splits into '\(tropefile.input)'"
        : "the raw plots in '\(raw)'; \(CorpusSplit.castsName) is missing beside them"
    }
    guard let split = look.split.first(where: { $0.directory == tropefile.input }) else {
      return "nothing to build is here yet"
    }
    return "\(split.plots) \(split.plots == 1 ? "plot" : "plots") and \(split.casts) "
      + "\(split.casts == 1 ? "cast" : "casts") in '\(split.directory)'"
  }

  private var next: [String] {
    let rehearse = "tropebuild --sandbox   rehearses: no key, no network, no cost"
    let run = [
      "tropebuild -n          says what a build would do, cost and take",
      tropefile.isSandbox
        ? "tropebuild             builds; the sandbox answers"
        : tropefile.asksLocal
          ? "tropebuild             builds; the model on this machine answers" : rehearse,
    ]
    if tropefile.table != nil {
      return ["tropebuild split       makes a plot and a cast file for each movie"] + run
    }
    if let raw = tropefile.raw {
      guard let known = look.raw.first(where: { $0.directory == raw }) else { return noData }
      if !known.hasCasts {
        return [
          "put \(CorpusSplit.castsName) into '\(raw)'; an empty file does if you have no casts",
          "tropebuild split -n    says what a split would write",
        ]
      }
      return ["tropebuild split       makes a plot and a cast file for each movie"] + run
    }
    return look.split.contains { $0.directory == tropefile.input } ? run : noData
  }

  private var noData: [String] {
    let raw = tropefile.raw ?? StarterTropefile.usualRaw
    return [
      "The CMU Movie Summary Corpus has 42,306 plots: MovieSummaries.tar.gz at",
      "https://www.cs.cmu.edu/~ark/personas/. Unpack it into '\(raw)'"
        + (tropefile.raw == nil ? " and take the '#'" : ","),
      tropefile.raw == nil
        ? "before 'raw:' out of '\(file)', then run 'tropebuild split'."
        : "then run 'tropebuild split'.",
      "Or put plots of your own into '\(tropefile.input)', as plot_summaries_<id>.txt.",
    ]
  }
}
