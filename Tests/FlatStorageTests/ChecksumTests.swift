import Testing

@testable import FlatStorage

@Suite struct ChecksumTests {
  /// What the reference implementation's sanity check has for the bytes that this generator makes
  /// (xxHash, tests/sanity_test.c): the top byte of a product that goes on.
  private static func buffer(_ count: Int) -> [UInt8] {
    var value: UInt64 = 2_654_435_761
    return (0..<count).map { _ in
      defer { value = value &* 11_400_714_785_074_694_797 }
      return UInt8(truncatingIfNeeded: value >> 56)
    }
  }

  @Test(
    arguments: [
      (0, 0xEF46_DB37_51D8_E999), (1, 0xE934_A84A_DB05_2768), (4, 0x9136_A0DC_A574_57EE),
      (14, 0x8282_DCC4_994E_35C8), (222, 0xB641_AE8C_B691_C174),
    ] as [(Int, UInt64)])
  func `is what the reference implementation answers`(count: Int, expected: UInt64) {
    #expect(Checksum.xxh64(Self.buffer(count)) == expected)
  }

  @Test func `is what is published for texts`() {
    #expect(Checksum.xxh64(Array("a".utf8)) == 0xD24E_C4F1_A98C_6E5B)
    #expect(Checksum.xxh64(Array("abc".utf8)) == 0x44BC_2CF5_AD77_0999)
    #expect(
      Checksum.xxh64(Array("Nobody inspects the spammish repetition".utf8))
        == 0xFBCE_A83C_8A37_8BF1)
  }
}
