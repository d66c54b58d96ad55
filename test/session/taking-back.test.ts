/** What a removal set aside because whoever stated it did not hold it: somebody who holds it counts it again, for everyone. */
import { expect, test } from 'vitest';

import { severalPeople, type Someone } from './several-people';
import { CalendarDay } from '@/lib/domain/calendar';
import { apartViews } from '@/lib/session/apart';
import { MEMBER_ORDERS } from '@/lib/session/members';
import { openShelf } from '@/lib/session/shelf';

const takeBack = ({ notebook, device, member }: Someone, of: string) => {
  const shelf = openShelf(notebook);
  const looking = () => ({ shelf, me: member, today: CalendarDay.parse('2026-11-24') });
  return MEMBER_ORDERS.takeBack(
    { notebook, device, shelf, looking, newId: () => '', now: () => 0 },
    { device: of },
  );
};
const rows = ({ notebook, device }: Someone) =>
  apartViews({ notebook, shelf: openShelf(notebook), me: device.id }).filter(({ letter }) =>
    letter.startsWith('removed/'),
  );

test(
  'what a removed device wrote and the remover had not is counted again by one who holds it',
  { timeout: 60_000 },
  async () => {
    const several = await severalPeople();
    const { founder: alice } = several;
    const bob = await several.admit(alice);
    const cara = await several.admit(alice);
    const priya = await several.admit(alice, { isKeeper: true });
    await bob.write('transfers', 'early', 'work');
    await priya.until(() => priya.reads('transfers')['early'] === 'work');
    await priya.until(() => priya.notebook.register().members.length === 4);
    await priya.goOffline();
    await bob.until(() => !bob.notebook.devicesHere().includes(priya.device.id));
    await bob.write('transfers', 'late', 'of a week');
    await bob.write('transfers', 'later', 'of two');
    await alice.until(() => alice.reads('transfers')['later'] === 'of two');
    await cara.until(() => cara.reads('transfers')['later'] === 'of two');
    const gone = bob.device.id;
    expect(await takeBack(alice, gone)).toMatchObject({ state: 'refused' });
    await bob.close();
    expect(await priya.notebook.remove({ members: [], devices: [gone] })).toMatchObject({
      state: 'saved',
    });
    await priya.goOnline();
    await alice.until(() => !alice.notebook.register().isDevice(gone));
    await alice.until(() => alice.reads('transfers')['late'] === undefined);
    await alice.until(() => rows(alice).length === 1);
    expect(rows(alice)[0]).toMatchObject({
      words: expect.stringMatching(/^2 changes by .* were set aside when access was removed\.$/u),
      takeBack: gone,
    });
    await cara.until(() => rows(cara).length === 1);
    expect(rows(cara)[0]?.takeBack).toBeNull();
    expect(await takeBack(cara, gone)).toMatchObject({ state: 'refused' });

    expect(await takeBack(alice, gone)).toMatchObject({ state: 'done' });
    for (const one of [alice, cara, priya]) {
      await one.until(() => one.reads('transfers')['later'] === 'of two');
      expect(one.reads('transfers')).toMatchObject({ early: 'work', late: 'of a week' });
      expect(rows(one)).toEqual([]);
      expect(one.notebook.register().isDevice(gone)).toBe(false);
    }
    await several.close();
  },
);
