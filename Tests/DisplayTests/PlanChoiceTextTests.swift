import Display
import Planner
import Testing
import TropeModel

@Suite struct PlanChoiceTextTests {
  private let table = PlanTable(rows: [
    row(.batch, 1, cost: 3, hours: 100), row(.realtime, 8, cost: 5, hours: 2),
    row(.hybrid, 4, cost: 4, hours: 40), row(.realtime, 1, cost: 9, hours: 30),
  ])

  @Test func `Where nothing fits it says by how much`() {
    let late = table.choose(deadline: hours(1.5), budget: nil)
    #expect(
      late.text(deadline: hours(1.5), budget: nil)
        == "no plan meets the deadline of 90 min; the nearest is realtime with 8 movies a request "
        + "with $5.00, 2.0 h: 30 min too late")
    let dear = table.choose(deadline: nil, budget: 0)
    #expect(
      dear.text(deadline: nil, budget: 0)
        == "no plan meets the budget of $0.00; the nearest is batch with 1 movie a request "
        + "with $3.00, 4.2 days: $3.00 too much")
    let both = table.choose(deadline: hours(10), budget: 4)
    #expect(
      both.text(deadline: hours(10), budget: 4)
        == "no plan meets the deadline of 10.0 h and the budget of $4.00; the nearest is hybrid "
        + "with 4 movies a request with $4.00, 40.0 h: 30.0 h too late")
  }

  @Test func `A choice says why`() {
    #expect(
      table.choose(deadline: nil, budget: 5).text(deadline: nil, budget: 5)
        == "realtime with 8 movies a request is the fastest that meets the budget of $5.00: "
        + "$5.00, 2.0 h")
  }

  @Test(arguments: [
    (5.0, "$5.00"), (0.015, "$0.015"), (0.01, "$0.01"), (0.001, "$0.001"), (1.1, "$1.10"),
    (0.29, "$0.29"), (12.3456, "$12.3456"), (0.333333333, "$0.333333"), (0.000000001, "$0.00"),
  ])
  func `a budget is shown with all the decimals that it was given`(dollars: Double, text: String) {
    #expect(Format.budget(dollars) == text)
  }

  @Test func `figures that are compared have so many digits that they differ`() {
    #expect(Format.dollars(apart: [0.0148, 0.01]) == ["$0.015", "$0.010"])
    #expect(Format.dollars(apart: [0.02, 0.01]) == ["$0.02", "$0.01"])
    #expect(Format.dollars(apart: [5, 5]) == ["$5.00", "$5.00"])
    #expect(Format.dollars(apart: [1, 1.000_000_01]) == ["$1.000000", "$1.000000"])
    let choice = PlanTable(rows: [row(.batch, 8, cost: 0.0148, hours: 2)])
      .choose(deadline: nil, budget: 0.01)
    #expect(
      choice.budgetNotice(0.01, cost: 0.0204)
        == "the plan costs $0.020 and the build stops at the budget of $0.010; none fits, the cheapest is "
        + "--strategy batch --movies-per-request 8: $0.015, 2.0 h")
    #expect(
      choice.text(deadline: nil, budget: 0.01)
        == "no plan meets the budget of $0.010; the nearest is batch with 8 movies a request with $0.015, 2.0 h: "
        + "$0.0048 too much")
  }
}
