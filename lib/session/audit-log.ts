/**
 * The log of who did what. What this person sees and does is gathered by the hour and written as one letter into a
 * section of their own, for which there is no order to change anything; whoever reads a section of another person
 * reads what that person's devices signed, and nothing that anybody else put there.
 */
import { reconcile, type AccessPlace } from './access-work';
import type { Act } from './audit-acts';
import {
  bytesToHour,
  bytesToWaiting,
  hourOf,
  hourToBytes,
  MOST_WAITING,
  MS_PER_HOUR,
  waitingToBytes,
  type AuditHour,
} from './audit-body';
import { dueHours, gather } from './audit-gather';
import { auditToBody, bodyToChange } from './change';
import type { OpenNotebook } from './open-notebook';
import type { AuditEntry } from '@/lib/domain/audit';
import { auditEntry, toDetails } from '@/lib/domain/audit';
import { readStanding } from '@/lib/domain/people';
import { auditSection, partsOf } from '@/lib/domain/sections';
import { Malformed, toHex } from '@/lib/parse/bytes';
import type { Random, Timers } from '@/lib/sync/timers';
import { RunId, type DeviceId, type SectionId } from '@/lib/vault/ids';
import { makeQueue } from '@/lib/vault/queue';
import type { Register } from '@/lib/vault/register';
import type { SignedLetter } from '@/lib/vault/vault';

/** What the log needs of an open notebook. */
export type AuditNotebook = Pick<
  OpenNotebook,
  | 'register'
  | 'sections'
  | 'makeSection'
  | 'grant'
  | 'withdraw'
  | 'ownVector'
  | 'isReadable'
  | 'removed'
  | 'readLetters'
  | 'writeLetters'
>;

/** A line that is read, newest first where there are several. */
export interface ReadLine extends AuditEntry {
  readonly key: string;
}

export interface AuditLogParts {
  readonly notebook: AuditNotebook;
  readonly place: () => AccessPlace;
  readonly device: DeviceId;
  /** What `keep` was given last in an earlier opening. */
  readonly kept: Uint8Array | null;
  /** Keeps, under the seal of this device, what is not written yet. */
  readonly keep: (bytes: Uint8Array) => Promise<void>;
  /** Whether people say why before they open a record. */
  readonly asksReasons: () => boolean;
  readonly onChange: () => void;
  readonly now: () => number;
  readonly random: Random;
  readonly timers: Timers;
}

export type Whose = 'mine' | 'all';

export interface AuditLog {
  /** Acts of one order share what they are told by. */
  readonly record: (acts: readonly Act[], correlation?: string) => void;
  /** A record is shown: once for each opening, however often it is drawn anew. */
  readonly saw: (kind: string, id: string) => void;
  /** Somebody opens a record, perhaps not for the first time. */
  readonly opens: (kind: string, id: string) => void;
  readonly giveReason: (kind: string, id: string, reason: string) => void;
  readonly newCorrelation: () => string;
  /** Something has changed: makes the section that is missing, and keeps its readers right. */
  readonly look: () => void;
  readonly isAuditor: () => boolean;
  /** What is read so far, newest first; `onChange` says when there is more. `all` is empty for who is no auditor. */
  readonly lines: (whose: Whose) => readonly ReadLine[];
  /** Reads everything now. */
  readonly read: (whose: Whose) => Promise<readonly ReadLine[]>;
  /** Resolves when what was begun is done. */
  readonly settled: () => Promise<void>;
  /** Writes what was gathered; nothing is recorded after it. */
  readonly end: () => Promise<void>;
}

/** A killed browser loses what was seen and done within this time (ms). */
const KEEP_AFTER_MS = 1_500;
const RUN_LENGTH = 16;
const CORRELATION_LENGTH = 8;
const NO_REASON = 'No reason was given';
const NOT_COUNTED = 'Left out of the notebook, or written after access had ended';

/** Whether a section is the log of the one who made it: anybody could give a section of theirs such a name. */
const isLogOf = ({
  purpose,
  maker,
}: Pick<Register['sections'][number], 'purpose' | 'maker'>): boolean => {
  const parts = partsOf(purpose);
  return parts?.kind === 'audit' && parts.of === String(maker);
};

const joinWords = (...words: readonly string[]): string =>
  words.filter((word) => word !== '').join('; ');

/**
 * The lines of one letter; none where its author is not whose log it is, or for what no writer of ours makes. A letter
 * that does not count is read all the same: to leave it out, or to say that its author might not write there any
 * more, must not take a line away.
 */
const linesOf = (
  register: Pick<Register, 'sections' | 'wasDevice'>,
  { id, section, author, body, counts }: Omit<SignedLetter, 'run' | 'seq'>,
): readonly ReadLine[] => {
  const of = register.sections.find((one) => one.section === section);
  const member = register.wasDevice(author)?.member;
  if (body === null || of === undefined || !isLogOf(of) || member !== of.maker) return [];
  try {
    const change = bodyToChange(body);
    if (change.kind !== 'audit') return [];
    return bytesToHour(change.bytes).lines.map((line, at) => {
      const entry = auditEntry(line, member);
      const details = counts ? entry.details : joinWords(entry.details, NOT_COUNTED);
      return { ...entry, details, key: `${id}.${at}` };
    });
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
};

/** Whether the keepers named this member an auditor. */
export const readsAllLogs = (
  {
    members,
  }: { readonly members: readonly Pick<Register['members'][number], 'member' | 'role'>[] },
  member: string | null,
): boolean =>
  members.some((one) => one.member === member && readStanding(one.role)?.isAuditor === true);

const newestFirst = (lines: readonly ReadLine[]): readonly ReadLine[] =>
  lines.toSorted((a, b) => b.when - a.when);

export const openAuditLog = (parts: AuditLogParts): AuditLog => {
  const { notebook, place, device, now, random, timers } = parts;
  const run = RunId.parse(toHex(random(RUN_LENGTH)));
  const inTurn = makeQueue();
  /** By subject what the opening is told by that goes on. */
  const viewing = new Map<string, string>();
  const reasons = new Map<string, string>();
  let hours: readonly AuditHour[] = [];
  /** Acts of this hour that are in already: a note is changed by every key. */
  let seen = { hour: 0, acts: new Set<string>() };
  let isEnded = false;
  let isLooking = false;
  let triedAt = '';
  let cancelKeep: (() => void) | null = null;
  let cancelHour: (() => void) | null = null;

  const me = () => notebook.register().memberOf(device);
  const ownLog = (): SectionId | null => {
    const register = notebook.register();
    const mine = me();
    return (
      register.sections.find(
        (one) =>
          mine !== null &&
          one.maker === mine &&
          isLogOf(one) &&
          register.accessOf(device, one.section) === 'write',
      )?.section ?? null
    );
  };
  /** The number of the last letter that this device wrote there. */
  const lastWritten = (): number => {
    const log = ownLog();
    return (
      notebook.ownVector().find((end) => end.section === log && end.device === device)?.seq ?? 0
    );
  };

  const kept = parts.kept === null ? null : bytesToWaiting(parts.kept);
  // A browser that was killed between the writing and the forgetting has written the first of them.
  if (kept !== null) hours = kept.hours.slice(Math.max(0, lastWritten() + 1 - kept.next));

  const keepNow = async (): Promise<void> => {
    cancelKeep?.();
    cancelKeep = null;
    // A full disk must stop nobody's work; the lines stay in memory and are kept with the next ones.
    await parts.keep(waitingToBytes({ next: lastWritten() + 1, hours })).catch(() => {});
  };

  const writeNow = (isAll: boolean): Promise<void> =>
    inTurn(async () => {
      const log = ownLog();
      const { due, rest } = isAll ? { due: hours, rest: [] } : dueHours(hours, now());
      if (log === null || due.length === 0 || !notebook.isReadable()) return;
      hours = rest;
      const isSaved = await notebook
        .writeLetters(
          log,
          run,
          due.map((hour) => auditToBody(hourToBytes(hour))),
        )
        .then(({ state }) => state === 'saved')
        .catch(() => false);
      // In front: what comes first is written first.
      if (!isSaved) hours = [...due, ...hours].slice(-MOST_WAITING);
      await keepNow();
      parts.onChange();
    });

  const keepSoon = (): void => {
    cancelKeep ??= timers.later(KEEP_AFTER_MS, () => {
      cancelKeep = null;
      void inTurn(keepNow);
    });
  };
  const writeAtHourEnd = (): void => {
    cancelHour ??= timers.later(MS_PER_HOUR - (now() % MS_PER_HOUR), () => {
      cancelHour = null;
      void writeNow(false);
      if (hours.length > 0) writeAtHourEnd();
    });
  };

  const add = (act: Act, correlationId: string): void => {
    const when = now();
    if (seen.hour !== hourOf(when)) seen = { hour: hourOf(when), acts: new Set() };
    const key = JSON.stringify([act, correlationId]);
    if (seen.acts.has(key)) return;
    seen.acts.add(key);
    hours = gather(hours, {
      what: act.what,
      when,
      subjectType: act.subjectType,
      subjectId: toDetails(act.subjectId).slice(0, 200),
      correlationId,
      details: toDetails(act.details),
    });
    if (dueHours(hours, when).due.length > 0) void writeNow(false);
    keepSoon();
    writeAtHourEnd();
  };
  const newCorrelation = (): string => toHex(random(CORRELATION_LENGTH));

  /** The section of this person, made on the first opening; the auditors and nobody else are let in to it. */
  const keepSection = async (): Promise<void> => {
    const mine = me();
    if (mine === null || !notebook.isReadable() || notebook.removed() !== null) return;
    const { heads, members, sections } = notebook.register();
    if (heads.join() === triedAt) return;
    triedAt = heads.join();
    if (!sections.some((one) => one.maker === mine && isLogOf(one))) {
      const auditors = members.filter(
        ({ member }) => member !== mine && readsAllLogs({ members }, member),
      );
      await notebook.makeSection(
        auditSection(mine),
        auditors.map(({ member }) => ({ member, access: 'read' })),
      );
    } else {
      await reconcile(place(), [auditSection(mine)]);
    }
  };

  const isAuditor = (): boolean => readsAllLogs(notebook.register(), me());

  const logs = (whose: Whose): ReadonlySet<SectionId> => {
    const mine = me();
    const here = new Set(notebook.sections().map(({ id }) => id));
    if (whose === 'all' && !isAuditor()) return new Set();
    return new Set(
      notebook
        .register()
        .sections.flatMap((one) =>
          isLogOf(one) && here.has(one.section) && (whose === 'all' || one.maker === mine)
            ? [one.section]
            : [],
        ),
    );
  };

  const waiting = (): readonly ReadLine[] => {
    const mine = me();
    if (mine === null) return [];
    return hours.flatMap(({ hour, lines }) =>
      lines.map((line, at) => ({ ...auditEntry(line, mine), key: `${hour}.${at}` })),
    );
  };

  /** What was read last, and of what: letters that have come since show in the vector. */
  const known = new Map<Whose, { readonly of: string; readonly lines: readonly ReadLine[] }>();
  const reading = new Set<Whose>();
  const stateOf = (sections: ReadonlySet<SectionId>): string => {
    const ends = notebook.ownVector().filter(({ section }) => sections.has(section));
    return `${[...sections].join()} ${ends.map(({ device: of, seq }) => `${of} ${seq}`).join()}`;
  };
  const readWritten = async (whose: Whose): Promise<readonly ReadLine[]> => {
    const sections = logs(whose);
    const of = stateOf(sections);
    const before = known.get(whose);
    if (before?.of === of) return before.lines;
    const letters = sections.size === 0 ? [] : await notebook.readLetters(sections);
    const register = notebook.register();
    const lines = newestFirst(letters.flatMap((letter) => linesOf(register, letter)));
    known.set(whose, { of, lines });
    return lines;
  };

  if (hours.length > 0) {
    void writeNow(false);
    writeAtHourEnd();
  }

  return {
    record: (acts, correlation = newCorrelation()) => {
      if (!isEnded) for (const act of acts) add(act, correlation);
    },
    saw: (kind, id) => {
      if (isEnded) return;
      const key = `${kind}/${id}`;
      const correlation = viewing.get(key) ?? newCorrelation();
      viewing.set(key, correlation);
      const reason = reasons.get(kind === 'note' ? `meeting/${id}` : key);
      const missing = parts.asksReasons() ? NO_REASON : '';
      const details = reason === undefined ? missing : `Reason: ${reason}`;
      add({ what: 'view', subjectType: kind, subjectId: id, details }, correlation);
    },
    opens: (kind, id) => {
      viewing.delete(`${kind}/${id}`);
    },
    giveReason: (kind, id, reason) => {
      reasons.set(`${kind}/${id}`, reason);
    },
    newCorrelation,
    look: () => {
      if (isLooking || isEnded || notebook.register().heads.join() === triedAt) return;
      isLooking = true;
      void inTurn(async () => {
        isLooking = false;
        await keepSection().catch(() => {
          // What could not be said now is tried at the next change.
          triedAt = '';
        });
      });
    },
    isAuditor,
    lines: (whose) => {
      const now = known.get(whose);
      if (!reading.has(whose) && now?.of !== stateOf(logs(whose))) {
        reading.add(whose);
        void readWritten(whose)
          .then(() => {
            reading.delete(whose);
            if (!isEnded) parts.onChange();
          })
          .catch(() => reading.delete(whose));
      }
      const own = whose === 'mine' || isAuditor() ? waiting() : [];
      return newestFirst([...own, ...(now?.lines ?? [])]);
    },
    read: async (whose) => {
      const written = await readWritten(whose);
      return newestFirst([...(whose === 'mine' || isAuditor() ? waiting() : []), ...written]);
    },
    settled: () => inTurn(async () => {}),
    end: async () => {
      isEnded = true;
      cancelHour?.();
      cancelKeep?.();
      if (hours.length > 0) {
        await writeNow(true);
        if (hours.length > 0) await keepNow();
      }
    },
  };
};
