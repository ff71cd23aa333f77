#!/usr/bin/env python3
"""Writes Sources/Catalog/Words/FoldingTable.swift, and the folding tests' fixture.

    python3 scripts/make-folding-table.py

The table says of each scalar from U+0080 to U+1FFFF what it is to the word index (part of a word,
a word by itself, nothing, a separator) and what it folds to. The fixture holds the words of a few
texts, computed here scalar by scalar in the plainest way, so that the Swift code, which works on
bytes and through the table, is held against something simple.
"""

import pathlib
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "Sources/Catalog/Words/FoldingTable.swift"
FIXTURE = ROOT / "Tests/CatalogTests/Words/Fixtures/folded-words.tsv"

SEPARATOR, IGNORED, WORD, SYMBOL, UNSPACED, APOSTROPHE, SEQUENCE = range(7)
END = 0x20000
PAGE_BITS = 4

# Letters whose stroke or ligature Unicode doesn't decompose.
EXTRA = {
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th",
    "ð": "d", "ı": "i", "ŋ": "n",
}

# What is written where an apostrophe is meant, and the dot of Catalan's l·l.
APOSTROPHES = set("'`´·ʹʻʼ‘’′＇")

# Classes of combining marks that are not accents but vowels, viramas, tones and voicing marks of
# scripts whose words differ by them (Devanagari, Thai, kana and their relatives).
KEPT_CLASSES = {0, 7, 8, 9, 84, 91, 103, 107, 118, 122, 129, 130, 132}


def category(character):
    return unicodedata.category(character)


def is_default_ignorable(code):
    return (
        code in (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x0640, 0x3164, 0xFFA0)
        or 0x180B <= code <= 0x180F
        or 0xFE00 <= code <= 0xFE0F
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
    )


def is_dropped(character):
    """Whether a mark or an invisible scalar inside a word leaves no trace in it."""
    code = ord(character)
    if code == 0x200B:  # the zero width space ends a word
        return False
    if is_default_ignorable(code) or category(character) in ("Cf", "Me"):
        return True
    return category(character) == "Mn" and unicodedata.combining(character) not in KEPT_CLASSES


def without_dropped(text):
    return "".join(character for character in text if not is_dropped(character))


def is_unspaced(code):
    """Whether this is Han, Hiragana or Katakana, whose words are written without spaces."""
    return (
        0x3005 <= code <= 0x3007
        or 0x3021 <= code <= 0x3029
        or 0x3038 <= code <= 0x303B
        or 0x3041 <= code <= 0x309F and code not in (0x3097, 0x3098, 0x309B, 0x309C)
        or 0x30A1 <= code <= 0x30FF and code != 0x30FB
        or 0x31F0 <= code <= 0x31FF
        or 0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x1AFF0 <= code <= 0x1B16F
        or 0x20000 <= code <= 0x3FFFF
    )


def is_left_alone(code):
    """Hangul, radicals and CJK compatibility: scalars that fold to themselves."""
    return (
        0x1100 <= code <= 0x11FF
        or 0x2E80 <= code <= 0x33FF
        or 0xA960 <= code <= 0xA97F
        or 0xAC00 <= code <= 0xD7FF
        or 0xF900 <= code <= 0xFAFF
        or 0xFFA0 <= code <= 0xFFDC
    )


def fold(character):
    """What a word character becomes: itself, other word characters, or nothing."""
    code = ord(character)
    if is_left_alone(code):
        return character
    if 0xFF65 < code < 0xFFA0:  # half-width kana
        return unicodedata.normalize("NFKC", character)
    folded = without_dropped(unicodedata.normalize("NFKD", character))
    # Marks go before case does, which makes a letter of the iota below ᾳ.
    folded = without_dropped(unicodedata.normalize("NFKD", folded.casefold()))
    folded = "".join(EXTRA.get(part, part) for part in folded)
    if "\u2044" in folded or " " in folded.strip():  # ½ is neither 12 nor "1 2"
        return character
    return "".join(
        part for part in folded if category(part)[0] in "LMN" and part not in APOSTROPHES
    )


def classify(code):
    """The kind of a scalar, and what it folds to."""
    character = chr(code)
    if 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE:
        return SEPARATOR, ""
    if character in APOSTROPHES:
        return APOSTROPHE, ""
    if is_dropped(character):
        return IGNORED, ""
    kind = category(character)
    if kind == "So":
        # People type names without the ©, ® and ™ that follow them, and numbers without №.
        return (SEPARATOR, "") if code < 0x100 or character in "™℠№" else (SYMBOL, character)
    if kind == "Cn":
        # Not yet assigned when this ran: emoji in their blocks, and most likely letters elsewhere.
        return (SYMBOL if 0x1F000 <= code <= 0x1FAFF else WORD), character
    if kind[0] not in "LMN":
        return SEPARATOR, ""
    folded = fold(character)
    if not folded:
        return IGNORED, ""
    return (UNSPACED if is_unspaced(ord(folded[0])) else WORD), folded


def make_table():
    entries, entry_numbers, sequences, pages, page_numbers = [], {}, [], [], {}
    first_stage = []

    def number(code):
        kind, folded = classify(code) if code >= 0x80 else (SEPARATOR, "")
        value = 0
        if len(folded) > 1:
            assert kind == WORD and len(folded) < 8
            kind, value = SEQUENCE, len(sequences) << 3 | len(folded)
            sequences.extend(map(ord, folded))
        elif folded and folded != chr(code):
            value = ord(folded)
        entry = kind << 24 | value
        if entry not in entry_numbers:
            entry_numbers[entry] = len(entries)
            entries.append(entry)
        return entry_numbers[entry]

    for start in range(0, END, 1 << PAGE_BITS):
        page = tuple(number(code) for code in range(start, start + (1 << PAGE_BITS)))
        if page not in page_numbers:
            page_numbers[page] = len(page_numbers)
            pages.extend(page)
        first_stage.append(page_numbers[page])
    return first_stage, pages, entries, sequences


def literal(name, comment, element, values):
    lines, line = [], "   "
    for value in values:
        item = f" {value},"
        if len(line) + len(item) > 100:
            lines.append(line)
            line = "   "
        line += item
    lines.append(line)
    body = "\n".join(lines)
    return f"  /// {comment}\n  static let {name}: [{element}] = [\n{body}\n  ]\n"


def write_table():
    first_stage, pages, entries, sequences = make_table()
    parts = [
        literal("pageNumbers", "By a scalar's value / 16: which page of ``pages`` it is in.",
                "UInt16", first_stage),
        literal("pages", "Sixteen numbers of ``entries`` a page.", "UInt16", pages),
        literal("entries", "What scalars are: see ``WordFolding/Entry``.", "UInt32", entries),
        literal("sequences", "Foldings of more than one scalar, end to end.", "UInt32", sequences),
    ]
    TABLE.write_text(
        "// Generated by scripts/make-folding-table.py from Unicode "
        f"{unicodedata.unidata_version}; not to be edited.\n"
        "// swift-format-ignore-file\n\n"
        "/// What the scalars from U+0080 to U+1FFFF are to the word index, and what they fold to.\n"
        "enum FoldingTable {\n" + "\n".join(parts) + "}\n"
    )
    print(f"{len(first_stage)} + {len(pages)} + {len(entries)} + {len(sequences)} numbers")


TEXTS = [
    "Joe's Pizza & Grill",
    "CAFÉ DE L’OPÉRA",
    "Crème Brûlée à Orléans, 3e",
    "Straße zum Goldenen Hirschen GROẞ",
    "Smørrebrød på Nørrebro — Æbleskiver",
    "Łódź i Żółć; Đakovo, Ħamrun",
    "Œuvre d'art",
    "Þingvellir Reykjavík ð",
    "İstanbul'da Işık Çiğ Köfte ıspanak",
    "Antonín Dvořák – Hôtel Příbram",
    "Καφενείο ΑΘΗΝΑ Σίσυφος",
    "Ёлки-палки: Чайхана №1 Йогурт",
    "Київська перепічка, Їжа",
    "مَطْعَم أحمد الـعربي",
    "שָׁלוֹם פלאפל",
    "हिन्दी दुकान क़िला",
    "ร้านกาแฟ ที่นี่",
    "서울 식당 24시",
    "Nguyễn Phở 24 Đường",
    "ＦＵＬＬ ｗｉｄｔｈ １２３",
    "ﬁne ﬂour Ⅷ ① m²",
    "𝓑𝓪𝓻 𝔅𝕒𝕣",
    "H&M / A.B.C. 7-Eleven",
    "Gran Bar Paral·lel ŀ",
    "Lego® Store™ ©2024",
    "½ price 20°C 5€",
    "soft\u00adhyphen zero\u200bwidth no\u2060break \ufeffbom",
    "e\u0301cole Å\u030a",
    "Ελλάδα Ώρα ΐ",
    "ნინო Თბილისი Հայաստան",
    "☕ Coffee ❤️ 👩‍🍳 👍🏽 1️⃣",
    "🍕🍔",
    "... --- !!! '' ’",
    "",
    "rock 'n' roll rock'n'roll",
]


def plain_words(text):
    """The folded words of a text without Han or kana, before parts after an apostrophe."""
    words, word = [], ""

    def end():
        nonlocal word
        if word:
            words.append(word)
        word = ""

    for character in text:
        if ord(character) < 0x80:
            if character.isalnum():
                word += character.lower()
            elif character not in APOSTROPHES:
                end()
            continue
        kind, folded = classify(ord(character))
        if kind == WORD:
            word += folded
        elif kind == SYMBOL:
            end()
            words.append(folded)
        elif kind == SEPARATOR:
            end()
    end()
    return words


def write_fixture():
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    lines = ["# Made by scripts/make-folding-table.py: a text, a tab, its words with | between."]
    lines += [f"{text}\t{'|'.join(plain_words(text))}" for text in TEXTS]
    FIXTURE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_table()
    write_fixture()
