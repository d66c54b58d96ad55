/** The register: who is in, from statements in any order. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { joinBytes } from '@/lib/parse/bytes';
import { openWithSecret, readKeyBundle } from '@/lib/vault/bundle';
import { type Device, makeDevice } from '@/lib/vault/device';
import { invitationIdFromBytes, memberIdFromBytes } from '@/lib/vault/ids';
import { foldRegister, REGISTER_RULES } from '@/lib/vault/register';
import {
  foundNotebook,
  readStatement,
  type Statement,
  writeStatement,
} from '@/lib/vault/statement';

import { admissionOf, found } from './people';

const setUp = async (seed = 1) => {
  const founded = await found(seed);
  const [bob, cara, dan] = await Promise.all([
    makeDevice(founded.random),
    makeDevice(founded.random),
    makeDevice(founded.random),
  ]);
  const admit = async (
    author: Device,
    device: Device,
    parents: readonly Statement[],
    options: Parameters<typeof admissionOf>[2] = {},
  ): Promise<Statement> =>
    writeStatement(
      founded.notebook,
      parents.map(({ id }) => id),
      await admissionOf(founded, device, options),
      author,
    );
  const fold = (...statements: readonly Statement[]) => foldRegister(founded.notebook, statements);
  return { ...founded, bob, cara, dan, admit, fold };
};

test('the founder is in and admits others', async () => {
  const { founding, alice, bob, admit, fold } = await setUp();
  const admission = await admit(alice, bob, [founding]);
  const register = fold(admission, founding);
  expect(register.isKeeper(alice.id)).toBe(true);
  expect(register.isDevice(bob.id)).toBe(true);
  expect(register.isKeeper(bob.id)).toBe(false);
  expect(register.device(bob.id)?.admittedBy).toBe(alice.id);
  expect(register.heads).toEqual([admission.id]);
  expect(register.members).toHaveLength(2);
  expect(register.sections).toHaveLength(2);
  expect(register.refused).toEqual([]);
});

test('a second device of a person belongs to the same member', async () => {
  const { founding, alice, bob, admit, fold } = await setUp();
  const member = fold(founding).memberOf(alice.id);
  if (member === null) throw new Error('no member');
  const register = fold(founding, await admit(alice, bob, [founding], { member }));
  expect(register.members).toHaveLength(1);
  expect(register.members[0]?.devices.map(({ id }) => id)).toEqual([alice.id, bob.id]);
});

test('the admitted device opens its keys, and nobody else does', async () => {
  const { founding, alice, bob, cara, keyring, admit, fold } = await setUp();
  const bundle = fold(founding, await admit(alice, bob, [founding])).device(bob.id)?.bundle;
  if (bundle === undefined || bundle === null) throw new Error('no bundle');
  const opened = await bob.openBundle('liaison-notebook/key-bundle/v1', bundle);
  if (opened === null) throw new Error('did not open');
  expect(await readKeyBundle(opened)).toEqual({
    epochs: keyring.epochs,
    sectionKeys: keyring.sectionKeys,
  });
  expect(await cara.openBundle('liaison-notebook/key-bundle/v1', bundle)).toBeNull();
  expect(await bob.openBundle('liaison-notebook/other/v1', bundle)).toBeNull();
  const wrong = bob.secret.slice(0, 32);
  expect(await openWithSecret(wrong, 'liaison-notebook/key-bundle/v1', bundle)).toBeNull();
});

describe('a statement that breaks a rule is refused with the name of the rule', () => {
  test('onlyAKeeperAdmits', async () => {
    const { founding, alice, bob, cara, admit, fold } = await setUp();
    const first = await admit(alice, bob, [founding]);
    const second = await admit(bob, cara, [first]);
    const register = fold(founding, first, second);
    expect(register.isDevice(cara.id)).toBe(false);
    expect(register.refused).toEqual([
      { statement: second.id, author: bob.id, rule: 'onlyAKeeperAdmits' },
    ]);
    expect(register.heads).toEqual([first.id]);
  });

  test('nobody makes themselves a keeper', async () => {
    const { founding, alice, bob, admit, fold } = await setUp();
    const first = await admit(alice, bob, [founding]);
    const second = await admit(bob, bob, [first], { isKeeper: true });
    expect(fold(founding, first, second).isKeeper(bob.id)).toBe(false);
  });

  test('onlyADeviceOfTheRegisterSpeaks, as its ancestors show it', async () => {
    const { founding, alice, bob, cara, admit, fold } = await setUp();
    const first = await admit(alice, bob, [founding], { isKeeper: true });
    const withoutKnowing = await admit(bob, cara, [founding]);
    const register = fold(founding, first, withoutKnowing);
    expect(register.isDevice(cara.id)).toBe(false);
    expect(register.refused[0]?.rule).toBe('onlyADeviceOfTheRegisterSpeaks');
    const stranger = await admit(cara, cara, [founding]);
    expect(fold(founding, stranger).refused[0]?.rule).toBe('onlyADeviceOfTheRegisterSpeaks');
  });

  test('aDeviceIsAdmittedOnce', async () => {
    const { founding, alice, bob, admit, fold } = await setUp();
    const first = await admit(alice, bob, [founding]);
    const again = await admit(alice, bob, [first], { isKeeper: true });
    const register = fold(founding, first, again);
    expect(register.refused[0]?.rule).toBe('aDeviceIsAdmittedOnce');
    expect(register.isKeeper(bob.id)).toBe(false);
  });

  test('anInvitationAdmitsOneDevice: the first by depth, then hash', async () => {
    const { founding, alice, bob, cara, random, admit, fold } = await setUp();
    const invitation = invitationIdFromBytes(random(16));
    const forBob = await admit(alice, bob, [founding], { invitation });
    const forCara = await admit(alice, cara, [founding], { invitation });
    const register = fold(founding, forBob, forCara);
    const [winner, loser] = forBob.id < forCara.id ? [bob, cara] : [cara, bob];
    expect(register.isDevice(winner.id)).toBe(true);
    expect(register.isDevice(loser.id)).toBe(false);
    expect(register.refused[0]?.rule).toBe('anInvitationAdmitsOneDevice');
  });

  test('a keeper who learns the id of an invitation cannot displace who was let in by it', async () => {
    const { founding, alice, bob, cara, dan, random, admit, fold } = await setUp();
    const invitation = invitationIdFromBytes(random(16));
    const second = await admit(alice, bob, [founding], { isKeeper: true });
    const forCara = await admit(alice, cara, [second], { invitation });
    const forDan = await admit(bob, dan, [second], { invitation });
    expect(fold(founding, second, forCara, forDan).isDevice(cara.id)).toBe(true);
  });

  test('theFoundingStatementIsTheNotebook and aStatementNamesItsNotebook', async () => {
    const { founding, alice, bob, random, admit, fold } = await setUp();
    const other = await foundNotebook(alice, memberIdFromBytes(random(16)), [], random);
    expect(fold(founding, other.statement).refused[0]?.rule).toBe(
      'theFoundingStatementIsTheNotebook',
    );
    const admission = await admit(alice, bob, [founding]);
    if (admission.saying.kind !== 'admit') throw new Error('not an admission');
    const elsewhere = await writeStatement(other.notebook, [founding.id], admission.saying, alice);
    expect(fold(founding, elsewhere).refused[0]?.rule).toBe('aStatementNamesItsNotebook');
  });

  test('onlyTheFoundingStatementHasNoParents', async () => {
    const { founding, alice, bob, admit, fold } = await setUp();
    expect(fold(founding, await admit(alice, bob, [])).refused[0]?.rule).toBe(
      'onlyTheFoundingStatementHasNoParents',
    );
  });

  test('theFounderSignsTheFounding: a founding that names another device founds nothing', async () => {
    const { alice, bob, random, sections } = await setUp();
    const statement = await writeStatement(
      null,
      [],
      {
        kind: 'found',
        member: memberIdFromBytes(random(16)),
        device: bob.id,
        exchangeKey: bob.exchangeKey,
        nonce: random(32),
        sections: [{ section: sections[0], purpose: 'x' }],
      },
      alice,
    );
    const { NotebookId } = await import('@/lib/vault/ids');
    const register = foldRegister(NotebookId.parse(statement.id), [statement]);
    expect(register.members).toEqual([]);
    expect(register.refused[0]?.rule).toBe('theFounderSignsTheFounding');
  });
});

test('a statement whose parents are missing waits, and stands when they come', async () => {
  const { founding, alice, bob, cara, admit, fold } = await setUp();
  const first = await admit(alice, bob, [founding]);
  const second = await admit(alice, cara, [first]);
  expect(fold(founding, second).waiting).toEqual([second.id]);
  expect(fold(founding, second).isDevice(cara.id)).toBe(false);
  expect(fold(second, first, founding).isDevice(cara.id)).toBe(true);
});

test('concurrent statements both stand, and the next one names both', async () => {
  const { founding, alice, bob, cara, dan, admit, fold } = await setUp();
  const first = await admit(alice, bob, [founding]);
  const second = await admit(alice, cara, [founding]);
  const register = fold(founding, first, second);
  expect(register.heads).toEqual([first.id, second.id].toSorted());
  const third = await admit(alice, dan, [first, second]);
  expect(fold(founding, first, second, third).heads).toEqual([third.id]);
});

test('a signature by anyone but the named author is refused when it is read', async () => {
  const { founding, alice, bob, cara, admit } = await setUp();
  const honest = await admit(alice, bob, [founding]);
  expect((await readStatement(honest.bytes)).state).toBe('read');
  const forged = await writeStatement(
    honest.notebook,
    honest.parents,
    honest.saying.kind === 'admit' ? honest.saying : neverHappens(),
    { id: alice.id, sign: cara.sign },
  );
  expect(await readStatement(forged.bytes)).toMatchObject({ why: 'not signed by its author' });
});

const neverHappens = (): never => {
  throw new Error('not an admission');
};

test('a keeper cannot let a device in that has not asked, nor with another exchange key', async () => {
  const founded = await setUp();
  const { founding, alice, bob, cara, notebook } = founded;
  const admission = await admissionOf(founded, bob);
  const swapped = await writeStatement(
    notebook,
    [founding.id],
    { ...admission, exchangeKey: cara.exchangeKey },
    alice,
  );
  expect(await readStatement(swapped.bytes)).toMatchObject({ why: 'not asked for' });
});

test('every bit flip of a statement is refused', async () => {
  const { founding, alice, bob, admit } = await setUp();
  const { bytes } = await admit(alice, bob, [founding]);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
      const changed = bytes.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect((await readStatement(changed)).state).toBe('refused');
    }),
    { numRuns: 300 },
  );
  expect((await readStatement(joinBytes(bytes, new Uint8Array(1)))).state).toBe('refused');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (junk) => {
      expect((await readStatement(junk)).state).toBe('refused');
    }),
  );
});

test('every order and repetition of statements folds to one register', async () => {
  const { founding, alice, bob, cara, dan, random, admit, fold } = await setUp();
  const invitation = invitationIdFromBytes(random(16));
  const keeper = await admit(alice, bob, [founding], { isKeeper: true });
  const all = [
    founding,
    keeper,
    await admit(alice, cara, [founding], { invitation }),
    await admit(alice, dan, [founding], { invitation }),
    await admit(bob, dan, [keeper]),
    await admit(cara, dan, [keeper]),
  ];
  const answer = (statements: readonly Statement[]) => {
    const { members, heads, refused, waiting } = fold(...statements);
    return { members, heads, refused, waiting };
  };
  const expected = answer(all);
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
      (shuffled) => {
        expect(answer(shuffled)).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
});

test('every rule is a sentence', () => {
  for (const { sentence } of Object.values(REGISTER_RULES))
    expect(sentence).toMatch(/^[A-Z].*\.$/u);
});
