import Display
import Planner
import Testing
import TropeModel

@Suite struct ShutdownNoticeTests {
  @Test(arguments: [
    (
      "gpt-4o-mini", CivilDay(2026, 11, 22),
      "model 'gpt-4o-mini' will be shut down on 2027-01-14, in 53 days; "
        + "its named successor is 'gpt-6-luna'"
    ),
    (
      "gpt-4o-mini-2024-07-18", CivilDay(2027, 1, 13),
      "model 'gpt-4o-mini' will be shut down on 2027-01-14, in 1 day; "
        + "its named successor is 'gpt-6-luna'"
    ),
    (
      "gpt-5-mini", CivilDay(2026, 12, 11),
      "model 'gpt-5-mini' is shut down today, 2026-12-11; its named successor is 'gpt-6.1-terra'"
    ),
    (
      "gpt-4.1-nano", CivilDay(2026, 11, 22),
      "model 'gpt-4.1-nano' was shut down on 2026-10-23; its named successor is 'gpt-6-luna'"
    ),
    (
      "gpt-4o", CivilDay(2027, 2, 1),
      "model 'gpt-4o' was shut down on 2027-01-14; its named successor is 'gpt-6-luna'"
    ),
  ])
  func `A model near its end or past it is spoken of`(
    model: String, today: CivilDay, notice: String
  ) {
    #expect(shutdownNotice(model: model, today: today) == notice)
  }

  @Test func `The notice begins 90 days before`() {
    let end = CivilDay(2027, 1, 14).dayNumber
    #expect(shutdownNotice(model: "gpt-4o-mini", today: CivilDay(dayNumber: end - 91)) == nil)
    #expect(shutdownNotice(model: "gpt-4o-mini", today: CivilDay(dayNumber: end - 90)) != nil)
  }

  @Test(arguments: ["gpt-6-luna", "sandbox-lexical", "unheard-of"])
  func `Nothing is said of others`(model: String) {
    #expect(shutdownNotice(model: model, today: CivilDay(2030, 1, 1)) == nil)
  }
}
