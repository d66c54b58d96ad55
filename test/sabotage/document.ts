/** The threat model as a document, made from its rows. */
import { ADVERSARIES, THREATS } from './threats.ts';

const HEAD = `# Threat model

Who might attack, what they can and cannot do, and the test that shows it. This file is made from the table in
\`test/sabotage\` by \`node_modules/.bin/node scripts/sabotage.ts --write\`; a test compares the two. \`npm run sabotage\` takes each
defence out of a copy of the product, one at a time, and ends well only if the named test notices.

## What it rests on

- The browser, the operating system and the hardware do what they promise. Whoever can run code as the person, or read the memory of an
  unlocked browser, can do what the person can.
- Ed25519, X25519, HKDF, SHA-256, AES-256-GCM and HPKE from WebCrypto and \`@hpke/core\`, and Argon2id from \`hash-wasm\`.
- People compare the three words of an invitation by a way on which they know each other's voice or face.
- A passphrase that nobody guesses. There is no other lock on the disk, and nobody who could open it by another way than the recovery code.

## What lies outside

- A copy that somebody has taken cannot be recalled, whatever is said afterwards: not by a removal, not by an erasure.
- Blocks that a disk has given up and not yet written over, backups, and what a screen was photographed with.
- Whether a changed build writes down what its person looked at: a record of who did what is one of honest devices.
- That somebody is kept from meeting anyone: whoever runs the servers, or the network, can always do that. What is written meanwhile stays
  on the device and goes out later.
`;

const section = (name: string, can: readonly string[]): string => {
  const cannot = THREATS.filter(({ adversary }) => adversary === name);
  return [
    `## ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    '',
    'They can:',
    '',
    ...can.map((sentence) => `- ${sentence}`),
    '',
    'They cannot:',
    '',
    ...cannot.map(
      ({ cannot: sentence, test }) => `- ${sentence}  \n  \`${test.file}\`: “${test.name}”`,
    ),
    '',
  ].join('\n');
};

/** The whole document. */
export const threatModel = (): string =>
  [HEAD, ...Object.entries(ADVERSARIES).map(([name, { can }]) => section(name, can))].join('\n');
