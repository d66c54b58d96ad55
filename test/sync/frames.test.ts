/** Messages survive being cut into frames, and nothing else is taken for one. */
import { array, assert, integer, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { byteWriter } from '@/lib/parse/bytes';
import { cutFrame, FRAME_MOST, joiner, KINDS, PART_LEAST, PART_MOST } from '@/lib/sync/frames';
import type { Kind } from '@/lib/sync/frames';

const cut = (kind: Kind, message: Uint8Array, part?: number): Uint8Array[] => {
  const frames: Uint8Array[] = [];
  for (let offset = 0; offset < message.length; offset += part ?? PART_MOST) {
    frames.push(cutFrame(kind, message, offset, part));
  }
  return frames;
};

const filled = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 7) % 251);

test('a message comes back whole from any cut', () => {
  assert(
    property(
      uint8Array({ minLength: 1, maxLength: 40_000 }),
      integer({ min: PART_LEAST, max: PART_MOST }),
      (message, part) => {
        const frames = cut('log', message, part);
        const { take } = joiner();
        const last = frames.map((frame) => take(frame)).at(-1);
        expect(last).toEqual({ state: 'message', kind: 'log', message });
      },
    ),
    { numRuns: 60 },
  );
});

test('messages of different kinds may take turns', () => {
  const long = filled(200_000);
  const short = filled(100_000);
  const { take } = joiner();
  const [a1, a2, a3, a4] = cut('log', long);
  const [b1, b2] = cut('side', short);
  const answers = [a1, b1, a2, b2, a3, a4].map((frame) => take(frame ?? new Uint8Array()));
  expect(answers.map(({ state }) => state)).toEqual([
    'more',
    'more',
    'more',
    'message',
    'more',
    'message',
  ]);
  expect(answers[3]).toEqual({ state: 'message', kind: 'side', message: short });
  expect(answers[5]).toEqual({ state: 'message', kind: 'log', message: long });
});

test('no frame is longer than 64 KiB', () => {
  const frames = cut('log', new Uint8Array(3_000_000));
  expect(Math.max(...frames.map(({ length }) => length))).toBeLessThanOrEqual(FRAME_MOST);
});

const frame = (...numbers: readonly number[]): Uint8Array =>
  numbers.reduce((writer, number) => writer.uint(number), byteWriter()).finish();

test.for<readonly [string, readonly Uint8Array[], 'bad-frames' | 'too-long']>([
  ['nothing at all', [new Uint8Array()], 'bad-frames'],
  ['an unknown kind', [frame(7, 1, 0, 1)], 'bad-frames'],
  ['a frame without a part', [frame(0, 5, 0)], 'bad-frames'],
  ['an empty message', [frame(0, 0, 0)], 'bad-frames'],
  ['a length above the bound', [frame(0, KINDS.log.most + 1, 0, 1)], 'too-long'],
  ['a side message above 1 MiB', [frame(1, KINDS.side.most + 1, 0, 1)], 'too-long'],
  ['a handshake above its bound', [frame(2, KINDS.handshake.most + 1, 0, 1)], 'too-long'],
  ['a part that begins late', [frame(0, 4, 1, 1)], 'bad-frames'],
  ['more than was announced', [frame(0, 1, 0, 1, 1)], 'bad-frames'],
  ['crumbs', [frame(0, 5000, 0, 1)], 'bad-frames'],
  ['a frame that is too long', [new Uint8Array(FRAME_MOST + 1)], 'bad-frames'],
  [
    'another message of the same kind in between',
    [cutFrame('log', filled(5000), 0, 2000), cutFrame('log', filled(3000), 0, 2000)],
    'bad-frames',
  ],
  [
    'the same part twice',
    [cutFrame('log', filled(5000), 0, 2000), cutFrame('log', filled(5000), 0, 2000)],
    'bad-frames',
  ],
])('refuses %s', ([, frames, why]) => {
  const { take } = joiner();
  expect(frames.map((one) => take(one)).at(-1)).toEqual({ state: 'refused', why });
});

test('any junk gets an answer and never an exception', () => {
  assert(
    property(array(uint8Array({ maxLength: 64 }), { maxLength: 8 }), (frames) => {
      const { take } = joiner();
      for (const one of frames) expect(['more', 'message', 'refused']).toContain(take(one).state);
    }),
  );
});
