import Basics
import Engine
import Report
import TropeModel

/// Files that the command line names.
extension Workbench {
  /// A path of the command line as the project means it.
  func resolve(_ path: String) -> String { Project.resolve(path, in: project.directory) }

  /// Refuses an output path of the command line in whose place something is that must not be lost.
  ///
  /// - Parameter reading: what else the command reads, as the command line names it.
  func mayWrite(_ path: String, option: String, reading: [String] = []) throws {
    var kept = KeptFiles(project)
    for file in reading { kept = kept.and(resolve(file), "'\(file)', which is read") }
    try kept.refuse(resolve(path), option: option)
  }

  /// The table of labelled movies or characters of a file; `nil` where it is none.
  func fieldGold(_ path: String) throws -> FieldGoldTable? {
    try FieldGoldTable(GivenFile.read(resolve(path)), path: path)
  }

  /// Why a file is no table of labelled movies.
  func noMovieTable(_ path: String, _ fields: [RecipeField]) throws -> Diagnostics {
    FieldGoldTable.faults(of: try GivenFile.read(resolve(path)), path: path, fields: fields)
  }

  /// The labelled characters of a file.
  ///
  /// - Parameter hasFields: whether its lines have labels of other fields beside the trope.
  func gold(_ path: String, hasFields: Bool = false) throws -> [GoldLine] {
    try GoldFile.read(try GivenFile.read(resolve(path)), path: path, hasFields: hasFields)
  }

  /// What the labels of such a file stand for in a catalog: by a file, which is read once, or by the built-in mapping,
  /// which is of no use where all are tropes of another catalog.
  func mapper(
    _ mapping: String?, of gold: [GoldLine]
  ) throws -> ([(id: String, name: String)]) throws -> LabelMapping {
    if let mapping {
      let csv = try GivenFile.read(resolve(mapping))
      return { try LabelMapping(csv: csv, path: mapping, catalog: $0) }
    }
    return { catalog in
      do {
        return try LabelMapping(builtInFor: catalog)
      } catch {
        let own = LabelMapping(catalog: catalog)
        guard gold.allSatisfy({ !own.tropes(of: $0.label).isEmpty }) else {
          throw BuildError.mappingOfOtherCatalog
        }
        return own
      }
    }
  }
}
