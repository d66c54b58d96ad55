/** The readable part of an open notebook: the documents of its sections, who writes in them, and the windows at its notes. */
import * as Y from 'yjs';
import {
  FROM_LETTER,
  openDocuments,
  type Documents,
  type DocumentsBefore,
  type KeptUnfit,
  type LostText,
  type OutLetter,
  type ReadableLetter,
} from './documents';
import { openNoteSeats, type NoteSeats, type Seat, type SeatListener } from './note-seats';
import {
  changeOfSections,
  readableSections,
  sectionNamed,
  type SectionHere,
} from './readable-sections';
import { clientOf } from './run';
import { suspicionOf, type LetterPlace } from './suspects';
import type { UnsavedChange } from './unsaved';
import { openWriting, type Run, type Saved, type Writing } from './writing';
import { toHex } from '@/lib/parse/bytes';
import type { Random, Timers } from '@/lib/sync/timers';
import type { Device } from '@/lib/vault/device';
import { SectionId, type KeyId, type LetterId } from '@/lib/vault/ids';
import { deriveKey, type Bytes } from '@/lib/vault/keys';
import type { OpenedLetter, Vault } from '@/lib/vault/vault';

const PRESENCE = 'liaison-notebook/presence/v1';
const LOST =
  'What was typed here and not yet saved when your access to this part of the notebook ended.';

/** One section that can be read: its documents, and the run in which this device writes its records. */
interface Part {
  readonly section: SectionHere;
  readonly documents: Documents;
  readonly run: Run;
  /** Letters that do not count and were asked for their places. */
  readonly placed: ReadonlySet<LetterId>;
}

export interface ReadingParts {
  readonly device: Device;
  readonly vault: Pick<
    Vault,
    'register' | 'keyring' | 'readAll' | 'readLeftOut' | 'aside' | 'readAside'
  >;
  readonly before: DocumentsBefore | null;
  /** What a section begins with that was dropped to a checkpoint; null for nothing. */
  readonly baseOf: (section: SectionId) => Promise<DocumentsBefore | null>;
  /** Seals and stores the bodies in order; resolves when they are durable. */
  readonly store: (section: string, run: string, bodies: readonly Uint8Array[]) => Promise<Saved>;
  readonly tellPresence: (bytes: Uint8Array) => void;
  readonly nameOf: (device: string) => string;
  /** The documents of these sections were built anew: whatever shows them starts afresh. */
  readonly onRebuilt: (names: readonly string[]) => void;
  /** Sections were opened or closed, or may be written in or no more. */
  readonly onSections: () => void;
  readonly onChange: () => void;
  readonly noteTrouble: (words: string, device: string | null) => void;
  /** Letters that are left out on this device alone: see `suspects.ts`. */
  readonly suspects: () => readonly LetterPlace[];
  readonly timers: Timers;
  readonly random: Random;
  readonly now: () => number;
}

/** What is kept out of the documents that are open here. */
export interface ApartHere {
  readonly unfit: readonly KeptUnfit[];
  readonly lost: readonly LostText[];
  readonly leftOut: readonly OutLetter[];
}

export interface Reading {
  readonly device: Device;
  readonly sections: () => readonly SectionHere[];
  readonly records: (name: string) => Y.Doc;
  readonly note: (name: string, meeting: string) => Y.Doc;
  readonly write: <Result>(
    name: string,
    change: (doc: Y.Doc) => Result,
  ) => { readonly result: Result; readonly saved: Promise<Saved> };
  /** The same for a note, for a change that only takes away. */
  readonly writeNote: (
    name: string,
    meeting: string,
    change: (doc: Y.Doc) => void,
  ) => Promise<Saved>;
  /** The meetings of a section in whose notes anybody has written. */
  readonly notes: (name: string) => readonly string[];
  readonly sit: (name: string, meeting: string, listener: SeatListener) => Promise<Seat>;
  readonly hearPresence: (bytes: Uint8Array, device: string) => void;
  readonly forgetDevice: (device: string) => void;
  /** Applies what an opening brings, with what is left out; letter by letter if each is to be waited for. */
  readonly begin: (
    letters: readonly OpenedLetter[],
    each: ((letter: OpenedLetter) => Promise<void>) | null,
  ) => Promise<void>;
  /** Applies letters of sections that are open; those of others stay in the vault. */
  readonly apply: (letters: readonly OpenedLetter[]) => Promise<void>;
  /** Opens, closes and rebuilds sections as the vault says now; all others stay as they are. */
  readonly follow: (reordered: readonly SectionId[]) => Promise<void>;
  /** Writes again, under the runs that they belong to, changes that were not durable. */
  readonly takeUp: (unsaved: readonly UnsavedChange[]) => void;
  readonly writerOf: (client: number) => string | null;
  readonly hasUnsaved: () => boolean;
  readonly flush: () => Promise<void>;
  /** What was set aside in sections that are open, and text that went with what others wrote. */
  readonly apart: () => ApartHere;
  /** Whether everything written is durable: what a snapshot may hold. What waits for others it carries along. */
  readonly isSettled: () => boolean;
  readonly documents: () => Pick<Documents, 'all' | 'writers' | 'rest'>;
  /** Ends all writing; what is not durable is handed back. */
  readonly end: () => Promise<readonly UnsavedChange[]>;
  readonly destroy: () => void;
}

/** Opens the sections that can be read, as a snapshot left them or empty; letters are applied after. */
export const openReading = async (parts: ReadingParts): Promise<Reading> => {
  const { device, vault, timers, random, now } = parts;
  const open = new Map<string, Part>();
  const writings = new Map<string, Writing>();
  const rebuilding = new Set<string>();
  const writersBefore = parts.before?.writers ?? new Map<number, string>();
  const presenceKeys = new Map<KeyId, Promise<Bytes>>();
  let isEnded = false;

  const readable = (): readonly SectionHere[] =>
    readableSections(vault.register(), vault.keyring(), device.id);
  let sections = readable();

  const partFor = async (
    section: SectionHere,
    documents: Documents = openDocuments([section.id], null),
    placed: ReadonlySet<LetterId> = new Set(),
  ): Promise<Part> => {
    const id = toHex(random(16));
    const run = { id, client: await clientOf(device.id, id, section.id) };
    documents.records(section.id).clientID = run.client;
    return { section, documents, run, placed };
  };

  const partOf = (id: string): Part => {
    const part = open.get(id);
    if (part === undefined) throw new Error('a section that cannot be read here');
    return part;
  };
  const named = (name: string): Part => {
    const section = sectionNamed(sections, name);
    if (section === undefined) throw new Error(`no section ${name} can be read here`);
    return partOf(section.id);
  };
  const mustWrite = (part: Part): Part => {
    if (isEnded) throw new Error('the notebook is locked');
    if (rebuilding.has(part.section.id)) throw new Error('the notebook is being put in order');
    if (sections.find(({ id }) => id === part.section.id)?.mayWrite !== true) {
      throw new Error(`${part.section.name} may not be changed here`);
    }
    return part;
  };

  /** Applies letters, and leaves out those that are to be and what their runs wrote after them. */
  const applyTo = async (
    documents: Documents,
    letters: readonly OpenedLetter[],
    leftOut: readonly OpenedLetter[] = [],
    aside: readonly OpenedLetter[] = [],
  ): Promise<void> => {
    const { leftOut: named } = vault.register();
    const suspects = parts.suspects();
    const toApply = (letter: OpenedLetter, isOut: boolean): readonly ReadableLetter[] => {
      const { id, section, author, run, body } = letter;
      if (body === null) return [];
      const readable = { id, section, author, run, body };
      if (isOut) return [{ ...readable, leftOut: named.has(id) ? 'whole' : 'after' }];
      const suspicion = suspicionOf(suspects, letter);
      return [suspicion === null ? readable : { ...readable, leftOut: suspicion }];
    };
    const unfit = await documents.apply([
      ...letters.flatMap((letter) => toApply(letter, false)),
      ...leftOut.flatMap((letter) => toApply(letter, true)),
      ...aside.flatMap(({ section, author, run, body }) =>
        body === null ? [] : [{ section, author, run, body, leftOut: 'after' } as const],
      ),
    ]);
    if (unfit.length > 0) parts.onChange();
  };
  /**
   * Letters that do not count, of runs on which something here waits: somebody built on them before they heard so. All
   * others have no part in the documents, and would only fill the memory. Without those that were asked for.
   */
  const awaited = async (
    section: SectionId,
    documents: Documents,
    placed: ReadonlySet<LetterId>,
  ): Promise<ReadonlySet<LetterId>> => {
    const missing = documents.missing();
    const aside = missing.size === 0 ? [] : vault.aside(section);
    const found = new Set<LetterId>();
    for (const ofRun of Map.groupBy(aside, ({ author, run }) => `${author} ${run}`).values()) {
      const [first] = ofRun;
      if (first === undefined) continue;
      if (!missing.has(await clientOf(first.author, first.run, section))) continue;
      for (const { id } of ofRun) if (!placed.has(id)) found.add(id);
    }
    return found;
  };
  const readLeftOut = async (): Promise<readonly OpenedLetter[]> =>
    vault.register().leftOut.size === 0 ? [] : vault.readLeftOut();

  const keyFor = (section: string, note: string | null, run: Run): string =>
    `${section}|${note ?? ''}|${run.id}`;
  const writingFor = (part: Part, note: string | null, run: Run): Writing => {
    const key = keyFor(part.section.id, note, run);
    const known = writings.get(key);
    if (known !== undefined) return known;
    const writing = openWriting({
      name: { section: part.section.id, note },
      run,
      device: device.id,
      documents: part.documents,
      timers,
      store: parts.store,
    });
    writings.set(key, writing);
    return writing;
  };

  /** Sealed under a key that only the present readers hold; until one of them has made it nobody shows where they are. */
  const presenceKey = async (section: string): Promise<Bytes | null> => {
    const of = open.get(section)?.section.id;
    const [winner] = of === undefined ? [] : vault.register().writingKeys(of);
    const held = vault
      .keyring()
      .sectionKeys.find((key) => key.section === of && key.keyId === winner);
    if (held === undefined) return null;
    const derived = presenceKeys.get(held.keyId) ?? deriveKey(held.key, PRESENCE, 32);
    presenceKeys.set(held.keyId, derived);
    return derived;
  };
  const seats: NoteSeats = openNoteSeats({
    device: device.id,
    note: (section, note) => partOf(section).documents.note(section, note),
    writingFor: (section, note, run) => writingFor(mustWrite(partOf(section)), note, run),
    done: (section, note, run) => {
      const key = keyFor(section, note, run);
      if (writings.get(key)?.hasUnsaved() === false) writings.delete(key);
    },
    keyOf: presenceKey,
    mayWrite: (section, from) => vault.register().accessOf(from, section) === 'write',
    tell: parts.tellPresence,
    nameOf: parts.nameOf,
    random,
  });

  /** Ends the writing in sections that are going; what is not durable is handed back. */
  const endWriting = async (
    going: (section: string) => boolean,
  ): Promise<readonly UnsavedChange[]> => {
    const ending = [...writings].filter(([key]) => going(key.slice(0, key.indexOf('|'))));
    // Each tells whoever wrote; here it only matters that nothing is on its way any more.
    await Promise.allSettled(ending.map(([, writing]) => writing.flush()));
    const unsaved = ending.flatMap(([, writing]) => writing.unsaved() ?? []);
    for (const [key, writing] of ending) {
      writing.close();
      writings.delete(key);
    }
    return unsaved;
  };

  const takeUp = (unsaved: readonly UnsavedChange[]): void => {
    for (const { name, run, update } of unsaved) {
      const part = open.get(name.section);
      if (part === undefined || !part.section.mayWrite) {
        parts.noteTrouble(LOST, device.id);
        continue;
      }
      const doc =
        name.note === null
          ? part.documents.records(name.section)
          : part.documents.note(name.section, name.note);
      Y.applyUpdate(doc, update, 'order');
      // It is tried again until it is durable.
      writingFor(part, name.note, run)
        .write(update, 0)
        .catch(() => {});
    }
  };

  /** Runs a change of one document and writes what it brought. */
  const writeIn = <Result>(
    part: Part,
    note: string | null,
    change: (doc: Y.Doc) => Result,
  ): { readonly result: Result; readonly saved: Promise<Saved> } => {
    const { documents, section, run } = part;
    const doc = note === null ? documents.records(section.id) : documents.note(section.id, note);
    const updates: Uint8Array[] = [];
    const gather = (update: Uint8Array, origin: unknown): void => {
      if (origin !== FROM_LETTER) updates.push(update);
    };
    doc.on('update', gather);
    try {
      const result = doc.transact(() => change(doc), 'order');
      const writing = writingFor(part, note, run);
      const [last] = updates.map((update) => writing.write(update, 0)).slice(-1);
      return { result, saved: last ?? Promise.resolve({ state: 'saved', at: now() }) };
    } finally {
      doc.off('update', gather);
      parts.onChange();
    }
  };

  const shut = (id: string): void => {
    seats.closeSection(id);
    open.get(id)?.documents.destroy();
    open.delete(id);
  };

  /** Builds sections from all their letters, beside the old ones, and puts them in their place in one step. */
  const build = async (
    built: readonly SectionHere[],
    unsaved: readonly UnsavedChange[],
  ): Promise<void> => {
    if (built.length === 0) return;
    const fresh = new Map<string, Part>();
    const bases = new Map<SectionId, DocumentsBefore | null>();
    for (const { id } of built) bases.set(id, await parts.baseOf(id));
    const letters = Map.groupBy(await vault.readAll(0), ({ section }) => section);
    const leftOut = Map.groupBy(await readLeftOut(), ({ section }) => section);
    for (const section of built) {
      const { id } = section;
      const placed = new Set<LetterId>();
      let aside: readonly OpenedLetter[] = [];
      for (;;) {
        const documents = openDocuments([id], bases.get(id) ?? null);
        await applyTo(documents, letters.get(id) ?? [], leftOut.get(id), aside);
        const more = await awaited(id, documents, placed);
        if (more.size === 0) {
          fresh.set(id, await partFor(section, documents, placed));
          break;
        }
        // Places must be there when what hangs on them comes: all of it is given once more.
        documents.destroy();
        for (const letter of more) placed.add(letter);
        aside = await vault.readAside(id, placed);
      }
    }
    for (const [id, part] of fresh) {
      shut(id);
      open.set(id, part);
    }
    takeUp(unsaved.filter(({ name }) => fresh.has(name.section)));
  };

  const follow = async (reordered: readonly SectionId[]): Promise<void> => {
    if (isEnded) return;
    const after = readable();
    const change = changeOfSections(sections, after, reordered);
    const { opened, closed, rebuilt, isChanged } = change;
    const going = [...closed, ...rebuilt];
    const names = going.map(({ name }) => name);
    for (const { id } of going) rebuilding.add(id);
    // Open windows write into what is going: they start afresh now, and again when the new documents are there.
    if (names.length > 0) parts.onRebuilt(names);
    try {
      const unsaved = await endWriting((section) => rebuilding.has(section));
      if (isEnded) return;
      const lost = unsaved.filter(({ name }) => closed.some(({ id }) => id === name.section));
      if (lost.length > 0) parts.noteTrouble(LOST, device.id);
      await build([...opened, ...rebuilt], unsaved);
      sections = after;
      for (const section of after) {
        const part = open.get(section.id);
        if (part !== undefined) open.set(section.id, { ...part, section });
      }
      for (const { id } of closed) shut(id);
    } finally {
      for (const { id } of going) rebuilding.delete(id);
    }
    if (names.length > 0) parts.onRebuilt(names);
    if (isChanged) parts.onSections();
    if (isChanged || names.length > 0) parts.onChange();
  };

  /** What hangs on something that was left out cannot be put into documents that have closed over it. */
  const rebuildStale = async (): Promise<void> => {
    const stale: SectionId[] = [];
    for (const { section, documents, placed } of open.values()) {
      const isStale =
        documents.isStale() || (await awaited(section.id, documents, placed)).size > 0;
      if (isStale) stale.push(section.id);
    }
    if (stale.length > 0) await follow(stale);
  };

  const apply = async (letters: readonly OpenedLetter[]): Promise<void> => {
    for (const [section, of] of Map.groupBy(letters, (letter) => letter.section)) {
      const part = open.get(section);
      if (part !== undefined) await applyTo(part.documents, of);
    }
    await rebuildStale();
  };

  const begin = async (
    letters: readonly OpenedLetter[],
    each: ((letter: OpenedLetter) => Promise<void>) | null,
  ): Promise<void> => {
    const leftOut = Map.groupBy(await readLeftOut(), ({ section }) => section);
    const bySection = Map.groupBy(letters, ({ section }) => section);
    for (const [id, { documents }] of open) {
      const section = SectionId.parse(id);
      const of = bySection.get(section) ?? [];
      if (each !== null) {
        for (const letter of of) {
          await each(letter);
          await applyTo(documents, [letter]);
        }
      }
      await applyTo(documents, each === null ? of : [], leftOut.get(section));
    }
    await rebuildStale();
  };

  for (const section of sections) {
    const states = parts.before?.states.filter((state) => state.section === section.id) ?? [];
    const base: DocumentsBefore | null =
      parts.before === null
        ? await parts.baseOf(section.id)
        : {
            states,
            writers: new Map(),
            ...(parts.before.rest === undefined ? {} : { rest: parts.before.rest }),
          };
    const documents = openDocuments([section.id], base);
    open.set(section.id, await partFor(section, documents));
  }

  return {
    device,
    sections: () => sections,
    records: (name) => {
      const { documents, section } = named(name);
      return documents.records(section.id);
    },
    note: (name, meeting) => {
      const { documents, section } = named(name);
      return documents.note(section.id, meeting);
    },
    write: (name, change) => writeIn(mustWrite(named(name)), null, change),
    writeNote: (name, meeting, change) => writeIn(mustWrite(named(name)), meeting, change).saved,
    notes: (name) =>
      named(name)
        .documents.all()
        .flatMap(({ note }) => note ?? []),
    sit: (name, meeting, listener) => seats.sit(named(name).section.id, meeting, listener),
    hearPresence: (bytes, from) => void seats.hear(bytes, from),
    forgetDevice: seats.forget,
    begin,
    apply,
    follow,
    takeUp,
    writerOf: (client) => {
      for (const { documents } of open.values()) {
        const writer = documents.writerOf(client);
        if (writer !== null) return writer;
      }
      return writersBefore.get(client) ?? null;
    },
    hasUnsaved: () => [...writings.values()].some((writing) => writing.hasUnsaved()),
    flush: async () => {
      await Promise.allSettled([...writings.values()].map((writing) => writing.flush()));
    },
    apart: () => {
      const all = [...open.values()].map(({ documents }) => documents);
      return {
        unfit: all.flatMap((documents) => documents.unfit()),
        lost: all.flatMap((documents) => documents.lost()),
        leftOut: all.flatMap((documents) => documents.leftOut()),
      };
    },
    isSettled: () => [...writings.values()].every((writing) => !writing.hasUnsaved()),
    documents: () => {
      const all = [...open.values()].map(({ documents }) => documents);
      return {
        all: () => all.flatMap((documents) => documents.all()),
        rest: () => {
          const rests = all.map((documents) => documents.rest());
          return {
            parts: rests.flatMap((rest) => rest.parts),
            unfit: rests.flatMap((rest) => rest.unfit),
            lost: rests.flatMap((rest) => rest.lost),
            vacancies: rests.flatMap((rest) => rest.vacancies),
          };
        },
        writers: () =>
          new Map([...writersBefore, ...all.flatMap((documents) => [...documents.writers()])]),
      };
    },
    end: async () => {
      isEnded = true;
      const unsaved = await endWriting(() => true);
      seats.close();
      return unsaved;
    },
    destroy: () => {
      isEnded = true;
      seats.close();
      for (const { documents } of open.values()) documents.destroy();
      open.clear();
    },
  };
};
