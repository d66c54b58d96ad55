/** The addresses at which devices meet, as they are typed: one on each line. */
import { problem, type FieldError } from '@/components/ui/field-error';
import { ADDRESS_RULE, isMeetingAddress } from '@/lib/parse/address';

export const MEETING_ADDRESS_LABEL = 'Address where devices meet (optional)';
export const MEETING_ADDRESS_HINT =
  'Your office’s signalling address, like wss://meet.example.org. You need one to invite someone. You can add it later.';

export function readAddresses(typed: string): readonly string[] {
  return typed
    .split(/\s+/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function addressErrors(typed: string, field: string): readonly FieldError[] {
  const addresses = readAddresses(typed);
  return [
    ...problem(!addresses.every(isMeetingAddress), field, ADDRESS_RULE),
    ...problem(addresses.length > 8, field, 'Enter 8 addresses or fewer'),
  ];
}
