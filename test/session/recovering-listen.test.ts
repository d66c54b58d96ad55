/** Who listens for those who come back: many notebooks with many codes, over one socket to each server. */
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';

import { openRecovering } from '@/lib/session/recovering';
import { openRecoveryListening, type AskedNotebook } from '@/lib/session/recovering-listen';
import { readTypedCode } from '@/lib/session/passphrase';
import { letInBy } from '@/lib/session/recovering-return';
import { systemTimers } from '@/lib/sync/timers';
import { makeDevice, type Device } from '@/lib/vault/device';
import { recoveryDevice } from '@/lib/vault/recovery';
import { foldRegister } from '@/lib/vault/register';
import { writeStatement, type Statement } from '@/lib/vault/statement';

import { startSignalServer, type SignalServer } from '../sync/signal-server';
import { admissionOf, chance, found } from '../vault/people';
import { ALICE, PASSPHRASE, someone } from './two-people';

const NOTEBOOKS = 32;
const CODES = 5;

let servers: readonly SignalServer[] = [];
let first = '';
let second = '';
beforeAll(async () => {
  servers = await Promise.all([startSignalServer(), startSignalServer()]);
  [first = '', second = ''] = servers.map(({ address }) => address);
});
afterAll(() => {
  for (const server of servers) server.stop();
});

const sockets: WebSocket[] = [];
const plain = globalThis.WebSocket;
beforeAll(() => {
  vi.stubGlobal(
    'WebSocket',
    class extends plain {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    },
  );
  return () => vi.unstubAllGlobals();
});
/** Where a socket is open, one for each. */
const openAt = (): readonly string[] =>
  sockets
    .filter(({ readyState }) => readyState <= plain.OPEN)
    .map(({ url }) => url.replace(/\/$/u, ''))
    .toSorted();

/** The device that a code is. */
const codeOf = (seed: number): Promise<Device> => recoveryDevice(chance(1_000 + seed)(16));

/** A notebook of one person, and of those whose codes these are. */
const notebookWith = async (
  seed: number,
  codes: readonly Device[],
  signalling: readonly string[],
): Promise<AskedNotebook> => {
  const founded = await found(seed);
  const { notebook, founding, alice, keyring } = founded;
  const statements: Statement[] = [founding];
  for (const code of codes) {
    const admission = await admissionOf(founded, code, { deviceKind: 'recovery', grants: [] });
    const heads = statements.slice(-1).map(({ id }) => id);
    statements.push(await writeStatement(notebook, heads, admission, alice));
  }
  const register = foldRegister(notebook, statements);
  return {
    id: notebook,
    keyring: () => ({ ...keyring, signalling }),
    register: () => register,
    isReadable: () => true,
  };
};

/** Comes back by a code at some servers; resolves when it is in so many notebooks, with their ids. */
const comesBack = async (
  recovery: Device,
  signalling: readonly string[],
  count: number,
): Promise<readonly string[]> => {
  const random = chance(sockets.length + 9);
  const device = await makeDevice(random);
  const notebooks: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const recovering = await openRecovering({
    recovery,
    signalling,
    comeBack: async (answer) => {
      const { state } = await letInBy({ recovery, device }, answer, random);
      if (state === 'refused') return 'not for this code';
      notebooks.push(answer.notebook);
      if (notebooks.length === count) resolve();
      return 'in';
    },
    onChange: () => {},
    random,
    timers: systemTimers,
  });
  await promise;
  recovering.close();
  return notebooks.toSorted();
};

const listen = (notebooks: readonly AskedNotebook[]) => {
  const listening = openRecoveryListening({ random: chance(3), timers: systemTimers });
  onTestFinished(listening.close);
  listening.look(notebooks);
  return listening;
};

test('many codes in many notebooks are listened for over one socket to each server', async () => {
  const places = [[first], [first, second], [second]];
  // One person is in all of the notebooks by one code; all others are in one each.
  const common = await codeOf(0);
  const own = await Promise.all(
    Array.from({ length: NOTEBOOKS * (CODES - 1) }, (_, at) => codeOf(at + 1)),
  );
  const codesOf = (at: number): readonly Device[] => [
    common,
    ...own.slice(at * (CODES - 1), (at + 1) * (CODES - 1)),
  ];
  const notebooks = await Promise.all(
    Array.from({ length: NOTEBOOKS }, (_, at) =>
      notebookWith(at + 1, codesOf(at), places[at % places.length] ?? []),
    ),
  );
  listen(notebooks).look(notebooks);

  const all = await comesBack(common, [first, second], NOTEBOOKS);
  expect(all).toEqual(notebooks.map(({ id }) => id).toSorted());
  const some = [0, 1, NOTEBOOKS - 1];
  const returns = await Promise.all(
    some.map(async (at) => {
      const code = codesOf(at).at(-1) ?? common;
      return comesBack(code, places[at % places.length] ?? [], 1);
    }),
  );
  expect(returns).toEqual(some.map((at) => [notebooks[at]?.id]));
  // All who came back have left: what is open is what listens.
  expect(openAt()).toEqual([first, second].toSorted());
});

test('a server at which nobody is listened for any more is left, and the others stay', async () => {
  const [both, other] = [await codeOf(1), await codeOf(2)];
  const here = await notebookWith(1, [both, other], [first]);
  const there = await notebookWith(2, [both], [second]);
  const listening = listen([here, there]);
  expect(await comesBack(both, [first, second], 2)).toHaveLength(2);
  listening.look([here]);
  expect(openAt()).toEqual([first]);
  expect(await comesBack(other, [first], 1)).toEqual([here.id]);
  listening.close();
  expect(openAt()).toEqual([]);
});

test('a browser that has just locked goes on listening', async () => {
  const alice = await someone();
  onTestFinished(alice.close);
  await alice.must('startNotebook', {
    about: ALICE,
    passphrase: PASSPHRASE,
    notebookName: 'Sampleton YOT',
    meetingPoints: [first],
  });
  const made = await alice.order('makeRecoveryCode', { passphrase: PASSPHRASE });
  const code = made.state === 'done' ? (made.value ?? '') : '';
  await alice.must('confirmRecoveryCode', { part: code });
  await alice.must('lock', {});
  const typed = await readTypedCode(code);
  if (typed.state === 'refused') throw new Error('not a code');
  expect(await comesBack(typed.recovery, [first], 1)).toHaveLength(1);
});
