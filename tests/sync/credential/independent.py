"""hall-credential against credentials, keys and lists made by other people's libraries, and against hostile ones.

python3-cbor2 and python3-cryptography make what it must accept and judge what it issues; the bombs run under a small
limit of memory and processor time.
"""
import base64
import datetime
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import cbor2
import jsonschema
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

TOOL = sys.argv[1]
ROOT = Path(__file__).resolve().parents[3]
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
NOW = datetime.datetime(2026, 6, 1)
AT = "2026-06-10T00:00:00Z"
TIMES = {4: 1798761600, 6: 1780272000}
HEALTH = {1: "XX", **TIMES, -260: {1: {"v": [{"ci": "URN:UVCI:01:XX:1", "dn": 2}], "nam": {"fn": "示例"}}}}


def b45(raw):
    out = ""
    for at in range(0, len(raw), 2):
        pair = raw[at:at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(3 if len(pair) == 2 else 2):
            number, digit = divmod(number, 45)
            out += ALPHABET[digit]
    return out


def unb45(text):
    out = b""
    for at in range(0, len(text), 3):
        group = text[at:at + 3]
        number = sum(ALPHABET.index(c) * 45 ** i for i, c in enumerate(group))
        out += number.to_bytes(len(group) - 1, "big")
    return out


class Signer:
    """A key, its certificate and its algorithm."""

    def __init__(self, key, number, uses=()):
        self.key, self.number = key, number
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Signer {number}")])
        made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                .serial_number(x509.random_serial_number()).not_valid_before(NOW)
                .not_valid_after(NOW + datetime.timedelta(days=365)))
        if uses:
            made = made.add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(oid) for oid in uses]), False)
        digest = None if number == -8 else hashes.SHA256()
        self.certificate = made.sign(key, digest)
        self.der = self.certificate.public_bytes(DER)
        self.kid = hashlib.sha256(self.der).digest()[:8]

    def sign(self, message):
        if self.number == -8:
            return self.key.sign(message)
        if self.number == -37:
            return self.key.sign(message, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        r, s = utils.decode_dss_signature(self.key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def text(self, claims, header=None, tag=True, prefix="HC1:", payload=None):
        protected = cbor2.dumps({1: self.number, 4: self.kid} if header is None else header)
        payload = cbor2.dumps(claims) if payload is None else payload
        signature = self.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
        parts = [protected, {}, payload, signature]
        return prefix + b45(zlib.compress(cbor2.dumps(cbor2.CBORTag(18, parts) if tag else parts)))


def run(*arguments, given=None):
    return subprocess.run([TOOL, *map(str, arguments)], input=given, capture_output=True, check=False)


def verdicts(lines, *arguments):
    done = run("verify", "--at", AT, *arguments, given="".join(line + "\n" for line in lines).encode())
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines), (len(answers), len(lines), done.stderr)
    assert done.returncode == (0 if all(answer["valid"] for answer in answers) else 1), done.returncode
    return answers


def check(what, got, wanted):
    assert got == wanted, f"{what}: {got} instead of {wanted}"


def credentials_of_others(folder, signers):
    trust = folder / "others.json"
    trust.write_text(json.dumps({base64.b64encode(one.kid).decode(): {"rawData": base64.b64encode(one.der).decode()}
                                 for one in signers}))
    for one in signers:
        good = one.text(HEALTH)
        answers = verdicts([good, base64.b64encode(good.encode()).decode(), one.text(HEALTH, tag=False), "x", good],
                           "--trust", trust)
        check("valid", [answer["valid"] for answer in answers], [True, True, True, False, True])
        answer = answers[0]
        check("payload", answer["payload"], {"iss": "XX", "exp": TIMES[4], "iat": TIMES[6],
                                             "hcert": {"1": HEALTH[-260][1]}})
        check("kid", base64.b64decode(answer["signer"]["kid"]), one.kid)
        check("algorithm", answer["algorithm"], {-7: "ES256", -37: "PS256", -8: "EdDSA"}[one.number])
        check("untrusted", [a["failed"] for a in verdicts([good])], ["signer-unknown"])
    one = signers[0]
    # As some issuers write it: maps of unknown length.
    loose = b"\xbf" + b"".join(cbor2.dumps(part) for pair in HEALTH.items() for part in pair) + b"\xff"
    check("unknown length", verdicts([one.text(None, payload=loose)], "--trust", trust)[0]["failed"], None)
    confused = [one.text(HEALTH, header={1: other.number, 4: other.kid}) for other in signers[1:]]
    check("another's name", {a["failed"] for a in verdicts(confused, "--trust", trust)}, {"signature"})
    confused = [one.text(HEALTH, header={1: -37, 4: one.kid}), one.text(HEALTH, header={1: 5, 4: one.kid})]
    check("confusion", [a["failed"] for a in verdicts(confused, "--trust", trust)], ["key-algorithm", "algorithm"])


def extended_key_usage(folder):
    recovery = Signer(ec.generate_private_key(ec.SECP256R1()), -7, ["1.3.6.1.4.1.1847.2021.1.3"])
    tests = Signer(ec.generate_private_key(ec.SECP256R1()), -7, ["1.3.6.1.4.1.0.1847.2021.1.1"])
    trust = folder / "uses.pem"
    trust.write_bytes(recovery.certificate.public_bytes(PEM) + tests.certificate.public_bytes(PEM))
    texts = [one.text({1: "XX", **TIMES, -260: {1: {group: [{}]}}}) for one in (recovery, tests) for group in "rtv"]
    check("uses", [a["failed"] for a in verdicts(texts, "--trust", trust)],
          [None, "key-usage", "key-usage", "key-usage", None, "key-usage"])


def weak_keys(folder):
    weak = [Signer(rsa.generate_private_key(65537, 1024), -37), Signer(ec.generate_private_key(ec.SECP256K1()), -7)]
    trust = folder / "weak.json"
    trust.write_text(json.dumps([base64.b64encode(one.der).decode() for one in weak]))
    check("weak keys", run("verify", "--trust", trust, given=b"x\n").returncode, 2)
    # Salt of another length, and SHA-1 hashes, are not PS256.
    good = Signer(rsa.generate_private_key(65537, 2048), -37)
    trust.write_text(json.dumps([base64.b64encode(good.der).decode()]))
    good.sign = lambda message: good.key.sign(message, padding.PSS(padding.MGF1(hashes.SHA256()), 20), hashes.SHA256())
    check("salt", verdicts([good.text(HEALTH)], "--trust", trust)[0]["failed"], "signature")
    good.sign = lambda message: good.key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    check("padding", verdicts([good.text(HEALTH)], "--trust", trust)[0]["failed"], "signature")


def issued_by_us(folder):
    schema = json.loads((ROOT / "assets/credentials/trust-list.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for name, key in (("p256", ec.generate_private_key(ec.SECP256R1())), ("ed", ed25519.Ed25519PrivateKey.generate())):
        file = folder / f"{name}.pem"
        file.write_bytes(key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        public = folder / f"{name}.pub"
        public.write_bytes(key.public_key().public_bytes(PEM, SPKI))
        receipt = {"submission_id": "01932a7e-8c1d-7c3b-9a52-3f0e6d1b2c4a", "digest_start": "0123456789abcdef",
                   "acceptance_no": "A-1", "received_at": "2026-06-01T08:00:00Z", "service_id": "pension"}
        arguments = ["issue", "--key", file, "--kind", "receipt", "--issuer", "platform"]
        os.chmod(file, 0o644)
        check("a key that others may read", run(*arguments, given=json.dumps(receipt).encode()).returncode, 1)
        os.chmod(file, 0o600)
        done = run(*arguments, given=json.dumps(receipt).encode())
        assert done.returncode == 0, done.stderr
        text = done.stdout.decode().strip()
        message = cbor2.loads(zlib.decompress(unb45(text.removeprefix("HALL1:"))))
        check("tag", message.tag, 18)
        protected, unprotected, payload, signature = message.value
        check("unprotected", unprotected, {})
        check("kid", cbor2.loads(protected)[4], hashlib.sha256(key.public_key().public_bytes(DER, SPKI)).digest()[:8])
        check("deterministic", cbor2.dumps(cbor2.loads(protected), canonical=True), protected)
        covered = cbor2.dumps(["Signature1", protected, b"", payload])
        if name == "ed":
            key.public_key().verify(signature, covered)
        else:
            halves = (int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
            key.public_key().verify(utils.encode_dss_signature(*halves), covered, ec.ECDSA(hashes.SHA256()))
        check("claims", cbor2.loads(payload)[-65537][5], "pension")
        made = run("trust", "--issuer", "city", "--number", "1", "--next-update", "2099-01-01T00:00:00Z", "--use",
                   "hall.receipt,hall.resume", public)
        jsonschema.validate(json.loads(made.stdout), schema, cls=jsonschema.Draft202012Validator)
        trust = folder / f"{name}.json"
        trust.write_bytes(made.stdout)
        done = run("verify", "--trust", trust, given=(text + "\n").encode())
        answer = json.loads(done.stdout)
        check("valid", (answer["valid"], answer["list_stale"], answer["answer"]),
              (True, False, "credential.genuine.citizen"))
        check("receipt", answer["hall"], receipt)
        resume(file, trust)
        print(f"{name}: a receipt of {len(text)} characters")


def resume(file, trust):
    number = "11010519491231002X"
    ticket = {"case_id": "01932a7e-8c1d-7c3b-9a52-3f0e6d1b2c4a", "lease": 3, "lease_until": "2026-06-01T09:00:00Z",
              "identity_number": number}
    later = (datetime.datetime.utcnow() + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    done = run("issue", "--key", file, "--kind", "resume", "--issuer", "platform", "--expires", later,
               given=json.dumps(ticket).encode())
    assert done.returncode == 0, done.stderr
    answer = json.loads(run("verify", "--trust", trust, given=done.stdout).stdout)
    assert answer["valid"], answer
    assert number not in json.dumps(answer) and number.encode() not in zlib.decompress(unb45(done.stdout.decode()[6:-1]))
    salt, wanted = (bytes.fromhex(answer["hall"][part]) for part in ("holder_salt", "holder_hash"))
    check("holder", hashlib.scrypt(number.encode(), salt=salt, n=16384, r=8, p=1, dklen=16).hex(), wanted.hex())


def mirror(folder):
    root = folder / "root.pem"
    done = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                           "-keyout", root, "-out", folder / "root.crt", "-subj", "/CN=root", "-days", "10"],
                          capture_output=True, check=True)
    root.write_bytes(root.read_bytes() + (folder / "root.crt").read_bytes())
    lists = {}
    for number in (1, 2):
        made = run("trust", "--issuer", "city", "--number", number, "--next-update", "2026-06-05T00:00:00Z", "--use",
                   "hall.receipt", folder / "p256.pub")
        (folder / "list.json").write_bytes(made.stdout)
        lists[number] = folder / f"list{number}.cms"
        done = run("sign", "--key", root, "--to", lists[number], folder / "list.json")
        assert done.returncode == 0, done.stderr
    # As anybody else would open it.
    opened = subprocess.run(["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", lists[2], "-certfile",
                             folder / "root.crt", "-nointern", "-noverify"], capture_output=True, check=True)
    check("openssl", json.loads(opened.stdout)["number"], 2)
    place = folder / "mirror.cms"
    replace = ["replace", "--root", folder / "root.crt", "--to", place]
    check("replaced", [run(*replace, lists[number]).returncode for number in (1, 2, 1)], [0, 0, 1])
    with_root = ["--trust", place, "--root", folder / "root.crt"]
    check("signed list", json.loads(run("verify", *with_root, given=b"x\n").stdout)["failed"], "prefix")
    check("unsigned list", run("verify", "--trust", folder / "list.json", "--root", folder / "root.crt",
                               given=b"x\n").returncode, 2)


def bombs(signer):
    def pack(content):
        return "HC1:" + b45(zlib.compress(content, 9))

    def payload(content):
        return signer.text(None, payload=content)
    deep = b"\x81" * 30000 + b"\x01"
    lines = [
        ("zlib", pack(b"\0" * 5_000_000)), ("zlib", pack(b"\0" * 65537)), ("prefix", "HC1:" + "0" * 60000),
        ("prefix", "HC1:" + "0" * 5_000_000), ("prefix", "A" * 20_000_000), ("prefix", ""), ("prefix", "\0"),
        ("cbor", pack(deep)), ("cbor", pack(b"\x9f" * 60000)), ("cbor", pack(b"\x9a\xff\xff\xff\xff")),
        ("cbor", pack(b"\xd2\x9b" + b"\xff" * 8)), ("cbor", pack(b"\x5b\x7f" + b"\xff" * 7)),
        ("cbor", pack(b"\xd2" * 60000)), ("cose", pack(b"\xbf\xff")[:0] + pack(b"\xa0")),
        ("cbor", payload(deep)), ("cbor", payload(b"\xba\xff\xff\xff\xff")), ("cbor", payload(b"\xa2\x01\x01\x01\x02")),
        ("cbor", payload(b"\xa1\x04\x1b" + b"\xff" * 8)), ("cbor", payload(b"\xa1\x04\xc2\x58\xff" + b"\xff" * 255)),
        ("claims", payload(b"\xa1\x04\x1b\x7f" + b"\xff" * 7)), ("claims", payload(b"\xa1\x04\xfb\x7f\xef" + b"\xff" * 6)),
        ("cbor", payload(b"\xa1\x04\xfb\x7f\xf0" + b"\0" * 6)),
        ("cbor", payload(b"\x78\x02\xc3\x28")), ("claims", payload(b"\x01")),
    ]

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    done = subprocess.run([TOOL, "verify"], input="".join(line + "\n" for _, line in lines).encode(),
                          capture_output=True, check=False, preexec_fn=None if os.environ.get("ASAN_OPTIONS") else limit)
    failed = [json.loads(line)["failed"] for line in done.stdout.splitlines()]
    check("bombs", failed, [name for name, _ in lines])
    check("bombs end", done.returncode, 1)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(lines)} bombs; largest child {used.ru_maxrss // 1024} MiB")


def wrongly_asked(folder):
    for arguments in ([], ["verify", "--at", "yesterday"], ["verify", "--at", "2026-06-01T00:00:00"], ["verify", "--no"],
                      ["verify", folder / "nothing"], ["verify", "--trust", folder / "nothing"], ["issue"], ["trust"],
                      ["sign"], ["replace"], ["forge"]):
        check(arguments, run(*arguments, given=b"").returncode, 2)
    check("help", run("--help").returncode, 0)
    check("nothing to do", run("verify", given=b"").returncode, 0)


def main():
    signers = [Signer(ec.generate_private_key(ec.SECP256R1()), -7),
               Signer(rsa.generate_private_key(65537, 3072), -37), Signer(ed25519.Ed25519PrivateKey.generate(), -8)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        credentials_of_others(folder, signers)
        extended_key_usage(folder)
        weak_keys(folder)
        issued_by_us(folder)
        mirror(folder)
        bombs(signers[0])
        wrongly_asked(folder)
    print("all as they should be")


main()
