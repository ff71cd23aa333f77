import Interchange
import Testing

struct CSVDialectTests {
  @Test(arguments: [
    ("id,name\n1;2;3;4", ","),
    ("id;name,x;y\n", ";"),
    ("id\tname\n", "\t"),
    ("id|name|x", "|"),
    ("id,name;x\n", ","),  // as many of each
    ("\"a;b;c\",d\n", ","),
    ("\"a\"\";;\",d\n", ","),
    ("a\";b;c,d\n", ";"),  // a quote that is text hides nothing
    ("a\"\"b;\"c,,\"\n", ";"),
    ("\"a,\n,b\";c\n", ";"),  // outside quotes there is no comma
    ("\r\n\na;b\n", ";"),
    ("merchant_id", ","),
    ("", ","),
    ("\n\n", ","),
  ])
  func `is told by the first record`(text: String, delimiter: String) throws {
    let expected = try #require(delimiter.utf8.first)
    #expect(CSVDialect.detect(Array(text.utf8)).delimiter == expected)
    var splitter = CSVSplitter(Array(text.utf8), batchSize: 1, chunk: 1...3)
    #expect(try splitter.dialect() == CSVDialect.detect(Array(text.utf8)))
  }
}
