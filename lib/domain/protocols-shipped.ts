/** The protocols that come with the product. */
import type { Protocol } from './protocol';
import { PROTOCOL_2010 } from './protocol-2010';
import { PROTOCOL_TODAY } from './protocol-today';

export const SHIPPED_PROTOCOLS: readonly Protocol[] = [PROTOCOL_2010, PROTOCOL_TODAY];
