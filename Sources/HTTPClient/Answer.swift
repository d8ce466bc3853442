import CCurl
import HTTP
import Text

/// An answer that is being received.
final class Answer {
    /// The largest body kept, in bytes: 64 MiB, far beyond any answer of an account service. The exchange fails if the
    /// body is larger.
    private static let limit = 64 << 20

    /// The answer received so far.
    var response: HTTPResponse {
        var response = head
        response.body = body
        return response
    }

    private var head = HTTPResponse(status: 0)
    private var body: [UInt8] = []

    /// libcurl's callback for one line of the header, with its line end.
    static let takeLine: understudy_curl_receive = { bytes, size, count, context in
        receive(bytes, size * count, context) { answer, bytes in answer.take(line: bytes) }
    }

    /// libcurl's callback for a piece of the body.
    static let takeBody: understudy_curl_receive = { bytes, size, count, context in
        receive(bytes, size * count, context) { answer, bytes in
            guard bytes.count <= limit - answer.body.count else { return false }
            answer.body.append(contentsOf: bytes)
            return true
        }
    }

    /// Returns the number of bytes taken. libcurl stops if that is not the number it passed.
    private static func receive(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ body: (Answer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let bytes, let context else { return 0 }
        let answer = Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
        return body(answer, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
    }

    private func take(line bytes: UnsafeRawBufferPointer) -> Bool {
        var end = bytes.count
        while end > 0, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        let line = bytes[..<end]
        if line.starts(with: "HTTP/".utf8) {
            // A new header begins. The one before it was an interim answer, such as 100.
            let status = line.drop { $0 != 0x20 }.dropFirst().prefix { $0 >= 0x30 && $0 <= 0x39 }
            head = HTTPResponse(status: Int(String(decoding: status, as: UTF8.self)) ?? 0)
        } else if let colon = line.firstIndex(of: 0x3A) {
            let value = line[(colon + 1)...].drop(while: ASCII.isBlank)
            head.fields.append(
                receivedName: UnsafeRawBufferPointer(rebasing: line[..<colon]), value: UnsafeRawBufferPointer(rebasing: value))
        }
        return true
    }
}
