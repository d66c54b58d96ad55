/** What a record says about who reads what, when it was written by somebody who may not let others in. */
import { expect, test } from 'vitest';
import type { Doc } from 'yjs';

import { severalPeople, type Someone } from './several-people';
import { AccessChoice, choiceId } from '@/lib/domain/access-choice';
import { CalendarDay } from '@/lib/domain/calendar';
import { Person, type Role } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import { Secondment } from '@/lib/domain/secondment';
import { TEAMS } from '@/lib/domain/teams';
import { put } from '@/lib/notebook/records';
import { letIn, reconcile } from '@/lib/session/access-work';
import { openShelf } from '@/lib/session/shelf';

const DAY = CalendarDay.parse('2026-11-24');
const ID = RecordId.parse('c'.repeat(32));
const WHEN = { now: Date.UTC(2026, 10, 24, 9), origin: 'test' } as const;
const ROWS = { secondment: `secondment/${ID}`, performance: `performance/${ID}` } as const;

const secondment = (fields: object) =>
  Secondment.parse({
    id: ID,
    team: TEAMS[0]?.id,
    secondee: RecordId.parse('d'.repeat(32)),
    startsOn: CalendarDay.parse('2026-12-01'),
    endsOn: CalendarDay.parse('2028-11-30'),
    endReason: '',
    recordedOn: DAY,
    ...fields,
  });

const accessOf = (one: Someone, of: Someone, purpose: string) => {
  const { members, sections } = one.notebook.register();
  const section = sections.find((each) => each.purpose === purpose)?.section;
  const grants = members.find(({ member }) => member === of.member)?.grants;
  return section === undefined ? undefined : grants?.get(section);
};

test(
  'a party lets nobody in or out by what they write, and one who may does it when they write the same',
  { timeout: 60_000 },
  async () => {
    const several = await severalPeople();
    const { founder: alice } = several;
    const bob = await several.admit(alice);
    const mallory = await several.admit(alice);
    const written = async (one: Someone, purpose: string, change: (doc: Doc) => unknown) => {
      expect(await one.notebook.write(purpose, change).saved).toMatchObject({ state: 'saved' });
    };
    const people: readonly (readonly [Someone, Role])[] = [
      [alice, 'liaison-spo'],
      [bob, 'yot-line-manager'],
      [mallory, 'yot-manager'],
    ];
    await written(alice, 'directory', (doc) => {
      for (const [{ member }, role] of people) {
        put(doc, 'person', Person.parse({ id: member, name: 'Sample', role }), WHEN);
      }
      return null;
    });
    const parties = {
      liaisonSpo: alice.member,
      lineManager: bob.member,
      yotManager: mallory.member,
    };
    await alice.notebook.makeSection(
      ROWS.secondment,
      [bob, mallory].map(({ member }) => ({ member, access: 'write' as const })),
    );
    await alice.notebook.makeSection(ROWS.performance, [{ member: bob.member, access: 'write' }]);
    await written(alice, ROWS.secondment, (doc) =>
      put(doc, 'secondment', secondment(parties), WHEN),
    );
    const mallorys = () => openShelf(mallory.notebook).find('secondment', ID);
    await mallory.until(
      () =>
        mallory.sections().includes(`${ROWS.secondment}:write`) &&
        String(mallorys()?.lineManager) === bob.member,
    );
    await written(mallory, ROWS.secondment, (doc) => {
      put(doc, 'secondment', secondment({ ...parties, lineManager: mallory.member }), WHEN);
      return put(
        doc,
        'accessChoice',
        AccessChoice.parse({
          id: choiceId(ROWS.secondment, bob.member),
          person: bob.member,
          section: ROWS.secondment,
          access: 'none',
          chosenOn: DAY,
        }),
        WHEN,
      );
    });
    const place = {
      notebook: alice.notebook,
      shelf: openShelf(alice.notebook),
      me: alice.member,
    };
    await alice.until(
      () => String(place.shelf.find('secondment', ID)?.lineManager) === mallory.member,
    );
    await letIn(place);
    expect(await reconcile(place, Object.values(ROWS))).toEqual([]);
    const now = () => ({
      bob: Object.values(ROWS).map((purpose) => accessOf(alice, bob, purpose)),
      mallory: Object.values(ROWS).map((purpose) => accessOf(alice, mallory, purpose)),
    });
    expect(now()).toEqual({ bob: ['write', 'write'], mallory: ['write', undefined] });

    // Alice, who may, names another line manager after all, and then the same one.
    for (const lineManager of [null, mallory.member]) {
      await written(alice, ROWS.secondment, (doc) =>
        put(doc, 'secondment', secondment({ ...parties, lineManager }), WHEN),
      );
    }
    expect(await reconcile(place, Object.values(ROWS))).toEqual([]);
    expect(now()).toEqual({ bob: ['write', undefined], mallory: ['write', 'write'] });
    await several.close();
  },
);
