/**
 * A stand-in for WebCrypto that is fast, answers at once and draws its chance from a seed.
 *
 * It is not secure and need not be: whoever uses the interface alone finds that another key, other bound bytes or a
 * changed byte fail, and that only the private key signs. All of it is built from one real hash.
 */
import { hash } from 'node:crypto';

import type { Chance } from './chance';

type Data = ArrayBuffer | ArrayBufferView;
interface Algorithm {
  readonly name: string;
  readonly hash?: unknown;
  readonly iv?: Data;
  readonly additionalData?: Data;
  readonly salt?: Data;
  readonly info?: Data;
  readonly public?: StubKey;
}
interface Jwk {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly d?: string;
}

/** What stands for a CryptoKey. */
interface StubKey {
  readonly type: 'secret' | 'private' | 'public';
  readonly algorithm: { readonly name: string };
  readonly extractable: boolean;
  readonly usages: readonly string[];
  /** The secret or, of a public key, the public bytes. */
  readonly bytes: Uint8Array;
}

const bytesOf = (data: Data): Uint8Array =>
  data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const nameOf = (algorithm: string | { readonly name: string }): string =>
  typeof algorithm === 'string' ? algorithm : algorithm.name;

const failed = (): DOMException => new DOMException('The operation failed', 'OperationError');

const EMPTY = new Uint8Array(0);
const USES = { seal: 1, stream: 2, sign: 3, publish: 4, derive: 5, mac: 6 } as const;

/** SHA-256 over the use and every part behind its length. */
const hashed = (use: keyof typeof USES, ...parts: readonly Uint8Array[]): Uint8Array => {
  let length = 1;
  for (const part of parts) length += 4 + part.length;
  const joined = new Uint8Array(length);
  joined[0] = USES[use];
  let at = 1;
  for (const part of parts) {
    joined[at] = part.length & 255;
    joined[at + 1] = (part.length >>> 8) & 255;
    joined[at + 2] = (part.length >>> 16) & 255;
    joined[at + 3] = part.length >>> 24;
    joined.set(part, at + 4);
    at += 4 + part.length;
  }
  return new Uint8Array(hash('sha256', joined, 'buffer'));
};

const bufferOf = (bytes: Uint8Array): ArrayBuffer => {
  const buffer = new ArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
};

const TAG_LENGTH = 16;

/** The bytes under a stream that key and iv decide; the same call takes it off again. */
const streamed = (key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array => {
  const start = hashed('stream', key, iv);
  const view = new DataView(start.buffer);
  let [a, b] = [view.getUint32(0) | 1, view.getUint32(4)];
  const out = new Uint8Array(plain.length);
  for (let at = 0; at < plain.length; at += 1) {
    if ((at & 3) === 0) {
      a = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ b;
      b = (b + 0x9e3779b9) | 0;
    }
    out[at] = (plain[at] ?? 0) ^ ((a >>> ((at & 3) * 8)) & 255);
  }
  return out;
};

const tagOf = (key: Uint8Array, algorithm: Algorithm, sealed: Uint8Array): Uint8Array =>
  hashed(
    'seal',
    key,
    bytesOf(algorithm.iv ?? EMPTY),
    bytesOf(algorithm.additionalData ?? EMPTY),
    sealed,
  ).subarray(0, TAG_LENGTH);

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

const LANES = 8;
const GENERATOR = 0x9e3779b1;

/** Multiplies two keys lane by lane: commutes, as an agreement must. */
const multiplied = (point: Uint8Array, secret: Uint8Array): Uint8Array => {
  const out = new Uint8Array(32);
  const into = new DataView(out.buffer);
  const [left, right] = [new DataView(bufferOf(point)), new DataView(bufferOf(secret))];
  for (let lane = 0; lane < LANES; lane += 1) {
    const factor = right.getUint32(lane * 4) | 1;
    into.setUint32(lane * 4, Math.imul(left.getUint32(lane * 4), factor) >>> 0);
  }
  return out;
};

const generatorPoint = (): Uint8Array => {
  const point = new Uint8Array(32);
  const view = new DataView(point.buffer);
  for (let lane = 0; lane < LANES; lane += 1) view.setUint32(lane * 4, GENERATOR);
  return point;
};
const GENERATOR_POINT = generatorPoint();

const publicOf = (name: string, secret: Uint8Array): Uint8Array =>
  name === 'X25519' ? multiplied(GENERATOR_POINT, secret) : hashed('publish', secret);

const signatureOf = (publicKey: Uint8Array, bytes: Uint8Array): Uint8Array => {
  const first = hashed('sign', publicKey, bytes);
  const both = new Uint8Array(64);
  both.set(first);
  both.set(hashed('sign', first), 32);
  return both;
};

const toBase64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const fromBase64Url = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));

const keyFrom = (
  type: StubKey['type'],
  name: string,
  bytes: Uint8Array,
  extractable: boolean,
  usages: readonly string[],
): StubKey => ({
  type,
  algorithm: { name },
  extractable,
  usages: [...usages],
  bytes: new Uint8Array(bytes),
});

/** The calls of WebCrypto that the product and its HPKE library make. */
export const stubSubtle = (chance: Chance): object => ({
  digest: async (_algorithm: unknown, data: Data) =>
    bufferOf(hash('sha256', bytesOf(data), 'buffer')),
  importKey: async (
    format: string,
    data: Data | Jwk,
    algorithm: string | Algorithm,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<StubKey> => {
    const name = nameOf(algorithm);
    const isCurve = name === 'Ed25519' || name === 'X25519';
    if (!(data instanceof ArrayBuffer) && !ArrayBuffer.isView(data)) {
      const { d, x } = data;
      if (d !== undefined) return keyFrom('private', name, fromBase64Url(d), extractable, usages);
      return keyFrom('public', name, fromBase64Url(x ?? ''), extractable, usages);
    }
    const bytes = bytesOf(data);
    if (format === 'pkcs8') {
      if (bytes.length !== 48) throw failed();
      return keyFrom('private', name, bytes.subarray(16), extractable, usages);
    }
    if (isCurve && bytes.length !== 32) throw failed();
    return keyFrom(isCurve ? 'public' : 'secret', name, bytes, extractable, usages);
  },
  exportKey: async (format: string, key: StubKey): Promise<ArrayBuffer | Jwk> => {
    if (!key.extractable) throw failed();
    const { name } = key.algorithm;
    if (format === 'raw') return bufferOf(key.bytes);
    const isPrivate = key.type === 'private';
    return {
      kty: 'OKP',
      crv: name,
      x: toBase64Url(isPrivate ? publicOf(name, key.bytes) : key.bytes),
      ...(isPrivate ? { d: toBase64Url(key.bytes) } : {}),
    };
  },
  generateKey: async (
    algorithm: string | Algorithm,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<{ readonly privateKey: StubKey; readonly publicKey: StubKey }> => {
    const name = nameOf(algorithm);
    const secret = chance.bytes(32);
    return {
      privateKey: keyFrom('private', name, secret, extractable, usages),
      publicKey: keyFrom('public', name, publicOf(name, secret), true, []),
    };
  },
  deriveBits: async (algorithm: Algorithm, key: StubKey, bits: number): Promise<ArrayBuffer> => {
    if (algorithm.name === 'X25519') {
      const other = algorithm.public;
      if (other === undefined) throw failed();
      return bufferOf(multiplied(other.bytes, key.bytes));
    }
    const out = new Uint8Array(bits / 8);
    const [salt, info] = [bytesOf(algorithm.salt ?? EMPTY), bytesOf(algorithm.info ?? EMPTY)];
    for (let at = 0; at < out.length; at += 32) {
      const block = hashed('derive', key.bytes, salt, info, Uint8Array.of(at / 32));
      out.set(block.subarray(0, Math.min(32, out.length - at)), at);
    }
    return bufferOf(out);
  },
  encrypt: async (algorithm: Algorithm, key: StubKey, data: Data): Promise<ArrayBuffer> => {
    const sealed = streamed(key.bytes, bytesOf(algorithm.iv ?? EMPTY), bytesOf(data));
    const out = new Uint8Array(sealed.length + TAG_LENGTH);
    out.set(sealed);
    out.set(tagOf(key.bytes, algorithm, sealed), sealed.length);
    return out.buffer;
  },
  decrypt: async (algorithm: Algorithm, key: StubKey, data: Data): Promise<ArrayBuffer> => {
    const bytes = bytesOf(data);
    const sealed = bytes.subarray(0, Math.max(0, bytes.length - TAG_LENGTH));
    if (!isSame(bytes.subarray(sealed.length), tagOf(key.bytes, algorithm, sealed))) throw failed();
    return bufferOf(streamed(key.bytes, bytesOf(algorithm.iv ?? EMPTY), sealed));
  },
  sign: async (algorithm: string | Algorithm, key: StubKey, data: Data): Promise<ArrayBuffer> => {
    if (nameOf(algorithm) === 'HMAC') return bufferOf(hashed('mac', key.bytes, bytesOf(data)));
    return bufferOf(signatureOf(publicOf('Ed25519', key.bytes), bytesOf(data)));
  },
  verify: async (
    algorithm: string | Algorithm,
    key: StubKey,
    signature: Data,
    data: Data,
  ): Promise<boolean> =>
    isSame(
      bytesOf(signature),
      nameOf(algorithm) === 'HMAC'
        ? hashed('mac', key.bytes, bytesOf(data))
        : signatureOf(key.bytes, bytesOf(data)),
    ),
});
