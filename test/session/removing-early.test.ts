/** A device that has just come removes nobody before it has met anyone. */
import { expect, test } from 'vitest';

import { severalPeople, type Someone } from './several-people';
import { CalendarDay } from '@/lib/domain/calendar';
import { MEMBER_ORDERS } from '@/lib/session/members';
import { openShelf } from '@/lib/session/shelf';

const removeDevice = ({ notebook, device, member }: Someone, gone: string) => {
  const shelf = openShelf(notebook);
  const looking = () => ({ shelf, me: member, today: CalendarDay.parse('2026-11-24') });
  return MEMBER_ORDERS.removeDevices(
    { notebook, device, shelf, looking, newId: () => '', now: () => 0 },
    { devices: [gone] },
  );
};

test(
  'who has met nobody yet takes no device out: what was written on it would be lost to all',
  { timeout: 30_000 },
  async () => {
    const several = await severalPeople();
    const { founder } = several;
    const bob = await several.admit(founder);
    await bob.write('transfers', 'work', 'of years');
    await founder.until(() => founder.reads('transfers')['work'] === 'of years');
    const newcomer = await several.admit(founder, { isKeeper: true, isOnline: false });
    expect(await removeDevice(newcomer, bob.device.id)).toMatchObject({ state: 'refused' });
    await newcomer.goOnline();
    await newcomer.until(() => newcomer.reads('transfers')['work'] === 'of years');
    await newcomer.until(() => newcomer.notebook.others().has(founder.device.id));
    expect(await removeDevice(newcomer, bob.device.id)).toMatchObject({ state: 'done' });
    await founder.until(() => !founder.notebook.register().isDevice(bob.device.id));
    expect(founder.reads('transfers')).toMatchObject({ work: 'of years' });
    await several.close();
  },
);
