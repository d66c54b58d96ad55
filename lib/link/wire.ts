/**
 * The messages between one panel and the engine, and the channel that carries them.
 *
 * Every panel has a BroadcastChannel of its own: it reaches the engine page in every browser, and carries bytes
 * as bytes (a port of the extension turns them into JSON, seven times slower).
 */
import { z } from '@/lib/parse/zod';

const number = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const name = z.string().max(60);

/** What a panel says; parsed by the engine before anything is done with it. */
export const PanelMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('watch'), watch: number, name, id: z.string().max(200).nullable() }),
  z.object({ kind: z.literal('unwatch'), watch: number }),
  z.object({ kind: z.literal('order'), order: number, name, given: z.unknown() }),
  z.object({ kind: z.literal('open note'), order: number, meeting: z.string().max(200) }),
  z.object({ kind: z.literal('note update'), replica: number, number, update: bytes }),
  z.object({ kind: z.literal('note presence'), replica: number, update: bytes }),
  z.object({ kind: z.literal('close note'), replica: number }),
]);
export type PanelMessage = z.infer<typeof PanelMessage>;

/** What the engine says to one panel. */
export const EngineMessage = z.discriminatedUnion('kind', [
  /** The engine listens now: what the panel kept back may be sent. */
  z.object({ kind: z.literal('welcome') }),
  z.object({ kind: z.literal('value'), watch: number, value: z.unknown() }),
  z.object({ kind: z.literal('answer'), order: number, answer: z.unknown() }),
  z.object({
    kind: z.literal('note opened'),
    order: number,
    replica: number,
    client: number,
    update: bytes,
    presence: bytes.nullable(),
  }),
  z.object({ kind: z.literal('note read only'), order: number }),
  z.object({ kind: z.literal('note refused'), order: number, why: z.string() }),
  z.object({ kind: z.literal('note update'), replica: number, update: bytes }),
  z.object({ kind: z.literal('note presence'), replica: number, update: bytes }),
  z.object({ kind: z.literal('note saved'), replica: number, number, at: z.number() }),
]);
export type EngineMessage = z.infer<typeof EngineMessage>;

/** The channel on which a new panel says its name and a new engine says that it is there. */
export const LOBBY = 'liaison-notebook/lobby';
export const LobbyMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('panel'), panel: z.uuid() }),
  z.object({ kind: z.literal('engine') }),
  /** The engine has locked: a panel drops everything that it holds. */
  z.object({ kind: z.literal('locked') }),
]);
export type LobbyMessage = z.infer<typeof LobbyMessage>;

/** The lock that the living engine holds; whoever gets it knows that the engine has gone. */
export const ENGINE_LOCK = 'liaison-notebook/engine';
/** The channel and the lock of one panel. */
export const panelChannel = (panel: string): string => `liaison-notebook/panel/${panel}`;
