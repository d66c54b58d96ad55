/** A guest who may only read, and whose build writes all the same: into the record and into the note. */
import path from 'node:path';
import { letIn, mustBeDone, openDirectLink, type DirectLink } from './direct-link.ts';
import type { Patch } from './hostile-build.ts';
import { goTo, seesNotebook, UMA, writeInNotes, type SamplePerson } from './people.ts';
import { launch, type Profile } from './profile.ts';
import { openMeeting } from './story.ts';
import { MEET_MS, type Browser, type Ids } from './team.ts';
import { MeetingTime } from '@/lib/domain/meeting';

export const VIC: SamplePerson = {
  ...UMA,
  name: 'Vic Tern',
  registration: 'TUR-000707',
  passphrase: 'pewter saddle jungle mitten',
};

export const FORGED = 'Forged by a guest: nightjar';

/** What takes the two locks off that keep this person's own device from writing. */
export const WRITES_ANYWAY: readonly Patch[] = [
  {
    name: 'every part may be written',
    file: 'lib/session/readable-sections.ts',
    find: "mayWrite: access === 'write'",
    replace: 'mayWrite: true',
  },
  {
    name: 'seals what it may not write',
    file: 'lib/vault/vault.ts',
    find: "    if (access === 'read') return 'not allowed';\n",
    replace: '',
  },
];

export interface HostileGuest {
  readonly profile: Profile;
  readonly link: DirectLink;
}

/** Vic joins with the changed build and is shown the one meeting, to read. */
export const hostileGuest = async (
  inviter: Browser,
  { meeting }: Ids,
  { folder, build }: { readonly folder: string; readonly build: string },
): Promise<HostileGuest> => {
  const profile = await launch({ dir: path.join(folder, 'vic'), extension: build });
  const link = await openDirectLink(profile);
  await letIn(inviter.link(), link, VIC);
  const { people } = await inviter.link().view('people');
  const vic = people.find(({ person }) => person.name === VIC.name);
  if (vic === undefined) throw new Error('Vic has not joined');
  const shared = await inviter.link().order('shareOne', {
    kind: 'meeting',
    id: meeting,
    person: vic.person.id,
    access: 'read',
  });
  mustBeDone(shared, 'sharing the meeting');
  return { profile, link };
};

/** Vic types in the note, moves the meeting, and adds an action. Answers how many changes that came to. */
export const writeAnyway = async (
  { profile, link }: HostileGuest,
  { meeting }: Ids,
): Promise<number> => {
  await link.until('meetings', ({ coming, past }) => coming.length + past.length === 1, {
    what: 'the meeting at Vic’s',
    within: MEET_MS,
  });
  const page = await profile.panel();
  await seesNotebook(page);
  await goTo(page, 'Meetings');
  await openMeeting(page);
  await writeInNotes(page, FORGED);
  await page.getByText(/Saved on this device at/u).waitFor();
  const fields = { place: FORGED, startsAt: MeetingTime.parse('2026-12-24T10:00') };
  mustBeDone(
    await link.order('change', { kind: 'meeting', id: meeting, fields }),
    'moving the meeting',
  );
  mustBeDone(
    await link.order('create', { kind: 'action', fields: { meeting, text: FORGED, owner: null } }),
    'adding an action',
  );
  // Vic's own device counts what it wrote and may not, as everyone else does.
  const { setAside } = await link.view('people');
  return setAside.reduce((sum, { who, count }) => sum + (who === VIC.name ? count : 0), 0);
};
