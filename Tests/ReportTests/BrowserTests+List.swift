import Testing

/// The list, its filters and its addresses.
extension BrowserTests {
  @Test func `a search finds titles, ids and characters, with or without accents`() async throws {
    let found = try await notes(
      """
      say(rows().join());
      ["muller 12", "7", "SYMPHONIE", "renee 33", "900", "nobody"].forEach(function (words) {
        pick("query", words);
        say(Array.from(document.querySelectorAll("#hits a")).slice(0, 2)
          .map(function (a) { return a.dataset.movie; }).join(" "));
      });
      say(get("count").textContent);
      """, hash: "find=lost&list=movies")
    #expect(
      found == [
        "Lost (1925)|could not be built|Drama", "12 120", "7 17", "7", "33", "900", "",
        "None found.",
      ])
  }

  @Test func `filters leave what passes all of them, and tell how many there would be`()
    async throws
  {
    let found = try await notes(
      """
      say(get("count").textContent);
      pick("by-trope", "Mentor");
      say(get("count").textContent);
      say(get("meaning").textContent);
      pick("by-genre", "Comedy");
      pick("by-decade", "1920s");
      say(get("count").textContent);
      say(Array.from(get("by-decade").options).slice(0, 3)
        .map(function (option) { return option.textContent; }).join());
      say(get("hits-caption").textContent + "; " + rows()[0]);
      say(location.hash);
      get("list").value = "movies";
      get("list").dispatchEvent(new Event("change"));
      say(get("count").textContent + "; " + rows()[0]);
      get("clear").click();
      say(get("count").textContent + "; " + document.activeElement.id + " " + location.hash);
      pick("by-sure", "not told");
      say(get("count").textContent + " " + location.hash);
      """)
    #expect(found.first == "500 characters in 200 movies; listed: 1 to 25", "\(found)")
    try #require(found.count == 10, "\(found)")
    #expect(found[1] == "100 characters in 100 movies; listed: 1 to 25")
    #expect(found[2] == "Mentor: Teaches \(Self.hostile)")
    let comedies = try #require(Int(found[3].prefix { $0 != " " }))
    #expect(found[3] == "\(comedies) characters in \(comedies) movies" && comedies < 25)
    // Its own number is that of the rows; the others tell what there would be instead.
    #expect(found[4].contains("1920s (\(comedies))") && found[4].hasPrefix("Any,1910s ("))
    #expect(found[5].hasPrefix("Characters: Trope Mentor, Genre Comedy, Decade 1920s; "))
    #expect(found[5].contains("|Mentor|"))
    #expect(found[6] == "#trope=Mentor&genre=Comedy&decade=1920s")
    #expect(found[7].hasPrefix("\(comedies) movies; Der Müller"))
    #expect(found[8] == "202 movies; listed: 1 to 25; query #list=movies")
    #expect(found[9] == "1 movie #list=movies&without=sure")
  }

  @Test func `an address is a list, and a list has its address`() async throws {
    let found = try await notes(
      """
      say(get("count").textContent + " " + get("by-trope").selectedOptions[0].value);
      say(rows()[0]);
      say(get("rows").value + " " + get("place").textContent);
      get("next").click();
      say(location.hash + " " + document.activeElement.id);
      get("last").click();
      say(String(get("next").disabled) + " " + get("place").textContent);
      pick("by-by", "hand");
      pick("by-trope", "Any");
      say(rows().join());
      """, hash: "sort=unsure&rows=50&trope=Ingenue&find=person")
    #expect(found.count == 6, "\(found)")
    #expect(found[0].contains("characters in") && found[1].hasPrefix("Person"))
    #expect(found[2].hasPrefix("50 Page 1 of "))
    #expect(found[5].hasPrefix("Person 1|") && found[5].contains("|hand|Der Müller 5"))
    let wrong = try await notes(
      "say(get(\"count\").textContent); say(rows().length);", hash: "trope=Nobody")
    #expect(wrong == ["There is no Trope \u{201c}Nobody\u{201d} here.", "0"])
    let linked = try await notes(
      """
      var link = document.querySelector("#results a[href='#trope=Scheming%20Manipulator']");
      location.hash = link.getAttribute("href");
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      say(get("hits-caption").textContent);
      """)
    #expect(linked == ["Characters: Trope Scheming Manipulator"])
    let bare = try await notes("say(get(\"count\").textContent);", hash: "find=empty")
    #expect(
      bare == ["None found. 1 movie without a character matches: choose the list of movies."])
    let elsewhere = try await notes(
      "say(get(\"count\").textContent); location.hash = \"results\"; say(rows().length);",
      hash: "overview")
    #expect(elsewhere == ["500 characters in 200 movies; listed: 1 to 25", "25"])
  }

  @Test
  func `the least certain come first where that is asked, and those of whom nothing is told last`()
    async throws
  {
    let found = try await notes(
      """
      var certain = function () {
        return rows().map(function (row) { return row.split("|")[2]; });
      };
      say(certain().join(" "));
      get("last").click();
      say(certain().slice(-1)[0]);
      pick("sort", "Most certain first");
      say(certain().slice(0, 3).join(" "));
      """, hash: "sort=unsure")
    let least = found[0].split(separator: " ").compactMap { Double($0) }
    #expect(least.count == 25 && least == least.sorted() && least[0] == 0, "\(found)")
    #expect(found[1] == "–")
    #expect(found[2].hasPrefix("0.99 0.99"), "\(found)")
  }

  @Test func `numbers are filtered by their bounds, long lists of texts by words`() async throws {
    let found = try await notes(
      """
      var age = function (least, most) {
        get("by-age-least").value = least;
        pick("by-age-most", most);
        say(get("count").textContent);
      };
      age("-9.5", "-8");
      say(location.hash);
      age("", "-9");
      age("114.9", "");
      age("", "");
      pick("by-main_trade", "NO. 24");
      say(get("count").textContent);
      pick("by-dies", "yes");
      say(get("count").textContent + "; " + get("hits-caption").textContent);
      pick("by-field-genre", "Comic");
      say(location.hash);
      """, page: Self.manyFields())
    #expect(
      found == [
        "4 characters in 4 movies", "#age=-9.5..-8", "2 characters in 2 movies",
        "1 character in 1 movie", "250 characters in 250 movies; listed: 1 to 25",
        "11 characters in 11 movies",
        "4 characters in 4 movies; Characters: Dies yes, Main trade NO. 24",
        "#field-genre=Comic&dies=yes&main_trade=NO.+24",
      ])
  }

  @Test func `on paper stands the list that is chosen, and no other`() async throws {
    let found = try await notes(
      """
      var print = function () {
        window.dispatchEvent(new Event("beforeprint"));
        say(rows().length + " " + get("search").className);
        window.dispatchEvent(new Event("afterprint"));
        say(String(rows().length));
      };
      print();
      pick("by-trope", "Mentor");
      print();
      """)
    #expect(found == ["25 unfiltered", "25", "100 chosen", "25"])
  }
}
