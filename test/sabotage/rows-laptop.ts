/** Rows of the threat model about whoever has the laptop in hand, locked or unlocked. */
import type { Row } from './threat.ts';

export const LOCKED_LAPTOP = [
  {
    cannot: 'Find a name, a key or a person in what rests of the device: all of it is sealed.',
    test: {
      file: 'test/vault/device.test.ts',
      name: 'nothing in the record shows who it belongs to',
    },
    patch: {
      file: 'lib/vault/device.ts',
      find: "content: await master.seal(\n        'liaison-notebook/device-content/v1',\n        writeContent(device, keyrings),\n      ),",
      replace: 'content: writeContent(device, keyrings),',
    },
  },
  {
    cannot:
      'Take the keys out of the profile as bytes: what rests is wrapped under the passphrase, and no key object of the browser is kept.',
    test: {
      file: 'test/vault/known-faults-rest.test.ts',
      name: 'Chromium: a key that may not be exported lies in clear in the profile, so none is kept and what rests is wrapped under the passphrase',
    },
    patch: {
      file: 'lib/vault/device.ts',
      find: 'return { salt, cost, wrapped };',
      replace: 'return { salt, cost, wrapped: master.key };',
    },
  },
  {
    cannot:
      'Change the record so that opening it takes all the memory there is: the cost of a passphrase is bounded when it is read.',
    test: {
      file: 'test/vault/device.test.ts',
      name: 'the stored cost cannot be lowered without the passphrase failing, nor raised beyond its bound',
    },
    patch: { file: 'lib/vault/keys.ts', find: '.max(1_048_576)', replace: '' },
  },
  {
    cannot: 'Try passphrases on the screen at speed: each wrong one doubles the wait.',
    test: {
      file: 'test/session/passphrase-tries.test.ts',
      name: 'each wrong passphrase doubles the wait, up to a minute',
    },
    patch: {
      file: 'lib/session/passphrase-tries.ts',
      find: 'Math.min(2 ** (wrong - 1), LONGEST_WAIT_S) * 1_000',
      replace: '1_000',
    },
  },
  {
    cannot: 'Get rid of the wait by ending the browser: the count is kept before the try.',
    test: {
      file: 'test/session/passphrase-tries.test.ts',
      name: 'a reload takes nothing off: the last wait begins again',
    },
    patch: {
      file: 'lib/session/passphrase-tries.ts',
      find: 'let wrong = countIn(await store.setting(DEVICE_TAG, SETTING));',
      replace: 'let wrong = 0;',
    },
  },
  {
    cannot: 'Open the device with a recovery code that was replaced, or with another person’s.',
    test: {
      file: 'test/vault/recovery.test.ts',
      name: 'another code opens nothing, and neither does one that was replaced',
    },
    patch: {
      file: 'lib/vault/recovery.ts',
      find: '{ ...without, recovery: await sealToDevice(recovery.exchangeKey, WRAP, master.key) }',
      replace:
        '{ ...without, recovery: locked.recovery ?? (await sealToDevice(recovery.exchangeKey, WRAP, master.key)) }',
    },
  },
  {
    cannot: 'Read settings, drafts or who someone is from the disk: they rest under seal.',
    test: {
      file: 'test/session/threats.test.ts',
      name: 'what is kept of a person rests under seal: not one word of it is on the disk',
    },
    patch: {
      file: 'lib/session/keepsake.ts',
      find: 'await who.master.seal(PURPOSES[name], bytes)',
      replace: 'new Uint8Array(bytes)',
    },
  },
  {
    cannot: 'Change a row on the disk unnoticed, or keep the notebook closed by it.',
    test: {
      file: 'test/vault/vault.test.ts',
      name: 'a row that was changed on the disk is moved aside and the others open',
    },
    patch: {
      file: 'lib/vault/vault.ts',
      find: "if (one.reason === 'changed on the way' || one.reason === 'malformed') {",
      replace: "if (one.reason === 'malformed') {",
    },
  },
  {
    cannot:
      'Put an older copy of the profile back unnoticed: once it meets its own later changes it writes no more.',
    test: {
      file: 'test/vault/vault.test.ts',
      name: 'a profile restored from a backup meets its own later letters and stops that chain',
    },
    patch: {
      file: 'lib/vault/vault.ts',
      find: 'isStopped ||= isStopping;',
      replace: '',
    },
  },
  {
    cannot: 'Tell from lengths whether a word or a line was written: short changes all look alike.',
    test: { file: 'test/vault/letter.test.ts', name: 'short contents all look alike' },
    patch: {
      file: 'lib/vault/padding.ts',
      find: 'if (length <= PADDING_FLOOR) return PADDING_FLOOR;',
      replace: 'if (length <= PADDING_FLOOR) return length;',
    },
  },
  {
    cannot: 'Have a locked browser write: it takes in what comes, and holds no key to sign with.',
    test: { file: 'test/vault/vault.test.ts', name: 'a locked vault takes and does not write' },
    patch: {
      file: 'lib/vault/vault.ts',
      find: "if (device === null || before === null) return { state: 'locked' };",
      replace:
        "if (device === null || before === null) return { state: 'saved', statements: [], taking: NOTHING_TAKEN, written: [] };",
    },
  },
  {
    cannot: 'See anything in a window of a locked notebook: every one of them is emptied at once.',
    test: {
      file: 'test/link/link.test.ts',
      name: 'every panel hears that the notebook has locked',
    },
    patch: {
      file: 'lib/link/engine-link.ts',
      find: "desk.onLock(() => say({ kind: 'locked' }));",
      replace: '',
    },
  },
  {
    cannot: 'Ask a locked engine for records, drafts or notes: it has none to give.',
    test: {
      file: 'test/session/session.test.ts',
      name: 'locking leaves nothing to see: no view, no draft in sight, no order',
    },
    patch: {
      file: 'lib/session/session.ts',
      find: 'books.clear();\n    news.clear();\n    logs.clear();\n    made.clear();\n    drafts.clear();\n    place = null;\n    unlocked = null;',
      replace: '',
    },
  },
  {
    cannot: 'Make an unlocking that failed leave something readable behind.',
    test: {
      file: 'test/session/hostile-and-broken.test.ts',
      name: 'an unlocking that failed leaves nothing readable, and the next one opens',
    },
    patch: {
      file: 'lib/session/session.ts',
      find: 'unlocked = null;\n      throw problem;',
      replace: 'throw problem;',
    },
  },
  {
    cannot: 'Guess for many devices at once: the salt of each lock is drawn anew.',
    test: {
      file: 'test/vault/known-faults-rest.test.ts',
      name: 'LFA: no salt is fixed, so one passphrase makes another lock each time',
    },
    patch: {
      file: 'lib/vault/device.ts',
      find: 'const salt = random(16);',
      replace: 'const salt = new Uint8Array(16);',
    },
  },
] as const satisfies readonly Row[];

export const UNLOCKED_LAPTOP = [
  {
    cannot: 'Change the passphrase without the present one.',
    test: {
      file: 'test/session/threats.test.ts',
      name: 'whoever sits at an unlocked laptop changes no passphrase without the present one',
    },
    patch: {
      file: 'lib/session/passphrase.ts',
      find: "if (opened.state === 'refused') return opened.answer;\n      const isKept",
      replace: 'const isKept',
    },
  },
  {
    cannot: 'Make a keeper out of a member by letting in a second device that says so.',
    test: {
      file: 'test/vault/register.test.ts',
      name: 'who is no keeper lets further devices of their own in, and nobody becomes a keeper by it',
    },
    patch: {
      file: 'lib/vault/register-fold.ts',
      find: 'if (isFirst && isByKeeper) {',
      replace: 'if (isFirst || !isByKeeper) {',
    },
  },
  {
    cannot:
      'Keep the laptop’s place by being quicker: where its device and a keeper remove each other’s at once, the keeper’s removal stands.',
    test: {
      file: 'test/vault/removals.test.ts',
      name: 'one’s own device removed by a thief’s: that of the keeper who steps in stands',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: 'judging.rights.isIn(judging.author.device, judging.at)',
      replace: 'true',
    },
  },
  {
    cannot:
      'Displace the older device of the same person: of two that remove each other the one that was let in first stays.',
    test: {
      file: 'test/vault/removals.test.ts',
      name: 'two devices of one person remove each other: the one that was let in first stays',
    },
    patch: {
      file: 'lib/vault/removals.ts',
      find: 'return [rights.keeperSince(device.member, at) ?? order.end, device.at, at];',
      replace: 'return [rights.keeperSince(device.member, at) ?? order.end, -device.at, at];',
    },
  },
  {
    cannot:
      'Use a recovery code that was left beside the laptop for anything but one new device of the same person.',
    test: {
      file: 'test/vault/register.test.ts',
      name: 'a recovery code lets one new device of its person in, and nothing else',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: "(saying.kind === 'admit' &&\n        saying.member === author.member &&\n        saying.deviceKind === 'device')",
      replace: 'true',
    },
  },
  {
    cannot: 'Let a second device in by the same recovery code.',
    test: {
      file: 'test/session/recovering-return.test.ts',
      name: 'a code lets in no second device, and the first one again',
    },
    patch: {
      file: 'lib/vault/register-rules.ts',
      find: "author?.deviceKind !== 'recovery' || !facts.usedCodes.has(author.device)",
      replace: 'true',
    },
  },
] as const satisfies readonly Row[];
