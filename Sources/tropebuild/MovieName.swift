import ArgumentParser
import Engine
import Inputs
import Tropefile
import TropeModel

/// A movie as the command line names it: by its number, or by what the table of plots calls it.
struct MovieName: ExpressibleByArgument {
  let text: String

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    text = argument
  }
}

extension Workbench {
  /// What the table of plots calls movies; `nil` where the project has none.
  func tableNumbers() throws -> MovieNumbers? {
    guard case .table = project.paths.corpus else { return nil }
    return try MovieNumbers.kept(in: project.paths.input)
  }

  /// The movies that are meant.
  ///
  /// - Throws: `ValidationError` for what is no movie's number and no id of the table.
  func movies(_ names: [MovieName]) throws -> [MovieID] {
    let hasOthers = names.contains { MovieID($0.text) == nil }
    let numbers = hasOthers ? try tableNumbers() : nil
    return try names.map { name in
      if let movie = MovieID(name.text) ?? numbers?.movie(called: name.text) { return movie }
      throw ValidationError(
        "'\(name.text)' is no movie id"
          + (numbers == nil
            ? ""
            : ", and '\(project.settings.input.directory)/\(MovieNumbers.fileName)' has no such id of the table")
      )
    }
  }
}
