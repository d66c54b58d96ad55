/** What the background worker and the engine page say to each other, since each can reach what the other cannot. */
import { z } from '@/lib/parse/zod';

/** The channel on which the worker tells the engine what only the worker is told by the browser. */
export const FROM_WORKER = 'liaison-notebook/from-worker';
export const WorkerMessage = z.discriminatedUnion('kind', [
  /** The person has left the computer, or its screen is locked. */
  z.object({ kind: z.literal('away'), how: z.enum(['idle', 'locked']) }),
  /** The person pressed the key that locks the notebook, anywhere in the browser. */
  z.object({ kind: z.literal('lock') }),
]);
export type WorkerMessage = z.infer<typeof WorkerMessage>;

/** What a page asks of the worker by a runtime message. */
export const ToWorker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wake engine') }),
  z.object({ kind: z.literal('lock after'), minutes: z.number().int().min(1).max(240) }),
  z.object({ kind: z.literal('badge'), count: z.number().int().min(0).max(999_999) }),
  /** The words name nobody and nothing. */
  z.object({ kind: z.literal('remind'), words: z.string().max(200) }),
]);
export type ToWorker = z.infer<typeof ToWorker>;

/** The name of that key in the manifest. */
export const LOCK_COMMAND = 'lock';
