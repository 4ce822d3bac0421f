import JSONBytes
import Testing

@testable import Recipe

struct FaultMessagesTests {
  @Test(arguments: [
    (ReplyFault.refused("I can't\nhelp."), "the model refused: 'I can't help.'"),
    (.cutOff, "the reply was cut off at the token limit"),
    (.filtered, "the reply was withheld by the content filter"),
    (.otherEnd("tool_calls"), "the reply ended with finish_reason 'tool_calls' instead of 'stop'"),
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
    (.doubledName("Neo"), "'Neo' was answered twice"), (.namesLeftOut(["X"]), "no trope for 'X'"),
    (.namesLeftOut(["A", "B", "C", "D", "E"]), "no trope for 'A', 'B', 'C' and 2 more"),
  ])
  func `a fault says what is wrong with the reply`(fault: ReplyFault, words: String) {
    #expect(fault.description == words)
  }
}
