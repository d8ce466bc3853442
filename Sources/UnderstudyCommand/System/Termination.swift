import Accounts
import Dispatch
import Glibc
import Synchronization

/// Handles SIGTERM and SIGINT, which end the program, and SIGHUP, which makes it read its files again.
///
/// SIGHUP is also sent when the terminal is closed. A program that was started in that terminal then ends.
///
/// The signals are blocked in the whole process and received by one thread that waits for them, so no handler ever
/// interrupts anything. A signal to end before ``beginServing()`` ends the process at once: nothing is served yet, and the
/// next start can handle whatever this start has done so far.
///
/// If SIGHUP is ignored when the program starts, it stays ignored. `nohup` works this way.
final class Termination: Sendable {
    /// What a signal asks for.
    enum Wish {
        /// To read files again.
        case reload
        /// To end.
        case end
    }

    private struct State {
        var isServing = false
        var ends = false
        var reloads = false
        var cleanUp: @Sendable () -> Void = {}
    }

    private let signals: sigset_t
    private let state = Mutex(State())
    private let received = DispatchSemaphore(value: 0)
    private let hadTerminal = Termination.hasTerminal

    /// Blocks the signals. Create this before any other thread starts, because threads inherit the mask. SIGPIPE and
    /// SIGXFSZ are ignored from here on: neither a client that disconnects nor a file that may not grow any more may
    /// end the process. Writing to such a file then fails as on a full disk.
    init() throws(CommandFailure) {
        var signals = Self.wanted
        self.signals = signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Termination>.fromOpaque(context).takeRetainedValue().takeSignals() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard result == 0 else { throw .failed("cannot start a thread: \(String(cString: strerror(result)))") }
    }

    /// Sets what to do before the process ends early.
    func beforeEarlyEnd(_ cleanUp: @escaping @Sendable () -> Void) {
        state.withLock { $0.cleanUp = cleanUp }
    }

    /// Leaves signals to end for ``wait()`` from now on, so that the program can stop in order. Call this before the program says that it is
    /// ready: until then a signal ends the process at once.
    func beginServing() {
        state.withLock { $0.isServing = true }
    }

    /// Waits for a signal and returns what it asks for. Several to read files again count as one, and an end comes first.
    func wait() -> Wish {
        beginServing()
        while true {
            received.wait()
            let wish = state.withLock { state -> Wish? in
                if state.ends { return .end }
                defer { state.reloads = false }
                return state.reloads ? .reload : nil
            }
            if let wish { return wish }
        }
    }

    /// Whether there is a terminal from which this process was started, and which is still open.
    private static var hasTerminal: Bool {
        let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        if terminal >= 0 { close(terminal) }
        return terminal >= 0
    }

    private static var wanted: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        // A blocked signal could be received even though it is ignored.
        if !isIgnored(SIGHUP) { sigaddset(&signals, SIGHUP) }
        return signals
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Sends this process SIGTERM when its standard input is closed. What comes from there until then is ignored.
    static func endWithStandardInput() throws(CommandFailure) {
        let isStarted = DetachedThread.start {
            var bytes = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(STDIN_FILENO, &bytes, bytes.count)
                if count < 0, errno == EAGAIN {
                    // Whoever shares the open file made it non-blocking.
                    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                    poll(&input, 1, -1)
                    continue
                }
                guard count > 0 || count < 0 && errno == EINTR else { break }
            }
            kill(getpid(), SIGTERM)
        }
        guard isStarted else { throw .failed("cannot start a thread that watches standard input") }
    }

    private func takeSignals() {
        var signals = signals
        var number: Int32 = 0
        while true {
            guard sigwait(&signals, &number) == 0 else { continue }
            let isReload = number == SIGHUP && (!hadTerminal || Self.hasTerminal)
            state.withLock { state in
                if isReload {
                    state.reloads = true
                    return
                }
                state.ends = true
                guard !state.isServing else { return }
                state.cleanUp()
                _exit(0)
            }
            received.signal()
        }
    }
}
