import Basics
package import Inputs
package import TropeModel

/// What there is to start a project from: found by reading directories, of which nothing is changed.
package struct ProjectLook: Sendable, Equatable {
  /// A directory with the corpus as it is published.
  package struct Raw: Sendable, Equatable {
    /// Relative to the project directory; "." for itself.
    package var directory: String
    /// Whether the file of characters is there beside that of plots.
    package var hasCasts: Bool = true
  }

  /// A directory with a file for each plot.
  package struct Split: Sendable, Equatable {
    package var directory: String
    package var plots: Int
    package var casts: Int
  }

  /// A table of plots.
  package struct Table: Sendable, Equatable {
    /// Relative to the project directory.
    package var path: String
    /// The columns that are read, by their usual names.
    package var columns: PlotColumns
    /// What parts the names in its cells; `nil` where they show nothing that surely does.
    package var separator: String?
  }

  /// Nearest first.
  package var raw: [Raw] = []
  /// The one with the most plots first.
  package var split: [Split] = []
  /// Files that look like tables of plots, nearest first.
  package var tables: [Table] = []
  /// What is a table by its name, and why it is not taken for one of plots; nearest first, and only the first of them.
  package var passedOver: [Diagnostic] = []
  /// Archives of the corpus, to be unpacked first.
  package var packed: [String] = []

  package init() {}

  /// The file of the raw corpus with the movies' titles, dates and genres.
  private static let moviesName = "movie.metadata.tsv"
  /// How deep directories are looked into, and how many.
  private static let (depth, mostDirectories) = (4, 2_000)
  /// How many files are kept that were passed over.
  private static let mostPassedOver = 100
  /// How the names of tables end, of such as cannot be read too.
  private static let tableEndings: Set<String> = [
    "csv", "tsv", "tab", "jsonl", "ndjson", "json", "xlsx", "xls", "ods", "parquet", "feather",
  ]
  /// The ending of tables and of all kinds of texts: such a file is named only where it is a table of plots.
  private static let textEnding = "txt"
  /// How many texts of a directory are looked into: where there are more they are no tables.
  private static let mostTexts = 100

  /// Looks below `directory`. Hidden directories, links and what cannot be read are passed over.
  package init(below directory: String) {
    var queue = [(path: ".", depth: 0)]
    var seen = 0
    while !queue.isEmpty, seen < Self.mostDirectories {
      let (path, depth) = queue.removeFirst()
      seen += 1
      let below = look(at: path, in: directory)
      if depth < Self.depth {
        queue += below.map { (path == "." ? $0 : "\(path)/\($0)", depth + 1) }
      }
    }
    split.sort { ($0.plots, $1.directory) > ($1.plots, $0.directory) }
  }

  /// Looks at one directory alone, which the user has named.
  package init(only path: String, in directory: String) { _ = look(at: path, in: directory) }

  /// Takes in what a directory holds; returns the directories in it.
  private mutating func look(at path: String, in root: String) -> [String] {
    let place = Self.join(root, path)
    guard let names = try? Directories.names(in: place) else { return [] }
    var (plots, casts) = (0, 0)
    var others: [String] = []
    for name in names {
      switch InputFileName(name) {
      case .input(_, .plot): plots += 1
      case .input(_, .cast): casts += 1
      case .bad: break
      case .other: others.append(name)
      }
    }
    if plots > 0 { split.append(Split(directory: path, plots: plots, casts: casts)) }
    let known = Set(others)
    if known.contains(CorpusSplit.plotsName) {
      raw.append(
        Raw(directory: path, hasCasts: known.contains(CorpusSplit.castsName)))
    }
    for name in others.sorted() where Self.isPacked(name) {
      packed.append(path == "." ? name : "\(path)/\(name)")
    }
    let texts = others.filter { Self.ending(of: $0) == Self.textEnding }
    let looksIntoTexts = texts.count <= Self.mostTexts
    for name in others.sorted() where !name.hasPrefix(".") && name != CorpusSplit.plotsName {
      let file = path == "." ? name : "\(path)/\(name)"
      let ending = Self.ending(of: name)
      let isText = ending == Self.textEnding
      guard isText ? looksIntoTexts : Self.tableEndings.contains(ending) else { continue }
      let place = Self.join(root, file)
      do throws(Diagnostic) {
        let columns = try PlotColumns(ofTableAt: place)
        tables.append(
          Table(path: file, columns: columns, separator: columns.separator(inTableAt: place)))
      } catch  where !isText && passedOver.count < Self.mostPassedOver {
        var why = error
        why.path = file
        passedOver.append(why)
      } catch {}
    }
    return others.sorted().filter {
      !$0.hasPrefix(".") && NamedThing.isDirectory(place + "/" + $0, followingLinks: false)
    }
  }

  private static func ending(of name: String) -> String {
    name.lowercased().split(separator: ".").last.map(String.init) ?? ""
  }

  private static func isPacked(_ name: String) -> Bool {
    name == "MovieSummaries.tar.gz"
      || [CorpusSplit.plotsName, CorpusSplit.castsName, moviesName].contains { name == $0 + ".gz" }
  }

  private static func join(_ root: String, _ path: String) -> String {
    if path.hasPrefix("/") { return path }
    return path == "." ? root : root + "/" + path
  }
}
