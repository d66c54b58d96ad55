/** Looks for readable texts in a browser's profile folder and in what crossed a wire. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Found {
  readonly text: string;
  readonly encoding: string;
  /** The file, within the folder that was searched; or what else was searched. */
  readonly where: string;
}

export interface Searched {
  readonly files: number;
  readonly bytes: number;
  readonly found: readonly Found[];
}

interface Needle {
  readonly text: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}

/** The ways in which a browser writes a string: bytes, or two bytes for each character in either order. */
const needlesFor = (text: string): readonly Needle[] => {
  const twoBytes = Buffer.from(text, 'utf16le');
  const all: readonly Needle[] = [
    { text, encoding: 'UTF-8', bytes: Buffer.from(text, 'utf8') },
    { text, encoding: 'Latin-1', bytes: Buffer.from(text, 'latin1') },
    { text, encoding: 'UTF-16LE', bytes: twoBytes },
    { text, encoding: 'UTF-16BE', bytes: Buffer.from(twoBytes).swap16() },
  ];
  return all.filter(
    ({ bytes }, index) => all.findIndex((other) => other.bytes.equals(bytes)) === index,
  );
};

const foundIn = (bytes: Buffer, where: string, needles: readonly Needle[]): readonly Found[] =>
  needles
    .filter((needle) => bytes.includes(needle.bytes))
    .map(({ text, encoding }) => ({ text, encoding, where }));

/** Every file of the folder, read whole. A file that the browser takes away meanwhile is left out. */
export const searchFolder = async (dir: string, texts: readonly string[]): Promise<Searched> => {
  const needles = texts.flatMap(needlesFor);
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const found: Found[] = [];
  let files = 0;
  let size = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file).catch(() => null);
    if (bytes === null) continue;
    files += 1;
    size += bytes.length;
    found.push(...foundIn(bytes, path.relative(dir, file), needles));
  }
  return { files, bytes: size, found };
};

/** What stands in base64 between quotes in a message, as the bytes that it is. */
const unwrapped = (frame: Buffer): readonly Buffer[] =>
  [...frame.toString('latin1').matchAll(/"([A-Za-z0-9+/]{16,}={0,2})"/gu)].map(([, inner = '']) =>
    Buffer.from(inner, 'base64'),
  );

/** What passed on a wire: as one piece, for a text may be cut between two messages, and out of its base64. */
export const searchFrames = (frames: readonly Buffer[], texts: readonly string[]): Searched => {
  const whole = Buffer.concat([...frames, ...frames.flatMap(unwrapped)]);
  return {
    files: frames.length,
    bytes: frames.reduce((sum, { length }) => sum + length, 0),
    found: foundIn(whole, 'what passed', texts.flatMap(needlesFor)),
  };
};
