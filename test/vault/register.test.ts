/** The rules of the register, each holding and not holding. */
import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { invitationIdFromBytes, memberIdFromBytes, NotebookId } from '@/lib/vault/ids';
import { foldRegister, REGISTER_RULES } from '@/lib/vault/register';
import { NO_KEYS } from '@/lib/vault/saying';
import { foundNotebook, type Statement, writeStatement } from '@/lib/vault/statement';

import { aKey, aLetter, handing, makeScene, ruleAgainst } from './scene';

/** Alice founds, Bob is a keeper, Cara is not. */
const three = async (seed = 1) => {
  const scene = await makeScene(seed);
  const [bob, cara, dan] = [await scene.person(), await scene.person(), await scene.person()];
  const { alice, founding, sections } = scene;
  const bobIn = await scene.admit(alice, [founding], bob, {
    isKeeper: true,
    grants: [{ section: sections[0], access: 'write' }],
  });
  const caraIn = await scene.admit(alice, [bobIn], cara, {
    grants: [{ section: sections[0], access: 'read' }],
  });
  return { ...scene, bob, cara, dan, bobIn, caraIn, base: [founding, bobIn, caraIn] };
};

test('the founder is in, keeps the notebook and reads all its sections', async () => {
  const { founding, alice, sections, epoch, keys, fold } = await makeScene();
  const register = fold(founding);
  expect(register.isKeeper(alice.device.id)).toBe(true);
  expect(register.members).toMatchObject([{ role: 'YOT manager', isKeeper: true }]);
  expect(register.sections.map(({ purpose }) => purpose)).toEqual(['directory', 'transfers']);
  expect(register.accessOf(alice.device.id, sections[1])).toBe('write');
  expect(register.cutoff(alice.device.id, sections[1])).toBeNull();
  expect(register.currentEpoch).toEqual({ number: 1, keyId: epoch });
  expect(register.writingKeys(sections[0])).toEqual([keys[0]]);
  expect(register.lacking).toEqual([]);
  expect(register.heads).toEqual([founding.id]);
  expect(register.refused).toEqual([]);
});

test('an admission gives what the admitting member may give, and no more', async () => {
  const { bob, dan, sections, base, caraIn, admit, fold } = await three();
  const danIn = await admit(bob, [caraIn], dan, {
    role: 'Liaison SPO',
    grants: sections.map((section) => ({ section, access: 'write' as const })),
  });
  const register = fold(...base, danIn);
  expect(register.accessOf(dan.device.id, sections[0])).toBe('write');
  // Bob does not write the second section.
  expect(register.accessOf(dan.device.id, sections[1])).toBeNull();
  expect(register.cutoff(dan.device.id, sections[1])).toBe(0);
  expect(register.members.at(-1)).toMatchObject({ role: 'Liaison SPO', isKeeper: false });
});

test('a second device belongs to the same member, whose rights it has', async () => {
  const { bob, base, caraIn, sections, another, admit, fold } = await three();
  const second = await another(bob);
  const register = fold(...base, await admit(bob, [caraIn], second, { role: 'somebody else' }));
  expect(register.isKeeper(second.device.id)).toBe(true);
  expect(register.accessOf(second.device.id, sections[0])).toBe('write');
  expect(register.members[1]?.devices).toHaveLength(2);
  expect(register.members[1]?.role).toBe('YOT practitioner');
});

test('who is no keeper lets further devices of their own in, and nobody becomes a keeper by it', async () => {
  const { cara, base, caraIn, another, admit, fold } = await three();
  const second = await another(cara);
  const register = fold(...base, await admit(cara, [caraIn], second, { isKeeper: true }));
  expect(register.isDevice(second.device.id)).toBe(true);
  expect(register.isKeeper(second.device.id)).toBe(false);
});

test('isKeeper of a second device makes no keeper, though a keeper says it', async () => {
  const { alice, cara, base, caraIn, another, admit, fold } = await three();
  const second = await another(cara);
  const register = fold(...base, await admit(alice, [caraIn], second, { isKeeper: true }));
  expect(register.isKeeper(second.device.id)).toBe(false);
});

test('keepers appoint and retire, and set roles', async () => {
  const { bob, cara, base, caraIn, say, fold } = await three();
  const appointed = await say(bob, [caraIn], { kind: 'appoint', member: cara.member });
  const role = await say(bob, [appointed], { kind: 'role', member: cara.member, role: 'ACO' });
  expect(fold(...base, appointed).isKeeper(cara.device.id)).toBe(true);
  expect(fold(...base, appointed, role).members[2]?.role).toBe('ACO');
  const retired = await say(bob, [role], { kind: 'retire', member: cara.member });
  expect(fold(...base, appointed, role, retired).isKeeper(cara.device.id)).toBe(false);
  const again = await say(bob, [retired], { kind: 'appoint', member: cara.member });
  expect(fold(...base, appointed, role, retired, again).isKeeper(cara.device.id)).toBe(true);
});

test('access is granted, raised, withdrawn and granted again', async () => {
  const { alice, cara, base, caraIn, sections, random, say, fold } = await three();
  const [section] = sections;
  const grant = (access: 'read' | 'write') =>
    ({ kind: 'grant', member: cara.member, section, access, hands: NO_KEYS }) as const;
  const raised = await say(alice, [caraIn], grant('write'));
  expect(fold(...base, raised).accessOf(cara.device.id, section)).toBe('write');
  expect(fold(...base, raised).cutoff(cara.device.id, section)).toBeNull();
  const withdrawn = await say(alice, [raised], {
    kind: 'withdraw',
    member: cara.member,
    section,
    cutoffs: [{ section, device: cara.device.id, seq: 7, letter: aLetter(random) }],
    hands: NO_KEYS,
  });
  const without = fold(...base, raised, withdrawn);
  expect(without.accessOf(cara.device.id, section)).toBeNull();
  expect(without.cutoff(cara.device.id, section)).toBe(7);
  const lowered = await say(alice, [withdrawn], grant('read'));
  const lower = fold(...base, raised, withdrawn, lowered);
  expect(lower.accessOf(cara.device.id, section)).toBe('read');
  expect(lower.cutoff(cara.device.id, section)).toBe(7);
  const again = await say(alice, [lowered], grant('write'));
  expect(
    fold(...base, raised, withdrawn, lowered, again).cutoff(cara.device.id, section),
  ).toBeNull();
});

test('a section belongs to whoever makes it, keeper or not', async () => {
  const { bob, cara, base, caraIn, say, makeSection, fold } = await three();
  const { section, statement } = await makeSection(cara, [caraIn], 'shared/1');
  const register = fold(...base, statement);
  expect(register.sections.at(-1)).toMatchObject({ purpose: 'shared/1', maker: cara.member });
  expect(register.accessOf(cara.device.id, section)).toBe('write');
  const granted = await say(cara, [statement], {
    kind: 'grant',
    member: bob.member,
    section,
    access: 'read',
    hands: NO_KEYS,
  });
  expect(fold(...base, statement, granted).accessOf(bob.device.id, section)).toBe('read');
});

test('letters are left out and holds are set and lifted by a keeper', async () => {
  const { bob, base, caraIn, sections, random, say, fold } = await three();
  const [section] = sections;
  const letter = aLetter(random);
  const out = await say(bob, [caraIn], { kind: 'leaveOut', section, letters: [letter] });
  expect([...fold(...base, out).leftOut]).toEqual([letter]);
  const on = await say(bob, [caraIn], { kind: 'hold', section, isOn: true });
  const off = await say(bob, [on], { kind: 'hold', section, isOn: false });
  const blindOff = await say(bob, [caraIn], { kind: 'hold', section, isOn: false });
  expect(fold(...base, on).isHeld(section)).toBe(true);
  expect(fold(...base, on, off).isHeld(section)).toBe(false);
  // Lifted without having seen it: a hold that somebody else set meanwhile stays.
  expect(fold(...base, on, blindOff).isHeld(section)).toBe(true);
});

test('a checkpoint is offered, agreed with and confirmed', async () => {
  const { alice, bob, cara, base, caraIn, sections, random, say, fold } = await three();
  const [section] = sections;
  const ends = [{ section, device: alice.device.id, seq: 3, letter: aLetter(random) }];
  const offer = await say(bob, [caraIn], {
    kind: 'checkpoint',
    section,
    ends,
    hash: random(32),
    isErasure: false,
  });
  const agreed = await say(cara, [offer], { kind: 'agree', checkpoint: offer.id });
  const erased = await say(alice, [agreed], { kind: 'erased', checkpoint: offer.id });
  const register = fold(...base, offer, agreed, erased);
  expect(register.refused).toEqual([]);
  expect(register.checkpoints).toMatchObject([
    {
      id: offer.id,
      ends,
      author: bob.device.id,
      agreed: [cara.device.id],
      erased: [alice.device.id],
      depth: 4,
    },
  ]);
});

test('a recovery code lets one new device of its person in, and nothing else', async () => {
  const { cara, dan, base, caraIn, another, admit, say, fold } = await three();
  const code = await another(cara);
  const codeIn = await admit(cara, [caraIn], code, { deviceKind: 'recovery' });
  const [first, second] = [await another(cara), await another(cara)];
  const used = await admit(code, [codeIn], first);
  const again = await admit(code, [used], second);
  const register = fold(...base, codeIn, used, again);
  expect(register.device(code.device.id)?.deviceKind).toBe('recovery');
  expect(register.isDevice(first.device.id)).toBe(true);
  expect(ruleAgainst(register, again)).toBe('aRecoveryCodeIsUsedOnce');
  const others = [
    await admit(code, [codeIn], dan),
    await admit(code, [codeIn], first, { deviceKind: 'recovery' }),
    await say(code, [codeIn], {
      kind: 'remove',
      members: [],
      devices: [cara.device.id],
      cutoffs: [],
      hands: NO_KEYS,
    }),
  ];
  for (const one of others) {
    expect(ruleAgainst(fold(...base, codeIn, one), one)).toBe('aRecoveryCodeOnlyLetsADeviceIn');
  }
});

describe('what breaks a rule is refused with its name', () => {
  type Three = Awaited<ReturnType<typeof three>>;
  interface Case {
    readonly rule: keyof typeof REGISTER_RULES;
    readonly what: string;
    /** The statements on top of the three; the last of them breaks the rule. */
    readonly make: (at: Three) => Promise<readonly Statement[]>;
  }

  const CASES: readonly Case[] = [
    {
      rule: 'onlyTheFoundingStatementHasNoParents',
      what: 'an admission out of nowhere',
      make: async ({ alice, dan, admit }) => [await admit(alice, [], dan)],
    },
    {
      rule: 'onlyADeviceOfTheRegisterSpeaks',
      what: 'a stranger who admits a stranger',
      make: async ({ dan, person, caraIn, admit }) => [await admit(dan, [caraIn], await person())],
    },
    {
      rule: 'onlyADeviceOfTheRegisterSpeaks',
      what: 'a keeper who speaks without knowing of the own admission',
      make: async ({ bob, dan, founding, admit }) => [await admit(bob, [founding], dan)],
    },
    {
      rule: 'nothingIsBuiltOnAStranger',
      what: 'a keeper who builds on what a stranger said',
      make: async ({ alice, dan, person, caraIn, admit }) => {
        const strange = await admit(dan, [caraIn], await person());
        return [strange, await admit(alice, [strange], await person())];
      },
    },
    {
      rule: 'aDeviceSpeaksByAnAdmissionThatStands',
      what: 'a device that somebody admitted who is no keeper',
      make: async ({ cara, dan, person, caraIn, admit }) => {
        const first = await admit(cara, [caraIn], dan);
        return [first, await admit(dan, [first], await person())];
      },
    },
    {
      rule: 'aRemovedDeviceSpeaksNoMore',
      what: 'a removed keeper',
      make: async ({ alice, bob, dan, caraIn, admit, remove }) => {
        const out = await remove(alice, [caraIn], { members: [bob.member] });
        return [out, await admit(bob, [out], dan)];
      },
    },
    {
      rule: 'onlyAKeeperAdmits',
      what: 'somebody who is no keeper',
      make: async ({ cara, dan, caraIn, admit }) => [await admit(cara, [caraIn], dan)],
    },
    {
      rule: 'aDeviceIsAdmittedOnce',
      what: 'a device that is in',
      make: async ({ alice, cara, caraIn, admit }) => [
        await admit(alice, [caraIn], cara, { isKeeper: true }),
      ],
    },
    {
      rule: 'aDeviceIsAdmittedOnce',
      what: 'a device that was removed',
      make: async ({ alice, cara, caraIn, admit, remove }) => {
        const out = await remove(alice, [caraIn], { devices: [cara.device.id] });
        return [out, await admit(alice, [out], cara)];
      },
    },
    {
      rule: 'anInvitationAdmitsOneDevice',
      what: 'a second device on one invitation',
      make: async ({ alice, dan, person, random, caraIn, admit }) => {
        const invitation = invitationIdFromBytes(random(16));
        const first = await admit(alice, [caraIn], dan, { invitation });
        return [first, await admit(alice, [first], await person(), { invitation })];
      },
    },
    {
      rule: 'onlyAKeeperRemoves',
      what: 'somebody who removes another person',
      make: async ({ alice, cara, caraIn, remove }) => [
        await remove(cara, [caraIn], { members: [alice.member] }),
      ],
    },
    {
      rule: 'onlyAKeeperRemoves',
      what: 'somebody who removes a device of another person beside one of their own',
      make: async ({ bob, cara, caraIn, remove }) => [
        await remove(cara, [caraIn], { devices: [bob.device.id, cara.device.id] }),
      ],
    },
    {
      rule: 'onlyAKeeperAppoints',
      what: 'somebody who appoints themselves',
      make: async ({ cara, caraIn, say }) => [
        await say(cara, [caraIn], { kind: 'appoint', member: cara.member }),
      ],
    },
    {
      rule: 'onlyAKeeperAppoints',
      what: 'somebody who retires a keeper',
      make: async ({ bob, cara, caraIn, say }) => [
        await say(cara, [caraIn], { kind: 'retire', member: bob.member }),
      ],
    },
    {
      rule: 'onlyAKeeperAppoints',
      what: 'somebody who gives themselves another role',
      make: async ({ cara, caraIn, say }) => [
        await say(cara, [caraIn], { kind: 'role', member: cara.member, role: 'ACO' }),
      ],
    },
    {
      rule: 'onlyAKeeperLeavesOut',
      what: 'somebody who leaves a letter out',
      make: async ({ cara, caraIn, sections, random, say }) => [
        await say(cara, [caraIn], {
          kind: 'leaveOut',
          section: sections[0],
          letters: [aLetter(random)],
        }),
      ],
    },
    {
      rule: 'onlyAKeeperLeavesOut',
      what: 'somebody who lifts a hold',
      make: async ({ cara, caraIn, sections, say }) => [
        await say(cara, [caraIn], { kind: 'hold', section: sections[0], isOn: false }),
      ],
    },
    {
      rule: 'onlyWhoDecidesOnASectionGrantsIt',
      what: 'a reader who grants themselves more',
      make: async ({ cara, caraIn, sections, say }) => [
        await say(cara, [caraIn], {
          kind: 'grant',
          member: cara.member,
          section: sections[0],
          access: 'write',
          hands: NO_KEYS,
        }),
      ],
    },
    {
      rule: 'onlyWhoDecidesOnASectionGrantsIt',
      what: 'a keeper who does not write the section',
      make: async ({ bob, caraIn, sections, say }) => [
        await say(bob, [caraIn], {
          kind: 'grant',
          member: bob.member,
          section: sections[1],
          access: 'write',
          hands: NO_KEYS,
        }),
      ],
    },
    {
      rule: 'onlyWhoDecidesOnASectionGrantsIt',
      what: 'a writer who is neither keeper nor maker and withdraws',
      make: async ({ alice, bob, cara, caraIn, sections, say }) => {
        const given = await say(alice, [caraIn], {
          kind: 'grant',
          member: cara.member,
          section: sections[0],
          access: 'write',
          hands: NO_KEYS,
        });
        const taken = await say(cara, [given], {
          kind: 'withdraw',
          member: bob.member,
          section: sections[0],
          cutoffs: [],
          hands: NO_KEYS,
        });
        return [given, taken];
      },
    },
    {
      rule: 'aSectionIsMadeOnce',
      what: 'a section said twice by its maker',
      make: async ({ cara, caraIn, say, makeSection }) => {
        const { statement } = await makeSection(cara, [caraIn], 'one');
        if (statement.saying.kind !== 'section') throw new Error('no section');
        return [statement, await say(cara, [statement], { ...statement.saying, purpose: 'two' })];
      },
    },
    {
      rule: 'onlyAReaderOffersACheckpoint',
      what: 'a checkpoint of a section that its author does not read',
      make: async ({ cara, caraIn, sections, random, say }) => [
        await say(cara, [caraIn], {
          kind: 'checkpoint',
          section: sections[1],
          ends: [],
          hash: random(32),
          isErasure: false,
        }),
      ],
    },
    {
      rule: 'onlyAReaderOffersACheckpoint',
      what: 'an erasure by a reader',
      make: async ({ cara, caraIn, sections, random, say }) => [
        await say(cara, [caraIn], {
          kind: 'checkpoint',
          section: sections[0],
          ends: [],
          hash: random(32),
          isErasure: true,
        }),
      ],
    },
    {
      rule: 'aLogIsNeverReplaced',
      what: 'a checkpoint of a log by whose log it is',
      make: async ({ bob, caraIn, random, say, makeSection }) => {
        const { section, statement } = await makeSection(bob, [caraIn], `audit/${bob.member}`);
        const offer = await say(bob, [statement], {
          kind: 'checkpoint',
          section,
          ends: [],
          hash: random(32),
          isErasure: true,
        });
        return [statement, offer];
      },
    },
    {
      rule: 'nothingIsReplacedUnderAHold',
      what: 'a checkpoint under a hold',
      make: async ({ bob, caraIn, sections, random, say }) => {
        const on = await say(bob, [caraIn], { kind: 'hold', section: sections[0], isOn: true });
        const offer = await say(bob, [on], {
          kind: 'checkpoint',
          section: sections[0],
          ends: [],
          hash: random(32),
          isErasure: false,
        });
        return [on, offer];
      },
    },
    {
      rule: 'onlyAnOfferIsAnswered',
      what: 'an agreement with nothing',
      make: async ({ bob, caraIn, say }) => [
        await say(bob, [caraIn], { kind: 'agree', checkpoint: caraIn.id }),
      ],
    },
    {
      rule: 'onlyAReaderAgrees',
      what: 'an agreement of somebody who does not read the section',
      make: async ({ alice, bob, caraIn, sections, random, say }) => {
        const offer = await say(alice, [caraIn], {
          kind: 'checkpoint',
          section: sections[1],
          ends: [],
          hash: random(32),
          isErasure: false,
        });
        return [offer, await say(bob, [offer], { kind: 'agree', checkpoint: offer.id })];
      },
    },
    {
      rule: 'aCheckpointEndsWhatItHasSeen',
      what: 'a checkpoint of the founder alone, as if it were from before the others came, over what they wrote',
      make: async ({ alice, bob, founding, sections, random, say }) => {
        const [section] = sections;
        const ends = [{ section, device: bob.device.id, seq: 3, letter: aLetter(random) }];
        const offer = { kind: 'checkpoint', section, ends, hash: random(32) } as const;
        return [await say(alice, [founding], { ...offer, isErasure: false })];
      },
    },
    {
      rule: 'whoHandsKeysHoldsThem',
      what: 'a key handed on by somebody who was never handed it',
      make: async ({ bob, dan, caraIn, sections, keys, say }) => [
        await say(bob, [caraIn], {
          kind: 'hand',
          hands: handing([dan.device.id], { keys: [[sections[0], keys[0]]] }),
        }),
      ],
    },
    {
      rule: 'whoHandsKeysHoldsThem',
      what: 'a new key of a section that its author only reads',
      make: async ({ cara, caraIn, sections, random, say }) => [
        await say(cara, [caraIn], {
          kind: 'hand',
          hands: handing([], { keys: [[sections[0], aKey(random)]] }),
        }),
      ],
    },
    {
      rule: 'whoHandsKeysHoldsThem',
      what: 'a new epoch by somebody who is no keeper',
      make: async ({ cara, caraIn, random, say }) => [
        await say(cara, [caraIn], {
          kind: 'hand',
          hands: handing([], { epochs: [[2, aKey(random)]] }),
        }),
      ],
    },
    {
      rule: 'aNotebookKeepsAKeeper',
      what: 'the last keeper who retires',
      make: async ({ alice, bob, caraIn, say }) => {
        const first = await say(alice, [caraIn], { kind: 'retire', member: bob.member });
        return [first, await say(alice, [first], { kind: 'retire', member: alice.member })];
      },
    },
    {
      rule: 'aNotebookKeepsAKeeper',
      what: 'the last keeper who removes the own only device',
      make: async ({ alice, bob, caraIn, remove }) => [
        await remove(alice, [caraIn], { members: [bob.member], devices: [alice.device.id] }),
      ],
    },
  ];

  test.for(CASES)('$rule: $what', async ({ rule, make }) => {
    const scene = await three();
    const made = await make(scene);
    const last = made.at(-1);
    if (last === undefined) throw new Error('nothing was made');
    const register = scene.fold(...scene.base, ...made);
    expect(ruleAgainst(register, last)).toBe(rule);
  });

  test('theFoundingStatementIsTheNotebook and aStatementNamesItsNotebook', async () => {
    const { founding, alice, dan, random, epoch, admit, fold } = await three();
    const other = await foundNotebook(
      alice.device,
      { member: memberIdFromBytes(random(16)), role: '', sections: [], epoch, keys: [] },
      random,
    );
    expect(ruleAgainst(fold(founding, other.statement), other.statement)).toBe(
      'theFoundingStatementIsTheNotebook',
    );
    const { saying } = await admit(alice, [founding], dan);
    if (saying.kind === 'unknown') throw new Error('unknown');
    const elsewhere = await writeStatement(other.notebook, [founding.id], saying, alice.device);
    expect(ruleAgainst(fold(founding, elsewhere), elsewhere)).toBe('aStatementNamesItsNotebook');
  });

  test('theFounderSignsTheFounding: a founding that names another device founds nothing', async () => {
    const { alice, bob, founding } = await three();
    if (founding.saying.kind !== 'found') throw new Error('no founding');
    const { device } = bob;
    const statement = await writeStatement(
      null,
      [],
      { ...founding.saying, device: device.id, exchangeKey: device.exchangeKey },
      alice.device,
    );
    const register = foldRegister(NotebookId.parse(statement.id), [statement]);
    expect(register.members).toEqual([]);
    expect(ruleAgainst(register, statement)).toBe('theFounderSignsTheFounding');
  });

  test('aKindMustBeKnown: what a later version says is kept and changes nothing', async () => {
    const { base, caraIn, cara, person, admit, fold } = await three();
    const known = await admit(cara, [caraIn], await person());
    const later: Statement = { ...known, saying: { kind: 'unknown', number: 200 } };
    const register = fold(...base, later);
    expect(ruleAgainst(register, later)).toBe('aKindMustBeKnown');
    expect(register.heads).toEqual([later.id]);
  });
});

test('a keeper who learns the id of an invitation cannot displace who was let in by it', async () => {
  const { alice, bob, dan, base, caraIn, bobIn, random, person, admit, fold } = await three();
  const invitation = invitationIdFromBytes(random(16));
  const forDan = await admit(alice, [caraIn], dan, { invitation });
  const earlier = await admit(bob, [bobIn], await person(), { invitation });
  expect(fold(...base, forDan, earlier).isDevice(dan.device.id)).toBe(true);
});

test('a statement whose parents are missing waits, and stands when they come', async () => {
  const { founding, bobIn, caraIn, cara, fold } = await three();
  expect(fold(founding, caraIn).waiting).toEqual([caraIn.id]);
  expect(fold(founding, caraIn).isDevice(cara.device.id)).toBe(false);
  expect(fold(caraIn, bobIn, founding).isDevice(cara.device.id)).toBe(true);
});

test('what somebody lacks is told by the statements that they had seen last', async () => {
  const { alice, dan, person, founding, bobIn, caraIn, admit, fold } = await three();
  const danIn = await admit(alice, [caraIn], dan);
  const beside = await admit(alice, [founding], await person());
  const lost = await admit(alice, [danIn], await person());
  const waiting = await admit(alice, [lost], await person());
  const register = fold(founding, bobIn, caraIn, danIn, beside, waiting);
  const bytes = (...statements: readonly Statement[]) => statements.map((one) => one.bytes);
  expect(register.unknownTo([caraIn.id])).toEqual(bytes(beside, danIn, waiting));
  expect(register.unknownTo(register.heads)).toEqual(bytes(waiting));
  expect(register.unknownTo([])).toHaveLength(6);
  // Heads that nobody here knows tell nothing.
  expect(register.unknownTo([lost.id])).toHaveLength(6);
});

test('the next statement names everything that was seen, refused or not', async () => {
  const { cara, dan, base, caraIn, admit, fold } = await three();
  const refused = await admit(cara, [caraIn], dan);
  const register = fold(...base, refused);
  expect(register.heads).toEqual([refused.id]);
  // And whoever is handed the statements can place all of them.
  expect(register.statements).toHaveLength(4);
});

test('every rule is a sentence, and the protocol has them all', () => {
  const rows = readFileSync('docs/protocol.md', 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  for (const [name, { sentence }] of Object.entries(REGISTER_RULES)) {
    expect(sentence).toMatch(/^[A-Z].*\.$/u);
    expect(rows.find((row) => row[1] === `\`${name}\``)?.[2]).toBe(sentence);
  }
});
