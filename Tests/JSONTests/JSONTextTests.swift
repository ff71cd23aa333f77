import Foundation
import JSON
import Testing

@testable import JSON

struct JSONTextTests {
  /// In the manner of nst/JSONTestSuite's y_ files; the second of each pair is the text kept.
  @Test(arguments: [
    ("[[]   ]", "[[]]"), ("[\"\"]", "[\"\"]"), ("[]", "[]"), (" [1]\n", "[1]"),
    ("[\"a\"]", "[\"a\"]"), ("[false]", "[false]"), ("[null, 1, \"1\", {}]", "[null,1,\"1\",{}]"),
    ("[null]", "[null]"), ("[1\n]", "[1]"), ("[1,null,null,null,2]", "[1,null,null,null,2]"),
    ("[2] ", "[2]"), ("\t\r\n {} \t\r\n", "{}"), ("[123e65]", "[123e65]"), ("[0e+1]", "[0e+1]"),
    ("[0e1]", "[0e1]"), ("[ 4]", "[4]"), ("[-0.000000000001]", "[-0.000000000001]"),
    ("[20e1]", "[20e1]"), ("[-0]", "[-0]"), ("[-123]", "[-123]"), ("[1E22]", "[1E22]"),
    ("[1E-2]", "[1E-2]"), ("[1E+2]", "[1E+2]"), ("[123.456e78]", "[123.456e78]"),
    ("[123456789012345678901234567890]", "[123456789012345678901234567890]"),
    ("{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", "{\"asd\":\"sdf\",\"dfg\":\"fgh\"}"),
    ("{\"a\":\"b\",\"a\":\"c\"}", "{\"a\":\"b\",\"a\":\"c\"}"), ("{\"\":0}", "{\"\":0}"),
    ("{\n\"a\" : \"b c\"\n}", "{\"a\":\"b c\"}"),
    ("{ \"min\" :-1 , \"max\":1}", "{\"min\":-1,\"max\":1}"),
    (#"["\u0060\u012a\u12AB"]"#, #"["\u0060\u012a\u12AB"]"#),
    (#"["\uD801\udc37"]"#, #"["\uD801\udc37"]"#),
    (#"["\ud83d\ude39\ud83d\udc8d"]"#, #"["\ud83d\ude39\ud83d\udc8d"]"#),
    (#"["\"\\\/\b\f\n\r\t"]"#, #"["\"\\\/\b\f\n\r\t"]"#), (#"["\\u0000"]"#, #"["\\u0000"]"#),
    (#"["a/*b*/c"]"#, #"["a/*b*/c"]"#), ("[\"asd \u{7F} \"]", "[\"asd \u{7F} \"]"),
    ("[\"€𝄞\u{2028}\u{FFFF}\"]", "[\"€𝄞\u{2028}\u{FFFF}\"]"), (#"["\uFFFE"]"#, #"["\uFFFE"]"#),
    ("\"\"", "\"\""), ("\"24/7\"", "\"24/7\""), ("42", "42"), ("-0.1", "-0.1"), ("null", "null"),
    ("true", "true"), ("false ", "false"), ("[{\"a\":[1,{\"b\":2}]}]", "[{\"a\":[1,{\"b\":2}]}]"),
  ])
  func `keeps JSON without its white space`(given: String, kept: String) throws {
    #expect(try JSONText(given).text == kept)
    #expect(try JSONText(utf8: Array(given.utf8).span).text == kept)
  }

  /// In the manner of nst/JSONTestSuite's n_ files.
  @Test(arguments: [
    "", " ", "[1 true]", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"]]",
    "[\"\",]", "[\"x\"", "[x", "[3[4]]", "[1:2]", "[,]", "[-]", "[   , \"\"]", "[\"a\",\n4\n,1,",
    "[1,]", "[1,,]", "[*]", "[\"\"", "[1,", "[", "]", "{", "}", "[nul]", "[nan]", "[tru]",
    "[fals]", "[++1234]", "[+1]", "[+Inf]", "[-01]", "[-1.0.]", "[-2.]", "[-NaN]", "[.-1]",
    "[.2e-3]", "[0.1.2]", "[0.3e+]", "[0.3e]", "[0.e1]", "[0E+]", "[0e]", "[1.0e+]", "[1.0e-]",
    "[1.0e]", "[1 000.0]", "[1eE2]", "[2.e+3]", "[9.e+]", "[Inf]", "[NaN]", "[\u{FF11}]",
    "[1+2]", "[0x1]", "[0x42]", "[Infinity]", "[0e+-1]", "[-123.123foo]", "[-Infinity]",
    "[-foo]", "[- 1]", "[-012]", "[-.123]", "[-1x]", "[1ea]", "[1.]", "[012]", "[2.]",
    "{\"x\", null}", "{\"x\"::\"b\"}", "{🇨🇭}", "{\"a\":\"a\" 123}", "{key: 'value'}", "{\"a\" b}",
    "{:\"b\"}", "{\"a\" \"b\"}", "{\"a\":", "{\"a\"", "{1:1}", "{9999E9999:1}", "{\"id\":0,}",
    "{\"id\":0,,,,,}", "{'a':0}", "{\"a\":\"b\"}/**/", "{\"a\":\"b\"}#",
    "{\"a\":\"b\",,\"c\":\"d\"}",
    "{a: \"b\"}", "{\"a\":\"a", "{\"foo\":\"bar\", \"a\"}", "{\"a\":\"b\"}#{}",
    #"["\uD800"]"#, #"["\uD800\"]"#, #"["\uD800\u"]"#, #"["\uD800\u1"]"#, #"["\uD800\u1x"]"#,
    #"["\uD800\u0041"]"#, #"["\udc37"]"#, #"["\uDC37\uD801"]"#, #"["\u0000"]"#, "[é]",
    "[\"\\\u{0}\"]", #"["\\\"]"#, "[\"\\\t\"]", "[\"\\🌀\"]", #"["\"]"#, #"["\u00A"]"#,
    #"["\u"]"#, #"["\u00G0"]"#, #"["\u+041"]"#, #"["\x00"]"#, #"["\a"]"#, #"["\U0041"]"#,
    "[\\u0020\"asd\"]", "[\\n]", "\"", "['single quote']", "abc", "[\"\\", "[\"a\u{0}a\"]",
    "[\"new\nline\"]", "[\"\t\"]", "\"\"x", "<.>", "[<null>]", "[a", "[1]x", "[1]]", "[][]", "{}}",
    "{\"\":", "{\"a\":/*comment*/\"b\"}", "[True]", "{\"a\": true} \"x\"", "[\u{B}1]", "[\u{C}]",
    "\u{A0}[]", "[\u{2060}]", "\u{FEFF}{}", "2@", "nullx", "--1", "1 2",
  ])
  func `refuses what RFC 8259 does not allow`(text: String) {
    #expect(throws: JSONTextError.self) { try JSONText(text) }
    #expect(throws: JSONTextError.self) { try JSONText(utf8: Array(text.utf8).span) }
  }

  @Test(arguments: [
    [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xE2, 0x82, 0x22],
    [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22],
  ])
  func `refuses bytes that are not UTF-8`(bytes: [UInt8]) {
    let error = #expect(throws: JSONTextError.self) { try JSONText(utf8: bytes.span) }
    #expect(error?.offset == 1)
    #expect(error?.expected == "UTF-8")
  }

  @Test(arguments: ["[", "{\"a\":"])
  func `allows 64 levels and no more`(opening: String) throws {
    let closing = opening == "[" ? "]" : "}"
    func nested(_ levels: Int) -> String {
      String(repeating: opening, count: levels) + "1" + String(repeating: closing, count: levels)
    }
    #expect(try JSONText(nested(64)).text == nested(64))
    let error = #expect(throws: JSONTextError.self) { try JSONText(nested(65)) }
    #expect(error?.offset == 64 * opening.utf8.count)
    #expect(throws: JSONTextError.self) { try JSONText(String(repeating: "[", count: 100_000)) }
  }

  @Test(arguments: [
    ("{\"a\":tru}", 8, "the word true", "\"}\""), ("[1,", 3, "a value", "the end"),
    ("{\"é\" 1}", 6, "a colon", "\"1\""), ("[01]", 2, "a comma or a closing bracket", "\"1\""),
    ("\"a\nb\"", 2, "an escape in place of a control character", #""\n""#),
    ("[1]é", 3, "the end", "\"é\""), ("{\"a\":1 \"b\"}", 7, "a comma or a closing brace", #""\"""#),
    ("{'a':1}", 1, "a name in quotes", "\"\\'\""), ("-", 1, "a digit", "the end"),
  ])
  func `says where a text is no JSON and what must be there`(
    text: String, offset: Int, expected: String, found: String
  ) {
    let error = #expect(throws: JSONTextError.self) { try JSONText(text) }
    #expect(error == JSONTextError(offset: offset, expected: expected, found: found))
    #expect(
      error?.description
        == "not JSON: at byte \(offset) there must be \(expected), and there is \(found)")
  }

  @Test(arguments: [
    ("{}", true, true), (" { } ", true, true), ("[]", false, true), ("null", false, true),
    ("{\"a\":1}", true, false), ("[0]", false, false), ("0", false, false), ("\"\"", false, false),
  ])
  func `knows objects and what is empty`(text: String, isObject: Bool, isEmpty: Bool) throws {
    let json = try JSONText(text)
    #expect(json.isObject == isObject)
    #expect(json.isEmpty == isEmpty)
  }

  @Test func `is equal to a text with other white space only`() throws {
    #expect(try JSONText("{\"a\": [1, 2]}") == JSONText("{ \"a\":[1,2] }"))
    #expect(try JSONText("[1]") != JSONText("[1.0]"))
    #expect(try JSONText("{\"a\":1,\"b\":2}") != JSONText("{\"b\":2,\"a\":1}"))
  }

  @Test func `gives every scalar by its path`() throws {
    let text = try JSONText(
      #"""
      {"chain": "Caf\u00e9 \"Z\"", "loyalty": true, "owner": {"name": "", "since": null, "more": {"x": -1.50e2}},
       "tags": ["a", ["b", {"c": false}], {}, []], "a.b": 0, "\n": "\ud83d\ude39"}
      """#)
    var found: [String] = []
    text.forEachScalar { found.append("\($0)=\($1)") }
    #expect(
      found == [
        "chain=Café \"Z\"", "loyalty=true", "owner.name=", "owner.since=null",
        "owner.more.x=-1.50e2", "tags=a", "tags=b", "tags.c=false", "a.b=0", "\n=😹",
      ])
  }

  @Test(arguments: [("7", "7"), ("\"a\"", "a"), ("[1]", "1")])
  func `gives scalars outside an object under no path`(text: String, scalar: String) throws {
    var found: [String] = []
    try JSONText(text).forEachScalar { found.append("\($0)|\($1)") }
    #expect(found == ["|\(scalar)"])
  }

  @Test func `gives members with their values`() throws {
    var found: [String] = []
    try JSONText(#"{"a":{"b":[1,"}"]},"c\"d":"e,f","":null,"a":[]}"#).forEachMember {
      found.append("\($0)=\($1.text)")
    }
    #expect(found == [#"a={"b":[1,"}"]}"#, #"c"d="e,f""#, "=null", "a=[]"])
    try JSONText("[{\"a\":1}]").forEachMember { _, _ in Issue.record("a list has no members") }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `keeps what a random value says and gives its scalars`(seed: UInt64) throws {
    var random = JSONTestGenerator(seed)
    for _ in 0..<200 {
      let value = random.value(depth: 0)
      let spaced = value.text { random.space() }
      let text = try JSONText(spaced)
      #expect(text.text == value.text { "" })
      #expect(try JSONText(text.text) == text)
      var found: [String] = []
      text.forEachScalar { found.append("\($0)=\($1)") }
      #expect(found == value.scalars(path: ""))
    }
  }

  /// Foundation's reader is an independent one.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `says the same as Foundation of what it kept`(seed: UInt64) throws {
    var random = JSONTestGenerator(seed)
    for _ in 0..<50 {
      let spaced = random.value(depth: 0).text { random.space() }
      let text = try JSONText(spaced)
      let options: JSONSerialization.ReadingOptions = .fragmentsAllowed
      let given = try JSONSerialization.jsonObject(with: Data(spaced.utf8), options: options)
      let kept = try JSONSerialization.jsonObject(with: Data(text.text.utf8), options: options)
      #expect((given as? NSObject) == (kept as? NSObject))
    }
  }

  @Test(arguments: [
    ("{}", JSONText.Kind.object, nil), ("[1]", .list, nil), (#""a\n\u00e9""#, .string, "a\né"),
    ("\"\"", .string, ""), ("-1", .number, nil), ("0", .number, nil), ("true", .bool, nil),
    ("false", .bool, nil), ("null", .null, nil),
  ])
  func `says what a text is`(text: String, kind: JSONText.Kind, string: String?) throws {
    let text = try JSONText(text)
    #expect(text.kind == kind)
    #expect(text.string == string)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `never fails on random bytes`(seed: UInt64) {
    var random = JSONTestGenerator(seed)
    for _ in 0..<5_000 {
      let bytes = random.garbage()
      guard let text = try? JSONText(utf8: bytes.span) else { continue }
      #expect((try? JSONText(text.text)) == text)
      var count = 0
      text.forEachScalar { _, _ in count += 1 }
      text.forEachMember { _, _ in count += 1 }
      #expect(count >= 0)
    }
  }

  @Test(arguments: [
    (#"{"a":1,"zone":"x","zone":2}"#, #""x""#), (#"{"zone":{"zone":1}}"#, #"{"zone":1}"#),
    (#"{"a":{"zone":1},"zones":2,"zon":3}"#, nil), ("{}", nil), (#"["zone"]"#, nil),
    (#"{"zo\u006ee":1}"#, nil),
  ])
  func `finds a member by its name as it is written`(text: String, expected: String?) throws {
    #expect(try JSONText(text).value(ofMember: "zone")?.text == expected)
  }
}
