/** Letting people in: the invitations that this device has issued and that are still open. */
import { openExchange, type Exchange } from './exchange';
import type { OpenNotebook } from './open-notebook';
import type { InvitationView } from './views';
import { welcomeToBytes } from './welcome';
import { AboutMe } from '@/lib/domain/people';
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';
import type { Random, Timers } from '@/lib/sync/timers';
import type { Device } from '@/lib/vault/device';
import type { Grant } from '@/lib/vault/statement';
import { MemberId } from '@/lib/vault/ids';
import { topicOf } from '@/lib/vault/invitation-code';
import {
  makeInvitation,
  openInviter,
  readInvitation,
  writeInvitation,
  type Inviter,
  type InviterView,
  type Invitation,
} from '@/lib/vault/invitation';

/** How long an invitation may be used. */
const LASTS_MS = 7 * 24 * 60 * 60 * 1_000;
const MOST_INVITATIONS = 256;

/** Keeps a done or stopped invitation on the screen until the next start. */
export interface Inviting {
  readonly invite: (invited: Invited) => Promise<string>;
  readonly confirm: (id: string) => Promise<void>;
  readonly stop: (id: string) => Promise<void>;
  readonly views: () => readonly InvitationView[];
  readonly close: () => void;
}

/** Whom an invitation is for. */
export interface Invited {
  readonly person: string;
  readonly name: string;
  readonly mayInvite: boolean;
  /** For another device of the person who issues it: it gets what that person has. */
  readonly isOwnDevice: boolean;
}

interface Issued extends Invited {
  /**
   * The role that the inviter chose or saw. Others write the person's record too, and by the time of the admission it
   * may say something that gives more.
   */
  readonly role: string;
  /** Replaced once, before its nonce is revealed: from then on it names the request that was answered. */
  invitation: Invitation;
}

type Outcome = 'joined' | 'stopped' | 'role changed';

interface Open {
  readonly issued: Issued;
  readonly inviter: Inviter;
  readonly exchange: Exchange;
  outcome: Outcome | null;
  isAdmitting: boolean;
}

const issuedToBytes = (issued: readonly Issued[]): Uint8Array => {
  const writer = byteWriter().uint(1).uint(issued.length);
  for (const { invitation, person, name, mayInvite, isOwnDevice, role } of issued) {
    writer
      .bytes(writeInvitation(invitation))
      .text(person)
      .text(name)
      .uint(mayInvite ? 1 : 0)
      .uint(isOwnDevice ? 1 : 0)
      .text(role);
  }
  return writer.finish();
};

const bytesToIssued = async (bytes: Uint8Array): Promise<readonly Issued[]> => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) return [];
    const raw = Array.from({ length: reader.uint(MOST_INVITATIONS) }, () => ({
      bytes: reader.bytes(32 * 1024),
      person: reader.text(120),
      name: reader.text(2_000),
      mayInvite: reader.uint(1) === 1,
      isOwnDevice: reader.uint(1) === 1,
      role: reader.text(120),
    }));
    const issued: Issued[] = [];
    for (const { bytes: encoded, ...invited } of raw) {
      const invitation = await readInvitation(encoded);
      if (invitation !== null) issued.push({ invitation, ...invited });
    }
    return issued;
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
};

export interface InvitingSurroundings {
  readonly notebook: OpenNotebook;
  readonly device: Device;
  /** Sealed bytes of the open invitations, kept on this device. */
  readonly keep: (bytes: Uint8Array) => Promise<void>;
  readonly kept: Uint8Array | null;
  /** What a newcomer may read and write from the first moment, and the role that is kept of them. */
  readonly rightsOf: (invited: Invited) => {
    readonly role: string;
    readonly grants: readonly Grant[];
  };
  /** Writes what the newcomer said about themselves into their person record. */
  readonly introduce: (person: string, about: AboutMe) => Promise<void>;
  readonly notebookName: () => string;
  readonly onChange: () => void;
  readonly now: () => number;
  readonly random: Random;
  readonly timers: Timers;
}

export const openInviting = async (around: InvitingSurroundings): Promise<Inviting> => {
  const { notebook, device, now, random, timers, onChange } = around;
  const open = new Map<string, Open>();
  let isClosed = false;

  const keep = (): Promise<void> => {
    // A step that ends after closing finds no invitations here; what was kept before still stands.
    if (isClosed) return Promise.resolve();
    const kept = [...open.values()].filter(({ outcome }) => outcome === null);
    return around.keep(issuedToBytes(kept.map(({ issued }) => issued)));
  };

  const end = async (one: Open, outcome: Outcome): Promise<void> => {
    one.outcome = outcome;
    one.exchange.close();
    await keep();
    onChange();
  };

  const welcomeFor = (person: string): Uint8Array => {
    return welcomeToBytes({
      name: around.notebookName(),
      member: MemberId.parse(person),
      statements: notebook.register().statements,
    });
  };

  const admit = async (one: Open): Promise<void> => {
    const view = one.inviter.view();
    if (view.state !== 'introduced' || one.isAdmitting) return;
    // Judged before the admission is durable: whoever is let in is also welcomed.
    if (now() >= one.issued.invitation.code.expiresAtMinute * 60_000) {
      await end(one, 'stopped');
      return;
    }
    one.isAdmitting = true;
    try {
      await letIn(one, view);
    } finally {
      one.isAdmitting = false;
    }
  };

  const letIn = async (
    one: Open,
    view: Extract<InviterView, { state: 'introduced' }>,
  ): Promise<void> => {
    const about = AboutMe.safeParse(parseJson(view.about));
    const { applicant } = view;
    const { issued } = one;
    const { role, grants } = around.rightsOf(issued);
    if (role !== issued.role) {
      await end(one, 'role changed');
      return;
    }
    const admitted = await notebook.admit({
      member: MemberId.parse(issued.person),
      device: applicant.device,
      exchangeKey: applicant.exchangeKey,
      deviceKind: 'device',
      isKeeper: issued.mayInvite,
      role,
      invitation: issued.invitation.code.invitation,
      consent: applicant.consent,
      grants,
    });
    if (admitted.state !== 'saved') {
      await end(one, 'stopped');
      return;
    }
    // Of one's own device nothing is learned: the record of its person stands.
    if (about.success && !issued.isOwnDevice) await around.introduce(issued.person, about.data);
    await one.inviter.welcome(welcomeFor(issued.person), now());
    one.exchange.say();
    onChange();
  };

  const onStep = async (one: Open): Promise<void> => {
    const view = one.inviter.view();
    if (view.state === 'introduced') await admit(one);
    if (view.state === 'asked again') {
      await one.inviter.welcomeAgain(welcomeFor(one.issued.person));
      one.exchange.say();
    }
    if (view.state === 'done') await end(one, 'joined');
    if (view.state === 'ended') await end(one, 'stopped');
    onChange();
  };

  const start = async (issued: Issued): Promise<void> => {
    const { code } = issued.invitation;
    const before = notebook
      .register()
      .members.flatMap(({ devices }) => devices)
      .find(
        ({ invitation, admittedBy }) => invitation === code.invitation && admittedBy === device.id,
      );
    const inviter = await openInviter({
      invitation: issued.invitation,
      device,
      keep: async (answered) => {
        issued.invitation = answered;
        await keep();
      },
      admitted:
        before === undefined ? null : { device: before.id, exchangeKey: before.exchangeKey },
      random,
    });
    const exchange = openExchange({
      side: { outbox: inviter.outbox, take: (message) => inviter.take(message, now()) },
      topic: await topicOf(code),
      signalling: code.signalling,
      onChanged: () => {
        const one = open.get(code.invitation);
        if (one !== undefined && one.outcome === null) void onStep(one);
      },
      random,
      timers,
    });
    open.set(code.invitation, { issued, inviter, exchange, outcome: null, isAdmitting: false });
  };

  if (around.kept !== null) {
    for (const issued of await bytesToIssued(around.kept)) {
      if (issued.invitation.code.expiresAtMinute * 60_000 > now()) await start(issued);
    }
  }

  return {
    invite: async (invited) => {
      const invitation = await makeInvitation(
        {
          notebook: notebook.id,
          inviter: device.id,
          signalling: notebook.keyring().signalling,
          expiresAt: now() + LASTS_MS,
        },
        random,
      );
      await start({ invitation, ...invited, role: around.rightsOf(invited).role });
      await keep();
      onChange();
      return invitation.code.invitation;
    },
    confirm: async (id) => {
      const one = open.get(id);
      if (one === undefined) return;
      await one.inviter.confirm(now());
      one.exchange.say();
      onChange();
    },
    stop: async (id) => {
      const one = open.get(id);
      if (one === undefined || one.outcome !== null) return;
      await one.inviter.refuse();
      await end(one, 'stopped');
    },
    views: () =>
      [...open.values()].map((one) => ({
        id: one.issued.invitation.code.invitation,
        personId: one.issued.person,
        isOwnDevice: one.issued.isOwnDevice,
        name: one.issued.name,
        code: one.issued.invitation.text,
        endsAt: one.issued.invitation.code.expiresAtMinute * 60_000,
        ...stateOf(one),
      })),
    close: () => {
      isClosed = true;
      for (const { exchange } of open.values()) exchange.close();
      open.clear();
    },
  };
};

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};

const ROLE_CHANGED =
  'The role of this person was changed after you made this invitation, so nobody was let in. Look at their role and make a new one.';
const STOPPED = {
  'a second device asked':
    'A second device tried to use this invitation, so it was stopped. Make a new one.',
  expired: 'This invitation has run out. Make a new one.',
  'the words differ': 'The words did not match, so nobody was let in.',
} as const;

const stateOf = ({ inviter, outcome }: Open): Pick<InvitationView, 'state' | 'words' | 'why'> => {
  const view = inviter.view();
  if (outcome === 'joined') return { state: 'joined', words: [], why: null };
  if (view.state === 'ended') {
    return {
      state: view.why === 'expired' ? 'ran out' : 'stopped',
      words: [],
      why: STOPPED[view.why],
    };
  }
  if (outcome === 'role changed') return { state: 'stopped', words: [], why: ROLE_CHANGED };
  if (outcome === 'stopped')
    return { state: 'stopped', words: [], why: 'You stopped this invitation.' };
  if (view.state === 'words') return { state: 'compare words', words: view.words, why: null };
  if (view.state === 'waiting') return { state: 'waiting', words: [], why: null };
  return { state: 'letting them in', words: [], why: null };
};
