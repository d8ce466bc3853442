/// Words without a meaning and numbers that nobody has. Each real word or number gets one of about its length, always the same.
struct MadeUpWords {
    /// The made-up words and numbers by the real ones, in lower case.
    private var made: [String: String] = [:]
    private var taken: Set<String> = []
    /// The number of words made so far. The next word follows from it alone, so that it tells nothing about the real one.
    private var count: UInt64 = 0

    /// How often another one is made if the first is taken.
    private static let attempts: UInt64 = 64

    /// Takes up the words of a value that has a made-up one already.
    mutating func learn(_ real: String, as value: String) {
        let (reals, values) = (Self.words(in: real), Self.words(in: value))
        guard reals.count == values.count else { return }
        for (real, value) in zip(reals, values) where made[real] == nil && taken.insert(value).inserted { made[real] = value }
    }

    /// Returns the words and the numbers in a text, in lower case.
    private static func words(in text: String) -> [String] {
        TextRun.all(in: text.lowercased()[...]).compactMap { run in
            switch run {
            case .letters(let word), .digits(let word): String(word)
            case .other: nil
            }
        }
    }

    /// Returns the word for a run of letters, in its letter case.
    mutating func word(for real: Substring) -> String {
        let key = real.lowercased()
        let word = made[key] ?? newWord(for: key)
        return Self.inCase(of: real, word)
    }

    /// Returns the number for a run of digits. It has as many digits, and begins with a zero if the real one does.
    mutating func number(for real: Substring) -> String {
        let key = String(real)
        if let known = made[key] { return known }
        var number = key
        for _ in 0..<Self.attempts {
            var random = next()
            let first = real.first == "0" ? "0" : String(1 + random.next(below: 9))
            number = first + real.dropFirst().map { _ in String(random.next(below: 10)) }.joined()
            if number != key, !taken.contains(number) { break }
        }
        // There are few short numbers, so this one may be taken. The caller then makes the whole value different.
        made[key] = number
        taken.insert(number)
        return number
    }

    private mutating func newWord(for real: String) -> String {
        var word = ""
        for attempt in 0..<Self.attempts {
            var random = next()
            // There are few short words.
            word = Self.word(ofLength: real.count + Int(attempt / 24), &random)
            if word != real, !taken.contains(word) { break }
        }
        while taken.contains(word) { word += "a" }
        made[real] = word
        taken.insert(word)
        return word
    }

    private mutating func next() -> Sequence {
        count += 1
        return Sequence(state: count)
    }

    private static let consonants = Array("bdfgklmnprstvz"), vowels = Array("aeiou")

    private static func word(ofLength length: Int, _ random: inout Sequence) -> String {
        let start = random.next(below: 2)
        return String(
            (0..<length).map { index in
                let letters = (index + start) % 2 == 0 ? consonants : vowels
                return letters[random.next(below: letters.count)]
            })
    }

    private static func inCase(of real: Substring, _ word: String) -> String {
        let isUpper = real.map(\.isUppercase)
        let isShouted = isUpper.count > 1 && isUpper.allSatisfy { $0 }
        return String(
            word.enumerated().map { index, letter in
                let raises = index < isUpper.count ? isUpper[index] : isShouted
                return raises ? Character(letter.uppercased()) : letter
            })
    }

    /// Numbers that follow from a number. SplitMix64.
    private struct Sequence {
        var state: UInt64

        mutating func next(below bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
        }
    }
}
