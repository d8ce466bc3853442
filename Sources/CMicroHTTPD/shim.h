#pragma once
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

// libmicrohttpd's variadic functions, which Swift cannot call, and the kernel's counters of a connection.

/// The options of a daemon. HTTPServer/Library/Daemon.swift has the values and their reasons.
struct understudy_mhd_options {
    unsigned int connection_limit;
    unsigned int threads;
    size_t memory;
    void *context;
    MHD_AccessHandlerCallback handler;
    void *(*target)(void *, const char *, struct MHD_Connection *);
    size_t (*unescape)(void *, struct MHD_Connection *, char *);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback notify;
    MHD_LogCallback log;
    void *log_context;
    /// PEM, or NULL for plain HTTP.
    const char *certificate;
    const char *key;
    const char *priorities;
};

/// Starts a daemon without a listening socket. Connections are passed to it with MHD_add_connection.
static inline struct MHD_Daemon *understudy_mhd_start(const struct understudy_mhd_options *o) {
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)o->certificate },
        { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)o->key },
        { MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)o->priorities },
        { MHD_OPTION_END, 0, NULL },
    };
    if (o->certificate == NULL) {
        tls[0].option = MHD_OPTION_END;
    } else {
        flags |= MHD_USE_TLS;
    }
    // The log comes first, so that it receives messages about the options after it.
    return MHD_start_daemon(flags, 0, NULL, NULL, o->handler, o->context,
                            MHD_OPTION_EXTERNAL_LOGGER, o->log, o->log_context,
                            MHD_OPTION_THREAD_POOL_SIZE, o->threads,
                            MHD_OPTION_CONNECTION_LIMIT, o->connection_limit,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, o->memory,
                            MHD_OPTION_URI_LOG_CALLBACK, o->target, o->context,
                            MHD_OPTION_UNESCAPE_CALLBACK, o->unescape, NULL,
                            MHD_OPTION_NOTIFY_COMPLETED, o->completed, o->context,
                            MHD_OPTION_NOTIFY_CONNECTION, o->notify, o->context,
                            MHD_OPTION_ARRAY, tls,
                            MHD_OPTION_END);
}

/// Returns the connection's socket, or -1 if there is none.
static inline int understudy_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

/// Returns the connection's TLS session, or NULL if there is none.
static inline void *understudy_tls_session(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info == NULL ? NULL : info->tls_session;
}

/// Receives like gnutls_record_recv, through the function that also returns the record's number.
static inline ssize_t understudy_tls_receive(void *session, void *buffer, size_t size) {
    extern ssize_t gnutls_record_recv_seq(void *, void *, size_t, unsigned char *);
    unsigned char number[8];
    return gnutls_record_recv_seq(session, buffer, size, number);
}

/// Encrypts bytes and sends what fits without waiting. Does nothing on a connection without TLS. The library uses GnuTLS.
static inline void understudy_tls_send(struct MHD_Connection *connection, const void *bytes, size_t size) {
    extern ssize_t gnutls_record_send(void *, const void *, size_t);
    void *session = understudy_tls_session(connection);
    if (session != NULL) gnutls_record_send(session, bytes, size);
}

/// Some bytes, as GnuTLS takes them.
struct understudy_bytes {
    const void *bytes;
    unsigned int size;
};

/// Reads a certificate and its key, in PEM. Returns NULL and the reason if they cannot be used.
static inline void *understudy_tls_credentials(const void *certificate, unsigned int certificate_size, const void *key, unsigned int key_size,
                                               const char **reason) {
    extern int gnutls_certificate_allocate_credentials(void **);
    extern int gnutls_certificate_set_x509_key_mem(void *, const struct understudy_bytes *, const struct understudy_bytes *, int);
    extern void gnutls_certificate_free_credentials(void *);
    extern const char *gnutls_strerror(int);
    enum { pem = 1 };
    struct understudy_bytes certificate_bytes = { certificate, certificate_size };
    struct understudy_bytes key_bytes = { key, key_size };
    void *credentials = NULL;
    int code = gnutls_certificate_allocate_credentials(&credentials);
    if (code >= 0) {
        code = gnutls_certificate_set_x509_key_mem(credentials, &certificate_bytes, &key_bytes, pem);
        if (code >= 0) return credentials;
        gnutls_certificate_free_credentials(credentials);
    }
    *reason = gnutls_strerror(code);
    return NULL;
}

/// Frees what understudy_tls_credentials returned.
static inline void understudy_tls_free_credentials(void *credentials) {
    extern void gnutls_certificate_free_credentials(void *);
    gnutls_certificate_free_credentials(credentials);
}

/// Replaces the certificate and key of a connection whose handshake has not begun. Does nothing on a connection without TLS.
static inline void understudy_tls_use_credentials(struct MHD_Connection *connection, void *credentials) {
    extern int gnutls_credentials_set(void *, int, void *);
    enum { certificate = 1 };
    void *session = understudy_tls_session(connection);
    if (session != NULL) gnutls_credentials_set(session, certificate, credentials);
}

/// Returns the value that the notification of the connection's start stored in its socket context.
static inline void *understudy_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

/// Returns the number of bytes from the request line's first byte to the end of the empty line after the fields, or 0
/// before that line has arrived.
static inline size_t understudy_mhd_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

/// The first members of the kernel's struct tcp_info (linux/tcp.h). The C library's header has too few of them.
struct understudy_tcp_info {
    /// The first of them is the state.
    uint8_t small[8];
    uint32_t counters[24];
    uint64_t pacing_rates[2];
    uint64_t bytes_acked;
    uint64_t bytes_received;
};

/// The state of a connection.
struct understudy_progress {
    /// The bytes received in order since the socket was opened. The end of the other side's data counts as one.
    uint64_t received;
    /// The sent bytes that the other side has acknowledged.
    uint64_t acknowledged;
    /// Whether the other side has finished sending.
    int is_finished;
    /// Whether the connection was cut: nothing can be sent any more.
    int is_cut;
};

/// Queries the kernel. All values are zero if it returns none.
static inline struct understudy_progress understudy_progress_of(int socket) {
    struct understudy_tcp_info info;
    struct understudy_progress progress = { 0, 0, 0, 0 };
    socklen_t size = sizeof info;
    memset(&info, 0, sizeof info);
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0) {
        progress.received = info.bytes_received;
        progress.acknowledged = info.bytes_acked;
        progress.is_finished = info.small[0] == TCP_CLOSE_WAIT;
        progress.is_cut = info.small[0] == TCP_CLOSE;
    }
    return progress;
}

/// Resets a TCP connection: the other side gets a reset, and what has not been sent is thrown away. The socket stays open.
static inline void understudy_reset(int socket) {
    struct sockaddr address;
    memset(&address, 0, sizeof address);
    address.sa_family = AF_UNSPEC;
    connect(socket, &address, sizeof address);
}

/// Calls accept4(2), which the C library declares only for GNU sources. The returned socket is closed on exec.
static inline int understudy_accept(int listener, struct sockaddr *address, socklen_t *size) {
    extern int accept4(int, struct sockaddr *, socklen_t *, int);
    return accept4(listener, address, size, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// Reads what has arrived, without waiting. It is here because Swift does not always see the flag.
static inline ssize_t understudy_receive_now(int socket, void *buffer, size_t length) {
    return recv(socket, buffer, length, MSG_DONTWAIT);
}
