import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Price lists")
struct PriceListTests {
  private func read(_ text: String) throws(GateError) -> PriceList {
    try PriceList.read(text: text, path: "prices.yaml")
  }

  private func errors(_ text: String) -> [String] {
    do throws(GateError) {
      _ = try read(text)
      return []
    } catch {
      return error.diagnostics.map { String($0.text.split(separator: "\n")[0]) }
    }
  }

  @Test("a name wins over patterns, and of these the first")
  func models() throws {
    let list = try read(
      """
      "small-*": {input: 1, output: 2}
      "*": {input: 3, output: 4}
      small-1: {input: 5, cached: 0.5, output: 6}
      """
    )
    #expect(list.price(of: "small-1") == TokenPrice(input: 5, cached: 0.5, output: 6))
    #expect(list.price(of: "small-2") == TokenPrice(input: 1, cached: 1, output: 2))
    #expect(list.price(of: "other") == TokenPrice(input: 3, cached: 3, output: 4))
    #expect(list.price(of: "vendor/other") == nil)
  }

  @Test("cost is of fresh, cached and written tokens")
  func cost() throws {
    let list = try read("m: {input: 2, cached: 0.5, output: 10}\nfree: {input: 0, output: 0}\n")
    let usage = TokenUsage(input: 1000, cached: 400, output: 50, reasoning: 20)
    #expect(list.cost(of: usage, model: "m") == 1900.0 / 1_000_000)
    #expect(list.cost(of: usage, model: "free") == 0)
    #expect(list.cost(of: usage, model: "unknown") == nil)
  }

  @Test(
    "mistakes",
    arguments: [
      ("", "prices.yaml: error: the price list is empty"),
      (
        "[a]",
        "prices.yaml:1:1: error: a price list is a mapping of models and prices, found a list"
      ),
      ("m: 3", "prices.yaml:1:4: error: a price must be a mapping, found '3'"),
      ("m: {output: 1}", "prices.yaml:1:4: error: 'input' is missing from a price"),
      ("m: {input: 1}", "prices.yaml:1:4: error: 'output' is missing from a price"),
      (
        "m: {input: -1, output: 1}",
        "prices.yaml:1:12: error: 'input' must be a number of US dollars for a million tokens, "
          + "such as 2.50, found '-1'"
      ),
      (
        "m: {input: .nan, output: 1}",
        "prices.yaml:1:12: error: 'input' must be a number of US dollars for a million tokens, "
          + "such as 2.50, found '.nan'"
      ),
      (
        "m: {input: 1, cached: 2, output: 1}",
        "prices.yaml:1:23: error: 'cached' must not be above 'input'"
      ),
      (
        "m: {inputs: 1, input: 1, output: 1}",
        "prices.yaml:1:5: error: unknown key 'inputs' in a price (did you mean 'input'?)"
      ), ("\"\": {input: 1, output: 1}", "prices.yaml:1:1: error: a model needs a name"),
    ]
  )
  func mistakes(text: String, expected: String) {
    #expect(errors(text) == [expected])
  }
}
