/**
 * What happened to the people and devices of a notebook since this device first looked: told to everyone on People,
 * so that a device that nobody expected is noticed.
 */
import type { Trouble } from './open-notebook';
import type { NewsView } from './views';
import { z } from '@/lib/parse/zod';
import type { Register } from '@/lib/vault/register';
import { SET_ASIDE_REASONS } from '@/lib/vault/set-aside';

const MOST_NEWS = 200;

export const NewsItem = z.strictObject({
  key: z.string().max(200),
  kind: z.enum([
    'joined',
    'device added',
    'device removed',
    'person removed',
    'may invite',
    'may not invite',
    'recovery code made',
    'recovery code used',
    'two changes',
  ]),
  /** The member whom it is about, and the one who did it, where that is another. */
  member: z.string().max(32),
  by: z.string().max(32).nullable(),
  at: z.number(),
});
export type NewsItem = Readonly<z.infer<typeof NewsItem>> & Pick<NewsView, 'kind'>;

const Known = z.strictObject({
  /** Members by whether they are keepers. */
  members: z.array(z.tuple([z.string().max(32), z.boolean()])).max(4_096),
  /** Every device that was ever seen in the register, present or removed. */
  devices: z.array(z.string().max(64)).max(16_384),
  removed: z.array(z.string().max(64)).max(16_384),
  /** Devices that have sent two different changes under one number. */
  twice: z.array(z.string().max(64)).max(16_384).default([]),
});
type Known = z.infer<typeof Known>;

const Kept = z.strictObject({ known: Known, items: z.array(NewsItem).max(MOST_NEWS) });

/** What news are read from. */
export type Told = Pick<Register, 'members' | 'removed' | 'memberOf' | 'wasDevice'>;

/** What was set aside, as far as news are read from it. */
export type Aside = Pick<Trouble, 'words' | 'device'>;

/** The name of the news that a device has sent two different changes under one number. */
export const twiceKey = (device: string): string => `two changes ${device}`;

const knownOf = ({ members, removed }: Told, twice: readonly string[]): Known => ({
  members: members.map(({ member, isKeeper }) => [member, isKeeper]),
  devices: [
    ...members.flatMap(({ devices }) => devices.map(({ id }) => id)),
    ...removed.map(({ device }) => device),
  ],
  removed: removed.map(({ device }) => device),
  twice: [...twice],
});

/** What is new since `before`, oldest first. */
const newsSince = (before: Known, register: Told, at: number): readonly NewsItem[] => {
  const members = new Map(before.members);
  const devices = new Set(before.devices);
  const removed = new Set(before.removed);
  const memberBy = (device: string | null, of: string): string | null => {
    const by = device === null ? null : (register.wasDevice(device)?.member ?? null);
    return by === of ? null : by;
  };
  const item = (
    kind: NewsItem['kind'],
    member: string,
    what: string,
    by: string | null,
  ): NewsItem => ({ key: `${kind} ${what}`, kind, member, by, at });

  const came = register.members.flatMap(({ member, devices: own, isKeeper }) => {
    const isNew = !members.has(member);
    const fresh = own.filter(({ id }) => !devices.has(id));
    const [first] = isNew ? fresh : [];
    const joined =
      first === undefined
        ? []
        : [item('joined', member, first.id, memberBy(first.admittedBy, member))];
    const more = fresh
      .filter((device) => device !== first)
      .map((device) => {
        const by = memberBy(device.admittedBy, member);
        if (device.deviceKind === 'recovery')
          return item('recovery code made', member, device.id, by);
        const admitted = device.admittedBy === null ? null : register.wasDevice(device.admittedBy);
        return admitted?.deviceKind === 'recovery'
          ? item('recovery code used', member, device.id, by)
          : item('device added', member, device.id, by);
      });
    const turned =
      isNew || members.get(member) === isKeeper
        ? []
        : // Who said so is not kept by the register: the sentence stands without it.
          [item(isKeeper ? 'may invite' : 'may not invite', member, `${member} ${at}`, null)];
    return [...joined, ...more, ...turned];
  });

  const isPresent = new Set<string>(register.members.map(({ member }) => member));
  const gone = new Map<string, NewsItem>();
  for (const { device, member, by } of register.removed) {
    if (removed.has(device)) continue;
    // A code that a new one has replaced is no news of its own.
    if (register.wasDevice(device)?.deviceKind === 'recovery' && isPresent.has(member)) continue;
    const isPerson = !isPresent.has(member);
    const told = isPerson
      ? item('person removed', member, `${member} ${at}`, memberBy(by, member))
      : item('device removed', member, device, memberBy(by, member));
    gone.set(told.key, told);
  }
  return [...came, ...gone.values()];
};

/**
 * Devices whose copy may be one of two: what the vault says of them is forgotten when the notebook is closed, and must
 * not be.
 */
const twiceNews = (
  devices: readonly string[],
  { wasDevice }: Told,
  at: number,
): readonly NewsItem[] =>
  devices.flatMap((device) => {
    const member = wasDevice(device)?.member;
    return member === undefined
      ? []
      : [{ key: twiceKey(device), kind: 'two changes', member, by: null, at }];
  });

/** How the vault calls it. */
export const TWICE = SET_ASIDE_REASONS['two changes with one number'];

export interface MembersNews {
  /** Given the register whenever it may have changed. */
  readonly look: (register: Told) => void;
  /** Newest first. */
  readonly items: () => readonly NewsItem[];
}

const readKept = (bytes: Uint8Array | null): z.infer<typeof Kept> | null => {
  if (bytes === null) return null;
  try {
    return Kept.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};

/** `keep` puts away sealed what {@link MembersNews} knows; what it does not get to keep is news once more. */
export const openMembersNews = ({
  kept,
  keep,
  aside,
  now,
}: {
  readonly kept: Uint8Array | null;
  readonly keep: (bytes: Uint8Array) => Promise<void>;
  readonly aside: () => readonly Aside[];
  readonly now: () => number;
}): MembersNews => {
  const before = readKept(kept);
  let known = before?.known ?? null;
  let items: readonly NewsItem[] = before?.items ?? [];
  let looked: Told | null = null;
  return {
    look: (register) => {
      const before = known?.twice ?? [];
      const twice = aside().flatMap(({ words, device }) =>
        words === TWICE && device !== null && !before.includes(device) ? [device] : [],
      );
      if (register === looked && twice.length === 0) return;
      looked = register;
      const fresh = [
        ...(known === null ? [] : newsSince(known, register, now())),
        ...twiceNews(twice, register, now()),
      ];
      const isFirst = known === null;
      known = knownOf(register, [...before, ...twice]);
      if (fresh.length === 0 && !isFirst) return;
      items = [...fresh.toReversed(), ...items].slice(0, MOST_NEWS);
      keep(new TextEncoder().encode(JSON.stringify({ known, items }))).catch(() => {});
    },
    items: () => items,
  };
};
