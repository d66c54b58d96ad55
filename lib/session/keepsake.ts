/** What belongs to the unlocked device and rests sealed under its master key: keyrings, who I am, settings, drafts. */
import { AboutMe } from '@/lib/domain/people';
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';
import { z } from '@/lib/parse/zod';
import { relockDevice, type Device, type LockedDevice, type Master } from '@/lib/vault/device';
import { StoreTag } from '@/lib/vault/ids';
import type { Keyring } from '@/lib/vault/keyring';
import { makeQueue } from '@/lib/vault/queue';
import type { Store } from '@/lib/vault/store';

/** The keys of an open device, and what is known of its person. Lives in the engine's memory only. */
export interface Unlocked {
  locked: LockedDevice;
  readonly device: Device;
  readonly master: Master;
  keyrings: readonly Keyring[];
  about: AboutMe | null;
}

export const FULL =
  'This device is full. Nothing was changed: delete files you do not need and try again.';

const PURPOSES = {
  person: 'liaison-notebook/about-me/v1',
  joining: 'liaison-notebook/joining/v1',
  settings: 'liaison-notebook/settings/v1',
  reminder: 'liaison-notebook/reminder/v1',
  unfinished: 'liaison-notebook/unfinished/v1',
  invitations: 'liaison-notebook/invitations/v1',
  recovery: 'liaison-notebook/recovery-state/v1',
  news: 'liaison-notebook/members-news/v1',
  audit: 'liaison-notebook/audit-waiting/v1',
} as const;
type Name = keyof typeof PURPOSES;

/** Where what belongs to the device and to no notebook rests. */
export const DEVICE_TAG = StoreTag.parse('0'.repeat(32));

export interface Settings {
  readonly lockAfterMinutes: number;
  /** The notebook that was shown last. */
  readonly notebook: string;
}

/** What someone had not finished when the notebook locked. */
export const Unfinished = z.object({
  place: z.object({ screen: z.string(), id: z.string().nullable() }).nullable(),
  drafts: z.array(z.tuple([z.string(), z.string()])),
});
export type Unfinished = z.infer<typeof Unfinished>;

export interface Keepsake {
  /** Throws when the device is full. */
  readonly put: (who: Unlocked, name: Name, bytes: Uint8Array, tag?: StoreTag) => Promise<void>;
  readonly get: (who: Unlocked, name: Name, tag?: StoreTag) => Promise<Uint8Array | null>;
  readonly forget: (name: Name) => Promise<void>;
  /** Changes what rests of the device itself, one change after another. False when it is full; then nothing changed. */
  readonly changeLocked: (
    who: Unlocked,
    change: (locked: LockedDevice) => Promise<LockedDevice>,
  ) => Promise<boolean>;
  /** Keeps the keyring of a notebook in the place of the one kept before. False when the device is full. */
  readonly putKeyring: (who: Unlocked, keyring: Keyring) => Promise<boolean>;
  readonly putAbout: (who: Unlocked, about: AboutMe) => Promise<void>;
  readonly about: (who: Unlocked) => Promise<AboutMe | null>;
  readonly putSettings: (who: Unlocked, settings: Settings) => Promise<void>;
  readonly settings: (who: Unlocked) => Promise<Settings | null>;
  readonly putUnfinished: (who: Unlocked, unfinished: Unfinished) => Promise<void>;
  /** Handed out once: what is taken up again is kept anew at the next locking. */
  readonly takeUnfinished: (who: Unlocked) => Promise<Unfinished | null>;
}

const toJson = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const fromJson = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

export const openKeepsake = (store: Store): Keepsake => {
  const put: Keepsake['put'] = async (who, name, bytes, tag = DEVICE_TAG) => {
    const saving = await store.putSetting(tag, name, await who.master.seal(PURPOSES[name], bytes));
    if (saving.state === 'full') throw new Error(FULL);
  };
  const get: Keepsake['get'] = async (who, name, tag = DEVICE_TAG) => {
    const kept = await store.setting(tag, name);
    return kept === null ? null : who.master.open(PURPOSES[name], kept);
  };
  const inTurn = makeQueue();
  const changeLocked: Keepsake['changeLocked'] = (who, change) =>
    inTurn(async () => {
      const locked = await change(who.locked);
      if ((await store.putDevice(locked)).state === 'full') return false;
      who.locked = locked;
      return true;
    });
  return {
    put,
    get,
    forget: (name) => store.deleteSetting(DEVICE_TAG, name),
    changeLocked,
    putKeyring: (who, keyring) => {
      const { device, master } = who;
      const isOther = ({ notebook }: Keyring): boolean => notebook !== keyring.notebook;
      const before = who.keyrings.filter((one) => !isOther(one));
      // In memory first: a change after this one must begin from it.
      who.keyrings = [...who.keyrings.filter(isOther), keyring];
      return changeLocked(who, (locked) =>
        relockDevice(locked, { device, keyrings: who.keyrings, master }),
      ).then((isKept) => {
        if (!isKept) who.keyrings = [...who.keyrings.filter(isOther), ...before];
        return isKept;
      });
    },
    putAbout: (who, about) => {
      who.about = about;
      return put(who, 'person', toJson(about));
    },
    about: async (who) => {
      const kept = await get(who, 'person');
      return kept === null ? null : (AboutMe.safeParse(fromJson(kept)).data ?? null);
    },
    putSettings: (who, { lockAfterMinutes, notebook }) =>
      put(who, 'settings', byteWriter().uint(1).uint(lockAfterMinutes).text(notebook).finish()),
    settings: async (who) => {
      const kept = await get(who, 'settings');
      if (kept === null) return null;
      try {
        const reader = byteReader(kept);
        if (reader.uint() !== 1) return null;
        return { lockAfterMinutes: reader.uint(240), notebook: reader.text(64) };
      } catch (error) {
        if (error instanceof Malformed) return null;
        throw error;
      }
    },
    putUnfinished: (who, unfinished) => put(who, 'unfinished', toJson(unfinished)),
    takeUnfinished: async (who) => {
      const kept = await get(who, 'unfinished');
      if (kept === null) return null;
      await store.deleteSetting(DEVICE_TAG, 'unfinished').catch(() => {});
      return Unfinished.safeParse(fromJson(kept)).data ?? null;
    },
  };
};
