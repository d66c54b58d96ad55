/** Joining a notebook by an invitation: from the pasted code to the keys in hand. */
import { openExchange, type Exchange } from './exchange';
import type { JoinView } from './views';
import { bytesToWelcome, type Welcome } from './welcome';
import type { AboutMe } from '@/lib/domain/people';
import type { Random, Timers } from '@/lib/sync/timers';
import type { Device } from '@/lib/vault/device';
import { topicOf, type InvitationCode } from '@/lib/vault/invitation-code';
import { openJoiner } from '@/lib/vault/invitation';

export interface Joining {
  readonly view: () => JoinView;
  readonly confirm: () => Promise<void>;
  readonly refuse: () => Promise<void>;
  readonly close: () => void;
}

export interface JoiningSurroundings {
  readonly code: InvitationCode;
  readonly device: Device;
  /** Null for whom the notebook knows already: what stands there of them stays. */
  readonly about: AboutMe | null;
  /** Whether the words of this very invitation were compared before an interruption. */
  readonly hasConfirmed: boolean;
  readonly keepConfirmed: () => Promise<void>;
  /** Stores keys and statements; resolves when they are durable. */
  readonly enter: (welcome: Welcome) => Promise<void>;
  readonly onChange: () => void;
  readonly random: Random;
  readonly timers: Timers;
}

const ENDED = {
  'someone else asked first':
    'That code has been used by another device. Ask for a new one, and tell the person who sent it.',
  'the words differ':
    'The words do not match. Someone else may be using this code. Do not continue.',
} as const;
const NOT_ENTERED =
  'The notebook could not be written on this device. Make room on it, then paste the same code again.';
const UNREADABLE = 'What the other device sent could not be read. Ask for a new invitation.';

export const openJoining = async (around: JoiningSurroundings): Promise<Joining> => {
  const { code, device, about, random, timers, onChange } = around;
  let failed: string | null = null;
  let isEntering = false;
  let isClosed = false;
  let hasEntered = false;
  const joiner = await openJoiner({ code, device, hasConfirmed: around.hasConfirmed, random });

  const onStep = async (): Promise<void> => {
    const view = joiner.view();
    if (view.state === 'welcomed' && !isEntering && !isClosed) {
      isEntering = true;
      const welcome = bytesToWelcome(view.welcome);
      if (welcome === null || welcome.statements.length === 0) failed = UNREADABLE;
      else await enter(welcome);
    }
    onChange();
  };

  /** The other side goes on offering until it hears that the keys are durable here, so joining can be tried again. */
  const enter = async (welcome: Welcome): Promise<void> => {
    try {
      await around.enter(welcome);
      hasEntered = true;
      exchange.say();
    } catch (error) {
      failed = NOT_ENTERED;
      onChange();
      throw error;
    }
  };

  const exchange: Exchange = openExchange({
    side: {
      // "Done" is said only when the keys are durable here: until then the other side can be asked again.
      outbox: () => (joiner.view().state === 'welcomed' && !hasEntered ? [] : joiner.outbox()),
      take: joiner.take,
    },
    topic: await topicOf(code),
    signalling: code.signalling,
    onChanged: () => void onStep(),
    random,
    timers,
  });

  return {
    view: () => {
      const view = joiner.view();
      const none = { words: [], why: null } as const;
      if (failed !== null) return { state: 'refused', words: [], why: failed };
      switch (view.state) {
        case 'asking':
          return { state: 'looking for them', ...none };
        case 'words':
          return { state: 'compare words', words: view.words, why: null };
        case 'waiting':
          return { state: 'waiting for them', words: view.words, why: null };
        case 'introduced':
        case 'welcomed':
          return { state: 'receiving', ...none };
        case 'ended':
          return { state: 'refused', words: [], why: ENDED[view.why] };
      }
    },
    confirm: async () => {
      await around.keepConfirmed();
      await joiner.confirm(new TextEncoder().encode(JSON.stringify(about)));
      exchange.say();
      onChange();
    },
    refuse: async () => {
      await joiner.refuse();
      onChange();
    },
    close: () => {
      isClosed = true;
      exchange.close();
    },
  };
};
