import Basics
import Display
import Testing

@Suite struct ShutdownNoticeTests {
  @Test(arguments: [
    (
      "gpt-4o-mini", CivilDay(2026, 11, 22),
      "model 'gpt-4o-mini' will be shut down on 2027-01-14, in 53 days; "
        + "its successor is 'gpt-6-luna': 'model: gpt-6-luna' (docs/migrating.md)"
    ),
    (
      "gpt-4o-mini-2024-07-18", CivilDay(2027, 1, 13),
      "model 'gpt-4o-mini' will be shut down on 2027-01-14, in 1 day; "
        + "its successor is 'gpt-6-luna': 'model: gpt-6-luna' (docs/migrating.md)"
    ),
    (
      "gpt-5-mini", CivilDay(2026, 12, 11),
      "model 'gpt-5-mini' is shut down today, 2026-12-11; its successor is 'gpt-6.1-terra': 'model: gpt-6.1-terra' (docs/migrating.md)"
    ),
    (
      "gpt-4.1-nano", CivilDay(2026, 11, 22),
      "model 'gpt-4.1-nano' was shut down on 2026-10-23; its successor is 'gpt-6-luna': 'model: gpt-6-luna' (docs/migrating.md)"
    ),
    (
      "gpt-4o", CivilDay(2027, 2, 1),
      "model 'gpt-4o' was shut down on 2027-01-14; its successor is 'gpt-6-luna': 'model: gpt-6-luna' (docs/migrating.md)"
    ),
  ])
  func `A model near its end or past it is spoken of`(
    model: String, today: CivilDay, notice: String
  ) {
    #expect(ModelEnd(of: model)?.notice(today: today) == notice)
  }

  @Test func `The notice begins 90 days before`() {
    let end = CivilDay(2027, 1, 14).dayNumber
    #expect(ModelEnd(of: "gpt-4o-mini")?.notice(today: CivilDay(dayNumber: end - 91)) == nil)
    #expect(ModelEnd(of: "gpt-4o-mini")?.notice(today: CivilDay(dayNumber: end - 90)) != nil)
  }

  @Test(arguments: ["gpt-6-luna", "sandbox-lexical", "unheard-of"])
  func `Nothing is said of others`(model: String) {
    #expect(ModelEnd(of: model)?.notice(today: CivilDay(2030, 1, 1)) == nil)
  }

  @Test func `A model that ends before the plan does is spoken of, however far off that is`() throws
  {
    let end = try #require(ModelEnd(of: "gpt-4o-mini"))
    let today = CivilDay(2026, 6, 1)
    #expect(end.notice(today: today) == nil)
    #expect(end.notice(today: today, planEnds: CivilDay(2027, 1, 13)) == nil)
    let notice = try #require(end.notice(today: today, planEnds: CivilDay(2027, 1, 14)))
    #expect(notice.contains("in 227 days, before this plan is through at worst; its successor"))
  }

  @Test func `What the server tells wins over the table`() throws {
    let told = try #require(CivilDay("2026-12-01"))
    let end = try #require(ModelEnd(of: "gpt-4o-mini", told: told))
    #expect(end.day == told && end.successor == "gpt-6-luna")
    #expect(ModelEnd(of: "somebody's", told: told)?.day == told)
    #expect(!end.isPast(on: told) && end.isPast(on: CivilDay(2026, 12, 2)))
    for text in ["2026-13-01", "2026-1-01", "soon", "", "2026-12-01T00"] {
      #expect(CivilDay(text) == nil)
    }
  }
}
