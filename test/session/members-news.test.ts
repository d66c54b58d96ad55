/** News of people and devices: that a device may be one of two copies is told once, and outlives the engine. */
import { afterEach, expect, test } from 'vitest';
import { openMembersNews, TWICE, twiceKey, type Aside } from '@/lib/session/members-news';
import { openShelf } from '@/lib/session/shelf';
import { peopleView } from '@/lib/session/view-people';
import { severalPeople, type Several, type Someone } from './several-people';

let several: Several;
afterEach(() => several.close());

const AT = Date.parse('2026-11-20T09:00:00Z');
const LATER = Date.parse('2026-11-23T09:00:00Z');

const openNews = (aside: () => readonly Aside[], kept: Uint8Array | null, now: number) => {
  const written: Uint8Array[] = [];
  const news = openMembersNews({
    kept,
    keep: async (bytes) => void written.push(bytes),
    aside,
    now: () => now,
  });
  return { news, last: (): Uint8Array | null => written.at(-1) ?? null };
};

const seenBy = ({ notebook, device }: Someone, news: ReturnType<typeof openNews>['news']) =>
  peopleView({
    notebook,
    shelf: openShelf(notebook),
    me: device.id,
    invitations: [],
    news: news.items(),
    recovery: { state: 'none', on: null, asksFor: [] },
  });

test('a device of which two changes came under one number is named, with the day, also after a restart', async () => {
  several = await severalPeople();
  const { founder } = several;
  const other = await several.admit(founder);
  const register = founder.notebook.register();
  let aside: readonly Aside[] = [];
  const first = openNews(() => aside, null, AT);
  first.news.look(register);
  expect(first.news.items()).toEqual([]);
  // Nothing that was said has changed, only what came in.
  aside = [
    { words: TWICE, device: other.device.id },
    { words: TWICE, device: null },
    { words: 'Something else.', device: other.device.id },
  ];
  first.news.look(register);
  first.news.look(register);
  const item = { kind: 'two changes', key: twiceKey(other.device.id), member: other.member };
  expect(first.news.items()).toMatchObject([{ ...item, at: AT }]);
  expect(seenBy(founder, first.news).twoCopies).toEqual([
    {
      device: other.device.id,
      name: 'Someone who has just joined',
      number: null,
      isThis: false,
      isMine: false,
      since: '2026-11-20',
      canRemove: true,
    },
  ]);
  // To the one who is meant it is told as theirs; and who may not remove others is not offered it.
  expect(seenBy(other, first.news).twoCopies).toMatchObject([
    { name: 'You', isThis: true, isMine: true, canRemove: false },
  ]);

  // The vault forgets it with its snapshot; it is told with the day on which it was first seen, and not once more.
  aside = [];
  const again = openNews(() => aside, first.last(), LATER);
  again.news.look(register);
  aside = [{ words: TWICE, device: other.device.id }];
  again.news.look(register);
  expect(again.news.items()).toMatchObject([{ ...item, at: AT }]);

  // Once it is removed nothing is left to do.
  await founder.notebook.remove({ members: [], devices: [other.device.id] });
  expect(seenBy(founder, again.news).twoCopies).toEqual([]);
});

test('what was kept before such devices were noted is read', async () => {
  several = await severalPeople();
  const { founder } = several;
  const kept = new TextEncoder().encode(
    JSON.stringify({
      known: { members: [[founder.member, true]], devices: [founder.device.id], removed: [] },
      items: [{ key: 'k', kind: 'joined', member: founder.member, by: null, at: AT }],
    }),
  );
  const { news } = openNews(() => [], kept, LATER);
  news.look(founder.notebook.register());
  expect(news.items()).toMatchObject([{ kind: 'joined', at: AT }]);
  expect(seenBy(founder, news).news).toMatchObject([{ who: 'You', by: null }]);
});
