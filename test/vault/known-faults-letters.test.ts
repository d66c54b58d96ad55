/** Faults of other systems, tried on the letters themselves; see `known-faults.test.ts` for where they are from. */
import { expect, test } from 'vitest';

import { coverKeyFrom, coverOf } from '@/lib/vault/cover';
import { epochKeys } from '@/lib/vault/keyring';
import { bodySealer, NO_LETTER, writeLetter } from '@/lib/vault/letter';

import { found, text } from './people';
import { alone, exchange, forge, letIn, readBy, write } from './team';

const three = async () => {
  const { founded, alice } = await alone(11);
  const bob = await letIn(founded, alice);
  const mallory = await letIn(founded, alice);
  await exchange(alice, bob, mallory);
  const [section] = founded.sections;
  const keyring = mallory.vault.keyring();
  const key = keyring.sectionKeys.find((one) => one.section === section);
  const [epoch] = keyring.epochs;
  if (key === undefined || epoch === undefined) throw new Error('nothing to write under');
  return { founded, alice, bob, mallory, section, key, epoch };
};

test('Quiet #3441: nobody writes a letter under the name of another', async () => {
  const { founded, alice, bob, mallory, key, epoch } = await three();
  const inHerName = await forge(
    founded,
    { id: alice.device.id, sign: mallory.device.sign },
    { key, epoch, seq: 1, previous: NO_LETTER },
    'as if Alice had written it',
  );
  for (const one of [alice, bob]) {
    const taking = await one.vault.take([inHerName.cover]);
    expect(taking).toMatchObject({ held: 0, ownChainStopped: false });
    expect(taking.refused).toMatchObject([{ reason: 'not signed by its author' }]);
    expect(await readBy(one)).toEqual([]);
  }
});

test('a letter of another notebook is refused, though a member of both covers it anew', async () => {
  const { founded, alice, bob, mallory, section, key, epoch } = await three();
  const other = await found(12);
  const { bytes } = await writeLetter(
    {
      notebook: other.notebook,
      section,
      keyId: key.keyId,
      run: founded.run,
      seq: 1,
      previous: NO_LETTER,
    },
    text('said in another notebook'),
    await bodySealer(key),
    mallory.device,
    founded.random,
  );
  const cover = await coverOf(
    'letter',
    bytes,
    await coverKeyFrom(await epochKeys(founded.notebook, epoch)),
  );
  for (const one of [alice, bob]) {
    expect((await one.vault.take([cover])).refused).toMatchObject([{ reason: 'another notebook' }]);
    expect(await readBy(one)).toEqual([]);
  }
});

test('LFA: a late letter of a removed member does not count, under an old epoch or a new one', async () => {
  const { founded, alice, bob, mallory, section, key, epoch } = await three();
  const seen = await write(founded, mallory, section, 'seen');
  await exchange(alice, bob, mallory);
  await alice.vault.remove({ members: [mallory.member], devices: [] });
  await exchange(alice, bob);
  const newEpoch = alice.vault.keyring().epochs.at(-1);
  if (newEpoch === undefined) throw new Error('no epoch');
  expect(newEpoch.number).toBe(2);
  const place = { key, seq: 2, previous: seen.letter.id };
  for (const under of [epoch, newEpoch]) {
    const late = await forge(
      founded,
      mallory.device,
      { ...place, epoch: under },
      `late, under epoch ${under.number}`,
    );
    for (const one of [alice, bob]) {
      await one.vault.take([late.cover]);
      expect(await readBy(one)).toEqual(['seen']);
    }
  }
});
