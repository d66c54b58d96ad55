/** Joining a second notebook on a device that already has one: only the code is asked for. */
import { JoinCode } from './join-code';
import type { ScreenProps } from '@/components/shell/screen';
import { refusal } from '@/components/ui/field-error';
import { useDraft, useOrder } from '@/components/use-link';

export function JoinAnother({ go }: ScreenProps) {
  const order = useOrder();
  const draft = useDraft('join', { code: '' });
  return (
    <JoinCode
      code={draft.values.code}
      setCode={(code) => {
        draft.set('code', code);
      }}
      button="Join"
      onBack={() => {
        go({ screen: 'more', id: null });
      }}
      onDone={async () => {
        const answer = await order('join', {
          about: null,
          passphrase: null,
          code: draft.values.code.trim(),
        });
        if (answer.state === 'done') {
          draft.clear();
          go({ screen: 'today', id: null });
        }
        return refusal(answer);
      }}
    />
  );
}
