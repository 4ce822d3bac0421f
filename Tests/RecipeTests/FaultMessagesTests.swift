import Formats
import Testing
import TropeModel

@testable import Recipe

struct FaultMessagesTests {
  @Test(arguments: [
    (ReplyFault.refused("I can't\nhelp."), "the model refused: 'I can't help.'"),
    (.cutOff, "the reply was cut off at the token limit"),
    (.filtered, "the reply was withheld by the content filter"),
    (.otherEnd("error"), "the reply ended with finish_reason 'error' instead of 'stop'"),
    (
      .controlCharacter(0, place: "'f' of 'Neo'"),
      "the reply has the control character U+0000 in 'f' of 'Neo', where a letter may have been"
    ),
    (.tooLong, "the reply is longer than any reply can be"),
    (.empty, "the reply is empty"),
    (
      .notJSON(JSONFault(offset: 4, problem: .endOfText)),
      "the reply is not JSON: it ends in the middle, after byte 4"
    ),
    (
      .notJSON(JSONFault(offset: 4, problem: .unexpected(0x7D))),
      "the reply is not JSON: unexpected '}' at byte 5"
    ),
    (
      .notJSON(JSONFault(offset: 4, problem: .unexpected(0x0A))),
      "the reply is not JSON: unexpected byte value 10 at byte 5"
    ),
    (
      .notJSON(JSONFault(offset: 4, problem: .textAfterEnd)),
      "the reply is not JSON: text follows the value, at byte 5"
    ),
    (
      .wrongKind(place: "'m2[3].name'", expected: .string, found: .number),
      "the reply does not fit the schema: 'm2[3].name' is a number instead of a string"
    ),
    (
      .missingKey(place: "the reply", key: "characters"),
      "the reply does not fit the schema: the reply has no 'characters'"
    ),
    (.movieLeftOut(key: "m3"), "the reply leaves out this movie ('m3')"),
    (.unknownTrope("Chosen Won", name: "Neo"), "trope 'Chosen Won' of 'Neo' is not in the catalog"),
    (.emptyName(trope: "Mentor"), "trope 'Mentor' is given to an empty name"),
    (.emptyName(trope: nil), "an answer is given to an empty name"),
    (
      .wrongValue(
        field: RecipeField(name: "age", type: .integer(FieldRange(least: 0, most: 120))),
        name: "Neo", found: "130"),
      "'age' of 'Neo' must be a whole number from 0 to 120, not 130"
    ),
    (
      .wrongValue(
        field: RecipeField(
          name: "mass", type: .number(FieldRange(least: 0.5)), isOptional: true),
        name: "Neo", found: "0.25"),
      "'mass' of 'Neo' must be a number of at least 0.5, or null, not 0.25"
    ),
    (
      .wrongValue(
        field: RecipeField(name: "n", type: .choice((1...10).map { "v\($0)" })), name: "Neo",
        found: "\"v\""),
      "'n' of 'Neo' must be one of 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8' and 2 more, not \"v\""
    ),
    (.doubledName("Neo"), "'Neo' was answered twice"), (.namesLeftOut(["X"]), "no answer for 'X'"),
    (
      .arrayClosed(at: 20, of: 25),
      "the list ends after just 20 of 25 characters, as where a server's schema engine (lm-format-enforcer) "
        + "closes lists there; ask a server with another engine"
    ),
    (.namesLeftOut(["A", "B", "C", "D", "E"]), "no answer for 'A', 'B', 'C' and 2 more"),
  ])
  func `a fault says what is wrong with the reply`(fault: ReplyFault, words: String) {
    #expect(fault.description == words)
  }
}
