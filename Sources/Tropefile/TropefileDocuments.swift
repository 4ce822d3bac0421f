/// The documents that are written from the schema: the files in the repository are copies of these
/// texts, which a test holds against them.
package enum TropefileDocuments {
  /// `tropefile.example`: a valid tropefile with every key. The sections stand as they are, the
  /// keys with a default or without need behind a `#` that touches them, so that they can be told
  /// from prose and brought to life by taking it out.
  package static let example: String = {
    var lines: [String] = []
    var written: Set<String> = []
    for key in TropefileSchema.keys {
      let sections = sectionChain(of: key.path)
      for section in sections where written.insert(section.path).inserted {
        let indent = indentation(of: section.path)
        lines.append("")
        lines += comment(section.meaning, indent: indent)
        lines.append("\(indent)\(TropefileSchema.name(of: section.path)):")
      }
      let indent = indentation(of: key.path)
      lines.append("")
      lines += comment(key.meaning, indent: indent)
      lines += comment(facts(of: key), indent: indent)
      lines += comment("Change it when " + key.whyChange, indent: indent)
      lines.append("\(indent)\(key.isRequired ? "" : "#")\(key.name): \(key.sample)")
    }
    return exampleHead + "\n" + lines.joined(separator: "\n") + "\n"
  }()

  /// `docs/tropefile.md`: the reference.
  package static let reference: String = {
    var lines: [String] = []
    var written: Set<String> = []
    for key in TropefileSchema.keys {
      for section in sectionChain(of: key.path) where written.insert(section.path).inserted {
        lines += ["", "## `\(section.path)`", ""] + wrap(section.meaning, width: 100)
      }
      if key.section.isEmpty { lines += ["", "## `\(key.path)`"] }
      if !key.section.isEmpty { lines += ["", "### `\(key.path)`"] }
      lines += [""] + wrap(key.meaning, width: 100) + [""]
      lines.append("- Value: \(key.type)")
      if let unit = key.unit { lines.append("- Unit: \(unit)") }
      lines.append("- Default: \(key.defaultText)")
      if key.sample != key.defaultText { lines.append("- For example: `\(key.sample)`") }
      lines.append("- Change it when \(key.whyChange)")
    }
    // Markdown takes what stands between angle brackets for a tag.
    let body = lines.map { $0.replacing("<", with: "&lt;") }.joined(separator: "\n")
    return referenceHead + "\n" + body + "\n"
  }()

  private static let exampleHead = """
    # tropefile.example: every key of a tropefile, what it means and why one would change it.
    #
    # Copy it to 'tropefile' and keep what you need; only input.directory is required. Each key is
    # commented out with its default or, if it has none, with an example; remove the '#' to set it.
    # A section whose keys are all commented out sets nothing.
    #
    # Numbers: 1900000, 1_900_000 or 1.9M. Times: 90s, 24h, 1h30m, 2d. Dollars: $5 or 5.50. Sizes:
    # 200MB (200,000,000 bytes) or 200MiB (209,715,200). Switches: true, false, yes or no. null sets
    # a key to none, if the key allows it. Relative paths start at the project directory. Flags
    # override this file, and this file overrides the defaults.
    """

  private static let referenceHead = """
    # The tropefile

    <!-- Written from the schema in Sources/Tropefile. Do not edit; change the schema, then run
         TROPEBUILD_WRITE_DOCUMENTS=1 swift test --filter TropefileDocumentsTests -->

    A tropefile is one YAML document of sections and keys. Only `input.directory` is required:

    ```yaml
    input:
      directory: data/interim
    ```

    Flags override the tropefile, and the tropefile overrides the defaults. Relative paths start at
    the project directory: where `tropebuild` runs, or the directory named by `-C`. Copy keys from
    `tropefile.example`, which has them all.

    | value | how to write it |
    | --- | --- |
    | number | `1900000`, `1_900_000`, `1.9M`; `k`, `M`, `G` are powers of 1,000 |
    | time | `90s`, `24h`, `1h30m`, `2d`, `500ms`; a unit is required |
    | dollars | `$5`, `5`, `5.50` |
    | size | `209715200`, `200MB` (of 1,000 kB), `200MiB` (of 1,024 KiB) |
    | switch | `true`, `false`, `yes`, `no`, in lower case |
    | none | `null` or `~`, if the key allows it; in quotes they are text |

    Quotes are optional: `"1.9M"` is `1.9M`. All errors in a file are reported at once, by line and
    column, and nothing is built until they are fixed: unknown and repeated keys, values of the wrong
    kind or out of range, keys without a value, settings that contradict each other. A section may be
    empty. Anchors and aliases are read; merge keys (`<<`) are not.

    API keys and account settings do not belong in this file. `OPENAI_API_KEY`, `OPENAI_BASE_URL`,
    `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID` are read from the environment or from a file `.env` in
    the project directory.
    """

  /// Value, unit and default in one line.
  private static func facts(of key: KeyDocumentation) -> String {
    let unit = key.unit.map { " Unit: \($0)." } ?? ""
    return "Value: \(key.type).\(unit) Default: \(key.defaultText)."
  }

  /// The sections that a key stands in, the outermost first.
  private static func sectionChain(of path: String) -> [SectionDocumentation] {
    TropefileSchema.sections.filter { path.hasPrefix($0.path + ".") }
  }

  private static func indentation(of path: String) -> String {
    String(repeating: "  ", count: path.split(separator: ".").count - 1)
  }

  private static func comment(_ text: String, indent: String) -> [String] {
    wrap(text, width: 96 - indent.count).map { "\(indent)# \($0)" }
  }

  /// The words of a text in lines of at most `width` letters.
  private static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
