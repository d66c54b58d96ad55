/**
 * A notebook with nothing sealed: the documents, sections and grants that records and their readers need, for tests
 * that are not about keys. Two people's copies hear of each other when they are told to.
 */
import * as Y from 'yjs';
import type { Access } from '@/lib/session/access';
import type { AccessRegister } from '@/lib/session/access-work';
import type { OrderingNotebook } from '@/lib/session/orders';
import { MemberId, NotebookId, SectionId } from '@/lib/vault/ids';

export const member = (number: number): MemberId =>
  MemberId.parse(number.toString(16).padStart(32, '0'));
const sectionId = (number: number): SectionId =>
  SectionId.parse((0xa000 + number).toString(16).padStart(32, '0'));

/** What the members' statements have come to, the same for everyone. */
export interface Ledger {
  readonly members: {
    readonly member: MemberId;
    isKeeper: boolean;
    role: string;
    readonly grants: Map<SectionId, Access>;
  }[];
  readonly sections: {
    section: SectionId;
    purpose: string;
    maker: MemberId;
    isByKeeper: boolean;
  }[];
  readonly said: string[];
  /** By Yjs client the member who wrote under it; each has one device, whose id is the member's. */
  readonly writers: Map<number, string>;
  /** Members that are out. */
  readonly gone: { readonly member: MemberId; readonly isKeeper: boolean }[];
  readonly wasDevice: AccessRegister['wasDevice'];
}

export const ledger = (): Ledger => {
  const members: Ledger['members'] = [];
  const gone: Ledger['gone'] = [];
  return {
    members,
    sections: [],
    said: [],
    writers: new Map(),
    gone,
    wasDevice: (id) => [...members, ...gone].find(({ member: one }) => one === id) ?? null,
  };
};

export const join = (
  of: Ledger,
  one: MemberId,
  role: string,
  isKeeper = false,
  grants: readonly (readonly [string, Access])[] = [],
): void => {
  const given = new Map(grants.map(([purpose, access]) => [idOf(of, purpose), access] as const));
  of.members.push({ member: one, isKeeper, role, grants: given });
};

const idOf = (of: Ledger, purpose: string): SectionId => {
  const found = of.sections.find((one) => one.purpose === purpose);
  if (found === undefined) throw new Error(`no section ${purpose}`);
  return found.section;
};

export const begin = (of: Ledger, purpose: string, maker: MemberId): SectionId => {
  const section = sectionId(of.sections.length + 1);
  const isByKeeper = of.members.some((one) => one.member === maker && one.isKeeper);
  of.sections.push({ section, purpose, maker, isByKeeper });
  return section;
};

export interface PlainNotebook extends OrderingNotebook {
  /** Takes everything of the sections that both read. */
  readonly hear: (other: PlainNotebook) => void;
  readonly docs: ReadonlyMap<string, Y.Doc>;
}

let clients = 1000;

export const plainNotebook = (of: Ledger, me: MemberId): PlainNotebook => {
  const docs = new Map<string, Y.Doc>();
  const docOf = (key: string): Y.Doc => {
    const known = docs.get(key);
    if (known !== undefined) return known;
    const doc = new Y.Doc();
    clients += 1;
    doc.clientID = clients;
    of.writers.set(clients, me);
    docs.set(key, doc);
    return doc;
  };
  const own = () => of.members.find((one) => one.member === me);
  const sections = () =>
    of.sections.flatMap(({ section, purpose }) => {
      const access = own()?.grants.get(section);
      return access === undefined
        ? []
        : [{ id: section, name: purpose, mayWrite: access === 'write' }];
    });
  const key = (name: string, note: string | null = null): string => {
    const found =
      sections().find((one) => one.name === name) ?? sections().find(({ id }) => id === name);
    if (found === undefined) throw new Error(`no section ${name} can be read here`);
    return note === null ? found.id : `${found.id}|${note}`;
  };
  return {
    id: NotebookId.parse('5a'.repeat(32)),
    docs,
    sections,
    remove: async ({ members }) => {
      for (const going of members) {
        const at = of.members.findIndex((one) => one.member === going);
        of.gone.push(...of.members.splice(at, 1));
      }
      return { state: 'saved' };
    },
    setRole: async (one, role) => {
      const found = of.members.find((other) => other.member === one);
      if (found !== undefined) found.role = role;
      return { state: 'saved' };
    },
    records: (name) => docOf(key(name)),
    note: (name, meeting) => docOf(key(name, meeting)),
    write: (name, change) => {
      const doc = docOf(key(name));
      return {
        result: doc.transact(() => change(doc), 'order'),
        saved: Promise.resolve({ state: 'saved', at: 0 }),
      };
    },
    sit: async (name, meeting) => {
      const doc = docOf(key(name, meeting));
      clients += 1;
      return {
        client: clients,
        update: Y.encodeStateAsUpdate(doc),
        presence: null,
        write: async (update) => {
          Y.applyUpdate(doc, update);
          return 0;
        },
        show: () => {},
        leave: () => {},
      };
    },
    register: (): AccessRegister => of,
    writerOf: (client) => of.writers.get(client) ?? null,
    makeSection: async (purpose, grants) => {
      const section = begin(of, purpose, me);
      of.said.push(`make ${purpose}`);
      own()?.grants.set(section, 'write');
      for (const { member: one, access } of grants) {
        of.members.find((other) => other.member === one)?.grants.set(section, access);
      }
      return { state: 'saved' };
    },
    grant: async ({ member: one, section, access }) => {
      of.said.push(`grant ${access}`);
      of.members.find((other) => other.member === one)?.grants.set(section, access);
      return { state: 'saved' };
    },
    withdraw: async ({ member: one, section }) => {
      of.said.push('withdraw');
      of.members.find((other) => other.member === one)?.grants.delete(section);
      return { state: 'saved' };
    },
    hear: (other) => {
      const read = new Set<string>(sections().map(({ id }) => id));
      for (const [name, doc] of other.docs) {
        if (read.has(name.split('|')[0] ?? '')) {
          Y.applyUpdate(docOf(name), Y.encodeStateAsUpdate(doc));
        }
      }
    },
  };
};
