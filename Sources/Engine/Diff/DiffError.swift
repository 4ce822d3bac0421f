/// Why two sides cannot be compared.
package enum DiffError: Error, Hashable, Sendable {
  /// What exists, for those who named something else.
  package struct Known: Hashable, Sendable {
    /// The recipes by their short names, with what they ask.
    package var recipes: [String]
    package var models: [String]
    package var runs: Int64
  }

  /// It is no recipe, model, moment or file.
  case unknownSide(String, Known)
  /// Several recipes begin so.
  case severalRecipes(String, [String])
  case noRun(Int64, Known)
  /// Nothing that was answered so is kept.
  case nothingKept(DiffSide.Source, mayLackRealtime: Bool, Known)
  /// Only the sandbox has answered, whose records are left out.
  case sandboxAlone(DiffSide.Source, records: Int)
  /// The file is none that can be compared.
  case badFile(String, line: Int?, why: String)
  /// The two sides were asked different things: these fields.
  case nothingInCommon([String])
}
