/** Two sections of one name, one of them made by somebody who should read neither. */
import { expect, test } from 'vitest';

import { severalPeople } from './several-people';

const PURPOSE = `performance/${'ab'.repeat(16)}`;

test(
  'a section on older parents does not draw to itself what is written under the name of another',
  { timeout: 60_000 },
  async () => {
    const several = await severalPeople();
    const { founder } = several;
    const victim = await several.admit(founder, { grants: { directory: 'write' } });
    const hostile = await several.admit(founder, { grants: { directory: 'read' } });
    await hostile.until(() => hostile.notebook.register().members.length === 3);
    await hostile.goOffline();
    await founder.notebook.makeSection('something', []);
    await founder.notebook.makeSection(PURPOSE, [{ member: victim.member, access: 'write' }]);
    const named = () => victim.notebook.sections().filter(({ name }) => name === PURPOSE);
    await victim.until(() => named().length === 1);
    const meant = named()[0]?.id;
    // Knows the name and builds on what was there before.
    await hostile.notebook.makeSection(PURPOSE, [
      { member: founder.member, access: 'write' },
      { member: victim.member, access: 'write' },
    ]);
    await hostile.goOnline();
    await victim.until(() => named().length === 2);
    const [first] = victim.notebook
      .register()
      .sections.filter(({ purpose }) => purpose === PURPOSE);
    expect(first?.maker).toBe(founder.member);
    expect(named()[0]?.id).toBe(meant);
    await victim.write(PURPOSE, 'secret', 'what went well');
    await victim.until(
      () =>
        victim.notebook
          .records(meant ?? '')
          .getMap('test')
          .get('secret') === 'what went well',
    );
    await several.close();
  },
);
