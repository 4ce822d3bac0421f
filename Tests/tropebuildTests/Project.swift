import Foundation

/// A project directory for one test, gone with it.
final class TestProject {
  let directory: URL

  /// - Parameter tropefile: `nil` for a project without one.
  init(tropefile: String? = "input:\n  directory: data\napi:\n  sandbox: true\n") throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tropebuild-project-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: directory.appendingPathComponent("data"), withIntermediateDirectories: true)
    if let tropefile { try write("tropefile", tropefile) }
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func write(_ path: String, _ text: String) throws { try write(path, Data(text.utf8)) }

  func write(_ path: String, _ data: Data) throws {
    let file = directory.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  /// Writes a movie with a plot and, unless `nil`, a cast.
  func addMovie(_ id: Int, plot: String, cast: [String]?) throws {
    try write("data/plot_summaries_\(id).txt", plot + "\n")
    if let cast { try write("data/character.metadata_\(id).csv", Self.castFile(cast)) }
  }

  /// A cast file in the corpus's form.
  static func castFile(_ names: [String]) -> String {
    var text =
      "freebase_movie_id,movie_release_date,character_name,actor_birth_date,actor_gender,"
      + "actor_height,actor_ethnicity,actor_name,actor_age_at_movie_release,"
      + "freebase_character_actor_map_id,freebase_character_id,freebase_actor_id\n"
    for name in names {
      text += "/m/0,1925,\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\",,,,,,,,,\n"
    }
    return text
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: directory.appendingPathComponent(path))
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: directory.appendingPathComponent(path).path)
  }

  func text(_ path: String) throws -> String {
    try String(contentsOf: directory.appendingPathComponent(path), encoding: .utf8)
  }

  /// Every file below the project with its size, times and content: to see that nothing was written.
  func picture() throws -> [String: String] {
    var seen: [String: String] = [:]
    let files = FileManager.default.enumerator(atPath: directory.path)
    while let name = files?.nextObject() as? String {
      let path = directory.appendingPathComponent(name).path
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      let data = FileManager.default.contents(atPath: path) ?? Data()
      seen[name] =
        "\(attributes[.modificationDate] ?? "") \(attributes[.size] ?? "") \(data.hashValue)"
    }
    return seen
  }

  /// Runs `tropebuild` here.
  func tropebuild(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> Program.Outcome {
    try await Program.run(arguments, in: directory, environment: environment)
  }
}
