/**
 * When letters may give way to a checkpoint: who proposes one, up to where, and from when on a device may forget
 * what it covers. Pure: rows, days, the register and the vector are arguments.
 */
import { byteReader, byteWriter, isSameBytes, Malformed } from '@/lib/parse/bytes';
import type { DeviceId, SectionId } from '@/lib/vault/ids';
import type { Register, RegisterDevice } from '@/lib/vault/register';
import { sortVector, writeVector, type Vector } from '@/lib/vault/vector';

/** The days for which single letters stay, so that what went wrong lately can still be looked into. */
export const LOOSE_DAYS = 14;
/** Fewer letters than this are not worth a checkpoint. */
export const LETTERS_PER_CHECKPOINT = 500;

const MS_PER_DAY = 86_400_000;
const MOST_DAYS = 10_000;
const VERSION = 1;

/** The last row that was written on each day, oldest first. Kept under seal: rows themselves show no times. */
export interface DayEnd {
  /** Days since 1 January 1970 UTC. */
  readonly day: number;
  readonly row: number;
}

export const dayOf = (now: number): number => Math.floor(now / MS_PER_DAY);

/** The days with today's last row; a clock that was set back adds to the last day known. */
export const noteDay = (days: readonly DayEnd[], day: number, row: number): readonly DayEnd[] => {
  const last = days.at(-1);
  if (last === undefined || last.day < day)
    return row > (last?.row ?? 0) ? [...days, { day, row }] : days;
  return row > last.row ? [...days.slice(0, -1), { day: last.day, row }] : days;
};

/** The last row of those that are older than the loose days; 0 when none is known to be. */
export const lastOldRow = (
  days: readonly DayEnd[],
  today: number,
  looseDays: number = LOOSE_DAYS,
): number => days.findLast(({ day }) => day < today - looseDays)?.row ?? 0;

/** `days := version • count • (day • row)*`, oldest first. */
export const daysToBytes = (days: readonly DayEnd[]): Uint8Array<ArrayBuffer> => {
  const writer = byteWriter().uint(VERSION).uint(days.length);
  for (const { day, row } of days) writer.uint(day).uint(row);
  return writer.finish();
};

/** Empty for what cannot be read: then everything counts as new, and stays a while longer. */
export const bytesToDays = (bytes: Uint8Array): readonly DayEnd[] => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION) return [];
    const days = Array.from({ length: reader.uint(MOST_DAYS) }, () => ({
      day: reader.uint(),
      row: reader.uint(),
    }));
    reader.end();
    const grows = days.every(({ day, row }, at) => {
      const before = days[at - 1];
      return before === undefined || (before.day < day && before.row < row);
    });
    return grows ? days : [];
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
};

type Known = Pick<Register, 'accessOf' | 'isDevice' | 'wasDevice' | 'checkpoints' | 'isHeld'>;
export type StandingCheckpoint = Register['checkpoints'][number];

/** Why the letters under a checkpoint stay where they are, in words for a person. */
export const KEPT_BECAUSE = {
  'on hold': 'This part of the notebook is under a legal hold: nothing in it is removed.',
  'not agreed here': 'This device has not yet compared its own copy.',
  'not agreed by readers': 'Not enough people who read this part have compared their copies.',
} as const;
export type KeptBecause = keyof typeof KEPT_BECAUSE;

/** Readers of the section at the moment at which the checkpoint was offered, as its own ancestors say. */
export type ReadersThen = readonly Pick<RegisterDevice, 'id' | 'member' | 'deviceKind'>[];

/**
 * Whether so many came to the same state that everybody may take it for the section: devices of two members who read
 * it, or of the one who did. For an erasure every device that read it and is still here. From then on the letters
 * may be gone elsewhere. Asked of those who were there when it was offered, so that nobody who comes later undoes it.
 */
export const isAgreed = (
  register: Known,
  { author, agreed, isErasure }: Pick<StandingCheckpoint, 'author' | 'agreed' | 'isErasure'>,
  then: ReadersThen,
): boolean => {
  // Who offers a checkpoint has made its state.
  const same = new Set([author, ...agreed]);
  const here = then.filter(
    ({ id, deviceKind }) => deviceKind === 'device' && register.isDevice(id),
  );
  if (isErasure) return here.every(({ id }) => same.has(id));
  // Those who have left since have agreed all the same: others have forgotten letters because of it.
  const members = new Set([...same].flatMap((device) => register.wasDevice(device)?.member ?? []));
  // And nobody agrees by having been removed: of two readers, the one who is left has to.
  return members.size >= 2 || here.every(({ member }) => members.has(member));
};

/**
 * Whether this device may forget what a checkpoint covers. A reader: when it came to the same state itself, or cannot
 * compare because letters are gone. Another one holds only ciphertext and cannot compare.
 */
export const mayForget = (
  register: Known,
  checkpoint: StandingCheckpoint,
  {
    me,
    then,
    canCompare,
  }: { readonly me: DeviceId; readonly then: ReadersThen; readonly canCompare: boolean },
): { readonly state: 'may' } | { readonly state: 'not yet'; readonly why: KeptBecause } => {
  const { section, author, agreed } = checkpoint;
  if (register.isHeld(section)) return { state: 'not yet', why: 'on hold' };
  const isReader = register.accessOf(me, section) !== null;
  if (isReader && canCompare && me !== author && !agreed.includes(me)) {
    return { state: 'not yet', why: 'not agreed here' };
  }
  return isAgreed(register, checkpoint, then)
    ? { state: 'may' }
    : { state: 'not yet', why: 'not agreed by readers' };
};

/** Whether a vector goes at least as far as another one in every chain: what stands on the one can go on to it. */
export const covers = (ends: Vector, bases: Vector): boolean => {
  const reach = new Map(ends.map(({ device, seq }) => [device, seq]));
  return bases.every(({ device, seq }) => (reach.get(device) ?? 0) >= seq);
};

/** Whether each goes further than the other in some chain: what stands on the one can never go on to the other. */
export const isApart = (a: Vector, b: Vector): boolean => !covers(a, b) && !covers(b, a);

/** The further end of each chain, of two places of one section. */
export const joinedEnds = (a: Vector, b: Vector): Vector => {
  const ends = new Map(a.map((end) => [end.device, end]));
  for (const end of b) if ((ends.get(end.device)?.seq ?? 0) < end.seq) ends.set(end.device, end);
  return sortVector([...ends.values()]);
};

/** Whether where two places of one section end alike in a chain, they end with one letter. */
export const isOneLine = (a: Vector, b: Vector): boolean => {
  const ends = new Map(a.map((end) => [end.device, end]));
  return b.every(({ device, seq, letter }) => {
    const end = ends.get(device);
    return end === undefined || end.seq !== seq || end.letter === letter;
  });
};

/** Whether two vectors of one section are the same place. */
export const isSamePlace = (a: Vector, b: Vector): boolean =>
  isSameBytes(writeVector(a), writeVector(b));

/**
 * Whether this device should offer a checkpoint of a section now. `going`: how many letters of it are older than the
 * loose days. `isOpen`: another one waits for agreement; one at a time, for those who are here to compare.
 */
export const shouldPropose = (
  register: Pick<Known, 'accessOf' | 'isHeld'>,
  {
    section,
    me,
    going,
    isOpen,
    isDisputed,
    least = LETTERS_PER_CHECKPOINT,
  }: {
    readonly section: SectionId;
    readonly me: DeviceId;
    readonly going: number;
    readonly isOpen: boolean;
    readonly isDisputed: boolean;
    readonly least?: number;
  },
): boolean =>
  !register.isHeld(section) &&
  register.accessOf(me, section) === 'write' &&
  !isOpen &&
  !isDisputed &&
  going >= least;

/** What a screen says where two copies of a section came to different states. */
export const DISAGREES =
  'This device and another one do not hold the same. Nothing older is put together in this part of the notebook until they do.';
