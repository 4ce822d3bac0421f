import Testing

@testable import Report

@Suite struct NameMatcherTests {
  /// Labelled name, names of the record, and the one that is meant; `nil` for none.
  struct Pair: CustomTestStringConvertible {
    var wanted: String
    var names: [String]
    var meant: String?
    var testDescription: String { "\(wanted) in \(names)" }
  }

  private static func find(_ pair: Pair) -> NameMatcher.Outcome {
    NameMatcher(names: pair.names).find([pair.wanted])[0]
  }

  @Test(arguments: [
    Pair(
      wanted: "Det. John McClane", names: ["Hans Gruber", "John McClane"], meant: "John McClane"),
    Pair(wanted: "John McClane", names: ["Det. John McClane"], meant: "Det. John McClane"),
    Pair(wanted: "McClane", names: ["John McClane", "Al Powell"], meant: "John McClane"),
    Pair(
      wanted: "Indiana Jones", names: ["Dr. Henry \"Indiana\" Jones, Jr.", "Marion Ravenwood"],
      meant: "Dr. Henry \"Indiana\" Jones, Jr."),
    Pair(
      wanted: "Lt. Pete “Maverick” Mitchell", names: ["Maverick", "Goose"], meant: "Maverick"),
    Pair(
      wanted: "Pete Mitchell", names: ["Pete 'Maverick' Mitchell"],
      meant: "Pete 'Maverick' Mitchell"),
    Pair(wanted: "The Joker", names: ["Joker", "Batman"], meant: "Joker"),
    Pair(
      wanted: "Spider-Man", names: ["Peter Parker / Spider-Man"], meant: "Peter Parker / Spider-Man"
    ),
    Pair(wanted: "Tyler Durden", names: ["TYLER DURDEN"], meant: "TYLER DURDEN"),
    Pair(wanted: "Amelie Poulain", names: ["Amélie Poulain"], meant: "Amélie Poulain"),
    Pair(wanted: "Jørgen Æbel", names: ["Jorgen Aebel"], meant: "Jorgen Aebel"),
    Pair(wanted: "Capt. Jack O’Neil", names: ["Jack O'Neil"], meant: "Jack O'Neil"),
    Pair(wanted: "J. Ryan", names: ["Jack Ryan", "Cathy Muller"], meant: "Jack Ryan"),
    Pair(wanted: "Matt Hunter", names: ["Matthew Hunter"], meant: "Matthew Hunter"),
    Pair(wanted: "Mason (Lucas)", names: ["Lucas"], meant: "Lucas"),
    Pair(wanted: "Ann", names: ["Ann Smith", "Ann"], meant: "Ann"),
    Pair(wanted: "The Chief", names: ["Chief"], meant: "Chief"),
    Pair(wanted: "Mary Smith", names: ["John Smith"], meant: nil),
    Pair(wanted: "Tom", names: ["Tomas Kuhn"], meant: nil),
    Pair(wanted: "J.", names: ["J. Ryan"], meant: nil),
    Pair(wanted: "???", names: ["???!", "Ann"], meant: nil),
    Pair(wanted: "Ann", names: [], meant: nil),
  ])
  func `the character that is meant is found, and nobody else`(pair: Pair) throws {
    let expected =
      pair.meant.map { meant in pair.names.firstIndex(of: meant).map(NameMatcher.Outcome.found) }
      ?? .nobody
    #expect(Self.find(pair) == expected)
  }

  @Test(arguments: [
    Pair(wanted: "McClane", names: ["John McClane", "Holly McClane"]),
    Pair(wanted: "John", names: ["John Smith", "John Doe", "Ann"]),
    Pair(wanted: "Dr. Jones", names: ["Jones", "Mr. Jones"]),
  ])
  func `where several could be meant, nobody is taken`(pair: Pair) {
    guard case .ambiguous(let places) = Self.find(pair) else {
      Issue.record("\(Self.find(pair))")
      return
    }
    #expect(places.count == 2)
  }

  @Test func `two labelled characters never share one of the record`() {
    let matcher = NameMatcher(names: ["McClane", "Gruber"])
    #expect(
      matcher.find(["John McClane", "Holly McClane", "Hans Gruber"])
        == [.ambiguous([0]), .ambiguous([0]), .found(1)])
  }

  @Test func `the closer name has the character, the other none`() {
    let matcher = NameMatcher(names: ["Mr. Smith"])
    #expect(matcher.find(["Smith", "John Smith"]) == [.found(0), .nobody])
  }
}
