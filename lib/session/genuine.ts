/** Whether signed acceptances are genuine: checked once each, remembered while unlocked. */
import { isAcceptanceSigned } from './acceptance';
import type { OpenNotebook } from './open-notebook';
import type { Acceptance } from '@/lib/domain/transfer';

/** Null while it is being checked. */
export type IsGenuine = (acceptance: Acceptance) => boolean | null;

export const openGenuine = (notebook: OpenNotebook, onChange: () => void): IsGenuine => {
  const known = new Map<string, boolean | null>();
  return (acceptance) => {
    // Everything that is signed is in the key: another word is another question.
    const key = JSON.stringify(acceptance);
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    known.set(key, null);
    void isAcceptanceSigned(notebook.id, acceptance).then((isSigned) => {
      // What someone signed while they were in stays signed when they have left.
      known.set(key, isSigned && notebook.register().wasDevice(acceptance.device) !== null);
      onChange();
    });
    return null;
  };
};
