/** Which letters count: cut-offs and what is left out, whatever comes first. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { LetterId, SectionId } from '@/lib/vault/ids';
import { type Keyring, withBundle } from '@/lib/vault/keyring';
import type { Vault } from '@/lib/vault/vault';

import { coversOf, type Founded, vaultOf } from './people';
import {
  alone,
  bodies,
  type Colleague,
  exchange,
  letIn,
  readBy,
  saved,
  SEALED,
  tell,
  write,
} from './team';

const three = async (seed = 1) => {
  const { founded, alice } = await alone(seed);
  const bob = await letIn(founded, alice, { isKeeper: true });
  const cara = await letIn(founded, alice);
  await exchange(alice, bob, cara);
  return { founded, alice, bob, cara };
};

test('letters that came before the removal that does not count them are taken back', async () => {
  const { founded, alice, bob, cara } = await three();
  const [section, other] = founded.sections;
  await write(founded, cara, section, 'seen by Alice');
  await exchange(alice, cara);
  await write(founded, cara, section, 'not seen by Alice');
  await write(founded, bob, other, 'elsewhere');
  await exchange(bob, cara);
  expect(await readBy(bob, section)).toContain('not seen by Alice');
  const { cover } = saved(await alice.vault.remove({ members: [cara.member], devices: [] }));
  const taking = await bob.vault.take([cover]);
  expect(taking.reordered).toEqual([section]);
  expect(await readBy(bob)).toEqual(['elsewhere', 'seen by Alice']);
  expect(bob.vault.setAside()).toMatchObject([{ reason: 'not allowed', device: cara.device.id }]);
});

test('a removed device that writes its past anew changes nothing', async () => {
  const { founded, alice, bob, cara } = await three();
  const [section] = founded.sections;
  const statements = cara.vault.register().statements;
  const truth = await write(founded, cara, section, 'the true one');
  await exchange(alice, bob, cara);
  saved(await alice.vault.remove({ members: [cara.member], devices: [] }));
  // The same device with older copies of its vault uses its numbers again, until an id is low enough to win.
  const covers: Uint8Array[] = [];
  let isLower = false;
  for (let time = 0; time < 64 && !isLower; time += 1) {
    const copy = await vaultOf(founded, cara.device, { keyring: cara.vault.keyring() });
    await copy.takeStatements(statements);
    const other = await write(founded, { vault: copy }, section, `another ${time}`);
    isLower = other.letter.id < truth.letter.id;
    await write(founded, { vault: copy }, section, 'and longer');
    covers.push(...(await coversOf(copy)));
  }
  expect(isLower).toBe(true);
  for (const { vault } of [alice, bob]) await vault.take(covers);
  await exchange(alice, bob);
  await alice.vault.take(covers);
  for (const one of [alice, bob]) expect(await readBy(one)).toEqual(['the true one']);
  // One who meets the other branches first comes to the same.
  const late = await vaultOf(founded, null, { keyring: alice.vault.keyring() });
  await late.take(covers);
  await late.takeStatements(alice.vault.register().statements);
  await late.take(await coversOf(alice.vault));
  expect(await readBy({ vault: late })).toEqual(['the true one']);
  expect(late.vector()).toEqual(alice.vault.vector());
});

test('what is left out takes the rest of its run out, and not the next run', async () => {
  const { founded, alice, bob, cara } = await three();
  const [section] = founded.sections;
  const next = { ...founded, run: (await alone(7)).founded.run };
  await write(founded, bob, section, 'sound');
  const poisoned = await write(founded, bob, section, 'poisoned');
  await write(founded, bob, section, 'after it');
  await write(next, bob, section, 'the next day');
  await write(founded, cara, section, 'beside it');
  await exchange(alice, bob, cara);
  const stating = saved(
    await alice.vault.state({ kind: 'leaveOut', section, letters: [poisoned.letter.id] }),
  );
  expect(stating.taking.reordered).toEqual([section]);
  await write(founded, bob, section, 'the old run again');
  await exchange(alice, bob, cara);
  for (const one of [alice, bob, cara]) {
    expect(await readBy(one)).toEqual(['beside it', 'sound', 'the next day']);
    expect(bodies(await one.vault.readLeftOut())).toEqual([
      'poisoned',
      'after it',
      'the old run again',
    ]);
    expect(one.vault.vector()).toEqual(alice.vault.vector());
  }
  const again = await vaultOf(founded, null, { keyring: alice.vault.keyring() });
  await again.take(await coversOf(alice.vault));
  expect(await readBy({ vault: again })).toEqual(['beside it', 'sound', 'the next day']);
});

/** What a session has on its screen: it acts on what each taking says, and reads nothing else. */
const follow = (vault: Vault) => {
  const shown = new Map<SectionId, Set<LetterId>>();
  return {
    take: async (covers: readonly Uint8Array[]) => {
      const taking = await vault.take(covers);
      for (const { section, id } of taking.letters) {
        const ids = shown.get(section) ?? new Set();
        ids.add(id);
        shown.set(section, ids);
      }
      for (const section of taking.reordered) {
        const letters = await vault.readAll(0, new Set([section]));
        shown.set(section, new Set(letters.map(({ id }) => id)));
      }
    },
    shown: () => [...shown.values()].flatMap((ids) => [...ids]).toSorted(),
  };
};

const deed = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('write' as const), by: fc.nat(3), at: fc.nat(1) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('tell' as const), by: fc.nat(3), to: fc.nat(3) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('withdraw' as const),
      by: fc.nat(1),
      whom: fc.nat(3),
      at: fc.nat(1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('remove' as const), by: fc.nat(1), whom: fc.nat(3) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      by: fc.nat(1),
      whom: fc.nat(3),
      at: fc.nat(1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('leave out' as const), by: fc.nat(1), nth: fc.nat(9) }),
  },
);

const perform = async (
  founded: Founded,
  people: readonly Colleague[],
  deeds: readonly (typeof deed extends fc.Arbitrary<infer D> ? D : never)[],
): Promise<void> => {
  const person = (at: number): Colleague => {
    const one = people[at];
    if (one === undefined) throw new Error('nobody');
    return one;
  };
  for (const [at, one] of deeds.entries()) {
    const { vault } = person(one.by);
    const section = founded.sections['at' in one && one.at === 1 ? 1 : 0];
    if (one.do === 'write') {
      await vault.write(section, founded.run, new TextEncoder().encode(`${one.by} ${at}`));
    } else if (one.do === 'tell') {
      if (one.by !== one.to) await tell(vault, person(one.to).vault);
    } else if (one.do === 'withdraw') {
      await vault.withdraw({ member: person(one.whom).member, section });
    } else if (one.do === 'remove') {
      await vault.remove({ members: [person(one.whom).member], devices: [] });
    } else if (one.do === 'grant') {
      await vault.grant({ member: person(one.whom).member, section, access: 'write' });
    } else {
      const letter = (await vault.readAll(0))[one.nth];
      if (letter !== undefined) {
        await vault.state({ kind: 'leaveOut', section: letter.section, letters: [letter.id] });
      }
    }
  }
};

test('letters and changes of who may write, in any order of arrival, come to one end', async () => {
  let seed = 100;
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 6, maxLength: 24 }),
      fc.infiniteStream(fc.nat(1_000_000)),
      fc.integer({ min: 1, max: 7 }),
      async (deeds, numbers, batch) => {
        seed += 1;
        const { founded, alice, bob, cara } = await three(seed);
        const dan = await letIn(founded, alice);
        const people = [alice, bob, cara, dan];
        await exchange(...people);
        await perform(founded, people, deeds);
        let keyring: Keyring = founded.keyring;
        for (const { vault } of people) keyring = withBundle(keyring, vault.keyring());
        const covers = (await Promise.all(people.map(({ vault }) => coversOf(vault)))).flat();
        const ends: unknown[] = [];
        for (let time = 0; time < 3; time += 1) {
          const order = covers
            .map((cover) => ({ cover, place: numbers.next().value }))
            .toSorted((a, b) => (time === 0 ? 0 : a.place - b.place))
            .map(({ cover }) => cover);
          const vault = await vaultOf(founded, null, { keyring });
          const screen = follow(vault);
          for (let at = 0; at < order.length; at += batch) {
            await screen.take(order.slice(at, at + batch));
          }
          const letters = await vault.readAll(0);
          expect(screen.shown()).toEqual(letters.map(({ id }) => id).toSorted());
          for (const { section, author, seq } of letters) {
            const cutoff = vault.register().cutoff(author, section);
            expect(seq).toBeLessThanOrEqual(cutoff ?? Number.POSITIVE_INFINITY);
          }
          ends.push({
            letters: bodies(letters).toSorted(),
            vector: vault.vector(),
            heads: vault.register().heads,
            apart: vault
              .setAside()
              .toSorted((a, b) => (`${a.reason}${a.device}` < `${b.reason}${b.device}` ? -1 : 1)),
          });
        }
        expect(ends[1]).toEqual(ends[0]);
        expect(ends[2]).toEqual(ends[0]);
      },
    ),
    { numRuns: 40 },
  );
});

test('those who stay, exchanging until they rest, read the same', async () => {
  let seed = 500;
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 6, maxLength: 24 }), async (deeds) => {
      seed += 1;
      const { founded, alice, bob, cara } = await three(seed);
      const dan = await letIn(founded, alice);
      const people = [alice, bob, cara, dan];
      await exchange(...people);
      await perform(founded, people, deeds);
      await exchange(...people);
      for (const { vault } of people) await vault.handLacking();
      await exchange(...people);
      const staying = people.filter(({ vault, device }) => vault.register().isDevice(device.id));
      for (const one of staying) {
        expect(one.vault.register().heads).toEqual(staying[0]?.vault.register().heads);
        expect(one.vault.vector()).toEqual(staying[0]?.vault.vector());
        for (const section of founded.sections) {
          const readers = staying.filter(
            ({ vault, device }) => vault.register().accessOf(device.id, section) !== null,
          );
          if (!readers.includes(one)) continue;
          const [first] = readers;
          if (first === undefined) continue;
          const read = await readBy(one, section);
          expect(read).toEqual(await readBy(first, section));
          expect(read).not.toContain(SEALED);
        }
      }
    }),
    { numRuns: 15 },
  );
});
