/** Listens, for the people of the open notebooks, where their recovery codes may ask, and tells them what they need to come back. */
import type { OpenNotebook } from './open-notebook';
import { openTopics } from '@/lib/sync/rendezvous';
import { jitter, type Random, type Timers } from '@/lib/sync/timers';
import { readHello, recoveryTopic, writeRecoveryAnswer } from '@/lib/vault/recovery-exchange';
import type { RegisterDevice } from '@/lib/vault/register';

/** Everyone who hears a hello answers, but not in the same moment. */
const ANSWERS_WITHIN_MS = 1_000;
/** A hello that is played again and again costs no more than this. */
const ANSWERS_EVERY_MS = 5_000;
const MOST_LISTENED_FOR = 128;

export type AskedNotebook = Pick<OpenNotebook, 'id' | 'keyring' | 'register' | 'isReadable'>;

export interface RecoveryListening {
  /** Given the notebooks of this device, locked ones too, whenever who is in them may have changed. */
  readonly look: (notebooks: readonly AskedNotebook[]) => void;
  readonly close: () => void;
}

interface Listener {
  notebook: AskedNotebook;
  recovery: RegisterDevice;
  readonly addresses: string;
  readonly close: () => void;
}

export const openRecoveryListening = ({
  random,
  timers,
}: {
  readonly random: Random;
  readonly timers: Timers;
}): RecoveryListening => {
  const listeners = new Map<string, Listener>();
  /** One socket to each server, whoever is listened for in whichever notebook. */
  const topics = openTopics({ signalling: [], random, timers });
  let isClosed = false;

  const listen = (name: string, notebook: AskedNotebook, recovery: RegisterDevice): Listener => {
    const { signalling } = notebook.keyring();
    let isOver = false;
    let answeredAt = Number.NEGATIVE_INFINITY;
    let cancel = (): void => {};
    let leave = (): void => {};

    const start = async (): Promise<void> => {
      const topic = await recoveryTopic(recovery.id);
      if (isOver) return;
      const answer = async (hello: Uint8Array<ArrayBuffer>): Promise<void> => {
        const current = listeners.get(name);
        if (isOver || current === undefined) return;
        const asked = current.notebook;
        const messages = await writeRecoveryAnswer(
          current.recovery,
          hello,
          {
            notebook: asked.id,
            // What a locked notebook is called is told to nobody.
            name: asked.isReadable() ? asked.keyring().name : null,
            signalling: asked.keyring().signalling,
            statements: asked.register().statements,
          },
          random,
        );
        if (!isOver) for (const message of messages) place.publish(message);
      };
      const hear = async (message: Uint8Array): Promise<void> => {
        const hello = await readHello(recovery.id, message);
        if (hello === null || isOver || timers.now() - answeredAt < ANSWERS_EVERY_MS) return;
        answeredAt = timers.now();
        cancel = timers.later(jitter(random, ANSWERS_WITHIN_MS), () => void answer(hello));
      };
      const place = topics.join(topic, (message) => void hear(message), signalling);
      leave = place.leave;
    };
    void start();
    return {
      notebook,
      recovery,
      addresses: signalling.join(' '),
      close: () => {
        isOver = true;
        cancel();
        leave();
      },
    };
  };

  return {
    look: (notebooks) => {
      if (isClosed) return;
      const wanted = new Set<string>();
      for (const notebook of notebooks) {
        const register = notebook.register();
        const { signalling } = notebook.keyring();
        if (signalling.length === 0) continue;
        const recoveries = register.members
          .flatMap(({ devices }) => devices)
          .filter(({ deviceKind }) => deviceKind === 'recovery');
        for (const recovery of recoveries.slice(0, MOST_LISTENED_FOR)) {
          const name = `${notebook.id} ${recovery.id}`;
          wanted.add(name);
          const before = listeners.get(name);
          if (before?.addresses === signalling.join(' ')) {
            before.notebook = notebook;
            before.recovery = recovery;
            continue;
          }
          before?.close();
          listeners.set(name, listen(name, notebook, recovery));
        }
      }
      for (const [name, listener] of listeners) {
        if (wanted.has(name)) continue;
        listener.close();
        listeners.delete(name);
      }
    },
    close: () => {
      isClosed = true;
      for (const listener of listeners.values()) listener.close();
      listeners.clear();
      topics.close();
    },
  };
};
