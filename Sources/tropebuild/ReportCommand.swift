import ArgumentParser
import Basics
import Engine
import Inputs
import Report

/// Writes a report of what was built.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page on what was built, what failed, and what it cost.",
    discussion: """
      Writes one HTML file that needs nothing else: open it in a browser. With 'corpus.movie_metadata' (or \
      movie.metadata.tsv beside the raw corpus) it has titles, genres and decades. Its list of all labels can be \
      filtered by trope, movie, genre, decade and certainty. You can write it while a build runs. It asks nothing.

      Examples:
        tropebuild report                      to build/report.html
        tropebuild report -o silent-films.html
        tropebuild report -o - | gzip > report.html.gz
        tropebuild report --gold gold.tsv      with what confidences are worth by these labels
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Write to FILE instead of report.html in the build directory; - is standard output.",
      valueName: "file"), completion: .file(extensions: ["html"]))
  var output: String?

  @Flag(
    help: "Leave out the individual records: a small file without the list, whatever the corpus.")
  var withoutRecords = false

  @Option(
    help: ArgumentHelp(
      "Show what confidences are worth by the labelled characters of FILE (tropefile: try.gold) and those of 'tropebuild label'.",
      valueName: "file"), completion: .file())
  var gold: String?

  func validate() throws {
    if output?.isEmpty == true {
      throw ValidationError("-o needs a path, or - for standard output")
    }
  }

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(
        projectOptions, more: [KeyFlag.gold.setting(gold)].compactMap(\.self), needsInput: false)
      if let output, output != "-" {
        try bench.mayWrite(output, option: "-o", reading: [gold].compactMap(\.self))
      }
      let source = try ReportSource(bench, keepingRows: !withoutRecords)
      // What was asked for by name is not left out without an error.
      if gold != nil, let fault = source.calibrationFault { throw fault }
      if let gold, source.data.calibration == nil {
        Console.warn(
          "the report shows nothing of '\(gold)': no labelled character has a record with a confidence"
        )
      }
      for words in source.leftOut { Console.warn(words) }
      if let faults = source.faults { Self.warn(faults) }
      var data = source.data
      if output == "-" {
        data.links = bench.project.reportLinks(from: nil)
        Console.print(bytes: ReportPage(data).html)
        return .upToDate
      }
      if output == nil { try Directories.make(bench.project.paths.build) }
      let path =
        output.map { Project.resolve($0, in: bench.project.directory) }
        ?? bench.project.paths.build + "/report.html"
      let isStream = (try? OutputPlace(path))?.isStream == true
      data.links = bench.project.reportLinks(from: isStream ? nil : path)
      try OutputFile.write(ReportPage(data).html, to: path)
      Console.tell(path, of: path)
      return .upToDate
    }
  }

  /// How many faults of the metadata are told one by one.
  private static let mostFaults = 5

  private static func warn(_ faults: MetadataFaults) {
    for fault in faults.first.prefix(mostFaults) { Console.warn("\(fault)") }
    let more = faults.count - min(faults.count, mostFaults)
    if more > 0 { Console.warn("'\(faults.path)' has \(more) more such lines") }
  }
}
