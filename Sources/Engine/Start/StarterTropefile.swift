import Formats
import Inputs

/// The tropefile that a project begins with: few keys, those that one looks for first, with words to each.
package struct StarterTropefile: Sendable, Equatable {
  /// Where the plots are, or are to be.
  package var input: String
  /// The raw corpus that they are made from; `nil` where there is none.
  package var raw: String?
  /// The table of plots that they are made from; `nil` where there is none.
  package var table: ProjectLook.Table?
  /// A raw corpus that was found besides, and is not used.
  package var unusedRaw: String?
  /// Whether the sandbox is to answer.
  package var isSandbox = false
  /// A server on this machine that answers.
  package var local: LocalServerSearch.Found?
  /// Whether that is to be asked; otherwise it is only told of.
  package var asksLocal = false

  /// Where inputs go where there are none yet.
  package static let usualInput = "data/interim"
  /// Where the raw corpus is looked for where there is none yet.
  package static let usualRaw = "data/raw"

  /// Chooses from what was found; what the user named wins.
  package init(_ look: ProjectLook, input: String? = nil, raw: String? = nil) {
    if let raw {
      self.raw = raw
      self.input = input ?? Self.usualInput
    } else if let split = look.split.first, input == nil || input == split.directory {
      self.input = split.directory
      // What is split already may have been worked on: a split of ours could write over it.
      unusedRaw = look.raw.first?.directory
    } else {
      self.input = input ?? Self.usualInput
      self.raw = look.raw.first?.directory
      if self.raw == nil { table = look.tables.first }
    }
  }

  /// The file's text.
  package var text: String {
    var lines = [
      "# What tropebuild builds here, and how. Every other key: docs/tropefile.md in tropebuild's",
      "# repository. 'tropebuild -n' says what a build would do, and changes nothing.", "",
      "input:",
      "  # A plot for each movie, plot_summaries_<id>.txt, and where its characters are known",
      "  # character.metadata_<id>.csv. The id is that of the movie's Wikipedia page.",
      "  directory: \(Self.yaml(input))", "",
    ]
    lines += corpus
    lines += [
      "recipe:",
      "  # Whom to ask. A change makes every record stale; changing back costs nothing.",
      "  model: \(own.map { Self.yaml($0.model) } ?? "gpt-6-luna")",
      "  # How long it thinks before it answers; thoughts are billed as output.",
      "  \(own == nil ? "" : "#")reasoning_effort: none",
      "  # Several movies in one request save most of the cost; 'tropebuild plan' shows how much.",
      "  #movies_per_request: 8", "",
      "plan:",
      "  # flex: in real time at the price of batches, with what is asked alike at the cached price;",
      "  # batch: all in batches, which take up to a day each; realtime: the fastest, at twice the",
      "  # price; hybrid, hybrid-flex: some batches, the rest in real time or by flex.",
      "  # 'tropebuild plan' puts them side by side.",
      "  strategy: \(own == nil ? "flex" : "realtime")",
      "  # When it must be done; and at how much a build stops.",
      "  #deadline: 2d",
      "  #budget: $5",
      "  # Or let tropebuild choose strategy and movies a request: the cheapest plan that is done in",
      "  # time, or the fastest within the budget. Then take 'strategy' out, which would stand.",
      "  #choose: true", "",
      "limits:",
      "  # Your account's usage tier, 1 to 5. What the server says in its answers wins.",
      "  tier: 1", "",
      "api:",
      "  # The built-in sandbox plays the API: no key, no network, no cost, and no language model.",
      "  # Without this the key is read from OPENAI_API_KEY, or from a file .env beside this one.",
      "  \(isSandbox ? "" : "#")sandbox: true",
    ]
    lines += localLines
    return lines.joined(separator: "\n") + "\n"
  }

  /// The server on this machine, where it is to be asked.
  private var own: LocalServerSearch.Found? { asksLocal && !isSandbox ? local : nil }

  private var localLines: [String] {
    guard let local else { return [] }
    let what = "\(local.program.map { "\($0) on" } ?? "A server on") this machine"
    if own != nil {
      return [
        "  # \(what): no key and no cost (docs/local-models.md).", "  base_url: \(local.baseURL)",
      ]
    }
    return [
      "  # \(what) answers too, with a model of your own: no key and no cost. Take the '#'",
      "  # out, and make it 'model: \(Self.yaml(local.model))' above, without reasoning_effort.",
      "  #base_url: \(local.baseURL)",
    ]
  }

  private var corpus: [String] {
    let words = [
      "  # The CMU Movie Summary Corpus as it is published: plot_summaries.txt and",
      "  # character.metadata.tsv. A build splits them into the files of input.directory.",
    ]
    if let table { return ["corpus:"] + Self.lines(of: table) + [""] }
    if let raw { return ["corpus:"] + words + ["  raw: \(Self.yaml(raw))", ""] }
    if let unusedRaw {
      return ["corpus:"] + words + [
        "  # It is here too, but the files above were there already, and a split would write over",
        "  # those that differ. Take the '#' out if that is what you want.",
        "  #raw: \(Self.yaml(unusedRaw))", "",
      ]
    }
    return ["corpus:"] + words + ["  #raw: \(Self.usualRaw)", ""]
  }

  private static func lines(of table: ProjectLook.Table) -> [String] {
    [
      "  # A table with a row for each movie. A build makes the files of input.directory from it.",
      "  table: \(yaml(table.path))",
      "  # Which columns are read, as their names suggest; the others are passed over.",
      "  columns:",
    ]
      + PlotColumns.Role.allCases.map { role in
        table.columns[role].map { "    \(role.rawValue): \(JSONText.quoted($0))" }
          ?? "    #\(role.rawValue): …"
      } + [
        "  # What parts several characters or genres in one cell\(table.separator == nil ? "" : ", as the cells show").",
        "  separator: \(JSONText.quoted(table.separator ?? ";"))",
      ]
  }

  private static let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "null"]

  /// A path as a YAML value: as it is where that is safe, else quoted as in JSON, which YAML reads.
  static func yaml(_ path: String) -> String {
    let safe = path.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "._/+".utf8.contains(byte) || byte == UInt8(ascii: "-")
    }
    // Without a slash a number, a switch or null is not to be told from a name.
    let isWord = path.contains("/") || path.first?.isLetter == true && !reserved.contains(path)
    return safe && isWord && !path.hasPrefix("-") ? path : JSONText.quoted(path)
  }
}
