import Recipe
import Testing
import TropeModel

/// One change to one of twelve targets, as build tools were compared by: how many targets are rebuilt.
@Suite struct PeersTableTests {
  /// A change to the world of twelve movies with a plot and a cast each.
  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rebuilt: Int
    var apply: @Sendable (inout World) throws -> Void
  }

  /// A file as the disk has it.
  struct File: Sendable {
    var content: String
    var stamp: FileStamp
  }

  /// Twelve movies, what was built from them, and a clock that ticks by hand.
  struct World: Sendable {
    var clock: Int64 = 1_000
    var plots: [Int64: File] = [:]
    var casts: [Int64: File] = [:]
    var recipe: RecipeHashes
    var recipes: [Digest: RecipeHashes] = [:]
    var log: [Int64: BuildLogEntry] = [:]
    var builds = 0
    var filesRead = 0
    var rowsWritten = 0

    init() throws {
      recipe = try Given.recipe()
      for number in Int64(1)...12 {
        plots[number] = File(content: "plot \(number)", stamp: Given.stamp(size: 6, inode: number))
        casts[number] = File(content: "cast", stamp: Given.stamp(size: 4, inode: 100 + number))
      }
    }

    /// Writes a file; `keepingTime` sets its mtime back to what it was, which its ctime tells.
    mutating func write(
      _ file: inout File?, _ content: String, modified: Int64? = nil
    ) {
      clock += 1
      var stamp = file?.stamp ?? Given.stamp(inode: clock)
      stamp.size = Int64(content.utf8.count)
      stamp.modifiedNanoseconds = modified ?? clock
      stamp.changedNanoseconds = clock
      file = File(content: content, stamp: stamp)
    }

    mutating func writePlot(_ content: String, modified: Int64? = nil) {
      var file = plots[1]
      write(&file, content, modified: modified)
      plots[1] = file
    }

    mutating func writeCast(_ content: String) {
      var file = casts[1]
      write(&file, content)
      casts[1] = file
    }

    /// A run: scans, decides, builds. The question is made of the trimmed plot, the first word of the cast and
    /// the recipe. `scanStart` is later than the files unless the test says otherwise.
    mutating func run(scanStart: Int64? = nil) throws {
      clock += 1
      let start = scanStart ?? clock
      builds = 0
      filesRead = 0
      rowsWritten = 0
      let movies = Set(plots.keys).union(casts.keys).sorted()
      let entries = try movies.map {
        InputEntry(
          movie: try Given.movie($0), plot: plots[$0]?.stamp, cast: casts[$0]?.stamp)
      }
      let rows = log.values.sorted { $0.movie < $1.movie }
      let verdicts = Staleness.statVerdicts(entries: entries, log: rows, recipe: recipe.combined)
      for place in verdicts.examine {
        let number = entries[place].movie.number
        guard let plot = plots[number] else { continue }
        filesRead += casts[number] == nil ? 1 : 2
        let words = plot.content.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let names = casts[number].map { String($0.content.prefix { $0 != "," }) } ?? "-"
        let examined = Examined(
          movie: entries[place].movie, plot: try state(plot, start),
          cast: try casts[number].map { try state($0, start) },
          question: try digest(words + "|" + names + "|" + recipe.combined.hex))
        let row = log[number]
        switch Staleness.decide(
          examined, log: row, loggedRecipe: row.flatMap { recipes[$0.recipe] }, recipe: recipe)
        {
        case .stands(.upToDate): break
        case .stands(.refresh(let row)):
          log[number] = row
          rowsWritten += 1
        case .stale:
          builds += 1
          rowsWritten += 1
          log[number] = examined.logEntry(recipe: recipe)
        }
      }
      recipes[recipe.combined] = recipe
    }

    private func state(_ file: File, _ start: Int64) throws -> InputState {
      InputState(
        stamp: file.stamp, hash: try digest(file.content),
        isTrusted: file.stamp.modifiedNanoseconds < start
          && file.stamp.changedNanoseconds < start)
    }

    /// FNV-1a over the text: enough to tell a test's texts apart.
    private func digest(_ text: String) throws -> Digest {
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      return try Given.digest(String(hash, radix: 16))
    }
  }

  static let changes: [Change] = [
    Change(testDescription: "nothing", rebuilt: 0) { _ in },
    Change(testDescription: "mtime only", rebuilt: 0) { $0.writePlot("plot 1") },
    Change(testDescription: "mode only", rebuilt: 0) {
      $0.plots[1]?.stamp.changedNanoseconds += 1
    },
    Change(testDescription: "content, new mtime", rebuilt: 1) { $0.writePlot("new plot") },
    Change(testDescription: "content changed and changed back", rebuilt: 0) {
      $0.writePlot("new plot")
      $0.writePlot("plot 1")
    },
    Change(testDescription: "content, older mtime", rebuilt: 1) {
      $0.writePlot("older plot", modified: 7)
    },
    Change(testDescription: "content, mtime in the future", rebuilt: 1) {
      $0.writePlot("newer plot", modified: .max)
    },
    Change(testDescription: "content, new size, mtime kept", rebuilt: 1) {
      $0.writePlot("longer plot", modified: 100)
    },
    Change(testDescription: "content, same size, mtime kept", rebuilt: 1) {
      $0.writePlot("plot X", modified: 100)
    },
    Change(testDescription: "white space in the plot", rebuilt: 0) { $0.writePlot(" plot 1 \n") },
    Change(testDescription: "cast changed in its names", rebuilt: 1) { $0.writeCast("cast X") },
    Change(testDescription: "cast changed in a height", rebuilt: 0) { $0.writeCast("cast,1.80") },
    Change(testDescription: "cast removed", rebuilt: 1) { $0.casts[1] = nil },
    Change(testDescription: "prompt changed", rebuilt: 12) {
      $0.recipe = try Given.recipe(prompt: "new")
    },
    Change(testDescription: "catalog changed", rebuilt: 12) {
      $0.recipe = try Given.recipe(catalog: "new")
    },
    Change(testDescription: "model changed", rebuilt: 12) {
      $0.recipe = try Given.recipe(model: "new")
    },
    Change(testDescription: "record deleted", rebuilt: 1) { $0.log[1] = nil },
    Change(testDescription: "new movie", rebuilt: 1) { world in
      world.plots[13] = File(content: "plot 13", stamp: Given.stamp(inode: 13))
    },
    Change(testDescription: "new cast without a plot", rebuilt: 0) { world in
      world.casts[13] = File(content: "cast", stamp: Given.stamp(inode: 13))
    },
    Change(testDescription: "plot removed", rebuilt: 0) { $0.plots[1] = nil },
    Change(testDescription: "clock set back, files untouched", rebuilt: 0) { $0.clock = 500 },
    Change(testDescription: "clock set back, then edited", rebuilt: 1) {
      $0.clock = 500
      $0.writePlot("new plot")
    },
  ]

  @Test(arguments: changes)
  func `every change rebuilds what it must and no more, and then there is peace`(
    change: Change
  ) throws {
    var world = try World()
    try world.run()
    #expect(world.builds == 12)
    try world.run()
    #expect(world.builds == 0)
    #expect(world.filesRead == 0)
    try change.apply(&world)
    try world.run()
    #expect(world.builds == change.rebuilt)
    try world.run()
    #expect(world.builds == 0)
    #expect(world.rowsWritten == 0)
  }

  @Test func `a cast that appears rebuilds its movie`() throws {
    var world = try World()
    world.casts[1] = nil
    try world.run()
    world.casts[1] = File(content: "cast", stamp: Given.stamp(inode: 500))
    try world.run()
    #expect(world.builds == 1)
  }

  @Test func `a corpus touched as a whole is hashed once, not for ever`() throws {
    var world = try World()
    try world.run()
    for number in world.plots.keys { world.plots[number]?.stamp.modifiedNanoseconds = 900 }
    try world.run()
    #expect(world.builds == 0)
    #expect(world.filesRead == 24)
    #expect(world.rowsWritten == 12)
    try world.run()
    #expect(world.filesRead == 0)
  }

  @Test func `an edit within the same tick as the scan is seen by the next run`() throws {
    var world = try World()
    world.writePlot("first")
    let tick = world.clock
    try world.run(scanStart: tick)
    // Same size, same times, as a clock of coarse ticks gives them.
    world.plots[1]?.content = "FIRST"
    try world.run()
    #expect(world.builds == 1)
    // It is older than the scan by now, and peace returns.
    try world.run()
    #expect(world.filesRead == 0)
  }
}
