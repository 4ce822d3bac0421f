import Display
import TropeModel

extension DiffSide.Source: CustomStringConvertible {
  package var description: String {
    switch self {
    case .now: "now"
    case .recipe(let hash, let model): "recipe \(hash.recipeName(model))"
    case .model(let name): name
    case .moment(let moment, nil): moment.iso8601
    case .moment(let moment, let run?): "run \(run), to \(moment.iso8601)"
    case .file(let path): path
    }
  }
}

extension DiffError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownSide(let text, let known):
      "'\(text)' is nothing that can be compared\(Self.words(known))"
    case .severalRecipes(let text, let names):
      "several recipes begin with '\(text)': \(names.joined(separator: ", "))"
    case .noRun(let number, let known):
      "there is no run \(number): "
        + (known.runs == 0
          ? "none has been noted yet" : "'tropebuild ledger' lists run 1 to \(known.runs)")
    case .nothingKept(let source, let mayLackRealtime, let known):
      "no answer is kept of \(source)"
        + (mayLackRealtime ? ": \(DiffSide.lacksRealtime)" : "") + Self.words(known)
    case .sandboxAlone(let source, let records):
      "\(source): left out \(Format.counted(records, "record")), which is all there is, for the sandbox answered "
        + "\(records == 1 ? "it" : "them"); --sandbox compares \(records == 1 ? "it" : "them") too"
    case .badFile(let path, let line, let why):
      "'\(path)'\(line.map { ", line \($0)" } ?? ""): \(why) (a tropes.db, a characters.csv, a movies.csv or JSON lines as "
        + "'tropebuild export' writes them, or a tropefile can be compared)"
    case .nothingInCommon(let fields):
      "no field is in both sides, but \(fields.joined(separator: ", ")) of one of them"
    }
  }

  private static func words(_ known: Known) -> String {
    var parts: [String] = []
    if !known.recipes.isEmpty { parts.append("recipes " + known.recipes.joined(separator: ", ")) }
    if !known.models.isEmpty { parts.append("models " + known.models.joined(separator: ", ")) }
    if known.runs > 0 { parts.append(known.runs == 1 ? "run-1" : "run-1 to run-\(known.runs)") }
    let there = parts.isEmpty ? "" : "; there are \(parts.joined(separator: "; "))"
    return "\(there); 'tropebuild help diff' says what else can be named"
  }
}

extension DiffSide {
  /// Why answers may be lacking that were paid for.
  package static let lacksRealtime =
    "its prompt, catalog or fields are not the tropefile's, and of what was asked in real time with others the ledger "
    + "does not know the movie (name a tropefile that has them, with -f or in its place)"

  /// What there is to say of it beside its number of movies.
  package var notes: [String] {
    var notes: [String] = []
    if mayLackRealtime { notes.append("\(source) may be incomplete: \(Self.lacksRealtime)") }
    if unknown > 0 {
      notes.append(
        "\(source): of \(Format.counted(unknown, "movie")) no answer of that time is kept, or none was there yet"
      )
    }
    if sandboxRecords > 0 {
      notes.append(
        "\(source): left out \(Format.counted(sandboxRecords, "record")) that the sandbox answered; "
          + "--sandbox compares them too")
    }
    return notes
  }
}
