import Accounts
import Masking

/// The moments in an answer that are those of the call, such as when something was changed. No other call has the same.
enum Moments {
    /// Returns bytes with a placeholder in the place of each moment of a day or of one beside it, written as `2027-01-31T10:20:30`, or as
    /// seconds or milliseconds since 1970. The clocks of a vendor may be those of another time zone.
    static func hidden(in bytes: [UInt8], around day: String) -> [UInt8] {
        let today = CivilDate(day)?.day
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let today, isDigit(bytes[index]), index == 0 || !isDigit(bytes[index - 1]) {
                let number = bytes[index...].prefix(while: isDigit)
                let unit = [10: 86_400, 13: 86_400_000][number.count]
                if let unit, let moment = Int(String(decoding: number, as: UTF8.self)), abs(moment / unit - today) <= 1 {
                    output += Array("{{int}}".utf8)
                    index = number.endIndex
                    continue
                }
            }
            guard isDigit(bytes[index]), index == 0 || !isDigit(bytes[index - 1]), let end = end(of: bytes[index...]),
                let today, let date = CivilDate(String(decoding: bytes[index..<(index + 10)], as: UTF8.self)), abs(date.day - today) <= 1
            else {
                output.append(bytes[index])
                index += 1
                continue
            }
            output += Array(SampleMark.any.utf8)
            index = end
        }
        return output
    }

    private static let shape = Array("0000-00-00T00:00:00".utf8)

    /// Returns where the moment at the beginning of some bytes ends, with its fraction and its time zone. Nil if there is none.
    private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        let moment = bytes.prefix(shape.count)
        guard moment.count == shape.count, zip(moment, shape).allSatisfy({ isDigit($1) ? isDigit($0) : $0 == $1 }) else { return nil }
        var rest = bytes[moment.endIndex...]
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop(while: isDigit) }
        if rest.first == UInt8(ascii: "Z") { return rest.startIndex + 1 }
        guard rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") else { return rest.startIndex }
        return rest.dropFirst().drop { isDigit($0) || $0 == UInt8(ascii: ":") }.startIndex
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
