import Report
import Testing

/// Which names of a file mean characters that people have labelled elsewhere.
@Suite struct SameCharacterTests {
  private func meant(
    _ names: [String], _ first: [String], record: [String]
  ) -> [String: String] {
    SameCharacter.meant(by: names, among: first, record: record)
  }

  @Test(arguments: ["Katniss", "Miss Katniss Everdeen", "KATNISS EVERDEEN", "K. Everdeen"])
  func `a looser spelling of who is labelled means them`(name: String) {
    #expect(
      meant([name], ["Katniss Everdeen"], record: ["Katniss Everdeen", "Peeta Mellark"])
        == [name: "Katniss Everdeen"])
  }

  @Test func `it is the record that tells who is meant`() {
    // Another record may spell them otherwise.
    #expect(
      meant(["Katniss"], ["Katniss Everdeen"], record: ["Katniss"])
        == ["Katniss": "Katniss Everdeen"])
    // And it may have nobody of that name.
    #expect(
      meant(["Katniss"], ["Katniss Everdeen"], record: ["Peeta"])
        == ["Katniss": "Katniss Everdeen"])
  }

  @Test func `others are others, and so is who could be several`() {
    let record = ["Katniss Everdeen", "Primrose Everdeen", "Peeta"]
    #expect(meant(["Peeta"], ["Katniss Everdeen"], record: record) == [:])
    #expect(meant(["Everdeen"], ["Katniss Everdeen"], record: record) == [:])
    #expect(meant(["Primrose"], ["Katniss Everdeen"], record: record) == [:])
  }

  @Test func `a name that the record has itself is no looser spelling of another`() {
    #expect(
      meant(["Anna"], ["Anna Lee"], record: ["Anna", "Anna Lee"]) == [:])
  }
}
