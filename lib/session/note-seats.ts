/** Who sits at which note: the windows of this device that have it open, and the people who write in it elsewhere. */
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import { isWrittenBy } from './documents';
import {
  awarenessToEntry,
  bytesToPresence,
  entryToAwareness,
  presenceToBytes,
} from './note-presence';
import { clientOf } from './run';
import type { Run, Writing } from './writing';
import { byteWriter, fromHex, toHex } from '@/lib/parse/bytes';
import type { Random } from '@/lib/sync/timers';
import { openUnder, sealUnder, type Bytes } from '@/lib/vault/keys';

/** One window's place at a note. */
export interface Seat {
  readonly client: number;
  readonly update: Uint8Array;
  readonly presence: Uint8Array | null;
  /** Resolves with the time (ms) at which the update is durable; on a full disk that waits until there is room. */
  readonly write: (update: Uint8Array) => Promise<number>;
  readonly show: (awareness: Uint8Array) => void;
  readonly leave: () => void;
}

export interface SeatListener {
  readonly update: (update: Uint8Array) => void;
  readonly presence: (update: Uint8Array) => void;
}

export interface NoteSeats {
  readonly sit: (section: string, note: string, listener: SeatListener) => Promise<Seat>;
  /** Takes what a connected device says of where its person writes. */
  readonly hear: (bytes: Uint8Array, device: string) => Promise<void>;
  /** A device is no longer in the notebook: its person is shown nowhere. */
  readonly forget: (device: string) => void;
  /** Ends the seats of one section; those of others stay. */
  readonly closeSection: (section: string) => void;
  readonly close: () => void;
}

export interface NoteSeatsOptions {
  readonly device: string;
  readonly note: (section: string, note: string) => Y.Doc;
  readonly writingFor: (section: string, note: string, run: Run) => Writing;
  /** The run has ended; its writing may be forgotten when nothing of it is unsaved. */
  readonly done: (section: string, note: string, run: Run) => void;
  /** The key under which the presence of a section is sealed; null while there is none that only its readers hold. */
  readonly keyOf: (section: string) => Promise<Bytes | null>;
  readonly mayWrite: (section: string, device: string) => boolean;
  readonly tell: (bytes: Uint8Array) => void;
  /** The name that the notebook knows for a device; what a message claims is not shown. */
  readonly nameOf: (device: string) => string;
  readonly random: Random;
}

const PURPOSE = 'liaison-notebook/presence/v1';
const SECTION_LENGTH = 16;
/** How long a note's changes are gathered while nobody else has it open, and while somebody has (ms). */
const GATHER_MS = { alone: 500, together: 50 } as const;

interface Taken {
  readonly listener: SeatListener;
}

interface Table {
  readonly doc: Y.Doc;
  readonly section: string;
  readonly seats: Set<Taken>;
  readonly awareness: Awareness;
  /** Which device shows itself under a client id. */
  readonly shownBy: Map<number, string>;
}

type State = { readonly cursor: unknown } | null;

const firstLetters = (name: string): string =>
  name
    .split(/\s+/u)
    .map((word) => word.slice(0, 1))
    .join('')
    .slice(0, 2)
    .toUpperCase();

export const openNoteSeats = (options: NoteSeatsOptions): NoteSeats => {
  const { device, keyOf, random } = options;
  const tables = new Map<string, Table>();

  const named = (who: string, state: State): unknown => {
    if (state === null) return null;
    const name = options.nameOf(who);
    return { ...state, user: { name, initials: firstLetters(name) } };
  };

  /** Forwards what a letter or another seat wrote to every window that has the note open. */
  const tableFor = (section: string, note: string): Table => {
    const key = `${section}|${note}`;
    const known = tables.get(key);
    if (known !== undefined) return known;
    const doc = options.note(section, note);
    const seats = new Set<Taken>();
    const awareness = new Awareness(doc);
    awareness.setLocalState(null);
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      for (const seat of seats) if (seat !== origin) seat.listener.update(update);
    });
    awareness.on(
      'update',
      (
        { added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>,
        origin: unknown,
      ) => {
        const update = encodeAwarenessUpdate(awareness, [...added, ...updated, ...removed]);
        for (const seat of seats) if (seat !== origin) seat.listener.presence(update);
      },
    );
    const table: Table = { doc, section, seats, awareness, shownBy: new Map() };
    tables.set(key, table);
    return table;
  };

  const tell = async (
    section: string,
    note: string,
    run: Run,
    clock: number,
    state: State,
  ): Promise<void> => {
    const key = await keyOf(section);
    if (key === null) return;
    const padded = presenceToBytes({ section, note, run: run.id, clock, state });
    const sealed = await sealUnder(key, PURPOSE, padded, random);
    options.tell(byteWriter().fixed(fromHex(section)).fixed(sealed).finish());
  };

  return {
    sit: async (section, note, listener) => {
      const id = toHex(random(16));
      const run: Run = { id, client: await clientOf(device, id, section) };
      const { doc, seats, awareness } = tableFor(section, note);
      const seat: Taken = { listener };
      seats.add(seat);
      const writing = options.writingFor(section, note, run);
      const present = [...awareness.getStates().keys()];
      const isTogether = (): boolean =>
        seats.size > 1 || [...awareness.getStates().keys()].some((client) => client !== run.client);
      return {
        client: run.client,
        update: Y.encodeStateAsUpdate(doc),
        presence: present.length === 0 ? null : encodeAwarenessUpdate(awareness, present),
        write: async (update) => {
          // The window's own bytes are sealed, not what comes of them here: somebody may have left a change that
          // waits for this very one, and then both would come in together.
          if (!isWrittenBy(update, run.client)) throw new Error('a window wrote under another id');
          Y.applyUpdate(doc, update, seat);
          const wait = isTogether() ? GATHER_MS.together : GATHER_MS.alone;
          const saved = await writing.write(update, wait);
          return saved.state === 'saved' ? saved.at : writing.onceSaved();
        },
        show: (update) => {
          const entry = awarenessToEntry(update, run.client);
          if (entry === null) return;
          const { clock, state } = entry;
          applyAwarenessUpdate(
            awareness,
            entryToAwareness(run.client, clock, named(device, state)),
            seat,
          );
          void tell(section, note, run, clock, state);
        },
        leave: () => {
          void writing.flush().finally(() => options.done(section, note, run));
          seats.delete(seat);
          const clock = (awareness.meta.get(run.client)?.clock ?? 0) + 1;
          applyAwarenessUpdate(awareness, entryToAwareness(run.client, clock, null), seat);
          void tell(section, note, run, clock, null);
        },
      };
    },
    hear: async (bytes, from) => {
      if (bytes.length <= SECTION_LENGTH) return;
      const section = toHex(bytes.subarray(0, SECTION_LENGTH));
      // Whoever only reads the section holds its key too, and would seem to write in the note.
      if (!options.mayWrite(section, from)) return;
      const key = await keyOf(section);
      if (key === null) return;
      const padded = await openUnder(key, PURPOSE, bytes.subarray(SECTION_LENGTH));
      const said = padded === null ? null : bytesToPresence(section, padded);
      const table = said === null ? undefined : tables.get(`${section}|${said.note}`);
      if (said === null || table === undefined) return;
      // The client id follows from the device that the channel proved and the run that the message names.
      const client = await clientOf(from, said.run, section);
      const entry = entryToAwareness(client, said.clock, named(from, said.state));
      table.shownBy.set(client, from);
      applyAwarenessUpdate(table.awareness, entry, 'elsewhere');
    },
    forget: (gone) => {
      for (const { awareness, shownBy } of tables.values()) {
        const clients = [...shownBy].flatMap(([client, by]) => (by === gone ? [client] : []));
        for (const client of clients) shownBy.delete(client);
        removeAwarenessStates(awareness, clients, 'elsewhere');
      }
    },
    closeSection: (section) => {
      for (const [key, table] of tables) {
        if (table.section !== section) continue;
        table.seats.clear();
        table.awareness.destroy();
        tables.delete(key);
      }
    },
    close: () => {
      for (const { awareness } of tables.values()) awareness.destroy();
      tables.clear();
    },
  };
};
