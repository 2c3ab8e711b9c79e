import NIOHTTP1
import Testing

@testable import PerfgateHTTP

@Suite("How long a server says to wait")
struct RetryAfterTests {
  @Test(
    "seconds, milliseconds and dates are read, and nothing else",
    arguments: [
      (["retry-after": "3"], 3.0), (["Retry-After": "0"], 0), (["retry-after": "1.5"], 1.5),
      (["retry-after-ms": "250"], 0.25), (["retry-after-ms": "250", "retry-after": "9"], 0.25),
      (["retry-after-ms": "soon", "retry-after": "9"], 9), (["retry-after": "-1"], nil),
      (["retry-after": "soon"], nil), (["retry-after": ""], nil), ([:], nil),
      (["retry-after": "1e400"], nil), (["retry-after": "nan"], nil), (["retry-after": "."], nil),
      (["retry-after": "99999999999999999999999"], 86_400),
      (
        [
          "date": "Sun, 06 Nov 1994 08:49:30 GMT", "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT",
        ], 7
      ),
      (
        [
          "date": "Sun, 06 Nov 1994 08:49:37 GMT", "retry-after": "Sun, 06 Nov 1994 08:49:30 GMT",
        ], 0
      ),
      (["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"], nil),
    ] as [([String: String], Double?)]
  )
  func wait(headers: [String: String], seconds: Double?) {
    let read = RetryAfter.read(HTTPHeaders(headers.map { ($0.key, $0.value) }))
    #expect(read == seconds.map { .seconds($0) })
  }

  @Test(
    "dates are those of RFC 9110",
    arguments: [
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
      ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
      ("Fri, 31 Dec 2027 00:00:00 GMT", 1_830_211_200),
      ("Wed, 29 Feb 2023 00:00:00 GMT", nil), ("Thu, 00 Jan 1970 00:00:00 GMT", nil),
      ("Thu, 01 Jan 1970 24:00:00 GMT", nil), ("Thu, 01 Jan 1970 00:60:00 GMT", nil),
      ("Thu, 01 Jan 1970 00:00:00 CET", nil), ("Thu, 1 Jan 1970 00:00:00 GMT", nil),
      ("Thu, 01 Foo 1970 00:00:00 GMT", nil), ("", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
    ] as [(String, Int?)]
  )
  func date(text: String, seconds: Int?) {
    #expect(HTTPDate.unixSeconds(text) == seconds)
  }
}
