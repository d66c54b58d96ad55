/** What people order about letting somebody in, and about where they meet. */
import { done, refused } from './answer';
import type { Hall, Here } from './hall';
import { FULL } from './keepsake';
import { Person } from '@/lib/domain/people';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { ADDRESS_RULE, isMeetingAddress } from '@/lib/parse/address';

export interface InvitingOrdering extends Here {
  readonly hall: Pick<Hall, 'books' | 'keepsake' | 'changed'>;
  readonly newId: () => string;
}

type InvitingOrder =
  | 'invite'
  | 'confirmInvitationWords'
  | 'stopInvitation'
  | 'linkDevice'
  | 'setMeetingPoints';
type Handlers = {
  readonly [Name in InvitingOrder]: (
    ordering: InvitingOrdering,
    given: OrderOf<Name>,
  ) => Promise<Answer>;
};

const NO_ADDRESS =
  'Set an address to meet at first: the other device needs a way to find this one.';

export const INVITING_ORDERS: Handlers = {
  invite: async ({ of, who, hall, newId }, { person, mayInvite }) => {
    if (!of.notebook.register().isKeeper(who.device.id)) {
      return refused('Only a person who may invite others can do this.');
    }
    if (of.notebook.keyring().signalling.length === 0) {
      return refused(NO_ADDRESS, 'meetingPoints');
    }
    if (typeof person !== 'string' && person.name.trim() === '') {
      return refused('Enter the name of the person', 'name');
    }
    const known =
      typeof person === 'string'
        ? of.shelf.find('person', person)
        : Person.parse({ id: newId(), name: person.name.trim(), role: person.role });
    if (known === null) return refused('That person is no longer in the notebook.');
    // Someone who was let in and never arrived may be invited again.
    const hasArrived = of.notebook
      .register()
      .members.filter(({ member }) => member === String(known.id))
      .some(({ devices }) =>
        devices.some(({ id }) => id === who.device.id || of.notebook.others().has(id)),
      );
    if (hasArrived) return refused(`${known.name} is in this notebook already.`);
    if (typeof person !== 'string') await hall.books.introduce(of.notebook, known.id, known);
    const { id, name } = known;
    return done(await of.inviting.invite({ person: id, name, mayInvite, isOwnDevice: false }));
  },
  confirmInvitationWords: async ({ of }, { id }) => {
    await of.inviting.confirm(id);
    return done();
  },
  stopInvitation: async ({ of }, { id }) => {
    await of.inviting.stop(id);
    return done();
  },
  /** Anyone may let in another device of their own; the words are compared on one that is in. */
  linkDevice: async ({ of, who }) => {
    const person = of.notebook.register().memberOf(who.device.id);
    if (person === null) return refused('This device is not in the notebook any more.');
    if (of.notebook.keyring().signalling.length === 0) return refused(NO_ADDRESS, 'meetingPoints');
    const name = of.shelf.find('person', person)?.name ?? who.about?.name ?? '';
    return done(await of.inviting.invite({ person, name, mayInvite: false, isOwnDevice: true }));
  },
  setMeetingPoints: async ({ of, who, hall }, { addresses }) => {
    if (!addresses.every(isMeetingAddress)) {
      return refused(ADDRESS_RULE, 'meetingPoints');
    }
    const keyring = { ...of.notebook.keyring(), signalling: addresses };
    if (!(await hall.keepsake.putKeyring(who, keyring))) return refused(FULL);
    await of.notebook.useKeyring(keyring);
    hall.changed();
    return done();
  },
};
