/**
 * Where the sections of a notebook begin that were dropped to a checkpoint: the state itself, kept on this device under
 * seal, so that no later removal or leaving out of its author's letters can take the beginning away.
 *
 * Two places for each section: what the chains go on from now stays until they go on from the other.
 */
import { throughGunzip, throughGzip } from './gzip';
import { byteReader, byteWriter, fromHex, Malformed, toHex } from '@/lib/parse/bytes';
import type { Master } from '@/lib/vault/device';
import { StatementId, type SectionId, type StoreTag } from '@/lib/vault/ids';
import type { RewritableStore } from '@/lib/vault/store';
import { readVector, writeVector, type Vector } from '@/lib/vault/vector';
import { isSamePlace } from './compaction';

const PURPOSE = 'liaison-notebook/base-state/v1';
const VERSION = 1;
const LARGEST_VECTOR = 2 * 1024 * 1024;
const LARGEST_STATE = 512 * 1024 * 1024;
const PLACES = ['a', 'b'] as const;

export interface BaseState {
  readonly checkpoint: StatementId;
  readonly ends: Vector;
  /** As `checkpoint-state.ts` writes it. */
  readonly state: Uint8Array;
}

export interface BaseStates {
  /** The state at these ends of one section; null when it is not kept here. */
  readonly find: (section: SectionId, ends: Vector) => Promise<BaseState | null>;
  /** Keeps a state beside the one at `current`; that one stays. 'full': nothing has changed. */
  readonly put: (section: SectionId, base: BaseState, current: Vector) => Promise<'saved' | 'full'>;
  /**
   * Deletes what is kept of the section for other ends than these, if what is kept for these is there; all of it with
   * null. False when something else had to stay.
   */
  readonly tidy: (section: SectionId, ends: Vector | null) => Promise<boolean>;
}

const read = async (bytes: Uint8Array): Promise<BaseState | null> => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION) return null;
    const checkpoint = StatementId.parse(toHex(reader.fixed(32)));
    const ends = readVector(reader.bytes(LARGEST_VECTOR));
    const state = await throughGunzip(reader.fixed(reader.left()), LARGEST_STATE);
    return ends === null || state === null ? null : { checkpoint, ends, state };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

export const openBaseStates = (
  store: RewritableStore,
  tag: StoreTag,
  master: Master,
): BaseStates => {
  const nameOf = (section: SectionId, place: (typeof PLACES)[number]): string =>
    `base ${place} ${section}`;
  const at = async (
    section: SectionId,
    place: (typeof PLACES)[number],
  ): Promise<BaseState | null> => {
    const sealed = await store.setting(tag, nameOf(section, place));
    const opened = sealed === null ? null : await master.open(PURPOSE, sealed);
    return opened === null ? null : read(opened);
  };
  const placeOf = async (
    section: SectionId,
    ends: Vector,
  ): Promise<(typeof PLACES)[number] | null> => {
    for (const place of PLACES) {
      const base = await at(section, place);
      if (base !== null && isSamePlace(base.ends, ends)) return place;
    }
    return null;
  };
  return {
    find: async (section, ends) => {
      const place = await placeOf(section, ends);
      return place === null ? null : at(section, place);
    },
    put: async (section, { checkpoint, ends, state }, current) => {
      const bytes = byteWriter()
        .uint(VERSION)
        .fixed(fromHex(checkpoint))
        .bytes(writeVector(ends))
        .fixed(await throughGzip(state))
        .finish();
      const place = (await placeOf(section, current)) === 'a' ? 'b' : 'a';
      const sealed = await master.seal(PURPOSE, bytes);
      return (await store.putSetting(tag, nameOf(section, place), sealed)).state;
    },
    tidy: async (section, ends) => {
      const current = ends === null ? null : await placeOf(section, ends);
      for (const place of PLACES) {
        const name = nameOf(section, place);
        if (place === current || (await store.setting(tag, name)) === null) continue;
        // In doubt everything stays: a beginning is needed more than its room.
        if (current === null && ends !== null) return false;
        await store.deleteSetting(tag, name);
      }
      return true;
    },
  };
};
