/** What the people of a notebook decided for all of them: one record, written by those who let others in. */
import { RecordId } from './record';
import { z } from '@/lib/parse/zod';

export const POLICY_ID = RecordId.parse('policy');

export const Policy = z.object({
  /** Always {@link POLICY_ID}. */
  id: RecordId,
  /** Whether people say why before they open a secondment, a transfer or a meeting. */
  asksReasons: z.boolean().default(false),
});
export type Policy = z.infer<typeof Policy>;
