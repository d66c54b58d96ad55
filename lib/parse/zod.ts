/**
 * The one door to zod. An extension page forbids `eval`, which zod probes for unless told not to, and it
 * must be told before the first schema is made: so every schema takes its `z` from here.
 */
import { z } from 'zod';

z.config({ jitless: true });

export { z };
