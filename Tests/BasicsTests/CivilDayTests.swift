import Basics
import Testing

@Suite struct CivilDayTests {
  @Test(arguments: [
    (CivilDay(1970, 1, 1), 0), (CivilDay(1969, 12, 31), -1), (CivilDay(2000, 2, 29), 11_016),
    (CivilDay(2026, 11, 22), 20_779), (CivilDay(2027, 1, 14), 20_832),
  ])
  func `A day has its number`(day: CivilDay, number: Int) {
    #expect(day.dayNumber == number)
    #expect(CivilDay(dayNumber: number) == day)
  }

  @Test func `Each number has its day, over four centuries`() {
    var previous = CivilDay(dayNumber: -1)
    for number in 0..<146_097 {
      let day = CivilDay(dayNumber: number)
      guard day.dayNumber == number, previous < day else {
        Issue.record("day number \(number) became \(day)")
        return
      }
      previous = day
    }
  }

  @Test func `A day is written with its zeroes`() {
    #expect(CivilDay(2027, 1, 4).description == "2027-01-04")
  }
}
