/** The roles to choose from, named in full. */
import type { Choice } from '@/components/ui/text-fields';
import { Role, ROLE_NAMES } from '@/lib/domain/people';

export const ROLE_CHOICES: readonly Choice[] = Role.options.map((role) => ({
  value: role,
  text: ROLE_NAMES[role],
}));
