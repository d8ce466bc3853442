"""Hashes of passwords in every form that an import takes, at the least cost that each allows."""

import base64
import ctypes
import hashlib
import struct

_crypt = ctypes.CDLL("libcrypt.so.1").crypt
_crypt.restype = ctypes.c_char_p
_sodium = ctypes.CDLL("libsodium.so.23")


def _bcrypt(secret, version):
    return _crypt(secret, f"$2{version}$04$CCCCCCCCCCCCCCCCCCCCC.".encode()).decode()


def _argon2(secret, variant, passes):
    text = ctypes.create_string_buffer(128)
    make = getattr(_sodium, f"crypto_pwhash_{variant}_str")
    if make(text, secret, ctypes.c_ulonglong(len(secret)), ctypes.c_ulonglong(passes), ctypes.c_size_t(8192)) != 0:
        raise RuntimeError(f"libsodium makes no hash by {variant}")
    return text.value.decode()


def forms(password, salt):
    """The name of each form, a hash of a password in it, and its salt, which is empty for forms that have it in the hash or have none."""
    secret, salted, fixed = password.encode(), salt.encode(), bytes(range(16))
    for name in ("sha1", "sha256", "sha512"):
        yield name, hashlib.new(name, secret).hexdigest(), ""
        yield name, base64.b64encode(hashlib.new(name, secret).digest()).decode(), ""
    for name in ("md5", "sha1", "sha256", "sha512"):
        yield f"{name}-salt-first", hashlib.new(name, salted + secret).hexdigest(), salt
        yield f"{name}-salt-last", hashlib.new(name, secret + salted).hexdigest(), salt
    digest = hashlib.md5(secret).digest()
    yield "md5-padded", digest.hex(), ""
    yield "md5-unpadded", "".join(f"{byte:x}" for byte in digest), ""
    key = hashlib.pbkdf2_hmac("sha1", secret, fixed, 1000, 32)
    yield "aspnet-identity", base64.b64encode(b"\0" + fixed + key).decode(), ""
    for number, name in enumerate(("sha1", "sha256", "sha512")):
        key = hashlib.pbkdf2_hmac(name, secret, fixed, 1, 32)
        yield "aspnet-identity", base64.b64encode(b"\1" + struct.pack(">III", number, 1, 16) + fixed + key).decode(), ""
    for version in "aby":
        yield "bcrypt", _bcrypt(secret, version), ""
    yield "argon2", _argon2(secret, "argon2id", 2), ""
    yield "argon2", _argon2(secret, "argon2i", 3), ""
    yield "hash", "$sha1$" + hashlib.sha1(secret).hexdigest(), ""
