/// How scalars are folded so that words match whatever their case, accents and width.
///
/// Folding is Unicode's compatibility decomposition and case folding without accents and vowel
/// points, plus the strokes and ligatures that Unicode doesn't decompose (ø, ł, æ, ß). Vowel signs,
/// viramas and tones of Indic and South-East Asian scripts and the voicing marks of kana are no
/// accents and stay: が is not か. `scripts/make-folding-table.py` has the rules.
enum WordFolding {
  /// What a scalar does to the word it stands in.
  enum Kind: UInt8 {
    /// Ends a word.
    case separator
    /// Leaves no trace: an accent, a joiner, a skin tone.
    case ignored
    /// Is, or folds to, one scalar of a word.
    case word
    /// Is a word by itself, as an emoji is.
    case symbol
    /// Is, or folds to, Han or kana, which are written without spaces.
    case unspaced
    /// Leaves no trace, but a word may begin after it: l'opéra.
    case apostrophe
    /// Folds to several scalars of a word.
    case sequence
  }

  /// What one scalar is and becomes.
  ///
  /// A number of the table: the kind in the upper eight bits; below, the scalar it folds to (0 for
  /// itself), or for a sequence its start in ``FoldingTable/sequences`` times 8 plus its count.
  struct Entry {
    let kind: Kind
    private let scalar: UInt32
    private let value: UInt32

    /// The entry of a scalar from U+0080 on.
    init(of scalar: UInt32) {
      self.scalar = scalar
      guard scalar < 0x20000 else {
        value = 0
        kind =
          switch scalar {
          case 0x20000...0x3FFFD: .unspaced
          case 0xE0000...0xE0FFF: .ignored  // tags and variation selectors
          default: .separator
          }
        return
      }
      let page = Int(FoldingTable.pageNumbers[Int(scalar >> 4)]) << 4
      let entry = FoldingTable.entries[Int(FoldingTable.pages[page | Int(scalar & 15)])]
      kind = Kind(rawValue: UInt8(truncatingIfNeeded: entry >> 24)) ?? .separator
      value = entry & 0xFF_FFFF
    }

    /// The one scalar that this becomes; not for sequences.
    var folded: UInt32 { value == 0 ? scalar : value }

    /// Where a sequence lies in ``FoldingTable/sequences``.
    var sequence: Range<Int> { Int(value >> 3)..<Int(value >> 3 + value & 7) }
  }

  /// The scalar that begins at `position` and its length in bytes; nil if none begins there.
  static func scalar(
    at position: Int, in text: Span<UInt8>
  ) -> (value: UInt32, length: Int)? {
    let lead = text[position]
    let length = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard length > 1 else { return length == 1 ? (UInt32(lead), 1) : nil }
    guard lead < 0xF8, position + length <= text.count else { return nil }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = text[position + offset]
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return (value, length)
  }

  /// The voiced (が) or half-voiced (ぱ) form of a kana; nil where there is none.
  ///
  /// Half-width and decomposed kana write the mark as a scalar of its own.
  static func voiced(_ kana: UInt32, halfVoiced: Bool) -> UInt32? {
    let isKatakana = kana >= 0x30A0
    let hiragana = isKatakana ? kana &- 0x60 : kana
    switch hiragana {
    case 0x306F...0x307B where (hiragana - 0x306F) % 3 == 0:  // は ひ ふ へ ほ
      return kana + (halfVoiced ? 2 : 1)
    case 0x304B...0x3061 where !halfVoiced && hiragana % 2 == 1,  // か to ち
      0x3064 where !halfVoiced, 0x3066 where !halfVoiced, 0x3068 where !halfVoiced,  // つ て と
      0x309D where !halfVoiced:  // ゝ
      return kana + 1
    case 0x308F...0x3092 where !halfVoiced && isKatakana:  // ワ ヰ ヱ ヲ
      return kana + 8
    case 0x3046 where !halfVoiced:  // う
      return kana + 0x4E
    default:
      return nil
    }
  }
}
