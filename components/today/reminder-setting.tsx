/** The setting of the daily reminder. It is off until somebody turns it on, and the browser asks them first. */
import { createContext, use, useState } from 'react';
import { useAnnounce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { SubHeading } from '@/components/ui/heading';
import { Select } from '@/components/ui/text-fields';
import { useOrder, useView } from '@/components/use-link';
import { formatClock } from '@/lib/domain/calendar';

/** Asks the browser for leave to show notifications; it must be asked at once when a button was pressed. */
export const MayRemind = createContext<() => Promise<boolean>>(() => Promise.resolve(true));

const TIMES = ['07:30', '08:00', '08:30', '09:00', '09:30', '10:00', '12:00', '14:00', '16:00'];

const NOT_ALLOWED =
  'Your browser does not let Liaison Notebook show reminders. Allow notifications for it and try again';

function Setting({ at }: { readonly at: string | null }) {
  const order = useOrder();
  const say = useAnnounce();
  const mayRemind = use(MayRemind);
  const [chosen, setChosen] = useState(at ?? '');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const save = async () => {
    if (chosen !== '' && !(await mayRemind())) {
      setErrors([{ field: 'reminder', text: NOT_ALLOWED }]);
      return;
    }
    const answer = await order('setReminder', { at: chosen === '' ? null : chosen });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      say(
        chosen === ''
          ? 'There is no daily reminder.'
          : `You are reminded at ${formatClock(chosen)}.`,
      );
    }
  };
  return (
    <section aria-labelledby="reminder-title">
      <SubHeading id="reminder-title">Daily reminder</SubHeading>
      <Select
        id="reminder"
        label="Remind me when something waits for me"
        hint="Monday to Friday, on this device only, while the browser is open. It says how much waits for you and never what, and no number while the notebook is locked."
        empty="No reminder"
        value={chosen}
        error={errors[0]?.text ?? null}
        choices={TIMES.map((time) => ({ value: time, text: formatClock(time) }))}
        onChange={setChosen}
      />
      <Button
        kind="secondary"
        onClick={() => {
          void save();
        }}
      >
        Save reminder
      </Button>
    </section>
  );
}

export function ReminderSetting() {
  const reminder = useView('reminder');
  return reminder === undefined ? null : <Setting key={reminder.at} at={reminder.at} />;
}
