/**
 * The one strict byte encoding of everything that is sealed, signed or sent: bounded, canonical, no slack.
 *
 * A reader throws {@link Malformed} for anything that its writer would not have written: a number in more bytes
 * than it needs, a length above its bound, bytes left over. Two different encodings of one value do not exist,
 * so a signature or a hash over the bytes is one over the value.
 */

/** What a reader throws for bytes that no writer of ours makes. Callers turn it into a plain answer. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

export interface ByteWriter {
  /** An integer from 0 to 2^53-1, seven bits a byte, least significant first, in as few bytes as it needs. */
  readonly uint: (value: number) => ByteWriter;
  /** Bytes whose length both ends know. */
  readonly fixed: (value: Uint8Array) => ByteWriter;
  /** Bytes behind their length. */
  readonly bytes: (value: Uint8Array) => ByteWriter;
  /** Text as UTF-8 behind its length in bytes. */
  readonly text: (value: string) => ByteWriter;
  readonly finish: () => Uint8Array<ArrayBuffer>;
}

export const byteWriter = (): ByteWriter => {
  let buffer = new Uint8Array(256);
  let length = 0;
  const room = (more: number): void => {
    if (length + more <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + more));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  };
  const writer: ByteWriter = {
    uint: (value) => {
      if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not a count: ${value}`);
      room(8);
      let rest = value;
      while (rest > 127) {
        buffer[length++] = (rest % 128) + 128;
        rest = Math.floor(rest / 128);
      }
      buffer[length++] = rest;
      return writer;
    },
    fixed: (value) => {
      room(value.length);
      buffer.set(value, length);
      length += value.length;
      return writer;
    },
    bytes: (value) => writer.uint(value.length).fixed(value),
    text: (value) => writer.bytes(new TextEncoder().encode(value)),
    finish: () => buffer.slice(0, length),
  };
  return writer;
};

export interface ByteReader {
  readonly uint: (most?: number) => number;
  readonly fixed: (length: number) => Uint8Array<ArrayBuffer>;
  /** Bytes behind their length; `most` bounds the length before anything is allocated. */
  readonly bytes: (most: number) => Uint8Array<ArrayBuffer>;
  readonly text: (most: number) => string;
  readonly left: () => number;
  /** Refuses bytes that are left over. */
  readonly end: () => void;
}

export const byteReader = (source: Uint8Array): ByteReader => {
  let at = 0;
  const next = (): number => {
    const byte = source[at];
    if (byte === undefined) throw new Malformed('cut short');
    at += 1;
    return byte;
  };
  const reader: ByteReader = {
    uint: (most = Number.MAX_SAFE_INTEGER) => {
      let value = 0;
      let scale = 1;
      for (let index = 0; index < 8; index += 1) {
        const byte = next();
        value += (byte % 128) * scale;
        if (byte < 128) {
          if (byte === 0 && index > 0) throw new Malformed('number longer than it needs to be');
          if (value > most) throw new Malformed('number above its bound');
          return value;
        }
        scale *= 128;
      }
      throw new Malformed('number above its bound');
    },
    fixed: (length) => {
      if (length > source.length - at) throw new Malformed('cut short');
      const value = new Uint8Array(length);
      value.set(source.subarray(at, at + length));
      at += length;
      return value;
    },
    bytes: (most) => reader.fixed(reader.uint(most)),
    text: (most) => {
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
          reader.bytes(most),
        );
      } catch (error) {
        if (error instanceof Malformed) throw error;
        throw new Malformed('text that is not UTF-8');
      }
    },
    left: () => source.length - at,
    end: () => {
      if (at !== source.length) throw new Malformed('bytes left over');
    },
  };
  return reader;
};

export const isSameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

const HEX_OF = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal; the form in which bytes serve as a key of a map. */
export const toHex = (bytes: Uint8Array): string => {
  let hex = '';
  for (const byte of bytes) hex += HEX_OF[byte] ?? '';
  return hex;
};

/** What a character stands for, by its code; 255 for what is no lower-case hexadecimal digit. */
const NIBBLE_OF = new Uint8Array(128).fill(255);
for (let value = 0; value < 16; value += 1) NIBBLE_OF[value.toString(16).charCodeAt(0)] = value;

export const fromHex = (hex: string): Uint8Array<ArrayBuffer> => {
  if (hex.length % 2 !== 0) throw new Malformed('not hexadecimal');
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    const high = NIBBLE_OF[hex.charCodeAt(at * 2)] ?? 255;
    const low = NIBBLE_OF[hex.charCodeAt(at * 2 + 1)] ?? 255;
    if (high === 255 || low === 255) throw new Malformed('not hexadecimal');
    bytes[at] = high * 16 + low;
  }
  return bytes;
};

export const joinBytes = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
};
