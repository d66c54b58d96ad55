/** What people order about devices, and about who lets others in. */
import { reconcile } from './access-work';
import { done, refused } from './answer';
import { accessPlace, type Ordering } from './orders';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { SECTIONS } from '@/lib/domain/kinds';
import { LetterId, SectionId } from '@/lib/vault/ids';

const NOT_A_KEEPER = 'Only a person who may invite others can do this.';
const NOT_MET =
  'This device has not met any of the others yet. What was written on the other one would be lost to everybody. Keep this notebook open until this device has met a colleague’s, then try again.';
const NOT_JOINED = 'This person is not in the notebook.';

const said = ({ state, ...rest }: { readonly state: string; readonly why?: string }): Answer =>
  state === 'saved' ? done() : refused(rest.why ?? 'This could not be done. Try again.');

/**
 * Of what a removed device wrote only that counts, for everybody and for good, which the remover holds. A device that
 * has just come to a notebook and met none of those who stay may hold nothing yet.
 */
const hasMetNobody = ({ notebook, device }: Ordering, going: readonly string[]): boolean => {
  const staying = notebook
    .register()
    .members.flatMap(({ devices }) => devices)
    .filter(({ id, deviceKind }) => deviceKind === 'device' && id !== device.id)
    .filter(({ id }) => !going.includes(id));
  return staying.length > 0 && staying.every(({ id }) => !notebook.others().has(id));
};

const isKeeper = ({ notebook, device }: Ordering): boolean =>
  notebook.register().isKeeper(device.id);

type MemberOrder = 'removeDevices' | 'takeBack' | 'setKeeper' | 'leaveOut' | 'setHold';
type Handlers = {
  readonly [Name in MemberOrder]: (ordering: Ordering, given: OrderOf<Name>) => Promise<Answer>;
};

export const MEMBER_ORDERS: Handlers = {
  /** All in one change: a lost device and those that it let in are out at the same moment. */
  removeDevices: async (ordering, { devices }) => {
    const { notebook, device } = ordering;
    const register = notebook.register();
    const me = register.memberOf(device.id);
    const present = devices.flatMap((id) => register.device(id) ?? []);
    if (present.length === 0) return refused('This device is not in the notebook any more.');
    if (present.some(({ id }) => id === device.id)) {
      return refused('This is the device you are using. Remove it from another one of yours.');
    }
    if (!isKeeper(ordering) && present.some(({ member }) => member !== me)) {
      return refused(NOT_A_KEEPER);
    }
    if (hasMetNobody(ordering, devices)) return refused(NOT_MET);
    return said(await notebook.remove({ members: [], devices: present.map(({ id }) => id) }));
  },
  /** Says the removal again, with all that is held here as its bounds: of all that were said the widest holds. */
  takeBack: async (ordering, { device: of }) => {
    const { notebook } = ordering;
    if (!isKeeper(ordering)) return refused(NOT_A_KEEPER);
    const register = notebook.register();
    const was = register.wasDevice(of);
    if (was === null || register.isDevice(of)) return refused('This device was not removed.');
    return said(await notebook.remove({ members: [], devices: [was.id] }));
  },
  setKeeper: async (ordering, { person, may }) => {
    const { notebook } = ordering;
    if (!isKeeper(ordering)) return refused(NOT_A_KEEPER);
    const { members } = notebook.register();
    const member = members.find((one) => String(one.member) === person);
    if (member === undefined) return refused(NOT_JOINED);
    if (member.isKeeper === may) return done();
    if (!may && members.filter((one) => one.isKeeper).length === 1) {
      return refused(
        'Somebody must be able to invite and remove people. Choose another one first.',
      );
    }
    const answer = said(
      await (may ? notebook.appoint(member.member) : notebook.retire(member.member)),
    );
    // Whoever lets others in holds the parts that everyone has.
    if (answer.state === 'done') await reconcile(accessPlace(ordering), SECTIONS);
    return answer;
  },
  /** `letter` is the section's id and the letter's, with a slash between. */
  leaveOut: async (ordering, { letter }) => {
    const { notebook } = ordering;
    if (!isKeeper(ordering)) return refused(NOT_A_KEEPER);
    const [section, id] = letter.split('/');
    const named = { section: SectionId.safeParse(section), letter: LetterId.safeParse(id) };
    if (!named.section.success || !named.letter.success) {
      return refused('This change is not here any more.');
    }
    return said(await notebook.leaveOut(named.section.data, [named.letter.data]));
  },
  setHold: async (ordering, { section, isOn }) => {
    const { notebook } = ordering;
    if (!isKeeper(ordering)) return refused(NOT_A_KEEPER);
    const register = notebook.register();
    const found = register.sections.filter(({ purpose }) => purpose === section);
    if (found.length === 0) return refused('This part of the notebook is not here.');
    for (const one of found) {
      if (register.isHeld(one.section) === isOn) continue;
      const answer = said(await notebook.hold(one.section, isOn));
      if (answer.state === 'refused') return answer;
    }
    return done();
  },
};
