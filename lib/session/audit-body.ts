/** The lines of one hour as bytes: what a letter of an audit carries, and what waits under seal to be written. */
import { AuditLine, AuditWhat, LONGEST_DETAILS, MOST_TIMES } from '@/lib/domain/audit';
import {
  byteReader,
  byteWriter,
  fromHex,
  Malformed,
  toHex,
  type ByteReader,
} from '@/lib/parse/bytes';

export const MS_PER_HOUR = 3_600_000;
/** Lines of one letter; an hour with more of them is written in several. */
export const MOST_LINES = 200;
/** Letters that wait: those of many days on a device whose disk is full. */
export const MOST_WAITING = 200;

const VERSION = 1;
const MOST_HOUR = Math.floor(8_640_000_000_000_000 / MS_PER_HOUR);
const LONGEST_TEXT = LONGEST_DETAILS * 3;
const CORRELATION_LENGTH = 8;

/** What one device wrote down within one hour, counted since 1970; lines by `when`. */
export interface AuditHour {
  readonly hour: number;
  readonly lines: readonly AuditLine[];
}

export const hourOf = (when: number): number => Math.floor(when / MS_PER_HOUR);

const WHATS = AuditWhat.options;

/**
 * `hour := version • hour • count • line*`, `line := what • offset • type • id • correlation(8) • times • details`,
 * with at least one line, `offset` in milliseconds within the hour and never smaller than that of the line before.
 */
export const hourToBytes = ({ hour, lines }: AuditHour): Uint8Array<ArrayBuffer> => {
  if (lines.length === 0 || lines.length > MOST_LINES) {
    throw new Error(`${lines.length} lines in a letter of an audit`);
  }
  const writer = byteWriter().uint(VERSION).uint(hour).uint(lines.length);
  for (const line of lines.toSorted((a, b) => a.when - b.when)) {
    if (hourOf(line.when) !== hour) throw new Error('a line of another hour');
    writer
      .uint(WHATS.indexOf(line.what))
      .uint(line.when - hour * MS_PER_HOUR)
      .text(line.subjectType)
      .text(line.subjectId)
      .fixed(fromHex(line.correlationId))
      .uint(line.times)
      .text(line.details);
  }
  return writer.finish();
};

const readLine = (reader: ByteReader, hour: number): AuditLine => {
  const parsed = AuditLine.safeParse({
    what: WHATS[reader.uint(WHATS.length - 1)],
    when: hour * MS_PER_HOUR + reader.uint(MS_PER_HOUR - 1),
    subjectType: reader.text(LONGEST_TEXT),
    subjectId: reader.text(LONGEST_TEXT),
    correlationId: toHex(reader.fixed(CORRELATION_LENGTH)),
    times: reader.uint(MOST_TIMES),
    details: reader.text(LONGEST_TEXT),
  });
  if (!parsed.success) throw new Malformed('a line of an audit that none of ours is');
  return parsed.data;
};

/** Reads what {@link hourToBytes} writes. Throws {@link Malformed} for anything else. */
export const bytesToHour = (bytes: Uint8Array): AuditHour => {
  const reader = byteReader(bytes);
  if (reader.uint() !== VERSION) throw new Malformed('a version that this one does not know');
  const hour = reader.uint(MOST_HOUR);
  const count = reader.uint(MOST_LINES);
  if (count === 0) throw new Malformed('an hour without lines');
  const lines: AuditLine[] = [];
  for (let at = 0; at < count; at += 1) {
    const line = readLine(reader, hour);
    if (line.when < (lines.at(-1)?.when ?? 0)) throw new Malformed('lines out of order');
    lines.push(line);
  }
  reader.end();
  return { hour, lines };
};

/** Hours that wait to be written, and the number of the letter that the first of them will be in its chain. */
export interface WaitingHours {
  readonly next: number;
  readonly hours: readonly AuditHour[];
}

const LARGEST_HOUR = 1024 * 1024;

/** `waiting := version • next • count • bytes(hour)*`. */
export const waitingToBytes = ({ next, hours }: WaitingHours): Uint8Array<ArrayBuffer> => {
  const writer = byteWriter().uint(VERSION).uint(next).uint(hours.length);
  for (const hour of hours) writer.bytes(hourToBytes(hour));
  return writer.finish();
};

/** Null for what cannot be read: what rests under this device's own seal is never a reason not to open. */
export const bytesToWaiting = (bytes: Uint8Array): WaitingHours | null => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION) return null;
    const next = reader.uint();
    const hours = Array.from({ length: reader.uint(MOST_WAITING) }, () =>
      bytesToHour(reader.bytes(LARGEST_HOUR)),
    );
    reader.end();
    return { next, hours };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};
