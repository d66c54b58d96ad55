/** Rows of the threat model about what a person opens or pastes: web pages and files. */
import type { Row } from './threat.ts';

const MANIFEST = 'test/session/threats.test.ts';

export const WEB_PAGE = [
  {
    cannot: 'Be read by the extension, or read it: it asks for no site and offers none a file.',
    test: {
      file: MANIFEST,
      name: 'the extension asks for no site, offers no file to one and takes no message of one',
    },
    patch: {
      file: 'wxt.config.ts',
      find: "permissions: ['unlimitedStorage', 'idle', ",
      replace: "host_permissions: ['<all_urls>'],\n    permissions: ['unlimitedStorage', 'idle', ",
    },
  },
  {
    cannot: 'Frame a page of the extension or load a file of it.',
    test: {
      file: MANIFEST,
      name: 'the extension asks for no site, offers no file to one and takes no message of one',
    },
    patch: {
      file: 'wxt.config.ts',
      find: "permissions: ['unlimitedStorage', 'idle', ",
      replace:
        "web_accessible_resources: [{ resources: ['*'], matches: ['<all_urls>'] }],\n    permissions: ['unlimitedStorage', 'idle', ",
    },
  },
  {
    cannot: 'Have the extension run code from elsewhere, or text as code.',
    test: {
      file: MANIFEST,
      name: 'no page of the extension runs code that does not come with it',
    },
    patch: {
      file: 'wxt.config.ts',
      find: "{ extension_pages: \"script-src 'self' 'wasm-unsafe-eval'; object-src 'self'\" }",
      replace: "{ extension_pages: \"script-src 'self' 'unsafe-eval'; object-src 'self'\" }",
    },
  },
  {
    cannot: 'Send the extension a message: nothing in it listens to pages or other extensions.',
    test: {
      file: MANIFEST,
      name: 'nothing in the product listens to a page, draws text as HTML or calls a server by itself',
    },
    patch: {
      file: 'lib/browser/away.ts',
      find: 'const channel = new BroadcastChannel(FROM_WORKER);',
      replace:
        'const channel = new BroadcastChannel(FROM_WORKER);\n  browser.runtime.onMessageExternal.addListener(() => undefined);',
    },
  },
  {
    cannot:
      'Give an order to the engine in a form of its own: every order is parsed by its schema.',
    test: { file: 'test/link/link.test.ts', name: 'an order is answered, parsed by its schema' },
    patch: {
      file: 'lib/link/engine-link.ts',
      find: 'if (!parsed.success)\n      return refused(',
      replace: 'if (parsed.error?.message === name)\n      return refused(',
    },
  },
  {
    cannot: 'Have a link in a note run code when somebody follows it.',
    test: {
      file: 'test/components/note-schema.test.tsx',
      name: 'what is pasted is cleaned: no pictures, no scripts, no strange addresses, headings under the page',
    },
    patch: {
      file: 'components/meeting/note-schema.ts',
      find: 'isAllowedUri: (address) => isSafeAddress(address),',
      replace: 'isAllowedUri: () => true,',
    },
  },
] as const satisfies readonly Row[];

export const FILE = [
  {
    cannot: 'Pass for an invitation when a character is wrong, or be half read.',
    test: {
      file: 'test/vault/invitation.test.ts',
      name: 'a code survives line breaks and says what is wrong with it',
    },
    patch: {
      file: 'lib/vault/invitation-code.ts',
      find: 'if (!isSameBytes(joined.subarray(-CHECKSUM_LENGTH), await checksumOf(bytes))) return mistyped;',
      replace: '',
    },
  },
  {
    cannot: 'Send the browser to an address that is no meeting place.',
    test: {
      file: 'test/vault/known-faults-rest.test.ts',
      name: 'a pasted invitation names meeting places and nothing else that a browser could open',
    },
    patch: {
      file: 'lib/vault/invitation-code.ts',
      find: 'return code.signalling.every(isMeetingAddress) ? code : null;',
      replace: 'return code;',
    },
  },
  {
    cannot: 'Pass for a recovery code with one wrong character.',
    test: {
      file: 'test/vault/recovery-code.test.ts',
      name: 'one wrong character, or two exchanged, is noticed',
    },
    patch: {
      file: 'lib/vault/recovery-code.ts',
      find: 'bits.slice(RECOVERY_SECRET_LENGTH * 8) === (await checksumBits(secret))',
      replace: 'bits.length > 0',
    },
  },
  {
    cannot: 'Have more memory taken than a thing of its kind may need: every count has a bound.',
    test: { file: 'test/vault/statement.test.ts', name: 'more than there may be is refused' },
    patch: {
      file: 'lib/parse/bytes.ts',
      find: "if (value > most) throw new Malformed('number above its bound');",
      replace: '',
    },
  },
  {
    cannot: 'Mean two things: a value has one encoding, and nothing may follow it.',
    test: {
      file: 'test/vault/statement.test.ts',
      name: 'a payload that is cut short or goes on is refused',
    },
    patch: {
      file: 'lib/parse/bytes.ts',
      find: "if (at !== source.length) throw new Malformed('bytes left over');",
      replace: '',
    },
  },
  {
    cannot: 'End the engine: whatever bytes come, they are answered.',
    test: { file: 'test/vault/vault.test.ts', name: 'whatever bytes come, taking never throws' },
    patch: {
      file: 'lib/vault/cover.ts',
      find: "if (version === undefined || version === 0 || cover.length > LARGEST_COVER) {\n    return refused('malformed');\n  }",
      replace: "if (version === undefined || version === 0) throw new Error('no cover');",
    },
  },
  {
    cannot: 'Pass for a snapshot: one in doubt is thrown away, and the changes are read again.',
    test: { file: 'test/session/snapshot.test.ts', name: 'a damaged snapshot is thrown away' },
    patch: {
      file: 'lib/session/snapshot.ts',
      find: 'if (error instanceof Malformed || error instanceof TypeError || error instanceof RangeError) {',
      replace: 'if (error instanceof Malformed) {',
    },
  },
] as const satisfies readonly Row[];
