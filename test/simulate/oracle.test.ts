/** What the oracle takes for a leak: a key in the hands of a device that nobody who held the key knew as a reader. */
import { expect, test } from 'vitest';

import { DeviceId } from '@/lib/vault/ids';

import { mayHaveKey } from './oracle';

const deviceOf = (digit: string): DeviceId => DeviceId.parse(digit.repeat(64));
const WRITER = deviceOf('a');
const OUT = deviceOf('b');
const OTHER = deviceOf('c');
const WRITTEN_AT = 100;

test.for([
  ['nobody who held it knew the device as a reader', [], [[OTHER, WRITER, 50]], false],
  ['only the device itself believes that it may read', [], [[OUT, OUT, 50]], false],
  ['another comes to know that what took its access away was void', [], [[OTHER, OUT, 150]], true],
  ['another has not heard of its going', [], [[OTHER, OUT, 50]], true],
  ['the writer comes to know it after writing', [], [[WRITER, OUT, 150]], true],
  ['the writer knew it as a reader and wrote on under the key', [], [[WRITER, OUT, 50]], false],
  [
    'the writer knew it as a reader, wrote on, and another handed it the key',
    [],
    [
      [WRITER, OUT, 50],
      [OTHER, OUT, 150],
    ],
    false,
  ],
  ['the key was made for it too', [OUT], [[OTHER, OUT, 150]], false],
] as const satisfies readonly (readonly [
  string,
  readonly DeviceId[],
  readonly (readonly [DeviceId, DeviceId, number])[],
  boolean,
])[])('%s', ([, madeFor, handable, isAllowed]) => {
  const story = {
    madeFor: new Set<string>(madeFor),
    handable: new Map(handable.map(([holder, reader, at]) => [`${holder} ${reader}`, at])),
  };
  expect(mayHaveKey(story, { author: WRITER, at: WRITTEN_AT }, OUT)).toBe(isAllowed);
});
