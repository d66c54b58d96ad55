/** Rows of the threat model about people who are, or were, in the notebook. */
import type { Row } from './threat.ts';

export const REMOVED = [
  {
    cannot: 'Read what is written after the removal: no new key is handed to them.',
    test: {
      file: 'test/vault/composing.test.ts',
      name: 'after a removal what was seen counts, what was not does not, and nothing new can be read',
    },
    patch: {
      file: 'lib/vault/composing.ts',
      find: 'const staying = present(register).filter(({ id }) => !going.has(id));',
      replace: 'const staying = present(register);',
    },
  },
  {
    cannot: 'Go on reading because the key stays the same: no key is used that they hold.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'CryptPad: after a removal nothing is sealed under a key that the removed member holds',
    },
    patch: {
      file: 'lib/vault/register.ts',
      find: '.filter(({ audience }) => [...audience].every((device) => present.has(device)))',
      replace: '',
    },
  },
  {
    cannot: 'Be handed the new keys by somebody who is behind: they lack none.',
    test: {
      file: 'test/vault/known-faults-rest.test.ts',
      name: 'Anytype: a new key is withheld from whoever was removed, and from whom they let in meanwhile',
    },
    patch: {
      file: 'lib/vault/register.ts',
      find: '...epochs.flatMap((epoch) => lackingOf(epoch, [...present.values()], null, epoch.number)),',
      replace:
        '...epochs.flatMap((epoch) => lackingOf(epoch, [...all.values()], null, epoch.number)),',
    },
  },
  {
    cannot: 'Have changes counted that the remover had not seen.',
    test: {
      file: 'test/vault/removals.test.ts',
      name: 'of the letters of a removed device those count that the remover had',
    },
    patch: {
      file: 'lib/vault/register.ts',
      find: 'if (endings.size === 0) return null;',
      replace: 'return null;',
    },
  },
  {
    cannot: 'Bring a late change in by sealing it with the old key after the removal.',
    test: {
      file: 'test/vault/known-faults-letters.test.ts',
      name: 'LFA: a late letter of a removed member does not count, under an old epoch or a new one',
    },
    patch: {
      file: 'lib/vault/holdings.ts',
      find: 'return register.bound(author, section);',
      replace: 'return null;',
    },
  },
  {
    cannot:
      'Take the work of others with them: what somebody built on a late change before they heard of the removal stays.',
    test: {
      file: 'test/session/letters-aside.test.ts',
      name: 'what Alice wrote on letters of one whom only a removed keeper let in reaches everybody',
    },
    patch: {
      file: 'lib/session/open-notebook-reading.ts',
      find: 'if (!missing.has(await clientOf(first.author, first.run, section))) continue;',
      replace: 'continue;',
    },
  },
  {
    cannot: 'Write their past anew: the last change that counts is named by its hash.',
    test: {
      file: 'test/vault/holdings.test.ts',
      name: 'a removed device that writes its past anew changes nothing',
    },
    patch: {
      file: 'lib/vault/holdings.ts',
      find: 'return register.bound(author, section);',
      replace:
        'const bound = register.bound(author, section); return bound && { ...bound, letter: null };',
    },
  },
  {
    cannot: 'Go on saying who is in, however old the statements on which they build.',
    test: {
      file: 'test/vault/removals.test.ts',
      name: 'a removed member who goes on saying things is not heard, however old the parents that they name',
    },
    patch: {
      file: 'lib/vault/register-rights.ts',
      find: 'ending !== at && !hasSeen(ending, at);',
      replace: 'ending !== at && hasSeen(at, ending);',
    },
  },
  {
    cannot: 'Keep a foot in the door by admitting somebody while the removal is on its way.',
    test: {
      file: 'test/vault/removals.test.ts',
      name: 'whom a removed keeper admitted meanwhile is not in, nor whom those admitted',
    },
    patch: {
      file: 'lib/vault/register-rights.ts',
      find: 'ending !== at && !hasSeen(ending, at);',
      replace: 'ending !== at && hasSeen(at, ending);',
    },
  },
  {
    cannot: 'Come back by the same device: one that was removed is never let in again.',
    test: {
      file: 'test/vault/known-faults-rest.test.ts',
      name: 'a device that was removed with its person is not let in again, though a keeper says so',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: "saying.kind !== 'admit' || !facts.devices.has(saying.device)",
      replace: 'saying.kind.length > 0',
    },
  },
  {
    cannot: 'Undo the removal by removing the remover: the senior one’s stands.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'LFA: two keepers who remove each other leave no notebook without a keeper',
    },
    patch: {
      file: 'lib/vault/removals.ts',
      find: ': inRings(able, strikers).toSorted(seniorFirst).slice(0, 1);',
      replace: ': inRings(able, strikers).toSorted(seniorFirst).slice(-1);',
    },
  },
  {
    cannot: 'Leave a notebook with nobody who may let people in and take them out.',
    test: {
      file: 'test/vault/removals.test.ts',
      name: 'two keepers, the last ones, retire themselves at once: the senior one’s stands',
    },
    patch: {
      file: 'lib/vault/removals.ts',
      find: 'if (!hasKeeper(order, after)) {',
      replace: 'if (order.end < 0) {',
    },
  },
  {
    cannot: 'Have a new key stand by a removal that does not.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'Anytype: removal and new keys are one statement, so that none stands without the other',
    },
    patch: {
      file: 'lib/vault/register-keys.ts',
      find: 'const isStanding = isAllowed && mayBring(fold, at, author, section);',
      replace: 'const isStanding = isAllowed && mayBring(bare, at, author, section);',
    },
  },
  {
    cannot: 'Open a channel with the key alone: a device must be in, not only hold the key.',
    test: {
      file: 'test/vault/proof.test.ts',
      name: 'whoever holds the epoch key but is not in the register is a stranger',
    },
    patch: {
      file: 'lib/vault/proof.ts',
      find: "if (!register.isDevice(device)) return { state: 'stranger', why: 'not in this notebook' };",
      replace: '',
    },
  },
  {
    cannot: 'Use a certificate of an epoch that has passed.',
    test: {
      file: 'test/vault/proof.test.ts',
      name: 'a certificate holds for one notebook and one epoch',
    },
    patch: {
      file: 'lib/vault/proof.ts',
      find: '.fixed(notebookIdToBytes(notebook)).uint(epoch).fixed(channelKey)',
      replace: '.fixed(notebookIdToBytes(notebook)).fixed(channelKey)',
    },
  },
  {
    cannot:
      'Learn at the old door who still comes there: nobody speaks at it before they are called.',
    test: {
      file: 'test/session/door.test.ts',
      name: 'at a door nobody speaks before they are called, and then to the caller alone',
    },
    patch: {
      file: 'lib/session/door.ts',
      find: "void (options.as === 'door' ? greet() : call());",
      replace: 'void call();',
    },
  },
  {
    cannot: 'Make others speak at a door without end.',
    test: { file: 'test/session/door.test.ts', name: 'nobody makes a door speak without end' },
    patch: {
      file: 'lib/session/door.ts',
      find: 'betweenAnswers: 10_000',
      replace: 'betweenAnswers: 0',
    },
  },
  {
    cannot: 'Fill disks with statements: of a stranger none is kept.',
    test: {
      file: 'test/vault/keeping.test.ts',
      name: 'one statement of a stranger is not kept, and one that waits for its admission is',
    },
    patch: {
      file: 'lib/vault/sieve.ts',
      find: "else if (payer !== 'unknown' || waiting.has(statement.id)) keep(statement, payer);",
      replace: 'else keep(statement, payer);',
    },
  },
  {
    cannot: 'Go on being shown at a note.',
    test: {
      file: 'test/session/note-seats.test.ts',
      name: 'only who may write is shown at a note, and a removed device no more',
    },
    patch: {
      file: 'lib/session/note-seats.ts',
      find: "removeAwarenessStates(awareness, clients, 'elsewhere');",
      replace: '',
    },
  },
] as const satisfies readonly Row[];

export const WITHOUT_A_SECTION = [
  {
    cannot: 'Be handed, when they join, the key of a part that nobody granted them.',
    test: {
      file: 'test/vault/composing.test.ts',
      name: 'a newcomer reads what was written before in the sections that are granted, and nothing else',
    },
    patch: {
      file: 'lib/vault/composing.ts',
      find: 'keys: [...sections].flatMap((section) => heldKeysOf(speaker, section)),',
      replace: 'keys: speaker.keys.keyring.sectionKeys,',
    },
  },
  {
    cannot: 'Read a part that they keep for others: each change lies under the key of its part.',
    test: {
      file: 'test/vault/letter.test.ts',
      name: 'a body opens only with its own key and under its own head',
    },
    patch: {
      file: 'lib/vault/letter.ts',
      find: "sealerFor(key.key, 'liaison-notebook/letter-body/v1');",
      replace: "sealerFor(new Uint8Array(32), 'liaison-notebook/letter-body/v1');",
    },
  },
  {
    cannot: 'Read on after their access was withdrawn: the next change lies under a new key.',
    test: {
      file: 'test/vault/register-keys.test.ts',
      name: 'a member whose access was withdrawn holds the key, and the next writer makes another',
    },
    patch: {
      file: 'lib/vault/register.ts',
      find: '[...knownKey(key).audience].every((device) => accessOf(device, section) !== null)',
      replace: 'knownKey(key).audience.size > 0',
    },
  },
  {
    cannot: 'Be handed the new key with the withdrawal itself.',
    test: {
      file: 'test/vault/known-faults-rest.test.ts',
      name: 'a withdrawal hands its new key to those who stay, and not to whom it takes the section from',
    },
    patch: {
      file: 'lib/vault/composing.ts',
      find: 'const readers = register.readersOf(section).filter(({ id }) => !going.has(id));',
      replace: 'const readers = register.readersOf(section);',
    },
  },
  {
    cannot: 'Open a body with another key, or under another head than it was sealed for.',
    test: {
      file: 'test/vault/letter.test.ts',
      name: 'a body opens only with its own key and under its own head',
    },
    patch: {
      file: 'lib/vault/keys.ts',
      find: 'bound === undefined ? prefix : joinBytes(prefix, bound);',
      replace: 'bound === undefined ? prefix : joinBytes(prefix);',
    },
  },
  {
    cannot: 'Open a bundle that was sealed to another device, or for another notebook.',
    test: {
      file: 'test/vault/hands.test.ts',
      name: 'a bundle for another device or another notebook does not open',
    },
    patch: {
      file: 'lib/vault/bundle.ts',
      find: 'sealed.slice(ENCAPSULATED_LENGTH),\n        plainBytes(bound),',
      replace: 'sealed.slice(ENCAPSULATED_LENGTH),\n        plainBytes(EMPTY),',
    },
  },
  {
    cannot: 'Read a secondment of others because of their role.',
    test: {
      file: 'test/session/access.test.ts',
      name: 'a secondment is for its four parties and for nobody else of the same role',
    },
    patch: {
      file: 'lib/session/access.ts',
      find: 'PARTIES_OF.secondment.some((field) => parties[field] === question.person.id)',
      replace:
        "PARTIES_OF.secondment.some((field) => parties[field] === question.person.id || question.person.role === 'secondee')",
    },
  },
  {
    cannot: 'Read what is about performance without being one of its three parties.',
    test: {
      file: 'test/session/access.test.ts',
      name: 'what is about performance is for its three parties',
    },
    patch: {
      file: 'lib/session/access.ts',
      find: "performance: ['secondee', 'lineManager', 'liaisonSpo'],",
      replace: "performance: ['secondee', 'lineManager', 'yotManager', 'liaisonSpo'],",
    },
  },
  {
    cannot:
      'Name oneself a party without the right to let others in, and be let in by another’s device.',
    test: {
      file: 'test/session/access-work.test.ts',
      name: 'who writes a secondment and may not let others in makes nobody a party of what is about performance',
    },
    patch: {
      file: 'lib/session/access.ts',
      find: "if (isUnsaid && !isSaidParty) return 'unsaid';",
      replace: '',
    },
  },
  {
    cannot: 'Let somebody in or out by a choice without the right to choose.',
    test: {
      file: 'test/session/access-work.test.ts',
      name: 'a choice of someone who may not choose lets nobody in or out, nor does taking one away',
    },
    patch: {
      file: 'lib/session/access.ts',
      find: "if (facts.unsaid.choices.has(choiceId(section, person.id))) return 'unsaid';",
      replace: '',
    },
  },
  {
    cannot: 'Read young people’s transfers as Assistant Chief Officer, who reads the overview.',
    test: { file: 'test/session/access.test.ts', name: 'transfers are for those who work on them' },
    patch: {
      file: 'lib/session/access.ts',
      find: 'holds: ({ person }) => TRANSFER_ROLES.has(person.role),',
      replace: "holds: ({ person }) => TRANSFER_ROLES.has(person.role) || person.role === 'aco',",
    },
  },
  {
    cannot: 'As a guest read more than the one record that was shared with them.',
    test: {
      file: 'test/session/access-orders.test.ts',
      name: 'a receiving officer gets one transfer and nothing else, and it is taken back',
    },
    patch: {
      file: 'lib/session/access.ts',
      find: "  'case-manager',\n]);",
      replace: "  'case-manager',\n  'receiving-officer',\n]);",
    },
  },
  {
    cannot: 'See in a shared record what it was before it was shared.',
    test: {
      file: 'test/notebook/carry.test.ts',
      name: 'whoever reads only the new place is not shown what it was before',
    },
    patch: {
      file: 'lib/notebook/carry.ts',
      find: 'from: heads.length === 0 ? null : target.get(key),',
      replace: 'from: head.from,',
    },
  },
  {
    cannot: 'Read what others did in their record, without being the auditor.',
    test: {
      file: 'test/session/access.test.ts',
      name: 'each person has their own log, and the auditor reads every one',
    },
    patch: {
      file: 'lib/session/access.ts',
      find: 'holds: ({ person }) => person.isAuditor,',
      replace: 'holds: ({ person }) => person.id.length > 0,',
    },
  },
] as const satisfies readonly Row[];

export const HOSTILE_MEMBER = [
  {
    cannot: 'Have a statement read that its author did not sign.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'Quiet #3444, LFA: a link that nobody signed is not read',
    },
    patch: {
      file: 'lib/vault/statement.ts',
      find: "if (!isSigned) return { state: 'refused', why: 'not signed by its author', author: null };",
      replace: '',
    },
  },
  {
    cannot: 'Have something kept that failed its signature, to be shown as verified later.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'Quiet #3433: what fails its signature leaves nothing behind that could pass for verified',
    },
    patch: {
      file: 'lib/vault/statement.ts',
      find: "why: 'not signed by its author', author: null };",
      replace: "why: 'not signed by its author', author: deviceIdFromBytes(authorKey) };",
    },
  },
  {
    cannot: 'Pass for the author by what the contents say.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'Quiet #3438: the author is whoever signed, whatever the contents say',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: 'const author = facts.devices.get(statement.author) ?? null;',
      replace:
        "const author = (statement.saying.kind === 'admit' ? facts.devicesOf.get(statement.saying.member)?.[0] : undefined) ?? facts.devices.get(statement.author) ?? null;",
    },
  },
  {
    cannot: 'Write a change under the name of another.',
    test: {
      file: 'test/vault/known-faults-letters.test.ts',
      name: 'Quiet #3441: nobody writes a letter under the name of another',
    },
    patch: {
      file: 'lib/vault/judge.ts',
      find: 'isStored || (await isLetterSigned(letter, await verifierOf(letter.author)))',
      replace: 'isStored || (await verifierOf(letter.author)) !== undefined',
    },
  },
  {
    cannot: 'Remove or leave out anything under the name of another.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'Quiet #3441: nobody removes or withdraws under the name of another',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: "if (saying.kind !== 'remove' || isKeeper(judging)) return true;",
      replace: 'return true;',
    },
  },
  {
    cannot: 'Make themselves a keeper.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'Quiet #3457: a member does not make themselves a keeper, in any way that there is',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: "(kind !== 'appoint' && kind !== 'retire' && kind !== 'role') || isKeeper(judging)",
      replace: 'kind.length > 0',
    },
  },
  {
    cannot: 'Use a device as an oracle: what it signed for one purpose counts for no other.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'Quiet #3436: a signature that a device gave for another purpose signs no statement',
    },
    patch: {
      file: 'lib/vault/keys.ts',
      find: 'joinBytes(purposeBytes(purpose), bytes);',
      replace: 'joinBytes(purposeBytes(purpose).subarray(0, 0), bytes);',
    },
  },
  {
    cannot: 'Take somebody’s signed wish to join and make their device one of their own.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'LFA: a signed wish to join is of no use to anyone but the one who was asked',
    },
    patch: {
      file: 'lib/vault/statement.ts',
      find: 'deviceIdToBytes(inviter),\n    invitationIdToBytes(invitation),',
      replace: 'invitationIdToBytes(invitation),',
    },
  },
  {
    cannot: 'Shut anyone out with a clock that is ahead: nothing that is signed depends on one.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'LFA: a statement says no time, so a wrong clock shuts nobody out',
    },
    patch: {
      file: 'lib/vault/statement.ts',
      find: 'id: await statementIdOf(bytes),\n    notebook,',
      replace:
        'id: await statementIdOf(joinBytes(bytes, new TextEncoder().encode(String(performance.now())))),\n    notebook,',
    },
  },
  {
    cannot: 'Get a key into an error, and by it onto a screen.',
    test: { file: 'test/vault/known-faults.test.ts', name: 'LFA: an error tells no key' },
    patch: {
      file: 'lib/vault/statement.ts',
      find: 'saying: readSaying(number, payload),\n    bytes,',
      replace:
        'saying: (() => {\n      try {\n        return readSaying(number, payload);\n      } catch {\n        throw new Error(JSON.stringify(device));\n      }\n    })(),\n    bytes,',
    },
  },
  {
    cannot: 'Give by an invitation what is not theirs to give.',
    test: {
      file: 'test/vault/register.test.ts',
      name: 'an admission gives what the admitting member may give, and no more',
    },
    patch: {
      file: 'lib/vault/register-fold.ts',
      find: 'if (!rights.decidesOn(author, section, at)) continue;',
      replace: '',
    },
  },
  {
    cannot: 'Give others, or take from them, a part that is not theirs to decide on.',
    test: {
      file: 'test/vault/known-faults.test.ts',
      name: 'Quiet #3441: nobody removes or withdraws under the name of another',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: 'rights.decidesOn(author.device, saying.section, at)',
      replace: 'saying.section.length > 0',
    },
  },
  {
    cannot: 'Say that they made a part of the notebook which another made.',
    test: {
      file: 'test/vault/statement.test.ts',
      name: 'nobody says of another device’s section that they made it',
    },
    patch: {
      file: 'lib/vault/statement.ts',
      find: "return isOwn ? null : 'malformed';",
      replace: 'return null;',
    },
  },
  {
    cannot: 'Put someone out whom a keeper let in, by learning the id of the invitation.',
    test: {
      file: 'test/vault/register.test.ts',
      name: 'a keeper who learns the id of an invitation cannot displace who was let in by it',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: 'facts.usedInvitations.get(statement.author)?.has(saying.invitation) !== true',
      replace: '![...facts.usedInvitations.values()].some((used) => used.has(saying.invitation))',
    },
  },
  {
    cannot: 'Write where they may only read: every honest device refuses it.',
    test: {
      file: 'test/vault/composing.test.ts',
      name: 'one who may only read is refused by their own vault, and their letters by every other',
    },
    patch: {
      file: 'lib/vault/register.ts',
      find: "if (access !== 'write') continue;",
      replace: 'if (access === null) continue;',
    },
  },
  {
    cannot: 'Hand out a key that is not the one that it is called.',
    test: {
      file: 'test/vault/keeping.test.ts',
      name: 'keys that are not what a statement calls them are not taken',
    },
    patch: {
      file: 'lib/vault/hands.ts',
      find: 'const trueKeys = opened.sectionKeys.filter((key) => keyNames.has(keyName(key)));',
      replace: 'const trueKeys = keyNames.size === 0 ? [] : opened.sectionKeys;',
    },
  },
  {
    cannot: 'Use up the numbers of epochs, so that no new key can be made.',
    test: {
      file: 'test/vault/register-keys.test.ts',
      name: 'a number that a keeper takes far ahead is refused',
    },
    patch: {
      file: 'lib/vault/register-keys.ts',
      find: 'number <= last + LARGEST_EPOCH_STEP',
      replace: 'number <= Number.MAX_SAFE_INTEGER',
    },
  },
  {
    cannot: 'Tell two devices two different things under one number: both keep the same one.',
    test: {
      file: 'test/vault/vault.test.ts',
      name: 'of two letters with one number every device keeps the same one in its chain',
    },
    patch: {
      file: 'lib/vault/chain.ts',
      find: 'if (link.seq <= endSeq() || besideBySeq.has(link.seq)) isForked = true;',
      replace: '',
    },
  },
  {
    cannot:
      'Write in another’s name inside a valid change: it may hold only what its writer wrote.',
    test: {
      file: 'test/session/threats.test.ts',
      name: 'Yjs: a change under the client id of another is set aside',
    },
    patch: {
      file: 'lib/session/documents.ts',
      find: 'if (struct.id.client !== client || struct.id.clock !== next) return null;',
      replace: 'if (struct.id.clock !== next) return null;',
    },
  },
  {
    cannot:
      'Take the clock that another, or they themselves, would use next, so that copies differ.',
    test: {
      file: 'test/session/threats.test.ts',
      name: 'Yjs: a change that goes ahead of its own clock, or back on it, is set aside and makes no two copies differ',
    },
    patch: {
      file: 'lib/session/documents.ts',
      find: "if (!isBranch && !goesOn(name, client, span)) return 'out of step';",
      replace: '',
    },
  },
  {
    cannot: 'Keep a notebook closed with a poisoned change.',
    test: {
      file: 'test/session/threats.test.ts',
      name: 'Yjs: an item that hangs on a later one of its own is set aside before it is applied',
    },
    patch: {
      file: 'lib/session/documents.ts',
      find: 'pointsOf(struct).some((id) => isAhead(id, struct.id))',
      replace: 'pointsOf(struct).length > 99',
    },
  },
  {
    cannot: 'Keep what a keeper left out in anyone’s notebook, or what they built on it.',
    test: {
      file: 'test/vault/holdings.test.ts',
      name: 'what is left out takes the rest of its run out, and not the next run',
    },
    patch: {
      file: 'lib/vault/holdings.ts',
      find: '(outs.get(run) ?? Number.POSITIVE_INFINITY) <= seq;',
      replace: '(outs.get(run) ?? Number.POSITIVE_INFINITY) === seq;',
    },
  },
  {
    cannot: 'Stop a view with a line of history that makes no sense.',
    test: {
      file: 'test/notebook/records.test.ts',
      name: 'a strange entry in the history is passed over',
    },
    patch: {
      file: 'lib/notebook/history.ts',
      find: 'const entry = result.success ? { ...result.data, id: `${client}.${clock}`, client } : null;',
      replace:
        'const entry = { after: [], ...raw, ...result.data, id: `${client}.${clock}`, client };',
    },
  },
  {
    cannot: 'Put another’s name to a line of history: it names the writer by the signed change.',
    test: {
      file: 'test/notebook/records.test.ts',
      name: 'the history names the writer by the item, not by what was written',
    },
    patch: {
      file: 'lib/notebook/history.ts',
      find: 'by: writerOf(client),',
      replace: 'by: writerOf(at),',
    },
  },
  {
    cannot: 'Change a word of a signed acceptance, or move one from field to field.',
    test: {
      file: 'test/session/acceptance.test.ts',
      name: 'moving words from one field into the next is noticed',
    },
    patch: {
      file: 'lib/session/acceptance.ts',
      find: '.text(acceptance.name)\n    .text(acceptance.role)',
      replace: '.text(acceptance.name + acceptance.role)',
    },
  },
  {
    cannot: 'Use an acceptance of one notebook in another.',
    test: { file: 'test/session/acceptance.test.ts', name: 'it is signed for one notebook' },
    patch: {
      file: 'lib/session/acceptance.ts',
      find: '.fixed(fromHex(notebook))',
      replace: '.fixed(fromHex(notebook).subarray(0, 0))',
    },
  },
  {
    cannot: 'Have others forget what is under a legal hold, or before every reader has agreed.',
    test: {
      file: 'test/session/compaction.test.ts',
      name: 'an erasure waits for every device that reads, and a legal hold stops all',
    },
    patch: {
      file: 'lib/session/compaction.ts',
      find: "if (register.isHeld(section)) return { state: 'not yet', why: 'on hold' };",
      replace: '',
    },
  },
  {
    cannot: 'Put a false state in the place of what was written: it is checked against its hash.',
    test: {
      file: 'test/session/checkpoint-state.test.ts',
      name: 'a state is found among the letters of its author, and only when it is whole and its own',
    },
    patch: {
      file: 'lib/session/checkpoint-state.ts',
      find: '&& bytes !== null && isSameBytes(await hashOfState(bytes), hash)) {',
      replace: '&& bytes !== null) {',
    },
  },
  {
    cannot:
      'Have a state agreed to that is right only on top of a false one: nobody compares on what they did not make.',
    test: {
      file: 'test/session/checkpoints-hostile.test.ts',
      name: 'a state that is right on top of one that nobody could compare is not agreed to',
    },
    patch: {
      file: 'lib/session/open-notebook-checkpoints.ts',
      find: 'if (!isMade && !isAgreed(register, checkpoint, await noteThen(checkpoint))) return null;',
      replace: '',
    },
  },
  {
    cannot:
      'Have a false state taken by being removed: of two readers the one who is left has to agree.',
    test: {
      file: 'test/session/compaction.test.ts',
      name: 'nobody agrees by having been removed: of two readers, the one who is left has to',
    },
    patch: {
      file: 'lib/session/compaction.ts',
      find: 'members.size >= 2 || here.every(({ member }) => members.has(member));',
      replace: 'members.size >= Math.min(2, new Set(here.map(({ member }) => member)).size);',
    },
  },
  {
    cannot: 'Stand alone for what others wrote, with a checkpoint from before they came.',
    test: {
      file: 'test/session/checkpoints-hostile.test.ts',
      name: 'the founder alone cannot stand for what others wrote, with a checkpoint from before they came',
    },
    patch: {
      file: 'lib/vault/register.ts',
      find: 'one && !idle.has(at) && !unseen.has(at)',
      replace: 'one && !idle.has(at)',
    },
  },
  {
    cannot: 'Have a state taken on their word by making up where their own letters end.',
    test: {
      file: 'test/session/checkpoints-hostile.test.ts',
      name: 'a state that does not stand above the end of its author is none',
    },
    patch: {
      file: 'lib/session/open-notebook-checkpoints.ts',
      find: 'body !== null && seq > (own?.seq ?? 0) ?',
      replace: 'body !== null ?',
    },
  },
  {
    cannot: 'Hold up an erasure with a checkpoint that nobody has.',
    test: {
      file: 'test/session/checkpoints-hostile.test.ts',
      name: 'an erasure does not wait for what two who left had agreed on and nobody has',
    },
    patch: {
      file: 'lib/session/open-notebook-checkpoints.ts',
      find: 'if ((await carriedBy(one)) !== null) return true;',
      replace: 'return true;',
    },
  },
  {
    cannot: 'Delete from the shared copy: whoever tries is shut out, and nothing arrives.',
    test: {
      file: 'test/sync/channel.test.ts',
      name: 'a device that deletes is shut out, its message does not arrive, and it stays out for a while',
    },
    patch: {
      file: 'lib/sync/channel.ts',
      find: "if (judgement.state === 'refused') return judgement.why;",
      replace: '',
    },
  },
  {
    cannot: 'Come straight back after being shut out.',
    test: {
      file: 'test/sync/channel.test.ts',
      name: 'who is shut out of one room is shut out of the next that shares the list',
    },
    patch: {
      file: 'lib/sync/channel.ts',
      find: 'if ((memory.bans.get(verdict.device) ?? 0) > guard.timers.now()) {',
      replace: 'if (memory.bans.size > 1_000) {',
    },
  },
  {
    cannot: 'Flood the others: whoever says too much is shut out.',
    test: { file: 'test/sync/channel.test.ts', name: 'a device that floods the side is shut out' },
    patch: {
      file: 'lib/sync/channel.ts',
      find: 'return messages <= SIDE_MOST.messages && bytes <= SIDE_MOST.bytes;',
      replace: 'return messages > 0;',
    },
  },
  {
    cannot: 'Hide something in the padding of what they seal.',
    test: {
      file: 'test/vault/letter.test.ts',
      name: 'padding carries nothing: a member who fills it is refused',
    },
    patch: {
      file: 'lib/vault/padding.ts',
      find: "if (padded[at] !== 0) throw new Malformed('padding that is not zero');",
      replace: '',
    },
  },
  {
    cannot:
      'Take a line out of their own record of who did what, by leaving it out or by ending their own access.',
    test: {
      file: 'test/session/audit-log.test.ts',
      name: 'a person removes no line of their own, not by leaving it out and not by ending their own access',
    },
    patch: {
      file: 'lib/session/audit-log.ts',
      find: 'if (body === null || of === undefined || !isLogOf(of) || member !== of.maker) return [];',
      replace:
        'if (body === null || of === undefined || !isLogOf(of) || member !== of.maker || !counts) return [];',
    },
  },
  {
    cannot: 'Write a line in the record of another, or give a part of theirs the name of one.',
    test: {
      file: 'test/session/audit-log.test.ts',
      name: 'a line in the log of somebody else, or in a section that only has the name of a log, is none',
    },
    patch: {
      file: 'lib/session/audit-log.ts',
      find: 'if (body === null || of === undefined || !isLogOf(of) || member !== of.maker) return [];',
      replace: 'if (body === null || of === undefined || member === undefined) return [];',
    },
  },
  {
    cannot: 'Have a checkpoint take the place of a record of who did what.',
    test: {
      file: 'test/session/audit-log.test.ts',
      name: 'nobody puts a checkpoint in the place of a log',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: 'facts.sections.get(saying.section)?.purpose.startsWith(LOG) !== true',
      replace: 'saying.section.length > 0',
    },
  },
] as const satisfies readonly Row[];
