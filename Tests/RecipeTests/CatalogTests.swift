import Formats
import Foundation
import Testing
import TropeModel

@testable import Recipe

struct CatalogTests {
  @Test func `the built-in catalog has 98 tropes and No Trope at the end`() {
    let tropes = Catalog.builtIn.tropes
    #expect(tropes.count == 99)
    #expect(tropes.first?.id == "CHOSEN_ONE")
    #expect(tropes.last == Catalog.builtIn.trope(named: "No Trope"))
    #expect(tropes.allSatisfy { $0.description.hasSuffix(".") })
    #expect(Set(tropes.map(\.description)).count == 99)
  }

  @Test(
    .enabled(
      if: Fixture.hasSharedTropes,
      "needs the data set's tropes.csv in ../shared beside the checkout"))
  func `the built-in catalog has exactly the ids and names of the data set`() throws {
    let text = try String(contentsOfFile: Fixture.sharedTropes, encoding: .utf8)
    var reader = CSVReader(Array(text.utf8), manners: .strict)
    _ = try reader.next()
    var rows: [[String]] = []
    while let row = try reader.next() {
      rows.append(row.fields.map { String(decoding: $0, as: UTF8.self) })
    }
    #expect(rows == Catalog.builtIn.tropes.map { [$0.id, $0.name] })
  }

  @Test func `columns may come in any order and others are passed over`() throws {
    let catalog = try Fixture.catalog(
      "name,note,description,id\nMentor,x,\"Guides, wisely.\",MENTOR\n")
    #expect(
      catalog.tropes == [Trope(id: "MENTOR", name: "Mentor", description: "Guides, wisely.")])
  }

  @Test func `lines that are empty or hold an empty field alone are passed over`() throws {
    let catalog = try Fixture.catalog("\n\"\"\nid,name,description\n\nMENTOR,Mentor,\n\"\"\n")
    #expect(catalog.tropes.map(\.id) == ["MENTOR"])
  }

  @Test func `a description may be empty and a catalog need not have a trope for none`() throws {
    let catalog = try Fixture.catalog("id,name,description\nMENTOR,Mentor,\n")
    #expect(catalog.block == "<tropes>\nMentor\n</tropes>")
  }

  @Test func `the block lists a trope a line in the order of the file`() throws {
    #expect(
      try Fixture.catalog().block == """
        <tropes>
        Chosen One: Fated to do it.
        Mentor: Guides the hero.
        Golden Boy/Girl: Admired, and lucky.
        No Trope: None fits.
        </tropes>
        """)
  }

  @Test func `tropes are found by their exact name only`() throws {
    let catalog = try Fixture.catalog()
    #expect(catalog.trope(named: "Golden Boy/Girl")?.id == "GOLDEN_BOY_GIRL")
    #expect(catalog.trope(named: "golden boy/girl") == nil)
    #expect(catalog.trope(named: "Mentor ") == nil)
    #expect(catalog.trope(named: "MENTOR") == nil)
  }

  @Test(arguments: [
    "\u{FEFF}id,name,description\nA,B,C\n", "id,name,description\r\nA,B,C\r\n",
    "id,name,description\n\n\"A\",\"B\",\"C\"", "description,id,name,x\n C ,A , B,\n",
    "id,name,description\nA,B,\"C\n\"\n",
  ])
  func `writing the same tropes otherwise keeps the hash`(text: String) throws {
    #expect(try Fixture.catalog(text).hash == Fixture.catalog("id,name,description\nA,B,C\n").hash)
  }

  @Test(arguments: [
    "id,name,description\nX,B,C\n", "id,name,description\nA,X,C\n", "id,name,description\nA,B,X\n",
    "id,name,description\nA,BC,\n", "id,name,description\nA,B,C\nD,E,F\n",
  ])
  func `any other id, name, description or number of tropes changes the hash`(text: String) throws {
    #expect(try Fixture.catalog(text).hash != Fixture.catalog("id,name,description\nA,B,C\n").hash)
  }

  @Test func `another order changes the hash`() throws {
    let one = try Fixture.catalog("id,name,description\nA,B,C\nD,E,F\n")
    let other = try Fixture.catalog("id,name,description\nD,E,F\nA,B,C\n")
    #expect(one.hash != other.hash)
  }

  @Test(arguments: [
    (
      "",
      "t.csv: the catalog has no tropes (give at least one line 'id,name,description' below the header)"
    ),
    (
      "id,name,description\n",
      "t.csv:1: the catalog has no tropes (give at least one line 'id,name,description' below the header)"
    ),
    (
      "id,name\nA,B\n",
      "t.csv:1: the header has no column 'description' (it should read 'id,name,description')"
    ),
    (
      "A,B,C\n",
      "t.csv:1: the header lacks 'id', 'name', 'description' (it should read 'id,name,description')"
    ),
    (
      "id,name,id,description\nA,B,C,D\n",
      "t.csv:1: the header has the column 'id' twice (remove one of them)"
    ),
    (
      "id,name,description\nA,B\n",
      "t.csv:2: the record has 2 fields, the header 3 (a field that holds a comma must stand in quotes)"
    ),
    (
      "id,name,description\nwild card!,Wild Card,x\n",
      "t.csv:2: 'wild card!' cannot be an id (ids are made of A to Z, 0 to 9 and '_', as 'WILD_CARD')"
    ),
    (
      "id,name,description\n,Wild Card,x\n",
      "t.csv:2: the trope has no id (ids are made of A to Z, 0 to 9 and '_', as 'WILD_CARD')"
    ),
    (
      "id,name,description\n…,é,x\n",
      "t.csv:2: '…' cannot be an id (ids are made of A to Z, 0 to 9 and '_')"
    ),
    (
      "id,name,description\nA,\" \",x\n",
      "t.csv:2: the trope 'A' has no name (the model answers with names, so each trope needs one)"
    ),
    (
      "id,name,description\nA,B,x\n\nA,C,x\n",
      "t.csv:4: the id 'A' was already given on line 2 (each may be there once)"
    ),
    (
      "id,name,description\nA,B,\"x\ny\"\nC,B,x\n",
      "t.csv:4: the name 'B' was already given on line 2 (each may be there once)"
    ),
    (
      "id,name,description\nA,\"B,x\n",
      "t.csv:2: a quoted field that begins here has no end (close it with a double quote; one inside is written twice)"
    ),
    (
      "id,name,description\nA,\"B\"b,x\n",
      "t.csv:2: text after the closing quote of a field (a double quote inside a quoted field is written twice)"
    ),
    (
      "id,name,description\nA,B\"b,x\n",
      "t.csv:2: a quote inside a field that does not begin with one (put the whole field in double quotes and write those inside twice)"
    ),
  ])
  func `a faulty file is refused with line, fault and advice`(text: String, message: String) {
    #expect {
      try Catalog(csv: Fixture.bytes(text), path: "t.csv")
    } throws: { error in
      (error as? Diagnostics)?.description == message
    }
  }

  @Test func `a file that is not UTF-8 is refused with the line of the first bad byte`() {
    let bytes =
      Fixture.bytes("id,name,description\nA,B,C\nCAFE,Caf") + [0xE9] + Fixture.bytes(",x\n")
    #expect {
      try Catalog(csv: bytes, path: "t.csv")
    } throws: { error in
      (error as? Diagnostics)?.description == "t.csv:3: the catalog is not UTF-8 (save it as UTF-8)"
    }
  }

  @Test func `all faults are told at once`() {
    #expect {
      try Catalog(csv: Fixture.bytes("id,name,description\na,B,x\nC\nD,B,x\nD,,x\n"), path: "t.csv")
    } throws: { error in
      (error as? Diagnostics)?.all.map(\.line) == [2, 3, 4, 5, 5]
    }
  }

  @Test(arguments: [(1_000, 15, true), (1_001, 1, false), (1_000, 16, false), (250, 400, true)])
  func `a catalog must fit the enum of a strict schema`(count: Int, length: Int, fits: Bool) {
    var text = "id,name,description\n"
    for number in 0..<count {
      let digits = String(number)
      text +=
        "T\(number),\(digits)\(String(repeating: "é", count: max(0, length - digits.count))),\n"
    }
    let result = Result { try Catalog(csv: Fixture.bytes(text), path: "t.csv") }
    #expect((try? result.get())?.tropes.count == (fits ? count : nil))
  }
}
