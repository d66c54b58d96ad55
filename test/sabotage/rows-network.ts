/** Rows of the threat model about whoever stands between the devices: signalling servers and relays. */
import type { Row } from './threat.ts';

export const SIGNALLING = [
  {
    cannot: 'Stand between two devices that meet: both prove who they are over both certificates.',
    test: {
      file: 'test/sync/channel.test.ts',
      name: 'somebody in the middle with a certificate of their own is noticed by both ends',
    },
    patch: {
      file: 'lib/sync/channel.ts',
      find: '.fixed(meeting.fingerprints.offerer)\n    .fixed(meeting.fingerprints.answerer)\n',
      replace: '\n',
    },
  },
  {
    cannot: 'Put another certificate in the place of the first while two devices meet.',
    test: {
      file: 'test/sync/channel.test.ts',
      name: 'a later description cannot put another certificate in place of the first',
    },
    patch: {
      file: 'lib/sync/channel.ts',
      find: '(this.#theirPrint ?? print) !== print',
      replace: 'false',
    },
  },
  {
    cannot: 'Pass for a member by sending a device its own proof back.',
    test: {
      file: 'test/sync/channel.test.ts',
      name: 'the two ends prove different things, and each the same as the other checks',
    },
    patch: {
      file: 'lib/sync/channel.ts',
      find: '.uint(ROLE_NUMBERS[prover])',
      replace: '.uint(0)',
    },
  },
  {
    cannot: 'Say anything on a channel before it has proved that it belongs.',
    test: { file: 'test/sync/channel.test.ts', name: 'who speaks before the proof is refused' },
    patch: {
      file: 'lib/sync/channel.ts',
      find: "if (this.#state !== 'open' || this.#open === undefined) return 'out-of-turn';",
      replace: 'if (this.#open === undefined) return undefined;',
    },
  },
  {
    cannot: 'Work out a key from what is public: topics, rooms and keys are derived apart.',
    test: {
      file: 'test/vault/keyring.test.ts',
      name: 'no two uses of an epoch share a key, nor two notebooks, epochs or volumes',
    },
    patch: {
      file: 'lib/vault/keyring.ts',
      find: "deriveKey(secret, 'liaison-notebook/beacon-key/v1', 32, context)",
      replace: "deriveKey(secret, 'liaison-notebook/beacon-topic/v1', 32, context)",
    },
  },
  {
    cannot: 'Put words into a room: what is not sealed for it is dropped, and nothing breaks.',
    test: {
      file: 'test/sync/signalling.test.ts',
      name: 'what is sealed under another key, for another room or not at all is dropped',
    },
    patch: {
      file: 'lib/sync/signalling.ts',
      find: 'if (message === undefined) return;',
      replace:
        "if (message === undefined) emit('message', args);\n    if (message === undefined) return;",
    },
  },
  {
    cannot: 'Tell from the length of a call how much a device holds.',
    test: {
      file: 'test/session/beacon.test.ts',
      name: 'how many heads a device has does not show in the length of its call',
    },
    patch: {
      file: 'lib/session/beacon.ts',
      find: 'return pad(writeIds(writer, beacon.ids).finish());',
      replace: 'return writeIds(writer, beacon.ids).finish();',
    },
  },
  {
    cannot:
      'Have a browser ask strangers for the way: no server is asked that nobody here has named.',
    test: {
      file: 'test/sync/connection.test.ts',
      name: 'nobody outside is asked for the way unless a policy names them',
    },
    patch: {
      file: 'lib/sync/connection.ts',
      find: 'config: { iceServers: [...(options.iceServers ?? [])] }',
      replace: 'config: {}',
    },
  },
  {
    cannot:
      'Stand in the middle of an invitation: the inviter is bound before the other has spoken.',
    test: {
      file: 'test/vault/invitation.test.ts',
      name: "in the middle, both legs open: with Alice's words and Bob's request known, only the committed reveal is taken",
    },
    patch: {
      file: 'lib/vault/invitation.ts',
      find: "if (!isSameBytes(await commitmentTo(nonce, ephemeralKey), code.commitment)) return 'ignored';",
      replace: '',
    },
  },
  {
    cannot:
      'Answer an invitation in the inviter’s name: the reveal is signed by the inviting device.',
    test: {
      file: 'test/vault/invitation.test.ts',
      name: "in the middle with Alice's own code: no reveal but hers over Bob's own request is taken",
    },
    patch: {
      file: 'lib/vault/invitation.ts',
      find: 'if (!(await isSignedBy(inviterKey, PURPOSES.reveal, transcript, signature))) {',
      replace: 'if (false) {',
    },
  },
  {
    cannot: 'Learn who joins, or anything of the notebook, before both have compared words.',
    test: {
      file: 'test/vault/invitation.test.ts',
      name: 'with the session of one leg nothing of the other leg opens',
    },
    patch: {
      file: 'lib/vault/invitation.ts',
      find: 'if (session === null || about === null || !isConfirmedThere) return;',
      replace: 'if (session === null || about === null) return;',
    },
  },
  {
    cannot: 'Use a code that leaked after the right person has asked: the second asking ends it.',
    test: {
      file: 'test/vault/invitation.test.ts',
      name: 'a second device that asks ends the invitation and gets no answer',
    },
    patch: {
      file: 'lib/vault/invitation.ts',
      find: "if (view.state === 'words' || (view.state === 'waiting' && isAnother)) {",
      replace: "if (view.state === 'waiting' && isAnother) {",
    },
  },
  {
    cannot: 'Keep an invitation open by holding its messages back: it ends by the inviter’s clock.',
    test: {
      file: 'test/vault/invitation.test.ts',
      name: "the issuer's clock alone ends an invitation",
    },
    patch: {
      file: 'lib/vault/invitation.ts',
      find: 'now >= code.expiresAtMinute * MINUTE',
      replace: 'now < 0',
    },
  },
  {
    cannot: 'Say hello where a lost person comes back: the recovery device signs it.',
    test: {
      file: 'test/vault/recovery-exchange.test.ts',
      name: 'nobody else can say hello for a recovery device',
    },
    patch: {
      file: 'lib/vault/recovery-exchange.ts',
      find: 'return isSigned ? hashOf(PURPOSES.helloHash, said) : null;',
      replace: 'return hashOf(PURPOSES.helloHash, said);',
    },
  },
  {
    cannot: 'Use in one room a proof that was made for another.',
    test: { file: 'test/sync/channel.test.ts', name: 'members of another room are strangers here' },
    patch: { file: 'lib/sync/channel.ts', find: '.text(meeting.room)\n', replace: '\n' },
  },
] as const satisfies readonly Row[];

export const RELAY = [
  {
    cannot: 'Change a byte of what it carries: under its cover every change is signed.',
    test: {
      file: 'test/vault/letter.test.ts',
      name: 'every bit flip of a letter is refused or no longer signed',
    },
    patch: {
      file: 'lib/vault/letter.ts',
      find: "verify('liaison-notebook/letter/v1', letter.signed, letter.signature);",
      replace:
        "verify('liaison-notebook/letter/v1', letter.signed, letter.signature).then(() => true);",
    },
  },
  {
    cannot: 'Have one change counted twice by repeating it, under the same cover or another one.',
    test: {
      file: 'test/vault/vault.test.ts',
      name: 'the same cover twice, and the same letter under another cover, count once',
    },
    patch: {
      file: 'lib/vault/judge.ts',
      find: "if (hasLetter(letter)) return { state: 'known' };",
      replace: '',
    },
  },
  {
    cannot: 'Leave a change out of the middle unnoticed: what comes after it waits for it.',
    test: {
      file: 'test/vault/vault.test.ts',
      name: 'a letter that comes too early is kept, and reported when its turn comes',
    },
    patch: {
      file: 'lib/vault/chain.ts',
      find: 'const link = beside.get(besideBySeq.get(seq + 1) ?? NO_LETTER);\n      if (link === undefined || link.previous !== letter) return ready;',
      replace:
        'const link = [...beside.values()].toSorted((a, b) => a.seq - b.seq)[0];\n      if (link === undefined || letter === NO_ROOM) return ready;',
    },
  },
  {
    cannot: 'Roll a device back by serving an older state: what a device holds it goes on holding.',
    test: {
      file: 'test/vault/known-faults-rest.test.ts',
      name: 'secsync: a relay that serves an older state, or leaves out the end, takes nothing back',
    },
    patch: {
      file: 'lib/vault/judge.ts',
      find: "if (hasLetter(letter)) return { state: 'known' };",
      replace: '',
    },
  },
  {
    cannot:
      'Carry a change of one notebook into another, though the one who sealed it is a member of both.',
    test: {
      file: 'test/vault/known-faults-letters.test.ts',
      name: 'a letter of another notebook is refused, though a member of both covers it anew',
    },
    patch: {
      file: 'lib/vault/judge.ts',
      find: "if (letter.notebook !== notebook) return refused('another notebook');",
      replace: '',
    },
  },
  {
    cannot: 'Empty the shared copy by a message of eleven bytes: nothing is deleted there, ever.',
    test: {
      file: 'test/session/threats.test.ts',
      name: 'Yjs: an update of a few bytes that deletes everything is refused',
    },
    patch: {
      file: 'lib/sync/admission.ts',
      find: "if (ds.clients.size > 0) return refused('deletion');",
      replace: '',
    },
  },
  {
    cannot: 'Put anything readable, or anything but sealed changes, into the shared copy.',
    test: {
      file: 'test/session/threats.test.ts',
      name: 'Yjs: content that is not a sealed change is refused',
    },
    patch: {
      file: 'lib/sync/admission.ts',
      find: "if (!(struct.content instanceof Y.ContentBinary)) return 'not-a-cover';",
      replace: '',
    },
  },
  {
    cannot: 'Take the place in the shared copy where a device will write next, and so silence it.',
    test: {
      file: 'test/sync/sealed-log.test.ts',
      name: 'a renewed client cannot collide with what was forged for the old one',
    },
    patch: {
      file: 'lib/sync/sealed-log.ts',
      find: 'settled().clientID = freshClient(random);',
      replace: 'settled();',
    },
  },
  {
    cannot:
      'Stop a shared copy by leaving something out for ever: it counts as damaged, and a new volume begins.',
    test: {
      file: 'test/sync/sealed-log.test.ts',
      name: 'what waits for ever makes a log damaged, and what waits a moment does not',
    },
    patch: {
      file: 'lib/sync/sealed-log.ts',
      find: "waited >= WAITING_MOST ? { state: 'damaged', why: 'waiting' } : { state: 'sound' }",
      replace: "waited < 0 ? { state: 'damaged', why: 'waiting' } : { state: 'sound' }",
    },
  },
] as const satisfies readonly Row[];
