/** What a device shows: the letters of every chain in the order in which its vault reported them. */
import { z } from '@/lib/parse/zod';
import type { DeviceId, SectionId } from '@/lib/vault/ids';
import type { OpenedLetter } from '@/lib/vault/vault';

export interface ShownLetter {
  readonly id: string;
  readonly seq: number;
  /** Null when this device cannot read it. */
  readonly body: string | null;
}

export interface Replica {
  /** Adds letters that a vault reported, where `hasGaps` only if some were left out; answers what is wrong with them, or null. */
  readonly add: (letters: readonly OpenedLetter[], hasGaps: boolean) => string | null;
  /** Forgets one section, to be filled again. */
  readonly drop: (section: SectionId) => void;
  readonly chains: () => ReadonlyMap<string, readonly ShownLetter[]>;
  readonly bodies: () => readonly string[];
  /** Everything shown, as one text: equal when two devices show the same. */
  readonly text: (sections: readonly SectionId[]) => string;
  readonly toBytes: () => Uint8Array;
}

const Kept = z.array(
  z.tuple([
    z.string(),
    z.array(z.object({ id: z.string(), seq: z.int(), body: z.string().nullable() })),
  ]),
);

const chainName = ({ section, author }: { section: SectionId; author: DeviceId }): string =>
  `${section} ${author}`;

export const makeReplica = (kept: Uint8Array | null = null): Replica => {
  const chains = new Map<string, ShownLetter[]>();
  if (kept !== null) {
    for (const [name, letters] of Kept.parse(JSON.parse(new TextDecoder().decode(kept)))) {
      chains.set(name, letters);
    }
  }
  return {
    add: (letters, hasGaps) => {
      for (const { id, section, author, seq, body } of letters) {
        const name = chainName({ section, author });
        const chain = chains.get(name) ?? [];
        chains.set(name, chain);
        const last = chain.at(-1)?.seq ?? 0;
        if (hasGaps ? seq <= last : seq !== last + 1) return `letter ${seq} reported after ${last}`;
        chain.push({ id, seq, body: body === null ? null : new TextDecoder().decode(body) });
      }
      return null;
    },
    drop: (section) => {
      for (const name of chains.keys()) if (name.startsWith(section)) chains.delete(name);
    },
    chains: () => chains,
    bodies: () =>
      [...chains.values()].flatMap((chain) =>
        chain.flatMap(({ body }) => (body === null ? [] : [body])),
      ),
    text: (sections) =>
      [...chains]
        .filter(([name, chain]) => chain.length > 0 && sections.some((id) => name.startsWith(id)))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(
          ([name, chain]) =>
            `${name}: ${chain.map(({ id, body }) => `${id.slice(0, 8)} ${body}`).join(', ')}`,
        )
        .join('\n'),
    toBytes: () => new TextEncoder().encode(JSON.stringify([...chains])),
  };
};
