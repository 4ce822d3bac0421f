import Foundation
import Glibc
import Testing

/// Where the program writes what a person asked for, and from where it reads.
@Suite struct OutputTests {
  private func project() async throws -> TestProject {
    let project = try TestProject.small()
    try project.write(
      "gold.csv", "wikipedia_id,character,trope\n1,Anna,corrupt_corporate_executive\n")
    try await project.build()
    return project
  }

  /// Runs a line of the shell, with the program as `$T`.
  private func shell(_ line: String, _ project: TestProject) async throws -> Program.Outcome {
    let output = project.directory.path + "/.output"
    let errors = project.directory.path + "/.errors"
    let process = try ChildProcess(
      "/bin/bash", ["-c", "set -o pipefail\n" + line], in: project.directory.path,
      environment: ProcessInfo.processInfo.environment.merging(
        ["T": Program.url("tropebuild").path], uniquingKeysWith: { $1 }),
      output: output, errors: errors)
    await process.finish()
    return Program.Outcome(
      status: process.terminationStatus,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8))
  }

  @Test func `a pipe gets what is written and stays a pipe`() async throws {
    let project = try await project()
    let pipe = project.directory.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for (words, part) in [
      ("report -o pipe", "</html>"), ("diff now now -o pipe", "wikipedia_movie_id\tname"),
      ("export --table tropes -o pipe", "name,description,id"),
      ("eval gold.csv --sandbox --svg pipe", "</svg>"),
    ] {
      let outcome = try await shell(
        "cat pipe & \"$T\" \(words) >/dev/null; s=$?; wait; exit $s", project)
      #expect(outcome.status == 0, "\(words): \(outcome.errors)")
      #expect(outcome.output.contains(part), "\(words)")
      var status = stat()
      #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
    let all = try await project.tropebuild("export", "-o", "pipe")
    #expect(all.status == 64 && all.errors.contains("-o pipe takes one table"))
    let file = try await project.tropebuild("export", "-o", "tropefile")
    #expect(file.status == 64)
    #expect(file.errors.contains("-o tropefile is there and no directory: name a directory"))
    for words in [["plan", "--svg", "-"], ["eval", "gold.csv", "--svg", "-"]] {
      let outcome = try await Program.run(words, in: project.directory)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("--svg does not write to standard output"))
    }
  }

  @Test func `a stream that is named by its device is written to, wherever it leads`() async throws
  {
    let project = try await project()
    for words in ["export --table characters", "report", "diff now now"] {
      let plain = try await shell("\"$T\" \(words) -o - >plain", project)
      #expect(plain.status == 0, "\(plain.errors)")
      let wanted = try project.text("plain")
      #expect(!wanted.isEmpty)
      for line in [
        "-o /dev/stdout >>out.csv", "-o /dev/fd/3 3>>out.csv >rest", "-o /proc/self/fd/1 >>out.csv",
        "-o link >>out.csv",
      ] {
        let outcome = try await shell(
          "ln -sf /dev/stdout link; echo before >out.csv; \"$T\" \(words) \(line)", project)
        #expect(outcome.status == 0, "\(line): \(outcome.errors)")
        #expect(try project.text("out.csv") == "before\n" + wanted, "\(line)")
        var status = stat()
        #expect(
          lstat(project.directory.path + "/link", &status) == 0
            && status.st_mode & S_IFMT == S_IFLNK)
      }
    }
    let errors = try await shell("\"$T\" export --table tropes -o /dev/stderr 2>err", project)
    #expect(errors.status == 0)
    #expect(try project.text("err").hasPrefix("name,description,id"))
  }

  @Test func `an export of the tropefile is no pipe`() async throws {
    let project = try await project()
    #expect(mkfifo(project.directory.path + "/pipe.csv", 0o600) == 0)
    try project.write(
      "tropefile", try project.text("tropefile") + "exports: {files: {pipe.csv: characters}}\n")
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains("tropefile: the export 'pipe.csv' would replace a device or a pipe"))
  }

  @Test(arguments: ["export --table characters -o -", "diff now gpt.jsonl -o -", "report -o -"])
  func `a reader who goes away ends the program without a word`(words: String) async throws {
    let project = try await project()
    // Two movies that both have, so that there is something to write.
    try project.write(
      "gpt.jsonl",
      (1...2).map { #"{"movie":\#($0),"characters":[{"name":"Anna","trope_id":"A"}]}"# }
        .joined(separator: "\n"))
    let outcome = try await shell("\"$T\" \(words) | true; exit ${PIPESTATUS[0]}", project)
    #expect(outcome.errors == "")
    #expect(outcome.status == 141)
  }

  @Test func `labelled characters come from a pipe as from a file`() async throws {
    let project = try await project()
    let file = try await project.build("eval", "gold.csv", "--sandbox")
    for words in [
      "cat gold.csv | \"$T\" eval /dev/stdin --sandbox", "\"$T\" eval <(cat gold.csv) --sandbox",
      "\"$T\" eval /dev/stdin --sandbox < gold.csv",
    ] {
      let outcome = try await shell(words, project)
      #expect(outcome.status == 0, "\(words): \(outcome.errors)")
      #expect(outcome.output == file.output)
    }
    try await project.build("export", "--table", "characters", "-o", "c.csv")
    try await project.build("export", "--format", "jsonl", "-o", "c.jsonl")
    for file in ["c.csv", "c.jsonl"] {
      let pipe = try await shell("\"$T\" diff <(cat \(file)) now", project)
      #expect(pipe.status == 0, "\(pipe.errors)")
      let read = try await project.build("diff", file, "now")
      #expect(
        pipe.output.split(separator: "\n").dropFirst()
          == read.output.split(separator: "\n").dropFirst())
    }
  }
}
