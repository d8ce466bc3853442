import CSystemd
import Glibc

/// The service manager that started this process, such as systemd. It passes sockets to the process and receives notifications from it.
///
/// If no service manager started the process, there are no sockets, and notifications have no effect.
public enum ServiceManager {
    /// Something that the service manager wants to know.
    public enum State: Sendable {
        /// The process serves, at these addresses.
        case ready(String)
        /// The process reads its files again. ``ready(_:)`` follows, whether that succeeds or not.
        case reloading
        /// The process ends.
        case stopping
    }

    /// Tells the service manager about this process. See sd_notify(3).
    public static func tell(_ state: State) {
        let text =
            switch state {
            case .ready(let status): "READY=1\nSTATUS=\(status)"
            case .reloading: "RELOADING=1\nSTATUS=reading certificates, the level of the log and the admin token again"
            case .stopping: "STOPPING=1\nSTATUS=answering what is in flight"
            }
        // Nobody can do anything about a failure. A manager that waits in vain says so itself.
        _ = sd_notify(0, text)
    }

    /// Returns the open sockets that the service manager has passed, each with the name that it gave, in the manager's order. Only the first
    /// call returns them. See sd_listen_fds_with_names(3).
    ///
    /// Call this before there are further threads, because it changes the environment: processes that this one starts must not take the
    /// sockets for theirs.
    public static func takeSockets() -> [(name: String, socket: Int32)] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        defer {
            for index in 0..<max(0, Int(count)) { free(names?[index]) }
            free(names)
        }
        return (0..<max(0, count)).map { index in
            (names?[Int(index)].map { String(cString: $0) } ?? "", SD_LISTEN_FDS_START + index)
        }
    }
}
