/** The first of everything: a device with keys of its own, a new notebook, and a new one in the place of another. */
import { done, LOCKED, refused } from './answer';
import type { Book } from './book';
import type { Hall } from './hall';
import { FULL, type Unlocked } from './keepsake';
import { copyInto } from './start-again';
import { SECTIONS } from '@/lib/domain/kinds';
import { isLongEnough, PASSPHRASE_RULE } from '@/lib/domain/passphrase';
import { standingText, type AboutMe } from '@/lib/domain/people';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { ADDRESS_RULE, isMeetingAddress } from '@/lib/parse/address';
import { toHex } from '@/lib/parse/bytes';
import { lockDevice, makeDevice } from '@/lib/vault/device';
import { nameEpoch } from '@/lib/vault/hands';
import { MemberId, sectionIdFromBytes } from '@/lib/vault/ids';
import { makeSectionKey, type Keyring } from '@/lib/vault/keyring';
import { foundNotebook } from '@/lib/vault/statement';

/** A device for someone who has none yet. `about` is null for one whom a notebook knows. */
export const makeUnlocked = async (
  { store, keepsake, cost, random }: Hall,
  about: AboutMe | null,
  passphrase: string,
): Promise<Unlocked | Answer> => {
  if (about?.name.trim() === '') return refused('Enter your name', 'name');
  if (!isLongEnough(passphrase)) {
    return refused(PASSPHRASE_RULE, 'passphrase');
  }
  // The keys of a device are never written over: they may open a notebook.
  if ((await store.device()) !== null) return refused(LOCKED);
  const device = await makeDevice(random);
  const { locked, master } = await lockDevice({ device, keyrings: [] }, passphrase, cost, random);
  if ((await store.putDevice(locked)).state === 'full') return refused(FULL);
  const who: Unlocked = { locked, device, master, keyrings: [], about };
  if (about !== null) await keepsake.putAbout(who, about);
  return who;
};

/** A new notebook of which this device is the first. Null: the device is full, and nothing was changed. */
const foundFor = async (
  { books, keepsake, random }: Hall,
  who: Unlocked,
  {
    member,
    about,
    name,
    signalling,
  }: {
    readonly member: MemberId;
    readonly about: AboutMe;
    readonly name: string;
    readonly signalling: readonly string[];
  },
): Promise<Book | null> => {
  const sections = SECTIONS.map((purpose) => ({
    section: sectionIdFromBytes(random(16)),
    purpose,
  }));
  const epoch = await nameEpoch({ number: 1, secret: random(32) });
  const sectionKeys = await Promise.all(
    sections.map(({ section }) => makeSectionKey(section, random)),
  );
  const role = standingText({ role: about.role, isAuditor: false });
  const { notebook, statement } = await foundNotebook(
    who.device,
    { member, role, sections, epoch: epoch.keyId, keys: sectionKeys },
    random,
  );
  const keyring: Keyring = {
    notebook,
    name,
    epochs: [{ number: epoch.number, secret: epoch.secret }],
    sectionKeys,
    signalling,
  };
  const opened = await books.open(who, keyring, [statement.bytes]);
  await books.introduce(opened.notebook, member, about);
  if (await keepsake.putKeyring(who, opened.notebook.keyring())) return opened;
  await books.close(notebook);
  return null;
};

export const startNotebook = async (
  hall: Hall,
  { about, passphrase, notebookName, meetingPoints }: OrderOf<'startNotebook'>,
): Promise<Answer> => {
  const wrong = meetingPoints.find((address) => !isMeetingAddress(address));
  if (wrong !== undefined) {
    return refused(ADDRESS_RULE, 'meetingPoints');
  }
  if (notebookName.trim() === '') return refused('Enter a name for the notebook', 'notebookName');
  const who = hall.who() ?? (await makeUnlocked(hall, about, passphrase));
  if ('state' in who) return who;
  hall.admit(who);
  const opened = await foundFor(hall, who, {
    member: MemberId.parse(toHex(hall.random(16))),
    about: who.about ?? about,
    name: notebookName.trim(),
    signalling: meetingPoints,
  });
  if (opened === null) return refused(FULL);
  await hall.show(who, opened.notebook.id);
  return done(opened.notebook.id);
};

/** A new notebook with what this device reads of one, without some of its people. */
export const startAgain = async (
  hall: Hall,
  of: Book,
  who: Unlocked,
  { without, notebookName }: OrderOf<'startAgain'>,
): Promise<Answer> => {
  if (notebookName.trim() === '') return refused('Enter a name for the notebook', 'notebookName');
  const member = of.notebook.register().wasDevice(who.device.id)?.member;
  if (member === undefined) return refused(LOCKED);
  const me = of.shelf.find('person', member) ?? who.about;
  if (me === null) return refused('Say who you are first.', 'name');
  const opened = await foundFor(hall, who, {
    member,
    about: me,
    name: notebookName.trim(),
    signalling: of.notebook.keyring().signalling,
  });
  if (opened === null) return refused(FULL);
  const problem = await copyInto(of, opened.notebook, without);
  if (problem !== null) {
    return refused(`The new notebook was made, but not everything is in it. ${problem}`);
  }
  await hall.show(who, opened.notebook.id);
  return done(opened.notebook.id);
};
