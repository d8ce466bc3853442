/// A certificate for `localhost`, 127.0.0.1 and ::1 that nobody trusts, and its key, both in PEM. For tests only.
public enum TestCertificate {
    /// The certificate, signed by itself.
    public static let certificate = Array(
        """
        -----BEGIN CERTIFICATE-----
        MIIBrTCCAVSgAwIBAgIUD5IJEgU5lZfuO6BPRVEeINOtFfYwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjA3MDYwOVoYDzIxMjYxMDI5
        MDcwNjA5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAASpgQ0s3QuN1Q610fb3a4g/g9+WK4cxBCTyFn5wFDszZRDO2J5IOC66
        3K6R/hbLZgRroe/vgNJL5BJ+IKI0bSXXo4GBMH8wHQYDVR0OBBYEFOiishfbhGnt
        hRNSX9KYk1c5mnVLMB8GA1UdIwQYMBaAFOiishfbhGnthRNSX9KYk1c5mnVLMA8G
        A1UdEwEB/wQFMAMBAf8wLAYDVR0RBCUwI4IJbG9jYWxob3N0hwR/AAABhxAAAAAA
        AAAAAAAAAAAAAAABMAoGCCqGSM49BAMCA0cAMEQCIAodH+FMxu3tspnrfNWcSAs/
        QLVnPgnEzQr/VyGiUqKhAiA+C9refVWKX9aBX0ouFrSTmOpTPJ2A9SiBjmGbpxxZ
        5w==
        -----END CERTIFICATE-----

        """.utf8)

    /// Its key.
    public static let key = Array(
        """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZH1yzKbVO89dCe1L
        En8M4i4Zh/lRB7Aiq6cGsPSN6nuhRANCAASpgQ0s3QuN1Q610fb3a4g/g9+WK4cx
        BCTyFn5wFDszZRDO2J5IOC663K6R/hbLZgRroe/vgNJL5BJ+IKI0bSXX
        -----END PRIVATE KEY-----

        """.utf8)

    /// The key of another certificate.
    public static let foreignKey = Array(
        """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXjK1laFBkEeYxnSI
        hduFC0dCBfjlIoR3xIKYjU/xnhmhRANCAASQwceLbUyanTSgtctLrPunOK/WoNX/
        ehCnSmVpvm6eNBrv+CgojWpcjqSrOV1j+gBJV9ee5LDsTqF2E3rO8vpc
        -----END PRIVATE KEY-----

        """.utf8)
}
