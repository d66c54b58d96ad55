/** Five people in one notebook with nothing sealed, each with an ordering of their own, for tests of orders and views. */
import { CalendarDay, londonDay } from '@/lib/domain/calendar';
import { Person, type Role } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import { TEAMS } from '@/lib/domain/teams';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { put } from '@/lib/notebook/records';
import { grantsFor } from '@/lib/session/access-work';
import { RECORD_ORDERS, type RecordOrdering } from '@/lib/session/orders';
import { openShelf } from '@/lib/session/shelf';
import type { Looking } from '@/lib/session/view-duties';
import { makeDevice } from '@/lib/vault/device';
import { begin, join, ledger, member, plainNotebook, type PlainNotebook } from './plain-notebook';

export const NOW = Date.UTC(2026, 10, 24, 9);
export const TODAY = londonDay(NOW);
export const TEAM = RecordId.parse(TEAMS[0]?.id);
export const day = (text: string): CalendarDay => CalendarDay.parse(text);

const PEOPLE = [
  ['alice', 'liaison-spo', true],
  ['line', 'yot-line-manager', true],
  ['head', 'yot-manager', false],
  ['bob', 'secondee', false],
  ['aco', 'aco', false],
] as const satisfies readonly (readonly [string, Role, boolean])[];
export type Name = (typeof PEOPLE)[number][0];
const placeOf = (name: Name): number => PEOPLE.findIndex(([one]) => one === name) + 1;
const idOf = (name: Name): RecordId => RecordId.parse(member(placeOf(name)));

export interface Someone {
  readonly ordering: RecordOrdering;
  readonly notebook: PlainNotebook;
  readonly looking: (today?: CalendarDay) => Looking;
}

export const must = (answer: Answer): string => {
  if (answer.state === 'refused') throw new Error(answer.why);
  return answer.id ?? '';
};

const random = (length: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length);
  crypto.getRandomValues(bytes);
  return bytes;
};

export const office = async () => {
  const of = ledger();
  const founder = member(1);
  for (const purpose of ['directory', 'overview', 'transfers']) begin(of, purpose, founder);
  let made = 0xb00;
  const someone = async (name: Name): Promise<Someone> => {
    const me = member(placeOf(name));
    const notebook = plainNotebook(of, me);
    const shelf = openShelf(notebook);
    return {
      notebook,
      looking: (today = TODAY) => ({ shelf, me, today }),
      ordering: {
        notebook,
        shelf,
        looking: () => ({ shelf, me, today: TODAY }),
        device: await makeDevice(random),
        newId: () => {
          made += 1;
          return made.toString(16).padStart(32, '0');
        },
        now: () => NOW,
      },
    };
  };
  const as: Readonly<Record<Name, Someone>> = {
    alice: await someone('alice'),
    line: await someone('line'),
    head: await someone('head'),
    bob: await someone('bob'),
    aco: await someone('aco'),
  };
  join(of, founder, 'liaison-spo', true, [
    ['directory', 'write'],
    ['overview', 'write'],
    ['transfers', 'write'],
  ]);
  for (const [name, role] of PEOPLE) {
    const person = Person.parse({ id: idOf(name), name: `${name} Sample`, role });
    put(as.alice.notebook.records('directory'), 'person', person, { now: NOW, origin: 'test' });
  }
  const place = { notebook: as.alice.notebook, shelf: as.alice.ordering.shelf, me: founder };
  for (const [name, role, isKeeper] of PEOPLE.slice(1)) {
    const grants = grantsFor(place, { id: idOf(name), role, isKeeper });
    of.members.push({
      member: member(placeOf(name)),
      isKeeper,
      role,
      grants: new Map(grants.map(({ section, access }) => [section, access])),
    });
  }
  const notebooks = Object.values(as).map(({ notebook }) => notebook);
  return {
    as,
    /** Everyone takes what everyone has. */
    meet: (): void => {
      for (const one of notebooks) for (const other of notebooks) one.hear(other);
    },
  };
};

export const SECONDMENT: OrderOf<'addSecondment'> = {
  team: TEAM,
  secondee: idOf('bob'),
  lineManager: idOf('line'),
  startsOn: day('2026-09-01'),
  endsOn: day('2028-08-31'),
  endReason: '',
};

/** A secondment that began in September, with the YOT manager among its parties. */
export const begun = async (given: Partial<OrderOf<'addSecondment'>> = {}) => {
  const at = await office();
  at.meet();
  const id = RecordId.parse(
    must(await RECORD_ORDERS.addSecondment(at.as.alice.ordering, { ...SECONDMENT, ...given })),
  );
  must(
    await RECORD_ORDERS.change(at.as.alice.ordering, {
      kind: 'secondment',
      id,
      fields: { yotManager: idOf('head') },
    }),
  );
  at.meet();
  return { ...at, id };
};
